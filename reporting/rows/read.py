"""Queries behind the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    Field,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from incentives.allocation import Band, points
from incentives.allocation.bands import find_band
from incentives.enums import RunState
from incentives.models import AllocationRun, CoefficientBand
from objectives.models import Indicator, Plan, Project, StaffAssignment
from reporting.rows.types import GroupRows, PlanRow, PlanTable


def run_in_force(plan: Plan) -> AllocationRun | None:
    """The approved run, else the latest; its inputs stay in the database until asked for."""
    approved_first = Case(When(state=RunState.APPROVED, then=Value(0)), default=Value(1))
    runs = AllocationRun.objects.filter(pool__plan=plan).defer("inputs")
    return runs.select_related("act").order_by(approved_first, "-number").first()


def plan_table(
    plan: Plan, *, projects: QuerySet[Project] | None = None, with_money: bool = True
) -> PlanTable:
    """The rows of a plan by group; `projects` narrows them to what the reader may see."""
    run = run_in_force(plan)
    projects = Project.objects.all() if projects is None else projects
    rows = _with_points(plan, _read(projects.filter(plan=plan), run))
    if not with_money:
        rows = [_without_money(row) for row in rows]
    return PlanTable(groups=grouped(rows, run if with_money else None), run=run)


def grouped(rows: Iterable[PlanRow], run: AllocationRun | None) -> tuple[GroupRows, ...]:
    """Rows by group in the groups' order, those without funding last."""
    figures = {group["code"]: group for group in run.results["groups"]} if run else {}
    ordered = sorted(rows, key=lambda row: (_group_key(row), row.number))
    return tuple(
        _group(tuple(members), figures.get(key[2]))
        for key, members in groupby(ordered, key=_group_key)
    )


def _group_key(row: PlanRow) -> tuple[bool, int, str]:
    return (row.group_code is None, row.group_order or 0, row.group_code or "")


def _group(rows: tuple[PlanRow, ...], figures: dict[str, Any] | None) -> GroupRows:
    first = rows[0]
    stored = {
        name: Decimal(figures[name]) if figures else None
        for name in ("budget", "fixed_total", "distributable", "rounding")
    }
    if figures is None:
        stored["budget"] = first.group_budget
    name = first.group_name or _("Without funding")
    return GroupRows(code=first.group_code, name=name, rows=rows, **stored)


def _read(projects: QuerySet[Project], run: AllocationRun | None) -> list[PlanRow]:
    indicators = Indicator.objects.all()
    sharers = StaffAssignment.objects.filter(shares_premium=True)
    columns = projects.annotate(
        line=FilteredRelation("allocation_lines", condition=Q(allocation_lines__run=run)),
        indicator_weights=_per_project(indicators, Sum("weight"), Indicator.weight.field),
        indicator_count=_per_project(indicators, Count("pk"), IntegerField()),
        sharing_staff=_per_project(sharers, Count("pk"), IntegerField()),
    ).values_list(*_COLUMNS)
    return [PlanRow(*values) for values in columns.order_by("number")]


def _per_project(related: QuerySet, total: Aggregate, field: Field) -> Coalesce:
    own = related.filter(project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(own.annotate(of=total).values("of")), 0, output_field=field)


def _with_points(plan: Plan, rows: Sequence[PlanRow]) -> list[PlanRow]:
    """Today's coefficient and points for rows the run does not cover as they are now."""
    if all(row.in_run_as_now for row in rows):
        return list(rows)
    bands = [
        Band(*values)
        for values in CoefficientBand.objects.filter(pool__plan=plan).values_list(
            "from_heads", "to_heads", "coefficient"
        )
    ]
    return [row if row.in_run_as_now else _by_bands(row, bands) for row in rows]


def _by_bands(row: PlanRow, bands: Sequence[Band]) -> PlanRow:
    band = find_band(bands, row.counted_staff)
    if band is None:
        return replace(row, coefficient=None, points=None)
    return replace(row, coefficient=band.coefficient, points=points(row.weight, band.coefficient))


def _without_money(row: PlanRow) -> PlanRow:
    return replace(
        row,
        group_budget=None,
        fixed_amount=None,
        deliberated=None,
        quota=None,
        correction=None,
        computed=None,
    )


_COLUMNS = (
    "pk",
    "number",
    "proposal_number",
    "title",
    "kind",
    "lead_sector__code",
    "lead_sector__name",
    "lead_sector__is_extra",
    "macro_category__name",
    "project_class__name",
    "project_class__weight",
    "threshold",
    "threshold_card",
    "counted_staff",
    "counted_staff_card",
    "weight",
    "staff_text",
    "indicator_weights",
    "indicator_count",
    "sharing_staff",
    "funding__group__code",
    "funding__group__name",
    "funding__group__order",
    "funding__group__budget_amount",
    "funding__mode",
    "funding__fixed_amount",
    "funding__deliberated_amount",
    "line__weight",
    "line__counted_staff",
    "line__coefficient",
    "line__points",
    "line__quota",
    "line__correction",
    "line__amount",
)
