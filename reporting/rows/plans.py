"""The plan of a year with what its page needs of the run in force."""

from typing import Any

from django.db.models import Func, JSONField, OuterRef, QuerySet, Subquery

from incentives.models import AllocationRun
from objectives.models import Plan
from objectives.prepared import Prepared
from objectives.queries import plans_with_version
from objectives.readers import GREATEST
from reporting.rows.read import GROUP_FIGURES, runs_in_order

FIGURES = ("code", *GROUP_FIGURES)
# A function of SQLite takes 127 arguments.
GROUPS_AT_ONCE = 25


class _Groups(JSONField):
    """As SQLite gives them: one list of the figures of all groups."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        if found is None or connection.vendor != "sqlite":
            return found
        each = zip(*[iter(found)] * len(FIGURES), strict=True)
        groups = [dict(zip(FIGURES, values, strict=True)) for values in each if values[0]]
        return groups if len(groups) < GROUPS_AT_ONCE else None


class GroupFigures(Func):
    """The groups in the results of a run without their lines, which are nearly all of the text.

    None where there are more than SQLite can be asked for: read the whole results then.
    """

    output_field = _Groups()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT jsonb_agg(of_group - 'lines')"
            " FROM jsonb_array_elements(%(expressions)s -> 'groups') of_group)",
            **extra,
        )

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # Each further call would take the whole text apart again.
        paths = [f"$.groups[{place}].{name}" for place in range(GROUPS_AT_ONCE) for name in FIGURES]
        template = "json_extract(%(expressions)s, " + ", ".join(map("'{}'".format, paths)) + ")"
        return self.as_sql(compiler, connection, template=template, **extra)


def plan_of_year(year: int) -> Plan | None:
    """The plan as `plans_with_version` gives it, with the run to show: its key in `shown_run`, the
    figures of its groups in `run_groups`, both None without one (one query)."""
    found: list[Any] = _PLANS.rows(year=year) if year <= GREATEST else []
    if not found:
        return None
    plan: Plan = found[0]
    if found[0].shown_run and found[0].run_groups is None:
        found[0].run_groups = AllocationRun.objects.get(pk=found[0].shown_run).results["groups"]
    return plan


def _plans(year: int) -> QuerySet[Plan]:
    shown = runs_in_order().filter(pool__plan=OuterRef("pk")).values("pk")[:1]
    run = AllocationRun.objects.filter(pk=OuterRef("shown_run")).order_by()
    return (
        plans_with_version()
        .filter(year=year)
        .annotate(shown_run=Subquery(shown))
        .annotate(run_groups=Subquery(run.values(of=GroupFigures("results"))))
    )


_PLANS = Prepared[Plan](_plans, "year")
