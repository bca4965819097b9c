"""The year's work, to search and read: it is written on the site's pages, by actions alone."""

from django.contrib import admin
from django.db.models import URLField

from objectives.models import (
    EntryDraft,
    Evidence,
    MonitoringWindow,
    Neutralisation,
    PhaseReport,
    PlanTransition,
    ProgressEntry,
    ProjectAmendment,
    ProjectResult,
    Remark,
    RemarkMessage,
    ReminderSent,
    Validation,
    WindowReopening,
)
from objectives.rules import enter_plan

from .base import RecordAdmin


class WorkAdmin(RecordAdmin):
    may = enter_plan


@admin.register(MonitoringWindow)
class MonitoringWindowAdmin(WorkAdmin):
    list_display = ("name", "plan", "kind", "reference_date", "opens", "closes", "closed_at")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("name",)


@admin.register(WindowReopening)
class WindowReopeningAdmin(WorkAdmin):
    list_display = ("window", "project", "until", "reason", "by", "at")
    list_filter = ("window",)
    list_select_related = ("window", "project", "by")
    search_fields = ("reason", "project__title")


@admin.register(ProgressEntry)
class ProgressEntryAdmin(WorkAdmin):
    list_display = ("indicator", "window", "reference_date", "by", "at")
    list_filter = ("window", "indicator__target_kind")
    list_select_related = ("indicator", "window", "by")
    search_fields = ("indicator__name", "note", "deviation")


@admin.register(PhaseReport)
class PhaseReportAdmin(WorkAdmin):
    list_display = ("phase", "done_on", "note", "by", "at")
    list_select_related = ("phase", "by")
    search_fields = ("phase__text", "note")


@admin.register(EntryDraft)
class EntryDraftAdmin(WorkAdmin):
    list_display = ("indicator", "user", "saved_at")
    list_select_related = ("indicator", "user")


@admin.register(Evidence)
class EvidenceAdmin(WorkAdmin):
    list_display = ("description", "project", "kind", "reference", "size", "by", "at")
    list_filter = ("project__plan", "kind")
    list_select_related = ("project", "by")
    search_fields = ("description", "reference", "original_name")
    # Served through the site's own check, never by its place on the disk.
    exclude = ("file",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(ReminderSent)
class ReminderSentAdmin(WorkAdmin):
    list_display = ("user", "window", "days_before", "at")
    list_filter = ("window",)
    list_select_related = ("user", "window")


@admin.register(Neutralisation)
class NeutralisationAdmin(WorkAdmin):
    list_display = ("indicator", "act", "reason", "by", "at", "revoked_at")
    list_select_related = ("indicator", "act", "by")
    search_fields = ("reason", "indicator__name")


@admin.register(ProjectResult)
class ProjectResultAdmin(WorkAdmin):
    list_display = ("project", "number", "state", "result", "threshold", "met", "confirmed_by")
    list_filter = ("project__plan", "state", "met")
    list_select_related = ("project", "confirmed_by")
    search_fields = ("project__title",)


@admin.register(Validation)
class ValidationAdmin(WorkAdmin):
    list_display = ("result", "outcome", "text", "by", "at")
    list_filter = ("outcome",)
    list_select_related = ("result", "by")
    search_fields = ("text",)


@admin.register(Remark)
class RemarkAdmin(WorkAdmin):
    list_display = ("subject", "project", "by", "at", "closed_at")
    list_filter = ("project__plan",)
    list_select_related = ("project", "by")
    search_fields = ("subject",)


@admin.register(RemarkMessage)
class RemarkMessageAdmin(WorkAdmin):
    list_display = ("remark", "text", "by", "at")
    list_select_related = ("remark", "by")
    search_fields = ("text",)


@admin.register(PlanTransition)
class PlanTransitionAdmin(WorkAdmin):
    list_display = ("plan", "from_state", "to_state", "act", "reason", "by", "at")
    list_filter = ("plan",)
    list_select_related = ("plan", "act", "by")


@admin.register(ProjectAmendment)
class ProjectAmendmentAdmin(WorkAdmin):
    list_display = ("project", "kind", "start", "end", "act", "by", "at")
    list_filter = ("project__plan", "kind")
    list_select_related = ("project", "act", "by")
    search_fields = ("reason", "project__title")
