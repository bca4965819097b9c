"""The plan of a year with what its page needs of the run in force."""

from typing import Any

from django.db.models import Func, JSONField, OuterRef, QuerySet, Subquery

from incentives.models import AllocationRun
from objectives.models import Plan
from objectives.prepared import Prepared
from objectives.queries import plans_with_version
from objectives.readers import GREATEST
from reporting.rows.read import GROUP_FIGURES, runs_in_order


class GroupFigures(Func):
    """The groups in the results of a run without their lines, which are most of it."""

    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT jsonb_agg(of_group - 'lines')"
            " FROM jsonb_array_elements(%(expressions)s -> 'groups') of_group)",
            **extra,
        )

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # By their paths: taken out whole, the groups would be written as text with all lines.
        figure = "'{0}', json_extract(%(expressions)s, of_group.fullkey || '.{0}')"
        figures = ", ".join(map(figure.format, ("code", *GROUP_FIGURES)))
        return self.as_sql(
            compiler,
            connection,
            template=f"(SELECT json_group_array(json_object({figures}))"  # noqa: S608 - own names
            " FROM json_each(%(expressions)s, '$.groups') of_group)",
            **extra,
        )


def plan_of_year(year: int) -> Plan | None:
    """The plan as `plans_with_version` gives it, with the run to show: its key in `shown_run`, the
    figures of its groups in `run_groups` (one query)."""
    found = _PLANS.rows(year=year) if year <= GREATEST else []
    return found[0] if found else None


def _plans(year: int) -> QuerySet[Plan]:
    shown = runs_in_order().filter(pool__plan=OuterRef("pk")).values("pk")[:1]
    groups = AllocationRun.objects.filter(pk=OuterRef("shown_run")).order_by()
    return (
        plans_with_version()
        .filter(year=year)
        .annotate(shown_run=Subquery(shown))
        .annotate(run_groups=Subquery(groups.values(of=GroupFigures("results"))))
    )


_PLANS = Prepared[Plan](_plans, "year")
