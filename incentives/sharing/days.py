"""A person's days: employment, part-time, EQ and absences as day numbers (SHARE-2, SHARE-3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import to_days, to_hundredths
from incentives.sharing.results import Days
from incentives.sharing.types import (
    ECONOMY,
    NONE,
    OFF,
    Absence,
    AbsenceKind,
    Assignment,
    Person,
)

SICKNESS_DAYS = 10  # of each spell: what they cut never goes to colleagues


class Span(NamedTuple):
    """Days from `first` to `last`, both included; `value` is a part-time or 1 for redistribute."""

    first: int
    last: int
    value: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What each day of the plan's period, `first` to `last`, is for one person."""

    first: int
    last: int
    work: tuple[Span, ...]
    eq: tuple[Span, ...]
    absences: tuple[Span, ...]
    full: Days

    def on_project(self, assignment: Assignment, owner: str) -> Days:
        """The days of an assignment, which may reach beyond the period."""
        first, last = assigned_days(assignment, self.first, self.last, owner)
        return count_days(self, first, last)

    def works_on(self, day: int) -> bool:
        return _length(self.work, day, day) > 0

    def is_eq_on(self, day: int) -> bool:
        return _length(self.eq, day, day) > 0


def assigned_days(assignment: Assignment, first: int, last: int, owner: str) -> tuple[int, int]:
    start, end = assignment.start or date.min, assignment.end or date.max
    begun, ended = to_days(start, end, "assignment", owner)
    return max(begun, first), min(ended, last)


def calendars(
    people: Iterable[Person], period: tuple[int, int], kinds: Sequence[AbsenceKind], presence: str
) -> dict[str, Calendar]:
    """By employee code.

    SharingError: bad_period, bad_percent, overlapping_employments, overlapping_absences,
    unknown_absence_kind.
    """
    by_code = {kind.code: kind for kind in kinds}
    # Most people of a large body have equal dates, and a calendar does not say whose it is.
    known: dict[Any, Calendar] = {}
    found = {}
    for person in people:
        dates = (person.employments, person.absences)
        calendar = known.get(dates)
        if calendar is None:
            calendar = known[dates] = _calendar(person, period, by_code, presence)
        found[person.code] = calendar
    return found


def _calendar(
    person: Person, period: tuple[int, int], kinds: Mapping[str, AbsenceKind], presence: str
) -> Calendar:
    first, last = period
    work, eq = _employed(person, first, last)
    absent = tuple(_absent(person, kinds, presence)) if person.absences else ()
    bare = Calendar(first, last, work, eq, absent, Days(0, 0, 0, 0, 0, 0, 0))
    return Calendar(first, last, work, eq, absent, count_days(bare, first, last))


def _employed(person: Person, first: int, last: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans worked, with their part-time, and those as EQ holder, inside the period."""
    work: list[Span] = []
    eq: list[Span] = []
    before = 0
    for period in sorted(person.employments, key=lambda employment: employment.start):
        begun, ended = to_days(period.start, period.end or date.max, "employment", person.code)
        if begun <= before:
            raise SharingError(
                "overlapping_employments", employee=person.code, start=str(period.start)
            )
        before = ended
        part_time = to_hundredths(period.part_time, "part_time", person.code)
        span = Span(max(begun, first), min(ended, last), part_time)
        if span.first <= span.last:
            (eq if period.eq else work).append(span)
    return tuple(work), tuple(eq)


def _absent(person: Person, kinds: Mapping[str, AbsenceKind], presence: str) -> Iterator[Span]:
    """Days of absence that redistribute (value 1) or cut (value 0)."""
    for kind_code, first, last in _spells(person):
        kind = kinds.get(kind_code)
        if kind is None:
            raise SharingError("unknown_absence_kind", employee=person.code, kind=kind_code)
        if presence == OFF or kind.effect == NONE:
            continue
        if kind.effect == ECONOMY or presence == ECONOMY:
            yield Span(first, last, 0)
        elif not kind.sickness:
            yield Span(first, last, 1)
        else:
            yield Span(first, min(last, first + SICKNESS_DAYS - 1), 0)
            if last >= first + SICKNESS_DAYS:
                yield Span(first + SICKNESS_DAYS, last, 1)


def _spells(person: Person) -> list[tuple[str, int, int]]:
    """Absences in order, those of a kind that touch joined into one."""
    absences = sorted(person.absences, key=lambda absence: absence.start)
    for one, other in pairwise(absences):
        if other.start <= one.end:
            raise SharingError("overlapping_absences", employee=person.code, start=str(other.start))
    spells: list[tuple[str, int, int]] = []
    for absence in absences:
        first, last = _absence_days(absence, person.code)
        if spells and spells[-1][0] == absence.kind and spells[-1][2] + 1 == first:
            first = spells.pop()[1]
        spells.append((absence.kind, first, last))
    return spells


def _absence_days(absence: Absence, employee: str) -> tuple[int, int]:
    return to_days(absence.start, absence.end, "absence", employee)


def count_days(calendar: Calendar, first: int, last: int) -> Days:
    """What lies between two days of the period, both included."""
    eq_in_period = _length(calendar.eq, calendar.first, calendar.last)
    days = redistributed = economy = units = economy_units = 0
    for start, end, part_time in calendar.work:
        length = min(end, last) - max(start, first) + 1
        if length <= 0:
            continue
        given, cut = _absence_lengths(calendar.absences, max(start, first), min(end, last))
        days += length
        redistributed += given
        economy += cut
        units += (length - given) * part_time
        economy_units += cut * part_time
    return Days(
        period_days=calendar.last - calendar.first + 1 - eq_in_period,
        days=days,
        eq_days=_length(calendar.eq, first, last),
        redistributed=redistributed,
        economy=economy,
        part_time_units=units,
        economy_units=economy_units,
    )


def _length(spans: Iterable[Span], first: int, last: int) -> int:
    return sum(max(0, min(end, last) - max(start, first) + 1) for start, end, _ in spans)


def _absence_lengths(spans: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    """Days that redistribute and days that cut."""
    if not spans:
        return 0, 0
    given = _length([span for span in spans if span.value], first, last)
    return given, _length(spans, first, last) - given
