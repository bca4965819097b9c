"""What a superseding run pays: the difference to the run before it (RUNS-1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from incentives.allocation.numbers import euro, euro_sum
from incentives.sharing.results import Distribution


@dataclass(frozen=True, slots=True)
class Change:
    """An amount in euro before and now; `difference` is now less before, negative when less."""

    before: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        return euro_sum((self.now,), less=(self.before,))


@dataclass(frozen=True, slots=True)
class LineChange:
    """A person in a project; 0.00 where the person was or is not in it."""

    project: int
    employee: str
    amount: Change


@dataclass(frozen=True, slots=True)
class ProjectChange:
    project: int
    payable: Change
    paid: Change
    economies: Change


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person in all, with the charges by code."""

    employee: str
    amount: Change
    charges: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed, in the order of projects and people; unchanged lines are left out.

    `paid.difference` is the sum of the differences of the lines, and of those of the people.
    """

    lines: tuple[LineChange, ...]
    projects: tuple[ProjectChange, ...]
    people: tuple[PersonChange, ...]
    paid: Change
    economies: Change
    unassigned: Change


def difference(previous: Distribution, new: Distribution) -> Difference:
    """What `new` pays more or less than `previous`, per project and per person."""
    return Difference(
        lines=_lines(previous, new),
        projects=_projects(previous, new),
        people=_people(previous, new),
        paid=Change(previous.paid, new.paid),
        economies=Change(previous.economies_total, new.economies_total),
        unassigned=Change(previous.unassigned, new.unassigned),
    )


def _lines(previous: Distribution, new: Distribution) -> tuple[LineChange, ...]:
    before, now = _amounts(previous), _amounts(new)
    return tuple(
        LineChange(*key, Change(euro(before.get(key, 0)), euro(now.get(key, 0))))
        for key in sorted({*before, *now})
        if before.get(key, 0) != now.get(key, 0)
    )


def _amounts(distribution: Distribution) -> dict[tuple[int, str], int]:
    return {
        (project.number, line.employee): line.amount_cents
        for project in distribution.projects
        for line in project.people
    }


def _projects(previous: Distribution, new: Distribution) -> tuple[ProjectChange, ...]:
    before, now = _figures(previous), _figures(new)
    nothing = (euro(0),) * 3
    found = (
        ProjectChange(number, *map(Change, before.get(number, nothing), now.get(number, nothing)))
        for number in sorted({*before, *now})
    )
    return tuple(p for p in found if _changed((p.payable, p.paid, p.economies)))


def _figures(distribution: Distribution) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    return {
        line.number: (
            line.payable,
            line.paid,
            euro_sum(economy.amount for economy in line.economies),
        )
        for line in distribution.projects
    }


def _people(previous: Distribution, new: Distribution) -> tuple[PersonChange, ...]:
    before, now = _costs(previous), _costs(new)
    found = (
        _person(code, before.get(code, {}), now.get(code, {})) for code in sorted({*before, *now})
    )
    return tuple(person for person in found if _changed((person.amount, *person.charges.values())))


def _person(code: str, before: Mapping[str, int], now: Mapping[str, int]) -> PersonChange:
    """`before` and `now` are cents by charge, the amount itself under ""."""
    changes = {
        name: Change(euro(before.get(name, 0)), euro(now.get(name, 0)))
        for name in sorted({"", *before, *now})
    }
    return PersonChange(code, changes.pop(""), changes)


def _costs(distribution: Distribution) -> dict[str, dict[str, int]]:
    codes = ["", *(rate.code for rate in distribution.rates)]
    return {
        person.employee: dict(zip(codes, (person.amount_cents, *person.charges_cents), strict=True))
        for person in distribution.people
    }


def _changed(changes: Iterable[Change]) -> bool:
    return any(change.before != change.now for change in changes)
