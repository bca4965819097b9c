"""Distribution runs and what people said of them: read, never written here."""

from django.contrib import admin

from incentives.models import (
    Acknowledgement,
    Adjustment,
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    Economy,
    ReviewRequest,
)
from objectives.admin.base import RecordAdmin
from objectives.rules import enter_plan


@admin.register(DistributionRun)
class DistributionRunAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("number", "pool", "state", "prepared_by", "prepared_at", "act")
    list_filter = ("pool__plan", "state")
    list_select_related = ("pool__plan", "prepared_by", "act")


@admin.register(DistributionProjectLine)
class DistributionProjectLineAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("run", "project", "rule", "result", "allocated", "payable", "paid")
    list_filter = ("run__pool__plan", "run", "rule")
    list_select_related = ("run", "project")
    search_fields = ("project__title",)
    list_display_links = ("project",)


@admin.register(DistributionEmployeeLine)
class DistributionEmployeeLineAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("run", "employee", "project", "share", "cut", "amount")
    list_filter = ("run__pool__plan", "run")
    list_select_related = ("run", "employee", "project")
    search_fields = ("employee__code", "employee__last_name")
    list_display_links = ("employee",)


@admin.register(Economy)
class EconomyAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("run", "project", "reason", "amount")
    list_filter = ("run__pool__plan", "run", "reason")
    list_select_related = ("run", "project")
    search_fields = ("project__title",)


@admin.register(Acknowledgement)
class AcknowledgementAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("run", "employee", "at")
    list_filter = ("run__pool__plan",)
    list_select_related = ("run", "employee")
    search_fields = ("employee__code", "employee__last_name")


@admin.register(ReviewRequest)
class ReviewRequestAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("employee", "project", "run", "at", "outcome")
    list_filter = ("run__pool__plan", "outcome")
    list_select_related = ("run", "employee", "project")
    search_fields = ("employee__code", "employee__last_name")


@admin.register(Adjustment)
class AdjustmentAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("review", "amount", "reason", "by", "at")
    list_select_related = ("review", "by")
    search_fields = ("reason",)
