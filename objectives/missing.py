"""Who still has to enter values: by project, by sector, by person.

For the final window an indicator is missing until the scoring finds a value that counts; for an
intermediate one until it has an entry of that window, unless it has been reached for good or is
not due yet. A project whose result is confirmed, or that was withdrawn, misses nothing.
Queries are constant in the number of projects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from objectives.enums import Role, WindowKind
from objectives.measurements import LASTING, MeasuredIndicator, measured_projects
from objectives.models import Headship, Indicator, MonitoringWindow, Project, User
from objectives.windows import standing_results


@dataclass(frozen=True, slots=True)
class Missing:
    """A project with the indicators that lack a value, in order."""

    project: Project
    indicators: tuple[Indicator, ...]


def window_of_the_day(
    windows: Sequence[MonitoringWindow], day: date | None = None
) -> MonitoringWindow | None:
    """The open window, else the latest that has begun, else the first to come."""
    today = day or timezone.localdate()
    ordered = sorted(windows, key=lambda row: row.opens)
    begun = [row for row in ordered if row.opens <= today]
    open_now = [row for row in begun if row.is_open(today)]
    return next(iter([*open_now[-1:], *begun[-1:], *ordered[:1]]), None)


def missing_values(window: MonitoringWindow, projects: Sequence[Project]) -> list[Missing]:
    """What `projects` lack for the window; those that lack nothing are left out."""
    settled = {row.project_id for row in standing_results(row.pk for row in projects)}
    open_projects = [row for row in projects if row.pk not in settled and not row.is_withdrawn]
    found = measured_projects(open_projects, final=window.kind == WindowKind.FINAL)
    rows = (
        Missing(row.project, tuple(x.indicator for x in row.indicators if _lacks(x, window)))
        for row in found.values()
    )
    return [row for row in rows if row.indicators]


def _lacks(line: MeasuredIndicator, window: MonitoringWindow) -> bool:
    if line.neutralisation is not None:
        return False
    if window.kind == WindowKind.FINAL:
        return line.needs_value
    if _not_due(line.indicator, window):
        return False
    if line.entry is None or line.needs_value:
        return True
    return line.entry.window.reference_date < window.reference_date and not _for_good(line)


def _not_due(indicator: Indicator, window: MonitoringWindow) -> bool:
    due = indicator.target_date
    return due is not None and due > window.reference_date


def _for_good(line: MeasuredIndicator) -> bool:
    return line.indicator.target_kind in LASTING and line.achievement.percent == 100


def reporters(projects: Sequence[Project], day: date | None = None) -> dict[int, list[User]]:
    """Accounts of the managers who may enter values, by key of the project.

    The rule of `queries.headed_projects`, read for all of them at once.
    """
    prefetch_related_objects(projects, "areas")
    today = day or timezone.localdate()
    current = Q(end__isnull=True) | Q(end__gte=today)
    people = Q(employee__user__role=Role.MANAGER, employee__user__is_active=True)
    heads = list(
        Headship.objects.filter(current, people, start__lte=today)
        .select_related("employee__user")
        .order_by("employee__user__username")
    )
    return {project.pk: _unique(heads, project) for project in projects}


def _unique(heads: Iterable[Headship], project: Project) -> list[User]:
    people = {row.employee.user.pk: row.employee.user for row in heads if _heads(row, project)}
    return list(people.values())


def _heads(row: Headship, project: Project) -> bool:
    areas = list(project.areas.all())
    if project.lead_sector_id is None and not areas:
        return True
    sectors = {project.lead_sector_id, *(area.sector_id for area in areas)} - {None}
    return row.sector_id in sectors or row.area_id in {area.pk for area in areas}
