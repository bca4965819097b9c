"""A person's days: employment, part-time, EQ and absences as day numbers (SHARE-2, SHARE-3)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import to_days, to_hundredths
from incentives.sharing.results import Days
from incentives.sharing.types import ECONOMY, NONE, OFF, AbsenceKind, Assignment, Person

SICKNESS_DAYS = 10  # of each spell: what they cut never goes to colleagues
EVERY_DAY = date.max.toordinal()
_BY_START = attrgetter("start")

# First and last day, both included, with a part-time in hundredths of a percent or, of an
# absence, 1 when it redistributes and 0 when it cuts. Plain tuples: there are very many.
Span = tuple[int, int, int]


class Calendar(NamedTuple):
    """What each day of the plan's period, `first` to `last`, is for one person."""

    first: int
    last: int
    work: Sequence[Span]
    eq: Sequence[Span]
    absences: Sequence[Span]

    def works_on(self, day: int) -> bool:
        return _length(self.work, day, day) > 0

    def is_eq_on(self, day: int) -> bool:
        return _length(self.eq, day, day) > 0


class Calendars:
    """The people of a plan by code, `full` with everybody's days of the whole period.

    Most assignments are for all of it. Where one is not the calendar is made again: keeping one
    for each person of a large body costs more, in memory and in what Python does to watch it.
    """

    def __init__(
        self,
        people: Iterable[Person],
        period: tuple[int, int],
        kinds: Sequence[AbsenceKind],
        presence: str,
    ) -> None:
        """SharingError: as `of`, for any of the people."""
        self._first, self._last = period
        self._cutting = {kind.code: _cutting_days(kind, presence) for kind in kinds}
        self._part_times: dict[Decimal, int] = {}
        self._steady: dict[tuple[Decimal, bool], Days] = {}
        self._people = {person.code: person for person in people}
        # Equal days are one object: many people of a large body have them.
        self._known: dict[Days, Days] = {}
        self.full = {code: self._whole_period(person) for code, person in self._people.items()}

    def of(self, code: str) -> Calendar:
        """SharingError: bad_period, bad_percent, overlapping_employments, overlapping_absences,
        unknown_absence_kind.
        """
        return Calendar(self._first, self._last, *self._spans(self._people[code]))

    def on_project(self, assignment: Assignment, owner: str) -> Days:
        """The days of an assignment, which may reach beyond the period. SharingError: bad_period"""
        days = assigned_days(assignment, self._first, self._last, owner)
        return self._count(self._people[assignment.employee], *days)

    def _whole_period(self, person: Person) -> Days:
        """Counted once for all who worked the whole period in one way, as most do."""
        work, first, last = person.employments, self._first, self._last
        if len(work) != 1 or person.absences:
            return self._count(person, first, last)
        start, end = work[0].start.toordinal(), work[0].end
        if start > first or (end and end.toordinal() < last):
            return self._count(person, first, last)
        way = work[0].part_time, work[0].eq
        found = self._steady.get(way)
        if found is None:
            found = self._steady[way] = self._count(person, first, last)
        return found

    def _count(self, person: Person, first: int, last: int) -> Days:
        """What lies between two days of the period, both included."""
        work, eq, absences = self._spans(person)
        period_days, eq_days = self._last - self._first + 1, 0
        if eq:
            period_days -= _length(eq, self._first, self._last)
            eq_days = _length(eq, first, last)
        days, given, cut, units, cut_units = _worked(work, absences, first, last)
        found = Days(period_days, days, eq_days, given, cut, units, cut_units)
        return self._known.setdefault(found, found)

    def _spans(self, person: Person) -> tuple[list[Span], list[Span], list[Span]]:
        work, eq = self._employed(person)
        return work, eq, self._absent(person) if person.absences else []

    def _employed(self, person: Person) -> tuple[list[Span], list[Span]]:
        """The spans worked, with their part-time, and those as EQ holder, inside the period."""
        work: list[Span] = []
        eq: list[Span] = []
        before, first, last = 0, self._first, self._last
        for period in _in_order(person.employments):
            begun = period.start.toordinal()
            ended = period.end.toordinal() if period.end else EVERY_DAY
            if begun > ended:
                to_days(period.start, period.end, "employment", person.code)
            if begun <= before:
                raise SharingError(
                    "overlapping_employments", employee=person.code, start=str(period.start)
                )
            before = ended
            part_time = self._part_time(period.part_time, person.code)
            if begun <= last and ended >= first:
                span = max(begun, first), min(ended, last), part_time
                (eq if period.eq else work).append(span)
        return work, eq

    def _part_time(self, percent: Decimal, employee: str) -> int:
        found = self._part_times.get(percent)
        if found is None:
            found = self._part_times[percent] = to_hundredths(percent, "part_time", employee)
        return found

    def _absent(self, person: Person) -> list[Span]:
        """Days of absence that redistribute (1) or cut (0); what has no effect is left out."""
        spans = []
        for kind, first, last in _spells(person):
            if kind not in self._cutting:
                raise SharingError("unknown_absence_kind", employee=person.code, kind=kind)
            cutting = self._cutting[kind]
            if cutting is None:
                continue
            until = min(last, first + cutting - 1)
            if cutting:
                spans.append((first, until, 0))
            if until < last:
                spans.append((until + 1, last, 1))
        return spans


