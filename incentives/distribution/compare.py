"""Two stored runs side by side, per project; people are compared by incentives.distribution.people.

What changed is read from the lines and never stored: a superseding run pays the difference.
"""

from dataclasses import dataclass
from decimal import Decimal

from incentives.comparison import Pair
from incentives.distribution.runs import Head
from incentives.models import DistributionProjectLine, DistributionRun

PROJECT = ("project__number", "project__title", "result", "payable", "paid")


@dataclass(frozen=True, slots=True)
class ComparedProject:
    number: int
    title: str
    result: Pair
    payable: Pair
    paid: Pair

    @property
    def changed(self) -> bool:
        return self.paid.first != self.paid.second or self.result.first != self.result.second


@dataclass(frozen=True, slots=True)
class ComparedRuns:
    """Euro; each pair is of the run before and of the run after."""

    projects: tuple[ComparedProject, ...]
    paid: Pair
    economies: Pair
    reserves: Pair
    unassigned: Pair
    pool: Pair

    @property
    def changed(self) -> int:
        """Projects that pay another amount."""
        return sum(bool(project.paid.difference) for project in self.projects)


def compare_runs(
    first: DistributionRun, second: DistributionRun, heads: tuple[Head, Head]
) -> ComparedRuns:
    """In two queries beside the heads."""
    before, after = _lines(first), _lines(second)
    keys = sorted({*before, *after}, key=lambda key: (after.get(key) or before[key])[:1])
    one, other = heads
    return ComparedRuns(
        projects=tuple(_project(before.get(key), after.get(key)) for key in keys),
        paid=Pair(one.paid, other.paid),
        economies=Pair(one.economies_total, other.economies_total),
        reserves=Pair(one.reserved, other.reserved),
        unassigned=Pair(one.unassigned, other.unassigned),
        pool=Pair(one.pool, other.pool),
    )


Line = tuple[int, str, Decimal | None, Decimal, Decimal]


def _lines(run: DistributionRun) -> dict[int, Line]:
    rows = DistributionProjectLine.objects.filter(run=run).values_list("project", *PROJECT)
    return {key: tuple(line) for key, *line in rows}


def _project(before: Line | None, after: Line | None) -> ComparedProject:
    number, title = (after or before or (0, ""))[:2]
    pairs = [
        Pair(before[i] if before else None, after[i] if after else None)  # type: ignore[arg-type]
        for i in (2, 3, 4)
    ]
    return ComparedProject(number, title, *pairs)
