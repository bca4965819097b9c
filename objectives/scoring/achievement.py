"""How far an indicator was reached, 0-100: RESULT-1, exact fractions inside."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from objectives.exact import rounded, trimmed
from objectives.scoring.types import (
    JUDGED,
    MEASURED,
    MILESTONE,
    MISSING,
    NEUTRALISED,
    NUMBER_DOWN,
    NUMBER_UP,
    RATIO,
    UNDECIDED,
    YES_NO,
    Achievement,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
)
from objectives.scoring.validity import check_indicator

SHOWN_PLACES = 2
MEASURED_PLACES = 4
WHOLE = Fraction(100)
NOTHING = Fraction(0)


class _Reached(NamedTuple):
    """`percent` None: nobody has settled it. `measured` is what stood against the target."""

    percent: Fraction | None
    measured: Fraction | None = None
    capped: bool = False


def achievement(indicator: IndicatorInput) -> Achievement:
    """The achievement of one indicator; a missing or undecided one has 0, a neutralised none.

    ScoringError: anything ERROR_PARAMS lists about an indicator or its value.
    """
    check_indicator(indicator)
    reached = _reached(indicator)
    state = _state(indicator, reached)
    percent = None if state == NEUTRALISED else reached.percent or NOTHING
    measured = reached.measured
    return Achievement(
        order=indicator.order,
        weight=indicator.weight,
        kind=indicator.kind,
        value=indicator.value,
        target=indicator.target,
        unit=indicator.unit,
        state=state,
        percent=percent,
        shown=None if percent is None else rounded(percent, SHOWN_PLACES),
        measured=None if measured is None else trimmed(rounded(measured, MEASURED_PLACES)),
        capped=reached.capped and state == MEASURED,
    )


def _state(indicator: IndicatorInput, reached: _Reached) -> str:
    if indicator.neutralised:
        return NEUTRALISED
    if indicator.value is None:
        return MISSING
    return UNDECIDED if reached.percent is None else MEASURED


def _reached(indicator: IndicatorInput) -> _Reached:
    if indicator.value is None:
        return _Reached(None)
    return _RULES[indicator.kind](indicator, indicator.value)


# --- One rule for each kind -----------------------------------------------------------------


def _number_up(indicator: IndicatorInput, value: Number) -> _Reached:
    return _against(Fraction(value.value), indicator)


def _number_down(indicator: IndicatorInput, value: Number) -> _Reached:
    measured, target = Fraction(value.value), _target(indicator)
    percent = WHOLE if measured <= target else Fraction(target, measured) * WHOLE
    return _Reached(percent, measured)


def _ratio(indicator: IndicatorInput, value: Ratio) -> _Reached:
    if value.denominator == 0:
        chosen = value.when_zero
        return _Reached(None if chosen is None else Fraction(chosen))
    ratio = Fraction(Fraction(value.numerator), Fraction(value.denominator))
    return _against(ratio * WHOLE if indicator.unit.strip() == "%" else ratio, indicator)


def _against(measured: Fraction, indicator: IndicatorInput) -> _Reached:
    percent = Fraction(measured, _target(indicator)) * WHOLE
    return _Reached(min(percent, WHOLE), measured, capped=percent > WHOLE)


def _yes_no(indicator: IndicatorInput, value: Done) -> _Reached:
    return _Reached(WHOLE if value.done else NOTHING)


def _milestone(indicator: IndicatorInput, value: DoneOn) -> _Reached:
    if value.on is None:
        return _Reached(NOTHING)
    in_time = indicator.due is not None and value.on <= indicator.due
    return _Reached(WHOLE if in_time else Fraction(indicator.late_percent))


def _judged(indicator: IndicatorInput, value: Judged) -> _Reached:
    return _Reached(Fraction(value.percent))


_RULES: Mapping[str, Callable[[IndicatorInput, Any], _Reached]] = {
    NUMBER_UP: _number_up,
    NUMBER_DOWN: _number_down,
    RATIO: _ratio,
    YES_NO: _yes_no,
    MILESTONE: _milestone,
    JUDGED: _judged,
}


def _target(indicator: IndicatorInput) -> Fraction:
    """Present and above zero: check_indicator has seen it."""
    return Fraction(indicator.target or 0)
