"""Monitoring windows and who is missing; the calendar of the deadlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from objectives.access import fetch_plan
from objectives.actions.windows import close_window, open_window, reopen_for_project, save_window
from objectives.deadlines import deadlines
from objectives.enums import Role
from objectives.forms.windows import ReopenForm, WindowForm
from objectives.ics import calendar
from objectives.missing import Missing, missing_values, reporters, window_of_the_day
from objectives.models import (
    Indicator,
    MonitoringWindow,
    Plan,
    Project,
    Sector,
    User,
    WindowReopening,
)
from objectives.queries import headed_projects
from objectives.rules import Someone, has_role, manage_windows, see_missing
from objectives.windows import closing_day

EVERYBODY = 5  # more people than this are not named one by one


@dataclass(frozen=True, slots=True)
class WindowLine:
    """`state`: open, future or closed; `ended` the day it was or will be closed."""

    window: MonitoringWindow
    state: str
    ended: date


@dataclass(frozen=True, slots=True)
class MissingLine:
    project: Project
    indicators: tuple[Indicator, ...]
    people: str


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """A sector with its projects; None is the whole body."""

    sector: Sector | None
    lines: list[MissingLine]
    count: int


@require_safe
def monitoring(request: HttpRequest, year: int) -> HttpResponse:
    """Windows with what HR can do, and who is missing for the window of the day."""
    plan = fetch_plan(request.user, year, see_missing)
    windows = list(plan.windows.order_by("opens"))
    today = timezone.localdate()
    window = window_of_the_day(windows, today)
    projects = _projects_of(request.user, plan)
    missing = missing_values(window, projects) if window and window.opens <= today else []
    context = {
        "plan": plan,
        "lines": [_line(row, today) for row in windows],
        "window": window,
        "begun": window is not None and window.opens <= today,
        "groups": _groups(missing),
        "project_count": len(missing),
        "indicator_count": sum(len(row.indicators) for row in missing),
        "all_count": len(projects),
        "own": has_role(request.user, Role.MANAGER),
        "may_manage": manage_windows(request.user, plan),
        "reopenings": _reopenings(plan, projects, today),
    }
    return render(request, "objectives/monitoring.html", context)


def _projects_of(user: Someone, plan: Plan) -> list[Project]:
    found = Project.objects.filter(plan=plan)
    if isinstance(user, User) and has_role(user, Role.MANAGER):
        found = headed_projects(user).filter(plan=plan)
    return list(found.select_related("plan", "lead_sector").order_by("number"))


def _line(window: MonitoringWindow, today: date) -> WindowLine:
    state = "open" if window.is_open(today) else "closed"
    if state == "closed" and window.closed_at is None and window.opens > today:
        state = "future"
    return WindowLine(window, state, closing_day(window))


def _groups(missing: Sequence[Missing]) -> list[MissingGroup]:
    people = reporters([row.project for row in missing])
    by_sector: dict[Sector | None, list[MissingLine]] = {}
    for row in missing:
        line = MissingLine(row.project, row.indicators, _names(people[row.project.pk]))
        by_sector.setdefault(row.project.lead_sector, []).append(line)
    ordered = sorted(by_sector, key=lambda sector: sector.order if sector else -1)
    return [
        MissingGroup(sector, lines, sum(len(line.indicators) for line in lines))
        for sector in ordered
        if (lines := by_sector[sector])
    ]


def _names(people: Sequence[User]) -> str:
    if not people:
        return _("nobody: no head of its areas has an account")
    if len(people) > EVERYBODY:
        return _("any of %(count)s managers") % {"count": len(people)}
    return ", ".join(map(str, people))


def _reopenings(plan: Plan, projects: Sequence[Project], today: date) -> list[WindowReopening]:
    found = WindowReopening.objects.filter(window__plan=plan, project__in=projects)
    return list(found.filter(until__gte=today).select_related("window", "project", "by"))


# --- What HR does ------------------------------------------------------------------------------


def _fetch_window(plan: Plan, pk: int) -> MonitoringWindow:
    window = MonitoringWindow.objects.filter(plan=plan, pk=pk).first()
    if window is None:
        raise Http404
    return window


@require_http_methods(["GET", "HEAD", "POST"])
def window_create(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, manage_windows)
    form = WindowForm(request.POST if request.method == "POST" else None)
    return _window_page(request, plan, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def window_edit(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, manage_windows)
    window = _fetch_window(plan, pk)
    data = request.POST if request.method == "POST" else None
    return _window_page(request, plan, WindowForm(data, initial=WindowForm.of(window)), window)


def _window_page(
    request: HttpRequest, plan: Plan, form: WindowForm, window: MonitoringWindow | None
) -> HttpResponseBase:
    if form.is_bound and form.is_valid():
        try:
            saved = save_window(by=_me(request), plan=plan, values=form.cleaned_data, window=window)
        except ValidationError as error:
            _show(form, error)
        else:
            text = _("Period “%(name)s” saved: values until %(day)s.")
            day = f"{saved.last_day:%d/%m/%Y}"
            messages.success(request, text % {"name": saved.name, "day": day})
            return redirect("monitoring", year=plan.year)
    context = {"plan": plan, "form": form, "window": window}
    return render(request, "objectives/window_form.html", context)


@require_POST
def window_close(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """Close now, or take the closure back: the button says which."""
    plan = fetch_plan(request.user, year, manage_windows)
    window = _fetch_window(plan, pk)
    if request.POST.get("to") == "open":
        open_window(by=_me(request), window=window)
        text = _("Period “%(name)s” is open again until %(day)s.")
    else:
        close_window(by=_me(request), window=window)
        text = _("Period “%(name)s” closed. Its values stay; a project can be reopened.")
    day = f"{window.last_day:%d/%m/%Y}"
    messages.success(request, text % {"name": window.name, "day": day})
    return redirect("monitoring", year=year)


@require_http_methods(["GET", "HEAD", "POST"])
def window_reopen(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """One project may enter values again, until a day and for a reason."""
    plan = fetch_plan(request.user, year, manage_windows)
    window = _fetch_window(plan, pk)
    form = ReopenForm(plan, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = reopen_for_project(by=_me(request), window=window, **form.cleaned_data)
        except ValidationError as error:
            _show(form, error)
        else:
            text = _("Reopened for project %(number)s until %(day)s.")
            values = {"number": row.project.number, "day": f"{row.until:%d/%m/%Y}"}
            messages.success(request, text % values)
            return redirect("monitoring", year=year)
    context = {"plan": plan, "window": window, "form": form}
    return render(request, "objectives/window_reopen.html", context)


def _me(request: HttpRequest) -> User:
    """Whose role fetch_plan has checked."""
    return cast(User, request.user)


def _show(form: Form, error: ValidationError) -> None:
    """The sentences of an action at the fields the form has, the others above it."""
    found: dict[str, Any] = getattr(error, "error_dict", {"__all__": error.error_list})
    for name, texts in found.items():
        form.add_error(name if name in form.fields else None, texts)


# --- The calendar ------------------------------------------------------------------------------


@require_safe
def deadlines_ics(request: HttpRequest, year: int) -> HttpResponse:
    """The deadlines of what this person may read, for the calendar of their mail."""
    plan = fetch_plan(request.user, year)

    def address(project: Project) -> str:
        path = reverse("project", kwargs={"year": year, "number": project.number})
        return request.build_absolute_uri(path)

    days = deadlines(request.user, plan, address, request.get_host().partition(":")[0])
    name = _("Deadlines of the performance plan %(year)s") % {"year": year}
    text = calendar(name, "-//chiari_performance//IT", days, timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="scadenze-{year}.ics"'
    return answer
