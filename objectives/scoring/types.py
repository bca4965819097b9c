"""Plain values that go into a result and come out of it.

Percentages, achievements, thresholds and results are 0-100, weights are points of 100. Nothing
here computes; see achievement.py and result.py for the rules.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

NUMBER_UP = "number_up"
NUMBER_DOWN = "number_down"
RATIO = "ratio"
YES_NO = "yes_no"
MILESTONE = "milestone"
JUDGED = "judged"
KINDS = (NUMBER_UP, NUMBER_DOWN, RATIO, YES_NO, MILESTONE, JUDGED)

NORMALISED = "normalised"
AS_WRITTEN = "as_written"
RESULT_MODES = (NORMALISED, AS_WRITTEN)

# How an indicator takes part in the result.
MEASURED = "measured"
MISSING = "missing"  # no value: counts 0 and blocks confirmation
UNDECIDED = "undecided"  # a ratio on zero that nobody has settled: the same
NEUTRALISED = "neutralised"  # leaves the sums

# Why there is no result.
NO_INDICATORS = "no_indicators"
ALL_NEUTRALISED = "all_neutralised"
NO_WEIGHT = "no_weight"  # the indicators that count all weigh zero

# What expected progress and a forecast assume (FORECAST-1).
LINEAR_IN_DAYS = "linear_in_days"
ALL_ON_DUE_DATE = "all_on_due_date"
HELD_THROUGHOUT = "held_throughout"
PACE_GOES_ON = "pace_goes_on"  # the pace from the first to the last measure
PACE_FROM_ZERO = "pace_from_zero"  # the only measure, and nothing when the period began
STAYS_REACHED = "stays_reached"
MEASURED_AT_END = "measured_at_end"  # no forecast: the period is over
TOO_FEW_ENTRIES = "too_few_entries"


@dataclass(frozen=True, slots=True)
class Number:
    """A measured quantity, from 0 up, in the unit of the target; up to six decimals."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two measured quantities, from 0 up.

    `when_zero` is read when the denominator is zero, and is then the achievement (percent) that
    a person has chosen; None means that nobody has chosen yet.
    """

    numerator: Decimal
    denominator: Decimal
    when_zero: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Done, or said not to be done."""

    done: bool


@dataclass(frozen=True, slots=True)
class DoneOn:
    """The day on which it was done; None says that it was not done."""

    on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A percentage that a person gives, with the reason, which is mandatory."""

    percent: Decimal
    reason: str


Value = Number | Ratio | Done | DoneOn | Judged


@dataclass(frozen=True, slots=True)
class IndicatorInput:
    """An indicator of a project with its measured value; `order` tells it from the others.

    `kind` is one of KINDS. `target` (above zero) is read by number_up, number_down and ratio;
    with the unit "%" a ratio is compared as a percentage. `due` is read by milestone (and by
    expected progress); reached after it, a milestone is worth `late_percent`. `value` None is a
    missing value. `neutralised` is decided outside, with act and reason.
    """

    order: int
    weight: Decimal
    kind: str
    target: Decimal | None = None
    unit: str = ""
    due: date | None = None
    late_percent: Decimal = Decimal(0)
    value: Value | None = None
    neutralised: bool = False


@dataclass(frozen=True, slots=True)
class Achievement:
    """How far one indicator was reached (RESULT-1).

    `percent` is exact; `shown` is the same rounded half up to two decimals and never goes into
    a sum. Both are None for a neutralised indicator, which has no figure, and 0 for one that is
    missing or undecided. `measured` is what was set against the target, half up to four
    decimals: the number, or the ratio (times 100 with the unit "%"). `capped` says that more
    than the target was reached.
    """

    order: int
    weight: Decimal
    kind: str
    value: Value | None
    target: Decimal | None
    unit: str
    state: str
    percent: Fraction | None
    shown: Decimal | None
    measured: Decimal | None
    capped: bool

    @property
    def missing(self) -> bool:
        return self.state == MISSING

    @property
    def undecided(self) -> bool:
        return self.state == UNDECIDED

    @property
    def neutralised(self) -> bool:
        return self.state == NEUTRALISED

    @property
    def judged(self) -> bool:
        """A person's judgement, to be flagged as not measurable."""
        return self.kind == JUDGED

    @property
    def exact(self) -> bool:
        """What is shown is the whole figure, nothing was rounded away."""
        return self.percent is not None and Fraction(self.shown or 0) == self.percent


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a project (RESULT-2 to RESULT-4); lines are in the order of the indicators.

    `result` has two decimals, is rounded once and half up, and is the figure compared and paid
    on; `exact` is what was rounded. When the indicators that count have no weight to share there
    is no result: `result`, `exact` and `met` are None and `reason` says why (NO_INDICATORS,
    ALL_NEUTRALISED, NO_WEIGHT); otherwise `reason` is empty. `capped` says that `exact` is above
    100, which only as_written can be, and that `result` is 100.00.

    `weight_total` covers all indicators, `counted_weight` those not neutralised. `missing` and
    `undecided` are the orders of the indicators that somebody has to fill in.
    """

    mode: str
    threshold: Decimal
    result: Decimal | None
    exact: Fraction | None
    capped: bool
    reason: str
    met: bool | None
    weight_total: Decimal
    counted_weight: Decimal
    missing: tuple[int, ...]
    undecided: tuple[int, ...]
    lines: tuple[Achievement, ...]

    @property
    def blocked(self) -> bool:
        """It cannot be confirmed: a value is missing or undecided, or there is no result."""
        return bool(self.missing or self.undecided or self.reason)

    @property
    def mode_matters(self) -> bool:
        """The weights do not total 100, so the card says which mode was chosen."""
        return self.weight_total != 100


@dataclass(frozen=True, slots=True)
class ResultInput:
    """Everything a result depends on: what a confirmed result stores."""

    indicators: tuple[IndicatorInput, ...]
    mode: str
    threshold: Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """weight × percent, as printed: without trailing zeros, `percent` with two decimals at most.

    `exact` is False when `percent` was rounded for printing.
    """

    order: int
    weight: Decimal
    percent: Decimal
    exact: bool


@dataclass(frozen=True, slots=True)
class Formula:
    """The computation with its numbers: (Σ weight × percent) / divisor [× scale / 100] = result.

    `scale` is the total of all weights, given only in mode as_written with neutralised weight
    and a total other than 100. `exact` says that the printed terms give the exact figure before
    its rounding; `rounded` that the result was rounded; `capped` that it was cut down to 100.
    """

    terms: tuple[Term, ...]
    divisor: Decimal
    scale: Decimal | None
    result: Decimal
    exact: bool
    rounded: bool
    capped: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be reached at the end of a day, percent with two decimals; what that assumes.

    `assumption` is LINEAR_IN_DAYS, ALL_ON_DUE_DATE or HELD_THROUGHOUT.
    """

    percent: Decimal
    assumption: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """The percentage (two decimals) that would be reached at the end; what that assumes.

    `percent` is None when the assumption is TOO_FEW_ENTRIES. `since` and `until` are the days
    between which the pace was measured, None where no pace was needed. `assumption` is
    PACE_GOES_ON, PACE_FROM_ZERO, STAYS_REACHED, MEASURED_AT_END or TOO_FEW_ENTRIES.
    """

    percent: Decimal | None
    assumption: str
    since: date | None = None
    until: date | None = None
