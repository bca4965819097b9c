from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from objectives.models import AuditEvent, PlanVersion
from objectives.rules import enter_plan, is_hr, may_enter_data

from .base import RecordAdmin

# The administrator reads what they may enter: neither plan nor money.
ORGANISATION = ("user", "sector", "area", "employee", "employmentperiod", "headship")


@admin.register(AuditEvent)
class AuditEventAdmin(RecordAdmin):
    may = may_enter_data
    list_display = ("at", "actor_name", "action_label", "target_type", "target_label", "reason")
    list_filter = ("action", "target_type")
    search_fields = ("actor_name", "target_label", "reason")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        events = super().get_queryset(request)
        return events if is_hr(request.user) else events.filter(target_type__in=ORGANISATION)


@admin.register(PlanVersion)
class PlanVersionAdmin(RecordAdmin):
    may = enter_plan
    list_display = ("plan", "number", "in_force_from", "act", "reason", "created_at")
    list_display_links = ("number",)
    list_filter = ("plan",)
    list_select_related = ("plan", "act")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The list does not read the plans themselves."""
        return super().get_queryset(request).defer("content")
