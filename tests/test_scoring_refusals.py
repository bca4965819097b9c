"""What the scoring refuses, and that a refusal carries what its sentence needs."""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import objectives.scoring
from objectives.scoring import (
    AS_WRITTEN,
    ERROR_PARAMS,
    NORMALISED,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    ResultInput,
    ScoringError,
    achievement,
    expected_percent,
    forecast,
    inputs_from_dict,
    inputs_to_dict,
    project_result,
    result_from_dict,
    result_to_dict,
)
from tests.scoring_cases import judged, number_up, result_of, with_value

ONE = Decimal(1)


def refusal(act: Callable[..., object], *args: Any) -> ScoringError:
    with pytest.raises(ScoringError) as caught:
        act(*args)
    assert set(caught.value.params) == set(ERROR_PARAMS[caught.value.code])
    assert all(isinstance(value, str) for value in caught.value.params.values())
    return caught.value


def ratio(numerator: Any, denominator: Any, when_zero: Any = None) -> IndicatorInput:
    return with_value("ratio", Ratio(numerator, denominator, when_zero))


@pytest.mark.parametrize(
    ("code", "indicator"),
    [
        ("bad_order", number_up(-1, "10", "1")),
        ("bad_order", replace(number_up(1, "10", "1"), order="1")),
        ("bad_kind", with_value("guess", None)),
        ("bad_weight", number_up(1, "-0.01", "1")),
        ("bad_weight", number_up(1, "100.01", "1")),
        ("bad_weight", number_up(1, "0.001", "1")),
        ("bad_weight", number_up(1, "NaN", "1")),
        ("bad_weight", replace(number_up(1, "10", "1"), weight=10)),
        ("bad_target", number_up(1, "10", "1", "0")),
        ("bad_target", number_up(1, "10", "1", "-5")),
        ("bad_target", number_up(1, "10", "1", "1E+999999")),
        ("bad_target", replace(number_up(1, "10", "1"), target=None)),
        ("bad_target", with_value("number_down", None, "0")),
        ("bad_target", with_value("ratio", None, "0", neutralised=True)),
        ("due_missing", with_value("milestone", None, due=None)),
        ("due_missing", with_value("milestone", None, due=datetime(2023, 1, 1))),
        ("bad_late_percent", with_value("milestone", None, late_percent=Decimal("100.01"))),
        ("bad_late_percent", with_value("milestone", None, late_percent=Decimal(-1))),
        ("wrong_value", with_value("number_up", Done(True))),
        ("wrong_value", with_value("yes_no", Number(ONE))),
        ("wrong_value", with_value("ratio", Number(ONE))),
        ("wrong_value", with_value("milestone", Done(True))),
        ("wrong_value", with_value("judged", Number(ONE), neutralised=True)),
        ("wrong_value", with_value("number_down", ONE)),  # type: ignore[arg-type]
        ("negative_value", number_up(1, "10", "-0.01")),
        ("negative_value", with_value("number_down", Number(Decimal(-1)))),
        ("negative_value", ratio(Decimal(-1), ONE)),
        ("negative_value", ratio(ONE, Decimal(-1))),
        ("bad_value", number_up(1, "10", "NaN")),
        ("bad_value", number_up(1, "10", "Infinity")),
        ("bad_value", number_up(1, "10", "1E+15")),
        ("bad_value", number_up(1, "10", "1E-7")),
        ("bad_value", with_value("number_up", Number(1))),  # type: ignore[arg-type]
        ("bad_value", ratio(ONE, None)),
        ("bad_value", with_value("yes_no", Done(None))),  # type: ignore[arg-type]
        ("bad_value", with_value("milestone", DoneOn(datetime(2023, 1, 1)))),
        ("bad_value", with_value("milestone", DoneOn("31/12/2023"))),  # type: ignore[arg-type]
        ("bad_percent", ratio(ONE, Decimal(0), Decimal("100.01"))),
        ("bad_percent", ratio(ONE, ONE, Decimal(-1))),
        ("bad_percent", judged(1, "10", "100.01")),
        ("bad_percent", judged(1, "10", "-1")),
        ("bad_percent", judged(1, "10", "66.667")),
        ("reason_missing", with_value("judged", Judged(ONE, " \n"))),
        ("reason_missing", with_value("judged", Judged(ONE, None))),  # type: ignore[arg-type]
    ],
)
def test_impossible_indicator_is_refused(code: str, indicator: IndicatorInput) -> None:
    assert refusal(achievement, indicator).code == code
    assert refusal(project_result, [indicator], NORMALISED, ONE).code == code


