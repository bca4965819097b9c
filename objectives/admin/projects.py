from django.contrib import admin

from objectives.models import Indicator, Phase, Project, StaffAssignment
from objectives.rules import enter_plan

from .base import AuditedAdmin, Rows


class PhaseRows(Rows):
    may = enter_plan
    model = Phase


class IndicatorRows(Rows):
    may = enter_plan
    model = Indicator


class StaffRows(Rows):
    may = enter_plan
    model = StaffAssignment
    autocomplete_fields = ("employee", "area")


@admin.register(Project)
class ProjectAdmin(AuditedAdmin):
    may = enter_plan
    list_display = (
        "number",
        "title",
        "kind",
        "lead_sector",
        "project_class",
        "weight",
        "counted_staff",
        "threshold",
    )
    list_display_links = ("number", "title")
    list_filter = ("plan", "kind", "lead_sector", "project_class", "multi_year")
    list_select_related = ("plan", "lead_sector", "project_class")
    search_fields = ("number", "title")
    autocomplete_fields = ("begun_as",)
    filter_horizontal = ("areas", "guidelines")
    inlines = (PhaseRows, IndicatorRows, StaffRows)


@admin.register(Phase)
class PhaseAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("project", "order", "text", "due_date", "period")
    list_display_links = ("text",)
    list_filter = ("project__plan",)
    list_select_related = ("project",)
    search_fields = ("text", "project__title")
    autocomplete_fields = ("project",)


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("project", "order", "name", "quantity", "target_kind", "weight")
    list_display_links = ("name",)
    list_filter = ("project__plan", "target_kind")
    list_select_related = ("project",)
    search_fields = ("name", "project__title")
    autocomplete_fields = ("project",)


@admin.register(StaffAssignment)
class StaffAssignmentAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "project", "area", "participation", "shares_premium")
    list_filter = ("project__plan", "shares_premium", "area")
    list_select_related = ("employee", "project", "area")
    search_fields = ("employee__code", "employee__last_name", "project__title")
    autocomplete_fields = ("employee", "project", "area")
