"""A person's weight on a project, and what factors set to economy cut (SHARE-2, SHARE-3)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import lcm
from operator import attrgetter
from typing import Any

from incentives.sharing.days import Calendars
from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import WHOLE, to_hundredths
from incentives.sharing.results import (
    ABSENCE,
    ALL_ABSENT,
    EQ_HOLDER,
    LOW_ATTENDANCE,
    NO_DAYS,
    NOT_SHARING,
    PART_TIME,
    PARTICIPATION,
    PERIOD,
    SCORE,
    TEST_NOT_PASSED,
    ZERO_WEIGHT,
    Cut,
    Days,
)
from incentives.sharing.types import (
    ATTENDANCE_AND_TEST,
    ECONOMY,
    OFF,
    REDISTRIBUTE,
    Assignment,
    Factors,
    SharingRule,
)

# A weight in units: one day at full participation, full time and full score.
WEIGHT_SCALE: int = WHOLE**3

# Plain tuples, since a large body has tens of thousands of them and Python stops watching those
# of numbers and text.
Part = tuple[str, int, int]  # what a factor takes from a share: its reason, `lost` of `whole`
# Units / (divisor × WEIGHT_SCALE) days, the parts that cut later, why there is no share.
Weight = tuple[int, int, tuple[Part, ...], str]
Claim = tuple[Assignment, Days, Weight]


_BY_EMPLOYEE = attrgetter("employee")


class Weigher:
    """Makes the claims of the people of any project of one plan."""

    def __init__(self, factors: Factors, calendars: Calendars) -> None:
        self.factors, self.calendars = factors, calendars
        own = factors.period, factors.participation, factors.part_time, factors.score
        self._cutting = ECONOMY in own
        # Most people have a percentage, and most of a large body all figures, in common.
        self._percents: dict[Decimal, int] = {}
        self._known: dict[tuple[Any, ...], Weight] = {}

    def claims(self, people: Sequence[Assignment], rule: SharingRule, owner: str) -> list[Claim]:
        """In the order of the employee codes, which settles ties.

        SharingError: see ERROR_PARAMS, "Values" and "Projects".
        """
        claims, full, known = [], self.calendars.full, self._known
        for person in sorted(people, key=_BY_EMPLOYEE):
            days = full.get(person.employee)
            if days is None:
                raise SharingError("unknown_employee", project=owner, employee=person.employee)
            if person.start is not None or person.end is not None:
                days = self.calendars.on_project(person, owner)
            key = person.participation, person.score, person.shares, days
            weight = known.get(key)
            if weight is None:
                weight = known[key] = self._weigh(person, days, owner)
            claims.append((person, days, weight))
        if rule.kind == ATTENDANCE_AND_TEST:
            return [(p, days, _tested(p, weight, rule, owner)) for p, days, weight in claims]
        return claims

    def _weigh(self, person: Assignment, days: Days, owner: str) -> Weight:
        participation = self._percents.get(person.participation)
        if participation is None:
            participation = to_hundredths(person.participation, "participation", owner)
            self._percents[person.participation] = participation
        score = self._score(person, owner)
        if reason := _excluded(person, days):
            return 0, 1, (), reason
        factors, full_time = self.factors, (days.days - days.redistributed) * WHOLE
        time = days.part_time_units if factors.part_time == REDISTRIBUTE else full_time
        own = participation if factors.participation == REDISTRIBUTE else WHOLE
        units = time * own * (score if factors.score == REDISTRIBUTE else WHOLE)
        if not units:
            return 0, 1, (), ZERO_WEIGHT
        parts: tuple[Part, ...] = ()
        if self._cutting or days.economy:
            parts = tuple(self._parts(days, participation, score))
        if factors.period == REDISTRIBUTE:
            return units, 1, parts, ""
        return units * days.period_days, days.days, parts, ""

    def _parts(self, days: Days, participation: int, score: int) -> Iterator[Part]:
        """What each factor set to economy takes, one after the other."""
        factors, full_time = self.factors, days.weighing_days * WHOLE
        if factors.period == ECONOMY and days.days < days.period_days:
            yield PERIOD, days.period_days - days.days, days.period_days
        if factors.participation == ECONOMY and participation < WHOLE:
            yield PARTICIPATION, WHOLE - participation, WHOLE
        if factors.part_time == ECONOMY and days.part_time_units < full_time:
            yield PART_TIME, full_time - days.part_time_units, full_time
        if days.economy:
            yield self._absence(days)
        if factors.score == ECONOMY and score < WHOLE:
            yield SCORE, WHOLE - score, WHOLE

    def _absence(self, days: Days) -> Part:
        """Of the days that weigh; where part-time counts, each day as much as it weighs."""
        if self.factors.part_time == OFF or not days.part_time_units:
            return ABSENCE, days.economy, days.weighing_days
        return ABSENCE, days.economy_units, days.part_time_units

    def _score(self, person: Assignment, owner: str) -> int:
        if self.factors.score == OFF or not person.shares:
            return WHOLE
        if person.score is None:
            raise SharingError("score_missing", project=owner, employee=person.employee)
        return to_hundredths(person.score, "score", owner)


def _excluded(person: Assignment, days: Days) -> str:
    if not person.shares:
        return NOT_SHARING
    if not days.days:
        return EQ_HOLDER if days.eq_days else NO_DAYS
    return ALL_ABSENT if days.days == days.redistributed else ""


def _tested(person: Assignment, weight: Weight, rule: SharingRule, owner: str) -> Weight:
    """The weight of who attended enough and passed the test; else none, with the reason."""
    if weight[-1]:
        return weight
    if person.attendance is None:
        raise SharingError("attendance_missing", project=owner, employee=person.employee)
    if person.test_passed is None:
        raise SharingError("test_missing", project=owner, employee=person.employee)
    attended = to_hundredths(person.attendance, "attendance", owner)
    if attended < to_hundredths(rule.min_attendance, "min_attendance", owner):
        return 0, 1, (), LOW_ATTENDANCE
    if not person.test_passed:
        return 0, 1, (), TEST_NOT_PASSED
    return weight


def common_weights(claims: Sequence[Claim]) -> tuple[list[int], int]:
    """The weights as whole numbers on one scale, and that scale."""
    divisors = {weight[1] for _, _, weight in claims}
    if divisors == {1}:
        return [weight[0] for _, _, weight in claims], WEIGHT_SCALE
    common = lcm(*divisors)
    units = [units * (common // divisor) for _, _, (units, divisor, _, _) in claims]
    return units, common * WEIGHT_SCALE


def cuts_of(share: int, parts: Sequence[Part]) -> tuple[tuple[Cut, ...], int]:
    """Cents that each part takes of what those before it left, half up; and what is left."""
    cuts, left = [], share
    for reason, lost, whole in parts:
        # Half up, written out as in charges.py: a call costs more than the division.
        taken = (2 * left * lost + whole) // (2 * whole)
        left -= taken
        if taken:
            cuts.append(Cut(reason, taken))
    return tuple(cuts), left
