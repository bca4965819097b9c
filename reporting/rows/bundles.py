"""The table of a plan in bundles: every sum and every choice of a filter, without its rows.

The database counts in whole cents and whole parts of a point: SQLite keeps decimals as binary
fractions, and their sum would not be exact.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    When,
)
from django.db.models.expressions import Combinable

from incentives.allocation import points
from incentives.models import AllocationGroup
from objectives.exact import unscaled
from objectives.models import MacroCategory, Project, ProjectClass, Sector
from objectives.prepared import Prepared
from reporting.rows.read import STANDING, band_coefficient, grouped
from reporting.rows.types import Bundle, PlanTable

# Decimals of euro, weights and coefficients, and of points.
PLACES, POINT_PLACES = 2, 4
RESULTS, TITLES = "results", "titles"


class Listed(Aggregate):
    """Whole numbers as text, with commas between them."""

    function = "STRING_AGG"
    template = "%(function)s(CAST(%(expressions)s AS text), ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


class Whole(Func):
    """A decimal as a whole number of its smallest unit."""

    template = "CAST(ROUND(%(expressions)s * %(scale)s) AS bigint)"
    output_field = BigIntegerField()

    def __init__(self, of: Combinable | str, places: int) -> None:
        super().__init__(of, scale=10**places)


class Told(Subquery):
    """What the keys of a bundle already decide: nothing to group by."""

    def get_group_by_cols(self) -> list[Any]:
        return []


def bundle_table(
    plan: Any,
    *,
    projects: QuerySet[Project],
    with_money: bool,
    with_budgets: bool,
    apart: frozenset[str] = frozenset(),
) -> PlanTable[Bundle]:
    """What `plan_table` gives of the plan found by `plan_of_year`, in bundles (one query).

    `apart` says what else a bundle has in common: RESULTS what is confirmed and how it stands to
    the threshold, TITLES the title and the number.
    """
    found = _read(projects, apart, plan=plan.pk, run=plan.shown_run or 0)
    figures = plan.run_groups if with_money and with_budgets else None
    names = _columns(apart)
    bundles = [_bundle(dict(zip(names, row, strict=True)), with_money) for row in found]
    return PlanTable(groups=grouped(bundles, figures, with_budgets), run=None)


def _read(
    projects: QuerySet[Project], apart: frozenset[str], **keys: int
) -> Iterable[tuple[Any, ...]]:
    if not projects.query.has_filters():
        return _prepared(apart).rows(**keys)
    own = projects.order_by().values("pk")
    return _query(**keys, apart=apart).filter(pk__in=own)


def _bundle(values: dict[str, Any], with_money: bool) -> Bundle:
    numbers = tuple(map(int, values["numbers"].split(",")))
    return Bundle(
        kind=values["kind"],
        sector_code=values["sector_code"],
        sector_name=values["sector_name"],
        sector_is_extra=values["sector_is_extra"],
        class_name=values["class_name"],
        class_weight=values["class_weight"],
        macro_category=values["macro_name"],
        amended=values.get("amended", ""),
        result_met=values.get("confirmed__met"),
        group_code=values["group_code"],
        group_name=values["group_name"],
        group_order=values["group_order"],
        group_budget=values["group_budget"] if with_money else None,
        mode=values["funding__mode"],
        deliberated=_money(values["deliberated_cents"]) if with_money else None,
        computed=_money(values["computed_cents"]) if with_money else None,
        points=_points(values, len(numbers)),
        numbers=numbers,
        title=values.get("title", ""),
        has_result=values.get("has_result", False),
        differs=values["as_deliberated"] is False and with_money,
    )


def _money(cents: int | None) -> Decimal | None:
    return None if cents is None else unscaled(int(cents), PLACES)


def _points(values: dict[str, Any], count: int) -> Decimal:
    """Those of the run, or of today's bands where a project changed since."""
    weight, coefficient = values["new_weight"], values["new_coefficient"]
    if weight is None:
        return unscaled(int(values["run_points"] or 0), POINT_PLACES)
    if coefficient is None:
        return Decimal(0)
    return count * points(unscaled(weight, PLACES), unscaled(coefficient, PLACES))


