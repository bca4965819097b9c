"""Queries behind the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    F,
    Field,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from incentives.allocation import points
from incentives.models import AllocationRun, CoefficientBand
from objectives.enums import ResultState
from objectives.models import Indicator, Plan, Project, StaffAssignment
from objectives.prepared import Prepared
from reporting.rows.types import GroupRows, InPlan, PlanRow, PlanTable, Row

# A result that was sent back stands no more; of the others a project has one at most.
STANDING = tuple(state for state in ResultState.values if state != ResultState.SENT_BACK)
GROUP_FIGURES = ("budget", "fixed_total", "distributable", "rounding")


def shown_run(plan: Plan) -> AllocationRun | None:
    """The approved run, else the latest; its inputs stay in the database until asked for."""
    return next(iter(_SHOWN_RUN.rows(plan=plan.pk)), None)


def runs_in_order() -> QuerySet[AllocationRun]:
    """The one to show of a plan first."""
    # The states sort as wanted by their names: approved, prepared, superseded.
    runs = AllocationRun.objects.order_by("state", "-number")
    return runs.select_related("act").defer("inputs")


_SHOWN_RUN = Prepared[AllocationRun](
    lambda plan: runs_in_order().filter(pool__plan=plan)[:1], "plan"
)


def plan_table(
    plan: Plan,
    *,
    projects: QuerySet[Project] | None = None,
    with_money: bool = True,
    with_budgets: bool = True,
) -> PlanTable[PlanRow]:
    """The rows of a plan by group; `projects` narrows them to what the reader may see.

    Budgets are the whole body's: without `with_budgets` only the rows have their amounts.
    """
    run = shown_run(plan)
    rows = _finished(_read(projects, plan, run), with_money)
    figures = run.results["groups"] if run and with_money and with_budgets else None
    return PlanTable(groups=grouped(rows, figures, with_budgets), run=run)


def grouped(
    rows: Iterable[Row], figures: Sequence[dict[str, Any]] | None, with_budgets: bool
) -> tuple[GroupRows[Row], ...]:
    """Rows by group in the groups' order, those without funding last."""
    by_code = {group["code"]: group for group in figures or ()}
    ordered = sorted(rows, key=lambda row: (_group_key(row), row.numbers))
    return tuple(
        _group(tuple(members), by_code.get(key[2]), with_budgets)
        for key, members in groupby(ordered, key=_group_key)
    )


def _group_key(row: InPlan) -> tuple[bool, int, str]:
    return (row.group_code is None, row.group_order or 0, row.group_code or "")


def _group(
    rows: tuple[Row, ...], figures: dict[str, Any] | None, with_budgets: bool
) -> GroupRows[Row]:
    first = rows[0]
    stored = {name: Decimal(figures[name]) if figures else None for name in GROUP_FIGURES}
    if figures is None and with_budgets:
        stored["budget"] = first.group_budget
    name = first.group_name or _("Without funding")
    return GroupRows(code=first.group_code, name=name, rows=rows, **stored)


def read_rows(
    plan: Plan, run: int, numbers: Sequence[int], *, with_money: bool
) -> dict[int, PlanRow]:
    """Some rows of a plan by number, as `plan_table` gives them (one query). Run 0 is no run."""
    found = _NUMBERED.rows(plan=plan.pk, run=run, number=numbers) if numbers else []
    return {row.number: row for row in _finished(found, with_money)}


def _finished(read: Iterable[tuple[Any, ...]], with_money: bool) -> list[PlanRow]:
    rows = [with_points(PlanRow(*values)) for values in read]
    return rows if with_money else [without_money(row) for row in rows]


def _read(
    projects: QuerySet[Project] | None, plan: Plan, run: AllocationRun | None
) -> Iterable[tuple[Any, ...]]:
    keys = {"plan": plan.pk, "run": run.pk if run else 0}
    if projects is None or not projects.query.has_filters():
        return _WHOLE_PLAN.rows(**keys)
    return _columns(**keys).filter(pk__in=projects.order_by().values("pk"))


