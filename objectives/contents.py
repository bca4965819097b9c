"""The content of projects and plans as plain values, named by codes and not by row numbers.

One form for two uses: the versions of a plan (written once, SHA-256 over canonical JSON) and
the tokens that tell a form that what it shows has changed meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from objectives.canonical import sha256_hex
from objectives.models import (
    Area,
    Indicator,
    Phase,
    Plan,
    Project,
    StaffAssignment,
    StrategicGuideline,
)

Plain = dict[str, Any]

# What names a related object; the rest of the plan's own rows is named by `name`.
KEYS = {"area": "code", "begun_as": "slice_name", "employee": "code", "lead_sector": "code"}
PARENTS = frozenset({"id", "plan", "project", "order"})


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """What hangs on a project: phases and indicators in their order, staff in any."""

    areas: Iterable[Area] = ()
    guidelines: Iterable[StrategicGuideline] = ()
    phases: Iterable[Phase] = ()
    indicators: Iterable[Indicator] = ()
    staff: Iterable[StaffAssignment] = ()


def stored_rows(project: Project) -> ProjectRows:
    """As the database has them; none for a project not saved yet."""
    if not project.pk:
        return ProjectRows()
    return ProjectRows(
        areas=project.areas.all(),
        guidelines=project.guidelines.all(),
        phases=project.phases.all(),
        indicators=project.indicators.all(),
        staff=project.staff.select_related("employee", "area"),
    )


def row_content(instance: Model, without: frozenset[str] = PARENTS) -> Plain:
    """Columns of one row as plain values; related objects by their code or name."""
    return {
        column.name: _plain(column.name, getattr(instance, column.name))
        for column in instance._meta.concrete_fields
        if column.name not in without
    }


def _plain(name: str, value: Any) -> Any:
    match value:
        case Model():
            return str(getattr(value, KEYS.get(name, "name")))
        case date():
            return value.isoformat()
        case None | int() | Decimal():
            return value
    return str(value)


AMENDED = frozenset({"amended", "amended_from", "amended_to"})
BEGUN = frozenset({"begun_as"})


def project_content(project: Project, rows: ProjectRows) -> Plain:
    """What no act has amended says nothing of amendments; nor a first year of what it continues."""
    silent = (frozenset() if project.amended else AMENDED) | (
        frozenset() if project.begun_as_id else BEGUN
    )
    return {
        **row_content(project, PARENTS | silent),
        "areas": sorted(area.code for area in rows.areas),
        "guidelines": sorted(guideline.code for guideline in rows.guidelines),
        "phases": [row_content(row) for row in rows.phases],
        "indicators": [row_content(row) for row in rows.indicators],
        "staff": sorted(map(row_content, rows.staff), key=lambda row: str(row["employee"])),
    }


def project_digest(project: Project, rows: ProjectRows) -> str:
    return sha256_hex(project_content(project, rows))


def plan_content(plan: Plan) -> Plain:
    """The whole plan, in a constant number of queries. Its state is no part of what it says."""
    projects = plan.projects.select_related(
        "lead_sector", "macro_category", "project_class", "begun_as__plan"
    ).prefetch_related(
        "areas", "guidelines", "phases", "indicators", "staff__employee", "staff__area"
    )
    return {
        **row_content(plan, PARENTS | {"state"}),
        "classes": [row_content(row) for row in plan.classes.all()],
        "macro_categories": [row.name for row in plan.macro_categories.all()],
        "guidelines": [row_content(row) for row in plan.guidelines.all()],
        "projects": [
            project_content(project, _prefetched(project))
            for project in projects.order_by("number")
        ],
    }


def _prefetched(project: Project) -> ProjectRows:
    return ProjectRows(
        areas=project.areas.all(),
        guidelines=project.guidelines.all(),
        phases=project.phases.all(),
        indicators=project.indicators.all(),
        staff=project.staff.all(),
    )
