"""RESULT by tables: results, formula, progress, and what a confirmed result stores.

The single figures of each rule are in docs/rules/RESULT-*.md, which test_rule_docs.py executes.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from objectives.canonical import canonical_json
from objectives.enums import TargetKind
from objectives.scoring import (
    AS_WRITTEN,
    KINDS,
    NORMALISED,
    Done,
    DoneOn,
    Formula,
    IndicatorInput,
    Number,
    Ratio,
    ResultInput,
    achievement,
    days_late,
    expected_percent,
    expected_result,
    fingerprint,
    forecast,
    formula,
    inputs_from_dict,
    inputs_to_dict,
    recompute,
    result_from_dict,
    result_to_dict,
)
from tests.scoring_cases import DUE, judged, number_up, result_of, with_value

TWO_ACTIONS = [number_up(1, "70", "2", "2"), judged(2, "30", "80")]


def test_the_kinds_are_those_of_the_cards() -> None:
    assert set(KINDS) == set(TargetKind.values)


# --- Achievements ---------------------------------------------------------------------------


def test_an_achievement_is_exact_and_says_when_it_is_shown_rounded() -> None:
    third = achievement(number_up(1, "10", "1", "3"))
    assert third.percent == Fraction(100, 3)
    assert (str(third.shown), third.exact) == ("33.33", False)
    half = achievement(number_up(1, "10", "1", "2"))
    assert (half.percent, str(half.shown), half.exact) == (50, "50.00", True)


@pytest.mark.parametrize(
    ("indicator", "measured"),
    [
        (with_value("number_up", Number(Decimal("14.0000")), "20"), "14"),
        (with_value("number_down", Number(Decimal("40")), "30"), "40"),
        (with_value("ratio", Ratio(Decimal(2), Decimal(3))), "0.6667"),
        (with_value("ratio", Ratio(Decimal(2), Decimal(3)), "95", unit=" % "), "66.6667"),
        (with_value("ratio", Ratio(Decimal(0), Decimal(0), Decimal(100))), "None"),
        (with_value("yes_no", Done(True)), "None"),
    ],
)
def test_what_was_set_against_the_target(indicator: IndicatorInput, measured: str) -> None:
    assert str(achievement(indicator).measured) == measured


def test_a_choice_for_zero_is_read_for_zero_alone() -> None:
    chosen = Ratio(Decimal(1), Decimal(2), when_zero=Decimal(100))
    assert achievement(with_value("ratio", chosen)).percent == 50


@pytest.mark.parametrize("kind", ["yes_no", "milestone"])
def test_not_done_is_a_value_and_not_a_missing_one(kind: str) -> None:
    value = Done(False) if kind == "yes_no" else DoneOn(None)
    line = achievement(with_value(kind, value))
    assert (line.state, line.percent) == ("measured", 0)


def test_a_judgement_is_flagged_as_not_measurable() -> None:
    assert achievement(judged(1, "10", "80")).judged
    assert not achievement(number_up(1, "10", "80")).judged


def test_a_neutralised_indicator_has_no_figure_but_keeps_its_value() -> None:
    line = achievement(replace(number_up(1, "10", "300"), neutralised=True))
    assert (line.percent, line.shown, line.capped) == (None, None, False)
    assert line.value == Number(Decimal(300))


# --- Results --------------------------------------------------------------------------------


def test_lines_and_open_questions_are_in_the_order_of_the_indicators() -> None:
    result = result_of(
        [
            number_up(4, "25", None),
            with_value("ratio", Ratio(Decimal(0), Decimal(0)), order=3, weight=Decimal(25)),
            number_up(2, "25", None),
            number_up(1, "25", "100"),
        ]
    )
    assert [line.order for line in result.lines] == [1, 2, 3, 4]
    assert (result.missing, result.undecided, result.blocked) == ((2, 4), (3,), True)
    assert str(result.result) == "25.00"


def test_a_missing_value_blocks_even_where_it_weighs_nothing() -> None:
    result = result_of([number_up(1, "100", "100"), number_up(2, "0", None)])
    assert (str(result.result), result.blocked) == ("100.00", True)


def test_a_neutralised_missing_value_blocks_nothing() -> None:
    other = replace(number_up(2, "30", None), neutralised=True)
    result = result_of([number_up(1, "70", "100"), other])
    assert (result.missing, result.blocked) == ((), False)
    assert (result.weight_total, result.counted_weight) == (100, 70)


@pytest.mark.parametrize("mode", [NORMALISED, AS_WRITTEN])
@pytest.mark.parametrize(
    ("indicators", "reason"),
    [
        ([], "no_indicators"),
        ([replace(item, neutralised=True) for item in TWO_ACTIONS], "all_neutralised"),
        ([number_up(1, "0", "100")], "no_weight"),
    ],
)
def test_without_weight_there_is_no_figure(
    indicators: list[IndicatorInput], reason: str, mode: str
) -> None:
    result = result_of(indicators, mode, threshold="0")
    assert (result.result, result.met, result.reason) == (None, None, reason)
    assert result.blocked
    assert formula(result) is None


@pytest.mark.parametrize(
    ("weights", "matters"), [(("70", "30"), False), (("50", "40"), True), (("70", "60"), True)]
)
def test_the_card_says_the_mode_where_weights_do_not_total_100(
    weights: tuple[str, str], matters: bool
) -> None:
    result = result_of([number_up(n, weight, "1") for n, weight in enumerate(weights)])
    assert result.mode_matters == matters


def test_the_cut_at_100_is_said() -> None:
    result = result_of([number_up(1, "70", "100"), number_up(2, "60", "100")], AS_WRITTEN)
    assert (str(result.result), result.exact, result.capped) == ("100.00", 130, True)


def test_the_decimal_context_of_the_thread_changes_nothing() -> None:
    indicators = [number_up(1, "33.33", "12345.678901", "99999.5"), judged(2, "66.66", "99.99")]
    before = result_to_dict(result_of(indicators))
    with localcontext() as context:
        context.prec = 3
        assert result_to_dict(result_of(indicators)) == before


# --- Formula --------------------------------------------------------------------------------


def printed(parts: Formula | None) -> str:
    assert parts is not None
    terms = " + ".join(f"{term.weight} × {term.percent}" for term in parts.terms)
    scale = "" if parts.scale is None else f" × {parts.scale} / 100"
    return f"({terms}) / {parts.divisor}{scale} = {parts.result}"


NINETY = [number_up(1, "50", "80"), number_up(2, "40", "100")]


@pytest.mark.parametrize(
    ("indicators", "mode", "text"),
    [
        (TWO_ACTIONS, NORMALISED, "(70 × 100 + 30 × 80) / 100 = 94.00"),
        (TWO_ACTIONS, AS_WRITTEN, "(70 × 100 + 30 × 80) / 100 = 94.00"),
        (NINETY, NORMALISED, "(50 × 80 + 40 × 100) / 90 = 88.89"),
        (NINETY, AS_WRITTEN, "(50 × 80 + 40 × 100) / 100 = 80.00"),
        ([NINETY[0], replace(NINETY[1], neutralised=True)], NORMALISED, "(50 × 80) / 50 = 80.00"),
        (
            [NINETY[0], replace(NINETY[1], neutralised=True)],
            AS_WRITTEN,
            "(50 × 80) / 50 × 90 / 100 = 72.00",
        ),
        (
            [TWO_ACTIONS[0], replace(TWO_ACTIONS[1], neutralised=True)],
            AS_WRITTEN,
            "(70 × 100) / 70 = 100.00",
        ),
        ([number_up(1, "35.50", "2", "3")], NORMALISED, "(35.5 × 66.67) / 35.5 = 66.67"),
        (
            [number_up(1, "70", None), judged(2, "30", "80")],
            NORMALISED,
            "(70 × 0 + 30 × 80) / 100 = 24.00",
        ),
    ],
)
def test_formula_with_its_numbers(indicators: list[IndicatorInput], mode: str, text: str) -> None:
    assert printed(formula(result_of(indicators, mode))) == text


@pytest.mark.parametrize(
    ("indicators", "flags"),
    [
        (TWO_ACTIONS, (True, False, False)),
        (NINETY, (True, True, False)),
        ([number_up(1, "50", "2", "3"), number_up(2, "50", "1", "3")], (False, False, False)),
        ([number_up(1, "50", "2", "3")], (False, True, False)),
    ],
)
def test_formula_says_what_was_rounded(
    indicators: list[IndicatorInput], flags: tuple[bool, bool, bool]
) -> None:
    parts = formula(result_of(indicators))
    assert parts is not None
    assert (parts.exact, parts.rounded, parts.capped) == flags


def test_formula_says_the_cut_at_100() -> None:
    parts = formula(result_of([number_up(1, "70", "1", "1"), judged(2, "60", "100")], AS_WRITTEN))
    assert parts is not None
    assert (str(parts.result), parts.capped, parts.rounded) == ("100.00", True, False)


# --- Expected and forecast ------------------------------------------------------------------

YEAR = (date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("today", "percent"),
    [("2022-06-01", "0.00"), ("2023-07-02", "50.14"), ("2024-06-01", "100.00")],
)
def test_expected_percent_of_a_year(today: str, percent: str) -> None:
    assert str(expected_percent(*YEAR, date.fromisoformat(today))) == percent


def test_the_leap_day_is_a_day() -> None:
    year = (date(2024, 1, 1), date(2024, 12, 31))
    before = expected_percent(*year, date(2024, 2, 28))
    assert (before, expected_percent(*year, date(2024, 2, 29))) == (
        Decimal("16.12"),
        Decimal("16.39"),
    )


def test_a_period_of_one_day() -> None:
    assert expected_percent(YEAR[0], YEAR[0], YEAR[0]) == 100


def test_expected_result_weighs_as_the_result_does() -> None:
    milestone = with_value("milestone", None, weight=Decimal(50))
    other = with_value("yes_no", None, order=2, weight=Decimal(40))
    assert expected_result([milestone, other], NORMALISED, *YEAR, DUE) == Decimal("55.56")
    assert expected_result([milestone, other], AS_WRITTEN, *YEAR, DUE) == Decimal("50.00")
    neutral = replace(other, neutralised=True)
    assert expected_result([milestone, neutral], AS_WRITTEN, *YEAR, DUE) == Decimal("90.00")
    assert expected_result([neutral], NORMALISED, *YEAR, DUE) is None
    heavy = replace(milestone, weight=Decimal(100))
    assert expected_result([heavy, other], AS_WRITTEN, *YEAR, YEAR[1]) == Decimal("100.00")


def test_a_due_date_before_the_period_is_simply_past() -> None:
    old = replace(number_up(1, "100", None), due=date(2022, 3, 1))
    assert expected_result([old], NORMALISED, *YEAR, YEAR[0]) == 100


def test_forecast_names_the_days_it_measured() -> None:
    entries = [(date(2023, 9, 30), Decimal(60)), (date(2023, 6, 30), Decimal(40))]
    found = forecast(entries, YEAR[1])
    assert (found.since, found.until) == (date(2023, 6, 30), date(2023, 9, 30))
    alone = forecast(entries[:1], YEAR[1], YEAR[0])
    assert (alone.since, alone.until) == (date(2022, 12, 31), date(2023, 9, 30))


def test_of_several_entries_on_one_day_the_last_given_counts() -> None:
    day = date(2023, 6, 30)
    entries = [(day, Decimal(90)), (day, Decimal(10)), (date(2023, 9, 30), Decimal(10))]
    assert forecast(entries, YEAR[1]).percent == 10


def test_what_was_measured_after_the_end_does_not_count() -> None:
    entries = [(YEAR[1], Decimal(70)), (date(2024, 1, 20), Decimal(100))]
    found = forecast(entries, YEAR[1])
    assert (str(found.percent), found.assumption) == ("70.00", "measured_at_end")
    assert forecast(entries[1:], YEAR[1]).assumption == "too_few_entries"


@pytest.mark.parametrize(
    ("done", "today", "days"),
    [
        (None, "2023-10-31", 0),
        (None, "2023-11-02", 2),
        ("2023-11-01", "2023-12-31", 1),
        ("2023-10-01", "2023-12-31", 0),
    ],
)
def test_days_late(done: str | None, today: str, days: int) -> None:
    done_on = date.fromisoformat(done) if done else None
    assert days_late(DUE, done_on, date.fromisoformat(today)) == days


# --- What is stored -------------------------------------------------------------------------

EVERY_KIND = (
    with_value("number_up", Number(Decimal("14.50")), "20", order=1, unit="atti"),
    with_value("number_down", Number(Decimal(3)), "2", order=2),
    with_value("ratio", Ratio(Decimal(0), Decimal(0), Decimal("75.50")), "95", order=3, unit="%"),
    with_value("yes_no", Done(True), order=4),
    with_value("milestone", DoneOn(date(2023, 11, 2)), order=5, late_percent=Decimal(40)),
    with_value("milestone", DoneOn(None), order=6, weight=Decimal("12.50")),
    judged(7, "100", "66.67"),
    with_value("ratio", Ratio(Decimal(1), Decimal(0)), order=8, weight=Decimal(5)),
    with_value("yes_no", None, order=9, neutralised=True),
    number_up(10, "30", None),
)


def test_stored_inputs_give_the_same_result_again() -> None:
    inputs = ResultInput(EVERY_KIND, NORMALISED, Decimal("90.00"))
    stored = json.loads(json.dumps(inputs_to_dict(inputs)))
    result = result_of(EVERY_KIND, threshold="90.00")
    assert inputs_from_dict(stored) == inputs
    assert recompute(stored) == result
    assert result_from_dict(json.loads(json.dumps(result_to_dict(result)))) == result


def test_stored_result_says_its_figures_as_text() -> None:
    stored = result_to_dict(result_of([number_up(2, "30.00", "2", "3"), judged(1, "70", "100")]))
    assert (stored["result"], stored["exact"], stored["threshold"]) == ("90.00", "90", "70")
    assert stored["rules"] == ["RESULT-1", "RESULT-2", "RESULT-3", "RESULT-4"]
    assert stored["blocked"] is False
    assert stored["lines"][1] == {
        "order": 2,
        "weight": "30",
        "kind": "number_up",
        "value": {"type": "number", "value": "2"},
        "target": "3",
        "unit": "",
        "state": "measured",
        "percent": "200/3",
        "shown": "66.67",
        "measured": "2",
        "capped": False,
        "achievement": "66.6666666667",
        "missing": False,
        "undecided": False,
        "neutralised": False,
        "judged": False,
    }


def test_equal_inputs_have_one_fingerprint() -> None:
    indicator = number_up(1, "70.00", "2.0", "4.0000")
    one = ResultInput((indicator,), NORMALISED, Decimal("70.00"))
    same = ResultInput((number_up(1, "70", "2", "4"),), NORMALISED, Decimal(70))
    assert canonical_json(inputs_to_dict(one)) == canonical_json(inputs_to_dict(same))
    prints = {
        fingerprint(inputs_to_dict(item), result_to_dict(recompute(inputs_to_dict(item))))
        for item in (one, same)
    }
    assert len(prints) == 1
    other = replace(one, mode=AS_WRITTEN)
    assert fingerprint(inputs_to_dict(other), {}) != fingerprint(inputs_to_dict(one), {})
