import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.access import fetch_project
from objectives.amendments import amendments_of
from objectives.models import Project, User
from objectives.outcomes import Outcome, outcome_read
from objectives.queries import reported_phases
from objectives.rules import (
    edit_project,
    enter_progress,
    neutralise_indicator,
    view_entries,
    view_evidence,
    view_history,
    view_money,
    view_project_money,
    view_staff,
)
from objectives.scoring import Result
from objectives.windows import access_of, evidence_closed
from reporting.pages import history, result
from reporting.pages import project as page
from reporting.pages.amount import explain
from reporting.pages.facts import facts_of
from reporting.pages.indicators import indicator_lines, indicator_rows, links_of
from reporting.pages.slices import slices_of
from reporting.pages.staff import places_of, staff, staff_rows
from reporting.pages.trend import overdue_text
from reporting.rows import PlanRow, row_of, run_of

EVENTS_ON_A_PAGE = 50


@require_safe
def project(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The card of a project, with what this person may see of money, people and history."""
    today = timezone.localdate()
    found = fetch_project(request.user, year, number, read=page.read_in_full)
    row = row_of(found, with_money=view_project_money(request.user))
    context = {
        "plan": found.plan,
        "project": found,
        "row": row,
        "may_edit": edit_project(request.user, found),
        "may_see_staff": view_staff(request.user),
        "threshold_text": page.threshold_text(row),
        "findings": page.findings_of(request.user, row, found.plan),
        "today": today,
        **_result(request, row, found, today),
        **_phases(found, today),
        "guidelines": page.guidelines_of(found),
        "amendments": amendments_of(found),
        **_money(request, row, found),
        **_people(request, found),
        **_history(request, found),
    }
    return render(request, "reporting/project.html", context)


def _result(
    request: HttpRequest, row: PlanRow, found: Project, today: datetime.date
) -> dict[str, Any]:
    """The figures at the head of the page, then what they come from."""
    user = cast(User, request.user)
    outcome = outcome_read(found)
    shown = outcome.shown
    about = result.context(user, outcome, shown, today)
    with_money, with_staff = view_project_money(user), view_staff(user)
    facts = facts_of(found, row, about, with_money=with_money, with_staff=with_staff)
    return {"facts": facts, **about, **_work(request, outcome, shown)}


def _phases(found: Project, today: datetime.date) -> dict[str, Any]:
    """Shown as a time line; those past their day also in words."""
    phases, reports = reported_phases(found)
    overdue = overdue_text(phases, reports, today)
    return {"phases": phases, "reports": reports, "overdue": overdue}


def _work(request: HttpRequest, outcome: Outcome, shown: Result) -> dict[str, Any]:
    """The values, whether they may be entered, and the evidence for who may read it."""
    user, found, standing = request.user, outcome.project, outcome.standing
    enters = enter_progress(user, found)
    links = links_of(
        found,
        reads=view_entries(user, found),
        enters=enters and access_of(found, standing).is_open,
        neutralises=neutralise_indicator(user, found),
    )
    indicators = (row.indicator for row in outcome.measured.indicators)
    lines = indicator_lines(outcome, shown, with_reasons=view_staff(user))
    return {
        "indicators": lines,
        "indicator_rows": indicator_rows(lines, links),
        "may_enter": links.enters,
        "may_attach": enters and not evidence_closed(found, standing),
        "evidence": page.evidence_of(found, indicators) if view_evidence(user, found) else None,
    }


def _money(request: HttpRequest, row: PlanRow, found: Project) -> dict[str, Any]:
    with_money = view_project_money(request.user)
    run = run_of(found) if with_money else None
    return {
        "with_money": with_money,
        "run": run,
        "may_see_run": view_money(request.user),
        "explanation": explain(row, run) if with_money else None,
        "paid": page.paid(found) if with_money else None,
    }


def _people(request: HttpRequest, found: Project) -> dict[str, Any]:
    places = places_of(found)
    areas = staff(request.user, places)
    with_quotas = any(place.quota for place in places)
    return {
        "areas": [place.area for place in places if place.named],
        "staff": areas,
        "staff_rows": staff_rows(areas, with_quotas=with_quotas),
        "with_quotas": with_quotas,
        "counted": sum(area.counted for area in areas),
        "sharing_rule": getattr(found, "sharing_rule", None),
        "tariff": page.tariff_of(found),
    }


def _history(request: HttpRequest, found: Project) -> dict[str, Any]:
    entries = page.latest_history(request.user, found)
    return {
        "may_see_history": view_history(request.user),
        "history": entries[: page.LATEST_EVENTS],
        "more_history": len(entries) > page.LATEST_EVENTS,
    }


@require_safe
def project_history(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The whole trail of a project, latest first."""
    found = fetch_project(request.user, year, number, may=lambda user, _project: view_history(user))
    sheet = Paginator(page.events_of(found), EVENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": found.plan,
        "project": found,
        "page": sheet,
        "history": [history.entry(event) for event in sheet.object_list],
    }
    return render(request, "reporting/project_history.html", context)


@require_safe
def project_slices(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The years of a multi-year project side by side; 404 for a project of one year."""
    found = fetch_project(request.user, year, number)
    if not found.multi_year:
        raise Http404
    slices = slices_of(request.user, found)
    context = {"plan": found.plan, "project": found, "slices": slices}
    return render(request, "reporting/project_slices.html", context)