@pytest.mark.parametrize(
    ("code", "mode", "threshold"),
    [
        ("bad_mode", "guess", ONE),
        ("bad_threshold", NORMALISED, Decimal("100.01")),
        ("bad_threshold", NORMALISED, Decimal(-1)),
        ("bad_threshold", AS_WRITTEN, Decimal("90.001")),
    ],
)
def test_impossible_project_is_refused(code: str, mode: str, threshold: Decimal) -> None:
    assert refusal(project_result, [number_up(1, "10", "1")], mode, threshold).code == code


def test_two_indicators_with_one_order_are_refused() -> None:
    twice = [number_up(3, "50", "1"), number_up(3, "50", "2")]
    error = refusal(project_result, twice, NORMALISED, ONE)
    assert (error.code, error.params) == ("duplicate_indicator", {"indicator": "3"})


def test_refusal_carries_what_a_sentence_needs() -> None:
    error = refusal(achievement, ratio(ONE, Decimal("-2.5")))
    assert error.params == {"indicator": "1", "field": "denominator", "value": "-2.5"}
    assert str(error) == "negative_value (indicator=1, field=denominator, value=-2.5)"


def test_impossible_progress_is_refused() -> None:
    first, last = date(2023, 1, 1), date(2023, 12, 31)
    assert refusal(expected_percent, last, first, first).code == "bad_period"
    assert refusal(forecast, [(first, Decimal(101))], last).code == "bad_entry"
    late_start = date(2023, 6, 1)
    assert refusal(forecast, [(first, ONE)], last, late_start).code == "bad_period"


# --- Stored text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", None),
        ("threshold", 70),
        ("threshold", "seventy"),
        ("indicators", {}),
        ("weight", "1,5"),
        ("due", "31/12/2023"),
        ("neutralised", "no"),
        ("value", {"value": "1"}),
        ("value", {"type": "guess", "value": "1"}),
        ("value", "1"),
    ],
)
def test_damaged_inputs_are_refused_with_the_field(field: str, value: object) -> None:
    stored = inputs_to_dict(ResultInput((number_up(1, "100", "1"),), NORMALISED, ONE))
    place = stored if field in stored else stored["indicators"][0]
    place[field] = value
    error = refusal(inputs_from_dict, stored)
    assert (error.code, error.params) == ("bad_inputs", {"field": field})


def test_damaged_result_is_refused_with_the_field() -> None:
    stored = result_to_dict(result_of([number_up(1, "100", "1")]))
    stored["lines"][0]["percent"] = "1/0"
    assert refusal(result_from_dict, stored).params == {"field": "percent"}
    del stored["lines"]
    assert refusal(result_from_dict, stored).params == {"field": "lines"}


# --- The table of codes ---------------------------------------------------------------------


def test_every_code_raised_is_listed_with_its_parameters() -> None:
    folder = Path(objectives.scoring.__file__).parent
    raised = [call for file in folder.glob("*.py") for call in _refusals(file)]
    assert {code for code, _ in raised} == set(ERROR_PARAMS)
    for code, params in raised:
        assert params == set(ERROR_PARAMS[code]), code


def _refusals(file: Path) -> list[tuple[str, set[str | None]]]:
    return [
        (str(node.args[0].value), {keyword.arg for keyword in node.keywords})
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ScoringError"
        and isinstance(node.args[0], ast.Constant)
    ]
