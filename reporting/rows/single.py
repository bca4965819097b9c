"""The row of one project, read with the project itself: its page asks nothing more for it."""

from typing import Any, cast

from django.db.models import FilteredRelation, OuterRef, QuerySet, Subquery

from incentives.models import AllocationRun
from objectives.models import Project
from reporting.rows.read import (
    COLUMNS,
    added_columns,
    runs_in_order,
    with_points,
    without_money,
)
from reporting.rows.types import PlanRow

# The row of a project that tells its line in the run that ranks first.
LINE_FIRST = ("line__run__state", "-line__run__number")


_JOINED: tuple[str, ...] = (
    *("lead_sector", "macro_category", "project_class", "funding__group"),
    "line__run__act",
)
_HEAVY: tuple[str, ...] = ("line__run__inputs",)


def with_line(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with what `row_of` and `run_of` read, one row for each run they were part of: the
    first one in the order LINE_FIRST is what they take."""
    shown = runs_in_order().filter(pool__plan=OuterRef("plan")).values("pk")[:1]
    found = projects.annotate(
        line=FilteredRelation("allocation_lines"), shown_run=Subquery(shown), **added_columns()
    )
    return found.select_related(*_JOINED).defer(*_HEAVY)


def run_of(project: Project) -> AllocationRun | None:
    """The run in force; one query where it does not cover the project."""
    read: Any = project
    if read.shown_run is None:
        return None
    if _in_shown_run(read):
        return cast(AllocationRun, read.line.run)
    return runs_in_order().get(pk=read.shown_run)


def row_of(project: Project, *, with_money: bool) -> PlanRow:
    """The same row as `plan_table` gives."""
    covered = _in_shown_run(project)
    values: list[Any] = [
        None if name.startswith("line__") and not covered else _value(project, name)
        for name in COLUMNS
    ]
    row = with_points(PlanRow(*values))
    return row if with_money else without_money(row)


def _in_shown_run(project: Any) -> bool:
    line = getattr(project, "line", None)
    return line is not None and line.run_id == project.shown_run


def _value(project: Any, path: str) -> Any:
    """What a column reads; None past a relation that is empty."""
    found = project
    for name in path.split("__"):
        found = getattr(found, name, None)
    return found
