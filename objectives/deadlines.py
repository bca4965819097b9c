"""The days a person has to remember: windows, phases and dated targets of what they may read."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from objectives.ics import Day
from objectives.models import Indicator, MonitoringWindow, Phase, Plan, Project
from objectives.queries import visible_projects
from objectives.rules import Someone, see_missing

Address = Callable[[Project], str]


def deadlines(user: Someone, plan: Plan, address: Address, host: str) -> list[Day]:
    """In order of date (three queries). `address` gives the page of a project, `host` ends the
    identifiers; the last day of a window is for those who follow the entries."""
    projects = list(visible_projects(user).filter(plan=plan))
    days = [*_phases(projects, address, host), *_targets(projects, address, host)]
    if see_missing(user, plan):
        days += _windows(plan, host)
    return sorted(days, key=lambda day: (day.on, day.uid))


def _windows(plan: Plan, host: str) -> Iterator[Day]:
    for row in MonitoringWindow.objects.filter(plan=plan):
        text = _("Last day for the values as of %(day)s.") % {
            "day": f"{row.reference_date:%d/%m/%Y}"
        }
        title = _("%(window)s: last day") % {"window": row.name}
        yield Day(f"window-{row.pk}@{host}", row.last_day, title, text)


def _phases(projects: Sequence[Project], address: Address, host: str) -> Iterator[Day]:
    by_key = {project.pk: project for project in projects}
    for row in Phase.objects.filter(project__in=by_key, due_date__isnull=False):
        project = by_key[row.project_id]
        title = _("Project %(number)s: phase due") % {"number": project.number}
        if row.due_date:
            yield Day(f"phase-{row.pk}@{host}", row.due_date, title, row.text, address(project))


def _targets(projects: Sequence[Project], address: Address, host: str) -> Iterator[Day]:
    by_key = {project.pk: project for project in projects}
    for row in Indicator.objects.filter(project__in=by_key, target_date__isnull=False):
        project = by_key[row.project_id]
        title = _("Project %(number)s: indicator %(order)s due") % {
            "number": project.number,
            "order": row.order,
        }
        if row.target_date:
            yield Day(
                f"indicator-{row.pk}@{host}", row.target_date, title, row.name, address(project)
            )
