"""What the distribution in force made of a project's amount: payable, paid, not paid and why.

The figures are those of the stored line; nothing is worked out again (PAYOUT-1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from incentives.distribution.ledger import why
from incentives.distribution.words import economy_reason
from incentives.enums import RunState
from incentives.ledger import Why
from incentives.models import DistributionProjectLine
from incentives.sharing import Economy, ProjectLine, project_from_dict
from objectives.models import Project


class PaidRow(NamedTuple):
    """The line of a project in the distribution in force; `record` as it is stored."""

    project: int
    number: int
    act_kind: str | None
    act_number: str | None
    act_date: date | None
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paid:
    """`number` is that of the distribution."""

    number: int
    line: ProjectLine
    why: Why

    @property
    def not_paid(self) -> list[tuple[str, Any]]:
        """Reason and euro of each economy."""
        return [(_economy(row), row.amount) for row in self.line.economies]


def _economy(row: Economy) -> str:
    reason = economy_reason(row.reason)
    text = _("%(reason)s, area %(area)s") if row.area else "%(reason)s"
    return text % {"reason": reason, "area": row.area}


def paid_of(number: int | None, record: Mapping[str, Any] | None) -> Paid | None:
    if number is None or record is None:
        return None
    line = project_from_dict(record)
    return Paid(number, line, why(line))


def in_force() -> QuerySet[DistributionProjectLine]:
    return DistributionProjectLine.objects.filter(run__state=RunState.APPROVED)


def paid_rows(projects: Iterable[int]) -> list[PaidRow]:
    """Of the projects that the distribution in force covers (one query)."""
    act = [f"run__act__{name}" for name in ("kind", "number", "date")]
    rows = in_force().filter(project__in=list(projects)).order_by("project__number")
    return [PaidRow(*row) for row in rows.values_list("project", "run__number", *act, "record")]


def with_paid(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with `paid_number` and `paid_record`, None without a distribution in force."""
    own = in_force().filter(project=OuterRef("pk")).order_by()
    return projects.annotate(
        paid_number=Subquery(own.values("run__number")[:1]),
        paid_record=Subquery(own.values("record")[:1]),
    )
