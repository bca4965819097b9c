"""What an indicator and its value may be; anything else is refused before it is counted."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from objectives.exact import scaled
from objectives.scoring.errors import ScoringError
from objectives.scoring.types import (
    JUDGED,
    KINDS,
    MILESTONE,
    NUMBER_DOWN,
    NUMBER_UP,
    RATIO,
    YES_NO,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    Value,
)

PERCENT_PLACES = 2
VALUE_PLACES = 6
LARGEST_VALUE = 10**15

VALUE_TYPES: Mapping[str, type[Value]] = {
    NUMBER_UP: Number,
    NUMBER_DOWN: Number,
    RATIO: Ratio,
    YES_NO: Done,
    MILESTONE: DoneOn,
    JUDGED: Judged,
}
WITH_TARGET = (NUMBER_UP, NUMBER_DOWN, RATIO)


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
            _check_ratio(order, value)
        case Done():
            _check_type(order, "done", value.done, isinstance(value.done, bool))
        case DoneOn():
            _check_type(order, "on", value.on, value.on is None or _is_day(value.on))
        case Judged():
            _check_judgement(order, value)


def _check_ratio(order: str, value: Ratio) -> None:
    _check_quantity(order, "numerator", value.numerator)
    _check_quantity(order, "denominator", value.denominator)
    if value.when_zero is not None:
        _check_percent(order, "when_zero", value.when_zero)


def _check_judgement(order: str, value: Judged) -> None:
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
    return scaled(value, VALUE_PLACES) is not None and -LARGEST_VALUE < value < LARGEST_VALUE


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def is_percent(value: Decimal) -> bool:
    """A Decimal of 0-100 with two decimals at most."""
    hundredths = scaled(value, PERCENT_PLACES)
    return hundredths is not None and 0 <= hundredths <= 100 * 10**PERCENT_PLACES