@lru_cache(maxsize=16)
def _columns(plan: int, run: int) -> QuerySet[Project, tuple[Any, ...]]:
    """The query, built once and copied: building it took half of the time of a page. Run 0 is
    no run."""
    rows = Project.objects.filter(plan=plan).annotate(
        line=FilteredRelation("allocation_lines", condition=Q(allocation_lines__run=run)),
        **added_columns(),
    )
    return rows.values_list(*COLUMNS).order_by("number")


_WHOLE_PLAN = Prepared[tuple[Any, ...]](_columns, "plan", "run")
_NUMBERED = Prepared[tuple[Any, ...]](
    lambda plan, run, number: _columns(plan, run).filter(number__in=[number]),
    *("plan", "run"),
    many=("number",),
)


def added_columns() -> dict[str, Combinable | FilteredRelation]:
    """What a row counts and finds in other tables, by name of the column."""
    indicators = Indicator.objects.all()
    sharers = StaffAssignment.objects.filter(shares_premium=True)
    standing = Q(results__state__in=STANDING)
    return {
        "confirmed": FilteredRelation("results", condition=standing),
        "confirmed_result": F("confirmed__result"),
        "confirmed_threshold": F("confirmed__threshold"),
        "confirmed_met": F("confirmed__met"),
        "confirmed_state": F("confirmed__state"),
        "indicator_weights": _per_project(indicators, Sum("weight"), Indicator.weight.field),
        "indicator_count": _per_project(indicators, Count("pk"), IntegerField()),
        "band_coefficient": band_coefficient(),
        "sharing_staff": _per_project(sharers, Count("pk"), IntegerField()),
    }


def _per_project(related: QuerySet, total: Aggregate, field: Field) -> Coalesce:
    own = related.filter(project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(own.annotate(of=total).values("of")), 0, output_field=field)


def with_points(row: PlanRow) -> PlanRow:
    """Today's coefficient and points where the run does not cover the project as it is now."""
    if row.in_run_as_now:
        return row
    now = row.band_coefficient
    return replace(row, coefficient=now, points=None if now is None else points(row.weight, now))


def band_coefficient() -> Subquery:
    """The coefficient of the band that holds the counted staff; none overlap (CoefficientBand)."""
    heads = OuterRef("counted_staff")
    bands = CoefficientBand.objects.filter(
        Q(to_heads__isnull=True) | Q(to_heads__gte=heads),
        pool__plan=OuterRef("plan"),
        from_heads__lte=heads,
    )
    return Subquery(bands.order_by().values("coefficient")[:1])


def without_money(row: PlanRow) -> PlanRow:
    return replace(
        row,
        group_budget=None,
        fixed_amount=None,
        deliberated=None,
        quota=None,
        correction=None,
        computed=None,
    )


COLUMNS = (
    "kind",
    "lead_sector__code",
    "lead_sector__name",
    "lead_sector__is_extra",
    "project_class__name",
    "project_class__weight",
    "macro_category__name",
    "amended",
    "confirmed_met",
    "funding__group__code",
    "funding__group__name",
    "funding__group__order",
    "funding__group__budget_amount",
    "funding__mode",
    "funding__deliberated_amount",
    "line__amount",
    "line__points",
    "pk",
    "number",
    "proposal_number",
    "title",
    "project_class__legend_weight",
    "threshold",
    "threshold_card",
    "counted_staff",
    "counted_staff_card",
    "weight",
    "staff_text",
    "result_mode",
    "confirmed_result",
    "confirmed_threshold",
    "confirmed_state",
    "indicator_weights",
    "indicator_count",
    "sharing_staff",
    "band_coefficient",
    "funding__fixed_amount",
    "line__weight",
    "line__counted_staff",
    "line__coefficient",
    "line__quota",
    "line__correction",
    "amended_from",
    "amended_to",
)
