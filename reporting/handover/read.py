"""The figures of a hand-over, from the records of the run and of the one it superseded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from incentives.distribution.destinations import destination_name, stored_destinations
from incentives.distribution.runs import Head, head_of, reconciliation_of
from incentives.distribution.words import economy_reason
from incentives.models import AllocationGroup, AllocationLine, DistributionRun, StoredRun
from incentives.sharing import Reconciliation
from objectives.models import Employee
from objectives.queries import plans_with_version

ZERO = Decimal("0.00")
Figures = tuple[Decimal, ...]  # the amount, then each charge in the order of the rates


@dataclass(frozen=True, slots=True)
class PayLine:
    """What payroll pays to one person on one chapter; negative where something is taken back."""

    code: str
    name: str
    chapter: str
    year: int
    before: Decimal
    now: Decimal
    charges: Figures

    @property
    def amount(self) -> Decimal:
        return self.now - self.before

    @property
    def total_cost(self) -> Decimal:
        return sum(self.charges, self.amount)


@dataclass(frozen=True, slots=True)
class ChapterTotal:
    chapter: str
    people: int
    amount: Decimal
    charges: Figures
    total_cost: Decimal


@dataclass(frozen=True, slots=True)
class EconomyTotal:
    """`source` is the group of the pool that funded the projects."""

    source: str
    destination: str
    reason: str
    amount: Decimal


class Entry(NamedTuple):
    """A line of the reconciliation."""

    label: str
    amount: Decimal


Rates = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class HandedRun:
    """What any run hands over to payroll.

    `plan` comes from `plans_with_version`; `rates` are code and percent of each charge.
    """

    plan: Any
    run: StoredRun
    rates: Rates
    lines: tuple[PayLine, ...]
    chapters: tuple[ChapterTotal, ...]

    @property
    def is_difference(self) -> bool:
        return self.run.supersedes is not None

    @property
    def total(self) -> ChapterTotal:
        return _total("", self.lines, len(self.rates))

    @property
    def reconciled(self) -> list[Entry]:
        """RUNS-1: the money of the run, its parts, and the difference, which is 0.00."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Handover(HandedRun):
    head: Head
    economies: tuple[EconomyTotal, ...]
    reconciliation: Reconciliation

    @property
    def reconciled(self) -> list[Entry]:
        totals = self.reconciliation
        return [
            Entry(_("Pool"), totals.pool),
            Entry(_("Paid to people"), totals.paid),
            Entry(_("Economies"), totals.economies),
            Entry(_("Reserves"), totals.reserves),
            Entry(_("Not attributed"), totals.unassigned),
            Entry(_("Pool less its parts"), totals.difference),
        ]


def handover_of(run: DistributionRun) -> Handover:
    head = head_of(run)
    return Handover(
        **handed_run(run, head.rates),
        head=head,
        economies=tuple(_economies(run)),
        reconciliation=reconciliation_of(run, head),
    )


def handed_run(run: StoredRun, rates: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The fields of HandedRun; `rates` as the record has them."""
    lines = tuple(_lines(run, [rate["code"] for rate in rates]))
    return {
        "plan": plans_with_version().get(pk=run.plan.pk),
        "run": run,
        "rates": tuple((rate["code"], Decimal(rate["percent"])) for rate in rates),
        "lines": lines,
        "chapters": tuple(_chapters(lines, len(rates))),
    }


# --- People --------------------------------------------------------------------------------


def _lines(run: StoredRun, rates: Sequence[str]) -> Iterator[PayLine]:
    """In the order of code and chapter; who neither gets nor gives back anything is left out.

    A person whose chapter changed since has a line on each: the old one gives back.
    """
    now = _figures(run, run.pk, rates)
    before = _figures(run, run.supersedes.pk, rates) if run.supersedes else {}
    names = _names({code for code, _chapter in {**now, **before}})
    nothing = (ZERO,) * (len(rates) + 1)
    for key in sorted({**before, **now}):
        first, second = before.get(key, nothing), now.get(key, nothing)
        if first == second:
            continue
        changes = [b - a for a, b in zip(first, second, strict=True)]
        code, chapter = key
        yield PayLine(
            code=code,
            name=names.get(code, ""),
            chapter=chapter,
            year=run.plan.year,
            before=first[0],
            now=second[0],
            charges=tuple(changes[1:]),
        )


def _figures(run: StoredRun, key: int, rates: Sequence[str]) -> dict[tuple[str, str], Figures]:
    """Of everybody by code and chapter; charges in the order of `rates`, whatever the run's.

    `key` is that of the run or of another of its kind.
    """
    kind: Any = type(run)
    rows = kind.objects.values_list("results__people", "results__rates")
    people, own = rows.get(pk=key)
    places = {rate["code"]: place for place, rate in enumerate(own)}
    found: dict[tuple[str, str], Figures] = {}
    for person in people:
        charges = [
            Decimal(person["charges_cents"][places[code]]) if code in places else ZERO
            for code in rates
        ]
        amount = Decimal(person["amount_cents"])
        found[person["employee"], person["chapter"]] = (amount, *charges)
    return found


def _names(codes: Iterable[str]) -> dict[str, str]:
    rows = Employee.objects.in_bulk(list(codes), field_name="code")
    return {code: f"{row.last_name} {row.first_name}" for code, row in rows.items()}


# --- Totals --------------------------------------------------------------------------------


def _chapters(lines: Iterable[PayLine], rates: int) -> Iterator[ChapterTotal]:
    members: dict[str, list[PayLine]] = defaultdict(list)
    for line in lines:
        members[line.chapter].append(line)
    for chapter in sorted(members):
        yield _total(chapter, members[chapter], rates)


def _total(chapter: str, lines: Sequence[PayLine], rates: int) -> ChapterTotal:
    amount = sum((line.amount for line in lines), ZERO)
    charges = tuple(sum((line.charges[n] for line in lines), ZERO) for n in range(rates))
    people = len({line.code for line in lines})
    return ChapterTotal(chapter, people, amount, charges, sum(charges, amount))


def _economies(run: DistributionRun) -> Iterator[EconomyTotal]:
    """By group of the pool, destination and reason."""
    lines = AllocationLine.objects.filter(run=run.allocation_id)
    group_of = dict(lines.values_list("project", "group_code"))
    groups = AllocationGroup.objects.filter(pool=run.pool_id).order_by("order", "code")
    names = dict(groups.values_list("code", "name"))
    goes_to = stored_destinations(run)
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for project, reason, amount in run.economies.values_list("project", "reason", "amount"):
        sums[group_of.get(project, ""), goes_to[reason], reason] += amount
    order = {code: place for place, code in enumerate(names)}
    for code, destination, reason in sorted(sums, key=lambda key: (order.get(key[0], -1), *key)):
        yield EconomyTotal(
            source=names.get(code, code),
            destination=destination_name(destination),
            reason=economy_reason(reason),
            amount=sums[code, destination, reason],
        )
