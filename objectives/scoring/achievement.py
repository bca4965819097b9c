"""How far an indicator was reached, 0-100: RESULT-1, exact fractions inside."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from objectives.exact import rounded, scaled, trimmed
from objectives.scoring.errors import ScoringError
from objectives.scoring.types import (
    JUDGED,
    KINDS,
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
    Value,
)

PERCENT_PLACES = 2
SHOWN_PLACES = 2
MEASURED_PLACES = 4
VALUE_PLACES = 6
LARGEST_VALUE = 10**15
WHOLE = Fraction(100)
NOTHING = Fraction(0)

VALUE_TYPES: Mapping[str, type[Value]] = {
    NUMBER_UP: Number,
    NUMBER_DOWN: Number,
    RATIO: Ratio,
    YES_NO: Done,
    MILESTONE: DoneOn,
    JUDGED: Judged,
}
WITH_TARGET = (NUMBER_UP, NUMBER_DOWN, RATIO)


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


# --- What is refused ------------------------------------------------------------------------


def check_indicator(indicator: IndicatorInput) -> None:
    """Neutralised indicators are checked like the others: they may come back."""
    if not isinstance(indicator.order, int) or indicator.order < 0:
        raise ScoringError("bad_order", value=str(indicator.order))
    order = str(indicator.order)
    if indicator.kind not in KINDS:
        raise ScoringError("bad_kind", indicator=order, kind=str(indicator.kind))
    if not is_percent(indicator.weight):
        raise ScoringError("bad_weight", indicator=order, value=str(indicator.weight))
    _check_target(indicator, order)
    if indicator.value is not None:
        _check_value(indicator, order, indicator.value)


def _check_target(indicator: IndicatorInput, order: str) -> None:
    if indicator.kind in WITH_TARGET:
        target = indicator.target
        if target is None or not _is_quantity(target) or target <= 0:
            text = "" if target is None else str(target)
            raise ScoringError("bad_target", indicator=order, value=text)
    if indicator.kind == MILESTONE:
        if not _is_day(indicator.due):
            raise ScoringError("due_missing", indicator=order)
        if not is_percent(indicator.late_percent):
            late = str(indicator.late_percent)
            raise ScoringError("bad_late_percent", indicator=order, value=late)


def _check_value(indicator: IndicatorInput, order: str, value: Value) -> None:
    if not isinstance(value, VALUE_TYPES[indicator.kind]):
        given = type(value).__name__
        raise ScoringError("wrong_value", indicator=order, kind=indicator.kind, given=given)
    match value:
        case Number():
            _check_quantity(order, "value", value.value)
        case Ratio():
            _check_quantity(order, "numerator", value.numerator)
            _check_quantity(order, "denominator", value.denominator)
            if value.when_zero is not None:
                _check_percent(order, "when_zero", value.when_zero)
        case Done():
            _check_type(order, "done", value.done, isinstance(value.done, bool))
        case DoneOn():
            _check_type(order, "on", value.on, value.on is None or _is_day(value.on))
        case Judged():
            _check_percent(order, "percent", value.percent)
            if not isinstance(value.reason, str) or not value.reason.strip():
                raise ScoringError("reason_missing", indicator=order)


def _check_quantity(order: str, field: str, value: Decimal) -> None:
    _check_type(order, field, value, _is_quantity(value))
    if value < 0:
        raise ScoringError("negative_value", indicator=order, field=field, value=str(value))


def _check_percent(order: str, field: str, value: Decimal) -> None:
    if not is_percent(value):
        raise ScoringError("bad_percent", indicator=order, field=field, value=str(value))


def _check_type(order: str, field: str, value: object, fits: bool) -> None:
    if not fits:
        raise ScoringError("bad_value", indicator=order, field=field, value=str(value))


def _is_quantity(value: Decimal) -> bool:
    return scaled(value, VALUE_PLACES) is not None and abs(value) < LARGEST_VALUE


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def is_percent(value: Decimal) -> bool:
    """A Decimal of 0-100 with two decimals at most."""
    hundredths = scaled(value, PERCENT_PLACES)
    return hundredths is not None and 0 <= hundredths <= 100 * 10**PERCENT_PLACES
