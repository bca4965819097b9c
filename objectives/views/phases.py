"""When the phases of a project were really done: all of them on one page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from objectives import rules
from objectives.access import fetch_project
from objectives.actions.phases import report_phases
from objectives.forms.phases import PhaseReportForm, phase_forms
from objectives.queries import latest_reports
from objectives.windows import entry_access


@require_http_methods(["GET", "HEAD", "POST"])
def phases(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.enter_progress)
    latest = latest_reports(project)
    forms = phase_forms(project, latest, request.POST if request.method == "POST" else None)
    wrong = [form for form in forms if not form.is_valid()]
    if request.method == "POST" and not wrong and _report(request, forms):
        messages.success(request, _("Dates of the phases recorded."))
        return redirect("project", year=year, number=number)
    context = {
        "plan": project.plan,
        "project": project,
        "forms": forms,
        "access": entry_access(project),
    }
    return render(request, "objectives/phases.html", context)


def _report(request: HttpRequest, forms: Sequence[PhaseReportForm]) -> bool:
    """The phases that changed: all of them, or none when values are not entered now."""
    user: Any = request.user
    changed = [form for form in forms if form.has_changed()]
    reports = [(f.phase, f.cleaned_data["done_on"], f.cleaned_data["note"]) for f in changed]
    try:
        report_phases(by=user, reports=reports)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True
