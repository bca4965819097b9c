"""Pool, groups, funding, sharing rules and allocation runs."""

from django.contrib import admin

from incentives.models import (
    AllocationGroup,
    AllocationLine,
    AllocationRun,
    AreaQuota,
    CoefficientBand,
    Pool,
    ProjectFunding,
    Reserve,
    SharingRule,
    TariffBand,
)
from objectives.admin.base import AuditedAdmin, ReadOnly, RecordAdmin, Rows
from objectives.rules import enter_plan


class GroupRows(Rows):
    may = enter_plan
    model = AllocationGroup


class ReserveRows(Rows):
    may = enter_plan
    model = Reserve


class BandRows(Rows):
    may = enter_plan
    model = CoefficientBand


@admin.register(Pool)
class PoolAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("plan", "amount", "heads_amount", "heads_unit", "act")
    list_select_related = ("plan", "act")
    search_fields = ("plan__title",)
    inlines = (GroupRows, ReserveRows, BandRows)


@admin.register(AllocationGroup)
class AllocationGroupAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("code", "name", "budget_mode", "budget_amount", "percent", "heads", "order")
    list_filter = ("pool__plan", "budget_mode")
    list_select_related = ("pool__plan",)
    search_fields = ("code", "name")


@admin.register(Reserve)
class ReserveAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("name", "amount", "act")
    list_filter = ("pool__plan",)
    list_select_related = ("act",)
    search_fields = ("name", "purpose")


@admin.register(CoefficientBand)
class CoefficientBandAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("from_heads", "to_heads", "coefficient")
    list_filter = ("pool__plan",)


@admin.register(ProjectFunding)
class ProjectFundingAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("project", "group", "mode", "fixed_amount", "deliberated_amount")
    list_filter = ("project__plan", "group", "mode")
    list_select_related = ("project", "group")
    search_fields = ("project__number", "project__title")
    autocomplete_fields = ("project",)


class QuotaRows(Rows):
    may = enter_plan
    model = AreaQuota
    autocomplete_fields = ("area",)


class TariffRows(Rows):
    may = enter_plan
    model = TariffBand


@admin.register(SharingRule)
class SharingRuleAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("project", "kind", "night_holiday_percent", "min_attendance_percent")
    list_filter = ("project__plan", "kind")
    list_select_related = ("project",)
    search_fields = ("project__number", "project__title")
    autocomplete_fields = ("project",)
    inlines = (QuotaRows, TariffRows)


@admin.register(AreaQuota)
class AreaQuotaAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("rule_project", "area", "parts")
    list_filter = ("rule__project__plan",)
    list_select_related = ("rule__project", "area")
    search_fields = ("rule__project__title", "area__name")

    @admin.display(description=AreaQuota._meta.verbose_name, ordering="rule__project__number")
    def rule_project(self, quota: AreaQuota) -> str:
        return str(quota.rule.project)


@admin.register(TariffBand)
class TariffBandAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("rule_project", "up_to_hours", "amount")
    list_filter = ("rule__project__plan",)
    list_select_related = ("rule__project",)
    search_fields = ("rule__project__title",)

    @admin.display(description=TariffBand._meta.verbose_name, ordering="rule__project__number")
    def rule_project(self, band: TariffBand) -> str:
        return str(band.rule.project)


class LineRows(ReadOnly, admin.TabularInline):
    may = enter_plan
    model = AllocationLine
    extra = 0
    fields = ("project", "group_code", "weight", "points", "quota", "correction", "amount")


@admin.register(AllocationRun)
class AllocationRunAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("number", "pool", "state", "rule", "prepared_by", "prepared_at", "act")
    list_filter = ("pool__plan", "state", "rule")
    list_select_related = ("pool__plan", "prepared_by", "act")
    inlines = (LineRows,)


@admin.register(AllocationLine)
class AllocationLineAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("run", "project", "group_code", "mode", "points", "amount", "deliberated")
    list_display_links = ("project",)
    list_filter = ("run__pool__plan", "run", "mode")
    list_select_related = ("run", "project")
    search_fields = ("project__title",)