def _cutting_days(kind: AbsenceKind, presence: str) -> int | None:
    """How many first days of each spell cut, while the others redistribute; None: no effect."""
    if presence == OFF or kind.effect == NONE:
        return None
    if kind.effect == ECONOMY or presence == ECONOMY:
        return EVERY_DAY
    return SICKNESS_DAYS if kind.sickness else 0


def _in_order(periods: Sequence[Any]) -> Sequence[Any]:
    return periods if len(periods) == 1 else sorted(periods, key=_BY_START)


def assigned_days(assignment: Assignment, first: int, last: int, owner: str) -> tuple[int, int]:
    start, end = assignment.start or date.min, assignment.end or date.max
    begun, ended = to_days(start, end, "assignment", owner)
    return max(begun, first), min(ended, last)


def _spells(person: Person) -> list[tuple[str, int, int]]:
    """Absences in order, those of a kind that touch joined into one."""
    spells: list[tuple[str, int, int]] = []
    before = 0
    for absence in _in_order(person.absences):
        first, last = absence.start.toordinal(), absence.end.toordinal()
        if first > last:
            to_days(absence.start, absence.end, "absence", person.code)
        if first <= before:
            raise SharingError(
                "overlapping_absences", employee=person.code, start=str(absence.start)
            )
        if spells and before + 1 == first and spells[-1][0] == absence.kind:
            first = spells.pop()[1]
        spells.append((absence.kind, first, last))
        before = last
    return spells


def _worked(
    work: Iterable[Span], absences: Sequence[Span], first: int, last: int
) -> tuple[int, int, int, int, int]:
    """Days, those redistributed and cut, and the units of part-time of those left and cut.

    Asked for each person, so that it compares by itself: `max` and `min` are calls.
    """
    days = redistributed = economy = units = economy_units = 0
    for start, end, part_time in work:
        start = first if start < first else start
        end = last if end > last else end
        if start > end:
            continue
        given, cut = _absence_lengths(absences, start, end) if absences else (0, 0)
        length = end - start + 1
        days += length
        redistributed += given
        economy += cut
        units += (length - given) * part_time
        economy_units += cut * part_time
    return days, redistributed, economy, units, economy_units


def _length(spans: Iterable[Span], first: int, last: int) -> int:
    return sum(max(0, min(end, last) - max(start, first) + 1) for start, end, _ in spans)


def _absence_lengths(spans: Iterable[Span], first: int, last: int) -> tuple[int, int]:
    """Days that redistribute and days that cut."""
    given = cut = 0
    for start, end, gives in spans:
        start = first if start < first else start
        end = last if end > last else end
        if start > end:
            continue
        if gives:
            given += end - start + 1
        else:
            cut += end - start + 1
    return given, cut
