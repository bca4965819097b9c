"""Two allocations side by side: a run and a later one, or the run in force and a trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from incentives.allocation import Allocation, GroupResult, Line


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount in euro on either side; None where that side does not have it."""

    first: Decimal | None
    second: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.second or Decimal(0)) - (self.first or Decimal(0))


@dataclass(frozen=True, slots=True)
class ComparedLine:
    project: int
    title: str
    first: Line | None
    second: Line | None

    @property
    def points(self) -> Pair:
        return _pair(self.first, self.second, "points")

    @property
    def amount(self) -> Pair:
        return _pair(self.first, self.second, "amount")


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    code: str
    name: str
    first: GroupResult | None
    second: GroupResult | None
    lines: tuple[ComparedLine, ...]

    @property
    def budget(self) -> Pair:
        return _pair(self.first, self.second, "budget")

    @property
    def total(self) -> Pair:
        return _pair(self.first, self.second, "total")


@dataclass(frozen=True, slots=True)
class Comparison:
    groups: tuple[ComparedGroup, ...]
    assigned: Pair
    reserved: Pair
    unassigned: Pair
    pool: Pair

    @property
    def changed(self) -> int:
        """Projects whose amount differs."""
        return sum(bool(line.amount.difference) for group in self.groups for line in group.lines)


def compare(
    first: Allocation | None, second: Allocation | None, titles: Mapping[int, str]
) -> Comparison:
    """Groups are paired by code and projects by number, in the order of the second.

    A side may be missing: then all its amounts are.
    """
    sides = [{g.code: g for g in side.groups} if side else {} for side in (first, second)]
    return Comparison(
        groups=tuple(
            _group(code, sides[0].get(code), sides[1].get(code), titles)
            for code in dict.fromkeys([*sides[1], *sides[0]])
        ),
        assigned=_pair(first, second, "lines_total"),
        reserved=_pair(first, second, "reserved"),
        unassigned=_pair(first, second, "unassigned"),
        pool=_pair(first, second, "pool"),
    )


def _pair(first: object, second: object, name: str) -> Pair:
    return Pair(*(getattr(side, name) if side else None for side in (first, second)))


def _group(
    code: str, first: GroupResult | None, second: GroupResult | None, titles: Mapping[int, str]
) -> ComparedGroup:
    before, after = _by_project(first), _by_project(second)
    lines = (
        ComparedLine(project, titles.get(project, ""), before.get(project), after.get(project))
        for project in sorted({*before, *after})
    )
    name = second.name if second else first.name if first else ""
    return ComparedGroup(code, name, first, second, tuple(lines))


def _by_project(group: GroupResult | None) -> dict[int, Line]:
    return {line.project: line for line in group.lines} if group else {}
