"""Indicators and values that several scoring tests share."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from objectives.scoring import (
    NORMALISED,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    Result,
    Value,
    project_result,
)

DUE = date(2023, 10, 31)


def number_up(order: int, weight: str, value: str | None, target: str = "100") -> IndicatorInput:
    measured = None if value is None else Number(Decimal(value))
    return IndicatorInput(
        order, Decimal(weight), "number_up", target=Decimal(target), value=measured
    )


def judged(order: int, weight: str, percent: str, **changes: Any) -> IndicatorInput:
    value = Judged(Decimal(percent), "as seen on the spot")
    return IndicatorInput(order, Decimal(weight), "judged", value=value, **changes)


def with_value(kind: str, value: Value | None, target: str = "1", **changes: Any) -> IndicatorInput:
    """One indicator of weight 100 with what its kind needs."""
    given = {
        "order": 1,
        "weight": Decimal(100),
        "kind": kind,
        "target": Decimal(target) if kind in ("number_up", "number_down", "ratio") else None,
        "due": DUE if kind == "milestone" else None,
        "value": value,
    }
    return IndicatorInput(**{**given, **changes})  # type: ignore[arg-type]


def read_value(kind: str, text: str) -> Value | None:
    """A value as the worked tables write it."""
    if text in ("", "–"):
        return None
    if kind == "ratio":
        return _read_ratio(text)
    if kind == "yes_no":
        return Done({"yes": True, "no": False}[text])
    if kind == "milestone":
        return DoneOn(None if text == "not done" else date.fromisoformat(text))
    return Judged(Decimal(text), "given") if kind == "judged" else Number(Decimal(text))


def _read_ratio(text: str) -> Ratio:
    """ "4/5", or "0/0 = 100" with what a person chose."""
    ratio, _, chosen = text.partition(" = ")
    numerator, _, denominator = ratio.partition("/")
    return Ratio(Decimal(numerator), Decimal(denominator), Decimal(chosen) if chosen else None)


def result_of(
    indicators: Iterable[IndicatorInput], mode: str = NORMALISED, threshold: str = "70"
) -> Result:
    """The result, with what holds for every one of them."""
    result = project_result(indicators, mode, Decimal(threshold))
    assert_sound(result)
    return result


def assert_sound(result: Result) -> None:
    """Rounded once and half up, between 0 and 100; a figure, or the reason for having none."""
    assert (result.result is None) == bool(result.reason) == (result.exact is None)
    for line in result.lines:
        assert (line.percent is None) == line.neutralised == (line.shown is None)
        assert line.percent is None or 0 <= line.percent <= 100
    if result.result is not None and result.exact is not None:
        error = Fraction(result.result) - min(result.exact, Fraction(100))
        assert Fraction(-1, 200) < error <= Fraction(1, 200)
        assert -result.result.as_tuple().exponent == 2
        assert 0 <= result.result <= 100
        assert result.met == (result.result >= result.threshold)
