"""Plain values that go into a distribution: the rules of the plan, its people, its projects.

Amounts are `Decimal` euro with two decimals, percentages `Decimal` 0-100 with at most two. Dates
are inclusive at both ends; an end of None is open. People are told apart by employee code.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from incentives.payout import PayoutRule

# What a factor does. Off: nothing. Redistribute: a person weighs less and colleagues get more.
# Economy: the person's share is cut and nobody gets the cut.
OFF = "off"
REDISTRIBUTE = "redistribute"
ECONOMY = "economy"
FACTOR_MODES = (OFF, REDISTRIBUTE, ECONOMY)

# What a kind of absence does while the factor of presence is not off.
NONE = "none"
ABSENCE_EFFECTS = (NONE, REDISTRIBUTE, ECONOMY)

BY_WEIGHT = "by_weight"
HOURS_TARIFF = "hours_tariff"
ATTENDANCE_AND_TEST = "attendance_and_test"
SHARING_KINDS = (BY_WEIGHT, HOURS_TARIFF, ATTENDANCE_AND_TEST)


@dataclass(frozen=True, slots=True)
class Factors:
    """What each factor does, for the whole plan; each is one of FACTOR_MODES (SHARE-2).

    With `presence` "redistribute" every kind of absence has its own effect; with "economy" those
    that would go to colleagues are economies as well; with "off" absences change nothing.
    """

    participation: str = REDISTRIBUTE
    period: str = REDISTRIBUTE
    part_time: str = REDISTRIBUTE
    presence: str = REDISTRIBUTE
    score: str = OFF


@dataclass(frozen=True, slots=True)
class AbsenceKind:
    """A kind of absence and its effect, one of ABSENCE_EFFECTS.

    The default is neutral, as maternity is. Of a `sickness` kind the first ten days of each
    spell never go to colleagues.
    """

    code: str
    effect: str = NONE
    sickness: bool = False


@dataclass(frozen=True, slots=True)
class Employment:
    """How a person worked from a day to a day; an EQ holder weighs nothing on these days."""

    start: date
    end: date | None = None
    part_time: Decimal = Decimal(100)
    eq: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """Calendar days of one kind; spells of a kind that touch are one."""

    kind: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Person:
    """An employee; `chapter` is the budget chapter that pays, with the charges on top."""

    code: str
    employments: tuple[Employment, ...]
    absences: tuple[Absence, ...] = ()
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person on one project.

    `shares` False: takes part without sharing. `area` is read when the project has quotas by
    area. `score` is the individual score, needed when that factor is not off. `attendance` and
    `test_passed` are read by attendance_and_test, where None (not known) is refused.
    """

    employee: str
    participation: Decimal = Decimal(100)
    start: date | None = None
    end: date | None = None
    shares: bool = True
    area: str = ""
    score: Decimal | None = None
    attendance: Decimal | None = None
    test_passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A presence at an event, paid by hours_tariff; `extra` when at night, on a holiday or both."""

    employee: str
    on: date
    event: str
    hours: Decimal
    extra: bool = False


@dataclass(frozen=True, slots=True)
class AreaQuota:
    """Parts of the project's money for an area: 75/5/5/5/10, thirds as 1/1/1 (SHARE-1)."""

    area: str
    parts: int


@dataclass(frozen=True, slots=True)
class TariffBand:
    """Euro for one presence of at most so many hours, and above those of the band before."""

    up_to_hours: Decimal
    amount: Decimal


PROPORTIONAL_RULE = PayoutRule()

# The tariff of project 3 in the plan of reference.
TARIFF = (
    TariffBand(Decimal(2), Decimal(40)),
    TariffBand(Decimal(4), Decimal(60)),
    TariffBand(Decimal(6), Decimal(80)),
    TariffBand(Decimal(8), Decimal(100)),
    TariffBand(Decimal(10), Decimal(140)),
)


@dataclass(frozen=True, slots=True)
class SharingRule:
    """How a project's people share; `kind` is one of SHARING_KINDS.

    `tariff` and `extra_percent` are read by hours_tariff, which has no quotas by area;
    `min_attendance` (percent) by attendance_and_test.
    """

    kind: str = BY_WEIGHT
    quotas: tuple[AreaQuota, ...] = ()
    tariff: tuple[TariffBand, ...] = TARIFF
    extra_percent: Decimal = Decimal(15)
    min_attendance: Decimal = Decimal(80)


@dataclass(frozen=True, slots=True)
class ProjectInput:
    """A project with its money, its result and its people.

    `result` None is allowed on a withdrawn project alone, whose whole amount is an economy.
    `payout` None means the plan's rule. `cap` is the most that the project may pay.
    """

    number: int
    allocated: Decimal
    result: Decimal | None
    threshold: Decimal
    people: tuple[Assignment, ...] = ()
    presences: tuple[Presence, ...] = ()
    sharing: SharingRule = SharingRule()
    payout: PayoutRule | None = None
    cap: Decimal | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What an upheld request for review adds to an amount, or takes, below zero (RUNS-2)."""

    project: int
    employee: str
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a person may get, in one project and in the whole plan; None is no cap."""

    per_project: Decimal | None = None
    per_person: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ChargeRate:
    """An employer's charge in percent of what is paid, valid from a day to a day (SHARE-7)."""

    code: str
    percent: Decimal
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """A named part of the pool that is kept for later."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DistributionInput:
    """Everything a distribution depends on; `start` and `end` are the period of the plan.

    `paid_on` says which charge rates are valid. The part of the pool that is neither allocated
    to a project nor reserved is unassigned.
    """

    pool: Decimal
    start: date
    end: date
    paid_on: date
    projects: tuple[ProjectInput, ...]
    people: tuple[Person, ...]
    payout: PayoutRule = PROPORTIONAL_RULE
    factors: Factors = Factors()
    absence_kinds: tuple[AbsenceKind, ...] = ()
    caps: Caps = Caps()
    rates: tuple[ChargeRate, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
