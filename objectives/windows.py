"""When values may be entered: windows, grace, reopenings, and the results that lock them.

A refusal is a sentence that says why and who can remove it; None means that one may write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives.enums import PlanState, ResultState, label_of
from objectives.models import MonitoringWindow, Plan, Project, ProjectResult

OPEN_STATES = frozenset({PlanState.IN_PROGRESS, PlanState.FINAL_REPORT, PlanState.SENT_BACK})


@dataclass(frozen=True, slots=True)
class Access:
    """Where the entries of one project go today (`window`), or why there is none (`refusal`)."""

    window: MonitoringWindow | None
    until: date | None
    refusal: str = ""

    @property
    def is_open(self) -> bool:
        return not self.refusal


def entry_access(project: Project, day: date | None = None) -> Access:
    standing = next(iter(standing_results([project.pk])), None)
    return access_of(project, standing, day)


def access_of(project: Project, standing: ProjectResult | None, day: date | None = None) -> Access:
    """With the result in force already known: one query, none where state or result refuse."""
    if refusal := _refused(project, standing):
        return Access(None, None, refusal)
    today = day or timezone.localdate()
    windows, reopened = _windows([project], today)
    return _access(project, windows, reopened, None, today)


def entry_accesses(projects: Sequence[Project], day: date | None = None) -> dict[int, Access]:
    """By key of the project; two queries for any number of projects."""
    today = day or timezone.localdate()
    windows, reopened = _windows(projects, today)
    standing = {row.project_id: row for row in standing_results(row.pk for row in projects)}
    return {
        project.pk: _access(
            project,
            [window for window in windows if window.plan_id == project.plan_id],
            reopened,
            standing.get(project.pk),
            today,
        )
        for project in projects
    }


def standing_results(projects: Iterable[int]) -> list[ProjectResult]:
    """The result in force of each project: one sent back stands no more (one query)."""
    standing = ProjectResult.objects.filter(project__in=list(projects))
    return list(
        standing.exclude(state=ResultState.SENT_BACK)
        .select_related("confirmed_by", "second_by")
        .defer("inputs", "results")
    )


Reopened = dict[tuple[int, int], date]
_REOPENING: tuple[str, ...] = ("again",)


def _windows(projects: Sequence[Project], today: date) -> tuple[list[MonitoringWindow], Reopened]:
    """The windows of the projects' plans in their order, and (window, project) → last day of the
    reopenings that are not over yet (one query)."""
    own = Q(reopenings__project__in=[row.pk for row in projects], reopenings__until__gte=today)
    rows = MonitoringWindow.objects.filter(plan__in={row.plan_id for row in projects})
    rows = rows.annotate(again=FilteredRelation("reopenings", condition=own))
    windows: dict[int, MonitoringWindow] = {}
    reopened: Reopened = {}
    for window in rows.select_related(*_REOPENING).order_by("opens", "again__until"):
        windows.setdefault(window.pk, window)
        if again := getattr(window, "again", None):
            reopened[window.pk, again.project_id] = again.until
    return list(windows.values()), reopened


def _access(
    project: Project,
    windows: Sequence[MonitoringWindow],
    reopened: dict[tuple[int, int], date],
    standing: ProjectResult | None,
    today: date,
) -> Access:
    if refusal := _refused(project, standing):
        return Access(None, None, refusal)
    for window in reversed(windows):  # the latest that is open
        last = reopened.get((window.pk, project.pk))
        if last or window.is_open(today):
            return Access(window, max(filter(None, (last, window.last_day))))
    return Access(None, None, _closed(windows, today))


def evidence_refusal(project: Project) -> str:
    """Why no evidence is added or withdrawn now; outside the windows it still is, so that what
    the NIV asks for can follow. Empty when it may be."""
    return evidence_closed(project, next(iter(standing_results([project.pk])), None))


def evidence_closed(project: Project, standing: ProjectResult | None) -> str:
    """The same with the result in force already known (no query)."""
    validated = standing is not None and standing.state == ResultState.VALIDATED
    return _refused(project, standing if validated else None)


def withdrawn_text(project: Project) -> str:
    """Why nothing is entered, confirmed or decided any more; empty unless it is withdrawn."""
    if not project.is_withdrawn:
        return ""
    return _("Project withdrawn on %(day)s: nothing is entered any more.") % {
        "day": f"{project.amended_from:%d/%m/%Y}"
    }


def _refused(project: Project, standing: ProjectResult | None) -> str:
    stopped = _refused_by_state(project.plan) or withdrawn_text(project)
    return stopped or _refused_by_result(standing)


def _refused_by_state(plan: Plan) -> str:
    if plan.state in OPEN_STATES:
        return ""
    return _("The plan is in the state “%(state)s”: values are not entered now.") % {
        "state": label_of(PlanState, plan.state)
    }


def _refused_by_result(standing: ProjectResult | None) -> str:
    if standing is None:
        return ""
    day = f"{timezone.localtime(standing.confirmed_at):%d/%m/%Y}"
    if standing.state == ResultState.VALIDATED:
        return _("Result validated by the NIV: it does not change any more.")
    return _(
        "Result confirmed on %(day)s: it does not change. Ask Human resources to send it back."
    ) % {"day": day}


def _closed(windows: Sequence[MonitoringWindow], today: date) -> str:
    past = [window for window in windows if window.opens <= today]
    if past:
        return _("Period closed on %(day)s. To correct ask Human resources to reopen it.") % {
            "day": f"{closing_day(past[-1]):%d/%m/%Y}"
        }
    if windows:
        return _("The period opens on %(day)s.") % {"day": f"{windows[0].opens:%d/%m/%Y}"}
    return _("No period for entering values has been opened yet.")


def closing_day(window: MonitoringWindow) -> date:
    """The day it was closed by hand, else the last day with its grace."""
    if window.closed_at is None:
        return window.last_day
    return timezone.localtime(window.closed_at).date()
