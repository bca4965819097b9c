"""The plan of a year with what its page needs of the run in force."""

from typing import Any

from django.db.models import Func, JSONField, OuterRef, QuerySet, Subquery

from incentives.models import AllocationRun
from objectives.models import Plan
from objectives.prepared import Prepared
from objectives.queries import plans_with_version
from objectives.readers import GREATEST
from reporting.rows.read import runs_in_order


class WithoutLines(Func):
    """The results of a run without the lines of its groups, which are most of them.

    On SQLite with them: to take such a text apart takes it longer than Python.
    """

    output_field = JSONField()
    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT jsonb_build_object('groups', jsonb_agg(of_group - 'lines'))"
            " FROM jsonb_array_elements(%(expressions)s -> 'groups') of_group)",
            **extra,
        )


def plan_of_year(year: int) -> Plan | None:
    """The plan as `plans_with_version` gives it, with the run to show: its key in `shown_run`, the
    figures of its groups in `run_results` (one query)."""
    found = _PLANS.rows(year=year) if year <= GREATEST else []
    return found[0] if found else None


def _plans(year: int) -> QuerySet[Plan]:
    shown = runs_in_order().filter(pool__plan=OuterRef("pk")).values("pk")[:1]
    results = AllocationRun.objects.filter(pk=OuterRef("shown_run")).order_by()
    return (
        plans_with_version()
        .filter(year=year)
        .annotate(shown_run=Subquery(shown))
        .annotate(run_results=Subquery(results.values(of=WithoutLines("results"))))
    )


_PLANS = Prepared[Plan](_plans, "year")
