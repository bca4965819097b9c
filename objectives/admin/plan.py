from django.contrib import admin

from objectives.models import Act, MacroCategory, Plan, ProjectClass, StrategicGuideline
from objectives.rules import enter_plan

from .base import AuditedAdmin, Rows


class ClassRows(Rows):
    may = enter_plan
    model = ProjectClass


class MacroCategoryRows(Rows):
    may = enter_plan
    model = MacroCategory


class GuidelineRows(Rows):
    may = enter_plan
    model = StrategicGuideline


@admin.register(Plan)
class PlanAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("year", "title", "state")
    list_filter = ("state",)
    search_fields = ("title", "year")
    # It changes by a recorded transition, on the plan's own page.
    readonly_fields = ("state",)
    inlines = (ClassRows, MacroCategoryRows, GuidelineRows)


@admin.register(Act)
class ActAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("kind", "number", "date", "subject", "plan")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("number", "subject")


@admin.register(ProjectClass)
class ProjectClassAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("name", "weight", "legend_weight", "order", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name",)


@admin.register(MacroCategory)
class MacroCategoryAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("name", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name",)


@admin.register(StrategicGuideline)
class StrategicGuidelineAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("code", "title", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("code", "title")
