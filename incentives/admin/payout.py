"""Payout rules, sharing policy, employer's charges and chapters."""

from django.contrib import admin

from incentives.models import (
    BudgetChapter,
    EconomyRule,
    EmployeeChapter,
    EmployerRate,
    PayoutBand,
    PayoutRule,
    SharingPolicy,
)
from objectives.admin.base import AuditedAdmin, Rows
from objectives.rules import enter_plan


class PayoutBandRows(Rows):
    may = enter_plan
    model = PayoutBand


@admin.register(PayoutRule)
class PayoutRuleAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("kind", "plan", "project", "reason")
    list_filter = ("plan", "kind")
    list_select_related = ("plan", "project")
    search_fields = ("project__title", "reason")
    autocomplete_fields = ("project",)
    inlines = (PayoutBandRows,)


@admin.register(PayoutBand)
class PayoutBandAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("rule", "from_result", "percent")
    list_filter = ("rule__plan",)
    list_select_related = ("rule",)


@admin.register(SharingPolicy)
class SharingPolicyAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("plan", "participation", "period", "part_time", "presence", "score", "cap")
    list_select_related = ("plan",)


@admin.register(EmployerRate)
class EmployerRateAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("code", "name", "percent", "start", "end")
    list_filter = ("code",)
    search_fields = ("code", "name")


@admin.register(BudgetChapter)
class BudgetChapterAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(EmployeeChapter)
class EmployeeChapterAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "chapter", "plan")
    list_filter = ("plan", "chapter")
    list_select_related = ("employee", "chapter", "plan")
    search_fields = ("employee__code", "employee__last_name")
    autocomplete_fields = ("employee", "chapter")


@admin.register(EconomyRule)
class EconomyRuleAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("plan", "reason", "destination")
    list_filter = ("plan", "destination")
    list_select_related = ("plan",)