@lru_cache(maxsize=16)
def _query(plan: int, run: int, *, apart: frozenset[str]) -> QuerySet[Project, tuple[Any, ...]]:
    rows = Project.objects.filter(plan=plan).annotate(
        line=FilteredRelation("allocation_lines", condition=Q(allocation_lines__run=run)),
        confirmed=FilteredRelation("results", condition=Q(results__state__in=STANDING)),
    )
    rows = rows.annotate(**_told_apart(apart)).order_by()
    told_apart: QuerySet[Project, tuple[Any, ...]] = rows.values_list(*_keys(apart))
    return told_apart.annotate(**_summed(), **_named())


@cache
def _prepared(apart: frozenset[str]) -> Prepared[tuple[Any, ...]]:
    return Prepared(lambda plan, run: _query(plan, run, apart=apart), "plan", "run")


@cache
def _columns(apart: frozenset[str]) -> tuple[str, ...]:
    return (*_keys(apart), *_summed(), *_named())


def _keys(apart: frozenset[str]) -> tuple[str, ...]:
    """What a bundle has in common."""
    return (
        *("kind", "lead_sector", "project_class", "macro_category", "funding__group"),
        *("funding__mode", "is_deliberated", "as_deliberated", "new_weight", "new_coefficient"),
        *(("amended", "has_result", "confirmed__met") if RESULTS in apart else ()),
        *(("title", "number") if TITLES in apart else ()),
    )


def _told_apart(apart: frozenset[str]) -> dict[str, Combinable]:
    """What sums and filters depend on, beside the columns of the project; what nobody asks for
    would be joined all the same."""
    as_in_run = Q(line__weight=F("weight"), line__counted_staff=F("counted_staff"))
    conditions = {
        "is_deliberated": Q(funding__deliberated_amount__isnull=False),
        "as_deliberated": Q(funding__deliberated_amount=F("line__amount")),
    }
    if RESULTS in apart:
        conditions["has_result"] = Q(confirmed__result__isnull=False)
    return {
        "new_weight": _unless(as_in_run, F("weight")),
        "new_coefficient": _unless(as_in_run, band_coefficient()),
        **{name: ExpressionWrapper(of, BooleanField()) for name, of in conditions.items()},
    }


def _unless(condition: Q, value: Combinable) -> Case:
    return Case(When(condition, then=None), default=Whole(value, PLACES))


def _summed() -> dict[str, Aggregate]:
    return {
        "numbers": Listed("number"),
        "deliberated_cents": _sum("funding__deliberated_amount", PLACES),
        "computed_cents": _sum("line__amount", PLACES),
        "run_points": _sum("line__points", POINT_PLACES),
    }


def _sum(column: str, places: int) -> Sum:
    return Sum(Whole(column, places))


def _named() -> dict[str, Told]:
    """Found once for a bundle: joined, the names would be read with every project."""
    groups, sectors = AllocationGroup.objects.all(), Sector.objects.all()
    classes, categories = ProjectClass.objects.all(), MacroCategory.objects.all()
    return {
        "group_code": _of("funding__group", groups, "code"),
        "group_name": _of("funding__group", groups, "name"),
        "group_order": _of("funding__group", groups, "order"),
        "group_budget": _of("funding__group", groups, "budget_amount"),
        "sector_code": _of("lead_sector", sectors, "code"),
        "sector_name": _of("lead_sector", sectors, "name"),
        "sector_is_extra": _of("lead_sector", sectors, "is_extra"),
        "class_name": _of("project_class", classes, "name"),
        "class_weight": _of("project_class", classes, "weight"),
        "macro_name": _of("macro_category", categories, "name"),
    }


def _of(key: str, rows: QuerySet[Any], column: str) -> Told:
    return Told(rows.filter(pk=OuterRef(key)).order_by().values(column))
