"""The sheet of a manager and the page of one indicator."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from objectives import rules
from objectives.access import allow, fetch_plan, fetch_project
from objectives.entry_history import steps_of
from objectives.forms.entry_row import EntryRow
from objectives.forms.entry_sent import sent_rows
from objectives.forms.entry_sheet import EntrySheet, entry_sheet, sheet_of
from objectives.models import Project, User
from objectives.templatetags.components import chip
from objectives.views.receive import keep, receive
from objectives.windows import evidence_refusal
from objectives.wording import reached

# In the address after a refusal: what is missing in the rows is then said as well.
CHECKED = "controlla"


@require_http_methods(["GET", "HEAD", "POST"])
def my_indicators(request: HttpRequest, year: int) -> HttpResponse:
    user: Any = request.user
    plan = fetch_plan(user, year, rules.enter_some_progress)
    sheet = entry_sheet(user, plan, checked=CHECKED in request.GET)
    if request.method == "POST":
        return _back(receive(request, sheet), "my_indicators", year=year)
    left = (sheet.until - timezone.localdate()).days if sheet.until else None
    context = {"plan": plan, "sheet": sheet, "days_left": left}
    return render(request, "objectives/my_indicators.html", context)


def _back(again: bool, name: str, **kwargs: int) -> HttpResponse:
    """To the page, which reads the drafts; with `again` it says all that is missing in them."""
    return redirect(reverse(name, kwargs=kwargs) + (f"?{CHECKED}=1" if again else ""))


@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, year: int, number: int, order: int) -> HttpResponse:
    """The value of one indicator, what it was before, and the evidence for it."""
    user: Any = request.user
    project = fetch_project(user, year, number, rules.view_entries)
    may_enter = rules.enter_progress(user, project)
    row = _row(user, project, order, checked=CHECKED in request.GET)
    row.correcting = True
    sheet = EntrySheet(project.plan, [row])
    if request.method == "POST":
        allow(user, may_enter)
        return _back(receive(request, sheet), "indicator", year=year, number=number, order=order)
    context = {
        "plan": project.plan,
        "project": project,
        "row": row,
        "sheet": sheet,
        "may_enter": may_enter,
        "steps": steps_of(row.indicator),
        "may_attach": may_enter and not evidence_refusal(project),
        "evidence": row.indicator.evidence.select_related("by", "withdrawn_by"),
    }
    return render(request, "objectives/indicator.html", context)


@require_POST
def indicator_draft(request: HttpRequest, year: int, number: int, order: int) -> HttpResponse:
    """Keep what is being typed; say what it is worth so far."""
    user: Any = request.user
    project = fetch_project(user, year, number, rules.enter_progress)
    row = _row(user, project, order)
    for item in sent_rows(EntrySheet(project.plan, [row]), request.POST):
        keep(user, item)
    return JsonResponse(_told(_row(user, project, order)))


def _row(user: User, project: Project, order: int, *, checked: bool = False) -> EntryRow:
    row = sheet_of(user, project.plan, [project], checked=checked).find(project, order)
    if row is None:
        raise Http404
    return row


def _told(row: EntryRow) -> dict[str, Any]:
    """What the page changes in a row after its draft was kept."""
    kept = {"time": f"{timezone.localtime():%H:%M}"}
    made = row.form.unchecked if row.form and row.form.is_bound else None
    return {
        "saved": _("Draft saved at %(time)s.") % kept if row.draft else "",
        "refusal": row.refusal,
        "state": row.state,
        "chip": chip(row.state),
        "ready": row.is_ready,
        "worth": row.worth,
        "whole": made is not None and reached(row.indicator, made) == 100,
        "errors": row.said,
    }
