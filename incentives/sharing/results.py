"""Plain values that come out of a distribution.

Public amounts are `Decimal` euro. The lines of people are named tuples of whole numbers (cents,
days), since a large body has tens of thousands of them; their properties give euro and fractions.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from incentives.allocation.numbers import euro
from objectives.exact import rounded

QUOTA_PLACES = 10
CENTS_PER_EURO = 100
WEIGHT_PLACES = 6
PERCENT_PLACES = 2

# Why a person has no share.
NOT_SHARING = "not_sharing"  # takes part without sharing
EQ_HOLDER = "eq_holder"  # an EQ holder on every day assigned
NO_DAYS = "no_days"  # not employed or not assigned on any day of the period
ALL_ABSENT = "all_absent"  # absences that redistribute cover every day
ZERO_WEIGHT = "zero_weight"  # a participation, part-time or score of 0
LOW_ATTENDANCE = "low_attendance"
TEST_NOT_PASSED = "test_not_passed"
NO_PRESENCE = "no_presence"  # no presence that the tariff pays

# Why a part of the money is an economy; the first two come with the payout.
WITHDRAWN = "withdrawn"
PROJECT_CAP = "project_cap"
NO_PARTICIPANTS = "no_participants"  # the project has no people at all
NO_WEIGHT = "no_weight"  # nobody in the project, or in the area, has a weight
TARIFF_REST = "tariff_rest"  # the presences ask for less than is payable
PARTICIPATION = "participation"
PERIOD = "period"
PART_TIME = "part_time"
ABSENCE = "absence"
SCORE = "score"
PERSON_PROJECT_CAP = "person_project_cap"
PERSON_CAP = "person_cap"
# An upheld request for review: below zero where it adds to a share (RUNS-2).
ADJUSTMENT = "adjustment"


class Days(NamedTuple):
    """A person's days on a project inside the period of the plan.

    `days` are those assigned and employed without EQ, `eq_days` those as EQ holder,
    `period_days` those of the whole plan less the EQ days in it. `redistributed` and `economy`
    are days of absence among `days`. `part_time_units` is the sum over the days that are not
    redistributed, of the part-time percentage in hundredths; `economy_units` the same over the
    days of absence that cut.
    """

    period_days: int
    days: int
    eq_days: int
    redistributed: int
    economy: int
    part_time_units: int
    economy_units: int

    @property
    def weighing_days(self) -> int:
        return self.days - self.redistributed

    @property
    def part_time(self) -> Decimal | None:
        """Mean part-time percentage of the days that weigh, two decimals; None without days."""
        if not self.weighing_days:
            return None
        exact = Fraction(self.part_time_units, self.weighing_days * 10**PERCENT_PLACES)
        return rounded(exact, PERCENT_PLACES)


class Cut(NamedTuple):
    """What a factor or a cap takes from a person's share, and its reason.

    Below zero when an adjustment gives (RUNS-2).
    """

    reason: str
    cents: int

    @property
    def amount(self) -> Decimal:
        return euro(self.cents)


class EmployeeLine(NamedTuple):
    """One person in one project: `share == amount + Σ cuts`.

    The exact quota in cents is quota_numerator / quota_denominator; the correction is the share
    less the quota rounded down to the cent, 0 or 1. The weight, weight_units / weight_scale, is
    in days at full participation, full time and full score. Under hours_tariff it is the demand
    in euro. `reason` says why there is no share, and is empty for those who share.
    """

    employee: str
    area: str
    participation: Decimal
    score: Decimal | None
    days: Days
    weight_units: int
    weight_scale: int
    quota_numerator: int
    quota_denominator: int
    share_cents: int
    correction_cents: int
    cuts: tuple[Cut, ...]
    amount_cents: int
    reason: str

    @property
    def weight(self) -> Decimal:
        """Half up to six decimals."""
        return rounded(Fraction(self.weight_units, self.weight_scale), WEIGHT_PLACES)

    @property
    def exact(self) -> Fraction:
        """The quota in euro."""
        return Fraction(self.quota_numerator, self.quota_denominator * CENTS_PER_EURO)

    @property
    def quota(self) -> Decimal:
        """The quota in euro, half up to ten decimals."""
        return rounded(self.exact, QUOTA_PLACES)

    @property
    def share(self) -> Decimal:
        return euro(self.share_cents)

    @property
    def correction(self) -> Decimal:
        return euro(self.correction_cents)

    @property
    def cut(self) -> Decimal:
        return euro(self.share_cents - self.amount_cents)

    @property
    def amount(self) -> Decimal:
        return euro(self.amount_cents)


class Economy(NamedTuple):
    """A part of a project's money that is not paid, by reason; `area` where a quota has it."""

    reason: str
    amount: Decimal
    area: str = ""


@dataclass(frozen=True, slots=True)
class PricedPresence:
    """What one presence asks for: the band's amount, with the extra half up to the cent.

    `paid` is False on a day as EQ holder, or for who takes part without sharing.
    """

    employee: str
    on: date
    event: str
    hours: Decimal
    extra: bool
    up_to_hours: Decimal
    amount: Decimal
    paid: bool


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area's quota: `exact` is the quota in euro, `amount` what largest remainder gave."""

    area: str
    parts: int
    exact: Fraction
    amount: Decimal


class ProjectLine(NamedTuple):
    """One project; always `allocated == paid + Σ economies`; people in the order of the code.

    `percent` is the part of the allocated amount that the result pays, `payable` that amount
    less what a cap of the project takes. `result`, `met` are None on a withdrawn project.
    """

    number: int
    allocated: Decimal
    result: Decimal | None
    threshold: Decimal
    met: bool | None
    payout_kind: str
    percent: Decimal
    sharing_kind: str
    payable: Decimal
    areas: tuple[AreaLine, ...]
    presences: tuple[PricedPresence, ...]
    people: tuple[EmployeeLine, ...]
    economies: tuple[Economy, ...]
    paid: Decimal


class PersonLine(NamedTuple):
    """One person over the whole plan; charges in the order of Distribution.rates."""

    employee: str
    chapter: str
    amount_cents: int
    charges_cents: tuple[int, ...]

    @property
    def amount(self) -> Decimal:
        return euro(self.amount_cents)

    @property
    def charges(self) -> tuple[Decimal, ...]:
        return tuple(euro(cents) for cents in self.charges_cents)

    @property
    def total_cost(self) -> Decimal:
        return euro(self.amount_cents + sum(self.charges_cents))


class ChapterLine(NamedTuple):
    """What one budget chapter pays: amounts, each charge, and all together."""

    chapter: str
    people: int
    amount: Decimal
    charges: tuple[Decimal, ...]
    total_cost: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """A charge as applied."""

    code: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class ReserveLine:
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Distribution:
    """The whole pool: `pool == paid + economies_total + reserved + unassigned`.

    Projects are in the order of the number, people of the code, chapters of their text.
    `economies` are the sums by reason over all projects.
    """

    pool: Decimal
    projects: tuple[ProjectLine, ...]
    people: tuple[PersonLine, ...]
    chapters: tuple[ChapterLine, ...]
    rates: tuple[Rate, ...]
    economies: tuple[Economy, ...]
    reserves: tuple[ReserveLine, ...]
    paid: Decimal
    economies_total: Decimal
    reserved: Decimal
    unassigned: Decimal


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The identity shown beside every run, summed anew from the single lines (RUNS-1).

    `difference` is pool less all the rest: 0.00, or the run is wrong.
    """

    pool: Decimal
    paid: Decimal
    economies: Decimal
    reserves: Decimal
    unassigned: Decimal
    difference: Decimal
