"""Plain values of rule DIFF-1, in and out, and the refusals of what cannot be shared.

Amounts are `Decimal` euro with two decimals, percentages `Decimal` with at most two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from incentives.sharing.results import ChapterLine, PersonLine, Rate
from incentives.sharing.types import ChargeRate
from objectives.refusal import RefusalError

# How equal evaluations are told apart; the rule is declared before the evaluations.
LONGER_SERVICE = "longer_service"
FEWER_EXTRAS = "fewer_extras"
BY_LOT = "by_lot"
TIE_RULES = (LONGER_SERVICE, FEWER_EXTRAS, BY_LOT)

# How a percent of people becomes a number of people.
DOWN = "down"
NEAREST = "nearest"
UP = "up"
ROUNDINGS = (DOWN, NEAREST, UP)

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bad_amount": ("value",),  # negative, absurd, more than two decimals
        "bad_extra": ("value",),  # under 30, over 100, more than two decimals
        "bad_quota": ("value", "positive"),  # k is not from 1 to the people evaluated positively
        "bad_quota_percent": ("value",),  # not over 0 and up to 100, more than two decimals
        "bad_rounding": ("value",),
        "bad_tie_rule": ("value",),
        "bad_evaluation": ("employee", "value"),  # outside 0-100 or more than two decimals
        "bad_count": ("employee", "field", "value"),  # not a whole number from 0 up
        "duplicate_employee": ("employee",),
        "tie_unsettled": ("employees",),  # equal also after the tie rule: they draw lots
        "bad_inputs": ("field",),  # stored values without the expected shape
    }
)


class DifferentiationError(RefusalError):
    """A pot that cannot be shared: `code` is a key of ERROR_PARAMS."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A person with the evaluation (0-100); `positive` is the outcome that the system states.

    `service_days` is read by the tie rule longer_service, `extras` (those had in earlier years)
    by fewer_extras. `lot` is the place drawn, from 1 up, where lots were drawn. `chapter` is the
    budget chapter that pays.
    """

    employee: str
    evaluation: Decimal
    positive: bool = True
    service_days: int = 0
    extras: int = 0
    lot: int | None = None
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many people get the extra, as declared: so many, or a percent of those evaluated.

    `people` is read where it is there. A percent becomes people by `rounding`, one of ROUNDINGS.
    """

    people: int | None = None
    percent: Decimal | None = None
    rounding: str = DOWN


@dataclass(frozen=True, slots=True)
class DifferentiationInput:
    """`quota` is fixed beforehand; `extra` is r in percent, 30 or more.

    `rates` are the employer's charges, those valid on the day of payment `paid_on`.
    """

    pot: Decimal
    quota: Quota
    extra: Decimal
    tie_rule: str
    people: tuple[Evaluated, ...]
    paid_on: date
    rates: tuple[ChargeRate, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferentiationLine:
    """One person; `rank` is None, and all amounts are 0, for who is not evaluated positively.

    `exact` is the quota in euro; the correction is the amount less the quota rounded down.
    """

    employee: str
    evaluation: Decimal
    rank: int | None
    with_extra: bool
    exact: Fraction
    correction: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Differentiation:
    """`pot == paid + economy`; lines in the order of the ranking, then of the code.

    `evaluated` counts everybody, `positive` is n, `quota` is k, `base` is a, exact. The pot is an
    economy when nobody is evaluated positively. `people` and `chapters` are what is paid with the
    charges on it (SHARE-7), in the order of `rates`.
    """

    pot: Decimal
    evaluated: int
    positive: int
    quota: int
    extra: Decimal
    tie_rule: str
    base: Fraction
    lines: tuple[DifferentiationLine, ...]
    paid: Decimal
    economy: Decimal
    people: tuple[PersonLine, ...]
    chapters: tuple[ChapterLine, ...]
    rates: tuple[Rate, ...]
