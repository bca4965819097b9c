"""The individual premium: read here; its own pages declare, enter and run it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from incentives.models import Evaluation, IndividualLine, IndividualPremium, IndividualRun
from objectives.admin.base import RecordAdmin
from objectives.rules import enter_plan


class OptionalAdmin(RecordAdmin):
    """Listed only where some plan has the module on: while it is off nothing speaks of it."""

    may = enter_plan

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and _is_on(request)


def _is_on(request: Any) -> bool:
    """Asked once for a page, which asks for every model."""
    if not hasattr(request, "individual_premium_on"):
        request.individual_premium_on = IndividualPremium.objects.filter(is_on=True).exists()
    return bool(request.individual_premium_on)


@admin.register(IndividualPremium)
class IndividualPremiumAdmin(OptionalAdmin):
    list_display = ("plan", "is_on", "amount", "extra", "tie_rule", "act")
    list_select_related = ("plan", "act")


@admin.register(Evaluation)
class EvaluationAdmin(OptionalAdmin):
    list_display = ("employee", "plan", "evaluation", "positive")
    list_filter = ("plan", "positive")
    list_select_related = ("employee", "plan")
    search_fields = ("employee__code", "employee__last_name")


@admin.register(IndividualRun)
class IndividualRunAdmin(OptionalAdmin):
    list_display = ("number", "premium", "state", "prepared_by", "prepared_at", "act")
    list_filter = ("premium__plan", "state")
    list_select_related = ("premium__plan", "prepared_by", "act")


@admin.register(IndividualLine)
class IndividualLineAdmin(OptionalAdmin):
    list_display = ("run", "employee", "rank", "evaluation", "with_extra", "amount")
    list_filter = ("run__premium__plan", "run")
    list_select_related = ("run", "employee")
    search_fields = ("employee__code", "employee__last_name")
    list_display_links = ("employee",)
