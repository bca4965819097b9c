"""Absences, presences at events, attendance and tests, scores, participation sheets."""

from django.contrib import admin

from incentives.models import (
    Absence,
    AbsenceKind,
    CourseAttendance,
    EventAttendance,
    IndividualScore,
    ParticipationSheet,
)
from objectives.admin.base import AuditedAdmin, RecordAdmin
from objectives.rules import enter_plan


@admin.register(AbsenceKind)
class AbsenceKindAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("code", "name", "effect", "is_sickness")
    list_filter = ("effect",)
    search_fields = ("code", "name")


@admin.register(Absence)
class AbsenceAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "kind", "start", "end")
    list_filter = ("kind",)
    list_select_related = ("employee", "kind")
    search_fields = ("employee__code", "employee__last_name")
    autocomplete_fields = ("employee",)


@admin.register(EventAttendance)
class EventAttendanceAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "project", "date", "event", "hours", "night_or_holiday")
    list_filter = ("project__plan", "night_or_holiday")
    list_select_related = ("employee", "project")
    search_fields = ("employee__code", "employee__last_name", "event")
    autocomplete_fields = ("employee", "project")


@admin.register(CourseAttendance)
class CourseAttendanceAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "project", "attended_percent", "test_passed")
    list_filter = ("project__plan", "test_passed")
    list_select_related = ("employee", "project")
    search_fields = ("employee__code", "employee__last_name")
    autocomplete_fields = ("employee", "project")


@admin.register(IndividualScore)
class IndividualScoreAdmin(AuditedAdmin):
    may = enter_plan
    list_display = ("employee", "plan", "percent")
    list_filter = ("plan",)
    list_select_related = ("employee", "plan")
    search_fields = ("employee__code", "employee__last_name")
    autocomplete_fields = ("employee",)


@admin.register(ParticipationSheet)
class ParticipationSheetAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("project", "entered_by", "entered_at", "confirmed_by", "confirmed_at")
    list_filter = ("project__plan",)
    list_select_related = ("project", "entered_by", "confirmed_by")
