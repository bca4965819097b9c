"""A person's weight on a project, and what factors set to economy cut (SHARE-2, SHARE-3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from operator import attrgetter
from typing import Any, NamedTuple

from incentives.sharing.days import Calendar
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
from objectives.exact import half_up

# A weight in units: one day at full participation, full time and full score.
WEIGHT_SCALE: int = WHOLE**3


class Part(NamedTuple):
    """What a factor takes from a share: `lost` of `whole`."""

    reason: str
    lost: int
    whole: int


class Weight(NamedTuple):
    """units / (divisor × WEIGHT_SCALE) days; `parts` cut later, `reason` says why there is none."""

    days: Days
    units: int
    divisor: int
    parts: tuple[Part, ...]
    reason: str


Claim = tuple[Assignment, Weight]


@dataclass(frozen=True, slots=True)
class Weigher:
    """Makes the claims of the people of any project of one plan."""

    factors: Factors
    calendars: Mapping[str, Calendar]
    known: dict[tuple[Any, ...], Weight]  # most people of a large body have equal figures

    def claims(self, people: Sequence[Assignment], rule: SharingRule, owner: str) -> list[Claim]:
        """In the order of the employee codes, which settles ties.

        SharingError: see ERROR_PARAMS, "Values" and "Projects".
        """
        claims, calendars = [], self.calendars
        for person in sorted(people, key=attrgetter("employee")):
            if person.employee not in calendars:
                raise SharingError("unknown_employee", project=owner, employee=person.employee)
            calendar = calendars[person.employee]
            # Asked here, not in a call: most people are assigned for the whole period.
            whole = person.start is None and person.end is None
            days = calendar.full if whole else calendar.on_project(person, owner)
            key = (person.participation, person.score, person.shares, days)
            weight = self.known.get(key)
            if weight is None:
                weight = self.known[key] = self._weigh(person, days, owner)
            claims.append((person, weight))
        if rule.kind == ATTENDANCE_AND_TEST:
            return [(person, _tested(person, weight, rule, owner)) for person, weight in claims]
        return claims

    def _weigh(self, person: Assignment, days: Days, owner: str) -> Weight:
        participation = to_hundredths(person.participation, "participation", owner)
        score = self._score(person, owner)
        if reason := _excluded(person, days):
            return Weight(days, 0, 1, (), reason)
        factors, full_time = self.factors, days.weighing_days * WHOLE
        time = days.part_time_units if factors.part_time == REDISTRIBUTE else full_time
        own = participation if factors.participation == REDISTRIBUTE else WHOLE
        units = time * own * (score if factors.score == REDISTRIBUTE else WHOLE)
        if not units:
            return Weight(days, 0, 1, (), ZERO_WEIGHT)
        parts = tuple(self._parts(days, participation, score))
        if factors.period == REDISTRIBUTE:
            return Weight(days, units, 1, parts, "")
        return Weight(days, units * days.period_days, days.days, parts, "")

    def _parts(self, days: Days, participation: int, score: int) -> Iterator[Part]:
        """What each factor set to economy takes, one after the other."""
        factors, full_time = self.factors, days.weighing_days * WHOLE
        if factors.period == ECONOMY and days.days < days.period_days:
            yield Part(PERIOD, days.period_days - days.days, days.period_days)
        if factors.participation == ECONOMY and participation < WHOLE:
            yield Part(PARTICIPATION, WHOLE - participation, WHOLE)
        if factors.part_time == ECONOMY and days.part_time_units < full_time:
            yield Part(PART_TIME, full_time - days.part_time_units, full_time)
        if days.economy:
            yield self._absence(days)
        if factors.score == ECONOMY and score < WHOLE:
            yield Part(SCORE, WHOLE - score, WHOLE)

    def _absence(self, days: Days) -> Part:
        """Of the days that weigh; where part-time counts, each day as much as it weighs."""
        if self.factors.part_time == OFF or not days.part_time_units:
            return Part(ABSENCE, days.economy, days.weighing_days)
        return Part(ABSENCE, days.economy_units, days.part_time_units)

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
    return "" if days.weighing_days else ALL_ABSENT


def _tested(person: Assignment, weight: Weight, rule: SharingRule, owner: str) -> Weight:
    """The weight of who attended enough and passed the test; else none, with the reason."""
    if weight.reason:
        return weight
    if person.attendance is None:
        raise SharingError("attendance_missing", project=owner, employee=person.employee)
    if person.test_passed is None:
        raise SharingError("test_missing", project=owner, employee=person.employee)
    attended = to_hundredths(person.attendance, "attendance", owner)
    if attended < to_hundredths(rule.min_attendance, "min_attendance", owner):
        return Weight(weight.days, 0, 1, (), LOW_ATTENDANCE)
    if not person.test_passed:
        return Weight(weight.days, 0, 1, (), TEST_NOT_PASSED)
    return weight


def common_weights(claims: Sequence[Claim]) -> tuple[list[int], int]:
    """The weights as whole numbers on one scale, and that scale."""
    common = lcm(*{weight.divisor for _, weight in claims})
    if common == 1:
        return [weight.units for _, weight in claims], WEIGHT_SCALE
    units = [weight.units * (common // weight.divisor) for _, weight in claims]
    return units, common * WEIGHT_SCALE


def cuts_of(share: int, parts: Sequence[Part]) -> tuple[Cut, ...]:
    """Cents that each part takes of what those before it left, half up."""
    cuts, left = [], share
    for reason, lost, whole in parts:
        taken = half_up(left * lost, whole)
        left -= taken
        if taken:
            cuts.append(Cut(reason, taken))
    return tuple(cuts)
