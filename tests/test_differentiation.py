"""DIFF-1: the extra of the individual premium, ranking and ties; every row conserves."""

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import incentives.differentiation
from incentives.differentiation import (
    ERROR_PARAMS,
    TIE_RULES,
    Differentiation,
    DifferentiationError,
    DifferentiationInput,
    Evaluated,
    Quota,
    differentiate,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    people_with_extra,
    recompute,
    result_to_dict,
)
from incentives.differentiation.holders import Held, Period, held_in
from incentives.sharing import ChargeRate

PAID_ON = date(2024, 7, 27)


def person(code: str, evaluation: str, **changes: int | bool | str | None) -> Evaluated:
    return Evaluated(code, Decimal(evaluation), **changes)  # type: ignore[arg-type]


def pot(
    people: list[Evaluated],
    amount: str = "1000.00",
    quota: int | Quota = 1,
    extra: str = "30",
    tie_rule: str = "by_lot",
) -> DifferentiationInput:
    declared = quota if isinstance(quota, Quota) else Quota(quota)
    return DifferentiationInput(
        Decimal(amount), declared, Decimal(extra), tie_rule, tuple(people), PAID_ON
    )


def shared(inputs: DifferentiationInput) -> Differentiation:
    found = differentiate(inputs)
    assert_conserved(found)
    return found


def assert_conserved(found: Differentiation) -> None:
    assert found.pot == found.paid + found.economy
    assert found.paid == sum(line.amount for line in found.lines)
    assert all(line.amount >= 0 for line in found.lines)
    assert all(line.correction in (Decimal("0.00"), Decimal("0.01")) for line in found.lines)


def ranked(found: Differentiation) -> list[str]:
    return [line.employee for line in found.lines if line.rank]


@pytest.mark.parametrize(
    ("tie_rule", "first", "second"),
    [
        ("longer_service", {"service_days": 10}, {"service_days": 20}),
        ("fewer_extras", {"extras": 2}, {"extras": 1}),
        ("by_lot", {"lot": 2}, {"lot": 1}),
        ("by_lot", {}, {"lot": 1}),
        ("longer_service", {"service_days": 10, "lot": 2}, {"service_days": 10, "lot": 1}),
    ],
)
def test_ties_follow_the_declared_rule(
    tie_rule: str, first: dict[str, int], second: dict[str, int]
) -> None:
    people = [person("A", "90", **first), person("B", "90", **second)]
    found = shared(pot(people, tie_rule=tie_rule))
    assert ranked(found) == ["B", "A"]
    assert [line.with_extra for line in found.lines] == [True, False]


def test_tie_at_the_edge_of_the_quota_waits_for_lots() -> None:
    people = [person("A", "90"), person("B", "90"), person("C", "80")]
    with pytest.raises(DifferentiationError) as caught:
        differentiate(pot(people))
    assert caught.value.params == {"employees": "A, B"}
    assert ranked(shared(pot(people, quota=2))) == ["A", "B", "C"]


def test_who_is_not_evaluated_positively_gets_nothing() -> None:
    people = [person("A", "99", positive=False), person("B", "50")]
    found = shared(pot(people))
    assert [(line.employee, line.rank, str(line.amount)) for line in found.lines] == [
        ("B", 1, "1000.00"),
        ("A", None, "0.00"),
    ]


@pytest.mark.parametrize(
    ("percent", "rounding", "evaluated", "positive", "k"),
    [
        ("10", "down", 25, 25, 2),
        ("10", "nearest", 25, 25, 3),
        ("10", "up", 21, 21, 3),
        ("10", "up", 20, 20, 2),
        ("12.5", "down", 8, 8, 1),
        ("1", "down", 25, 25, 1),  # one at least
        ("100", "down", 25, 7, 7),  # a quota is a maximum
    ],
)
def test_percent_of_the_people_evaluated(
    percent: str, rounding: str, evaluated: int, positive: int, k: int
) -> None:
    quota = Quota(percent=Decimal(percent), rounding=rounding)
    assert people_with_extra(quota, evaluated, positive) == k


def test_charges_are_on_top_of_what_is_paid() -> None:
    people = [person("A", "90", chapter="101"), person("B", "80", chapter="102")]
    rates = (ChargeRate("IRAP", Decimal("8.50"), date(2000, 1, 1)),)
    found = shared(replace(pot(people), rates=rates))
    assert [(p.employee, str(p.amount), str(p.charges[0])) for p in found.people] == [
        ("A", "565.22", "48.04"),
        ("B", "434.78", "36.96"),
    ]
    assert [(c.chapter, c.people, str(c.total_cost)) for c in found.chapters] == [
        ("101", 1, "613.26"),
        ("102", 1, "471.74"),
    ]


@pytest.mark.parametrize("people", [[], [person("A", "90", positive=False)]])
def test_pot_nobody_can_share_is_an_economy(people: list[Evaluated]) -> None:
    found = shared(pot(people))
    assert (found.paid, str(found.economy), found.base) == (0, "1000.00", 0)


cents = st.integers(0, 10_000_000)
counts = st.integers(1, 30)


@st.composite
def pots(draw: st.DrawFn) -> DifferentiationInput:
    n = draw(counts)
    marks = draw(st.lists(st.decimals(0, 100, places=2), min_size=n, max_size=n, unique=True))
    people = [person(f"E{position:02d}", str(mark)) for position, mark in enumerate(marks)]
    amount = Decimal(draw(cents)).scaleb(-2)
    extra = draw(st.decimals(30, 100, places=2))
    return pot(people, str(amount), draw(st.integers(1, n)), str(extra))


@given(pots(), st.randoms(use_true_random=False))
def test_any_pot_is_shared_exactly_and_in_any_order(
    inputs: DifferentiationInput, random: Random
) -> None:
    found = shared(inputs)
    assert found.economy == 0
    assert sum(line.with_extra for line in found.lines) == inputs.quota.people == found.quota
    assert [line.amount for line in found.lines] == sorted(
        (line.amount for line in found.lines), reverse=True
    ) or found.pot < 1
    assert all(abs(line.exact * 100 - int(line.amount * 100)) < 1 for line in found.lines)
    mixed = tuple(random.sample(inputs.people, len(inputs.people)))
    assert differentiate(replace(inputs, people=mixed)) == found


@given(pots())
def test_what_is_stored_gives_the_same_again(inputs: DifferentiationInput) -> None:
    stored, result = inputs_to_dict(inputs), result_to_dict(differentiate(inputs))
    assert inputs_from_dict(stored) == inputs
    assert fingerprint(stored, result_to_dict(recompute(stored))) == fingerprint(stored, result)


# --- Refusals -------------------------------------------------------------------------------

A = person("A", "90")


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("bad_amount", pot([A], "-1")),
        ("bad_amount", pot([A], "0.001")),
        ("bad_extra", pot([A], extra="29.99")),
        ("bad_extra", pot([A], extra="100.01")),
        ("bad_quota", pot([A], quota=0)),
        ("bad_quota", pot([A], quota=2)),
        ("bad_quota_percent", pot([A], quota=Quota())),
        ("bad_quota_percent", pot([A], quota=Quota(percent=Decimal(0)))),
        ("bad_rounding", pot([A], quota=Quota(percent=Decimal(10), rounding="towards"))),
        ("bad_tie_rule", pot([A], tie_rule="surname")),
        ("bad_evaluation", pot([person("A", "100.01")])),
        ("bad_count", pot([person("A", "90", extras=-1)])),
        ("duplicate_employee", pot([A, A])),
        ("tie_unsettled", pot([A, person("B", "90")], tie_rule="fewer_extras")),
    ],
)
def test_impossible_input_is_refused(code: str, inputs: DifferentiationInput) -> None:
    with pytest.raises(DifferentiationError) as caught:
        differentiate(inputs)
    assert caught.value.code == code
    assert set(caught.value.params) == set(ERROR_PARAMS[code])


def test_stored_inputs_without_their_shape_are_refused() -> None:
    with pytest.raises(DifferentiationError) as caught:
        inputs_from_dict({"pot": "1.00"})
    assert caught.value.params == {"field": "quota"}


def test_every_tie_rule_is_tried() -> None:
    assert set(TIE_RULES) == {"longer_service", "fewer_extras", "by_lot"}


def test_every_code_raised_is_listed_with_its_parameters() -> None:
    folder = Path(incentives.differentiation.__file__).parent
    raised = {
        str(node.args[0].value): {keyword.arg for keyword in node.keywords}
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "DifferentiationError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert raised == {code: set(params) for code, params in ERROR_PARAMS.items()}


# --- Holders of EQ -------------------------------------------------------------------------

HIRED, NEW_YEAR, JUNE = date(2015, 3, 1), date(2023, 1, 1), date(2023, 6, 30)
JULY, YEAR_END = date(2023, 7, 1), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("periods", "held"),
    [
        ([], Held.NEVER),
        ([(HIRED, None, False)], Held.NEVER),
        ([(HIRED, None, True)], Held.THROUGHOUT),
        ([(NEW_YEAR, YEAR_END, True)], Held.THROUGHOUT),
        ([(NEW_YEAR, JUNE, True), (JULY, None, False)], Held.PARTLY),
        ([(NEW_YEAR, JUNE, True), (JULY, None, True)], Held.THROUGHOUT),
        ([(JULY, None, True)], Held.THROUGHOUT),  # hired in the year, EQ ever since
        ([(HIRED, date(2022, 12, 31), False), (NEW_YEAR, None, True)], Held.THROUGHOUT),
        ([(HIRED, NEW_YEAR, False), (date(2023, 1, 2), None, True)], Held.PARTLY),
        ([(HIRED, date(2022, 12, 31), True), (NEW_YEAR, None, False)], Held.NEVER),
        ([(NEW_YEAR, YEAR_END, False), (date(2024, 1, 1), None, True)], Held.NEVER),
        ([(NEW_YEAR, date(2023, 12, 30), False), (YEAR_END, None, True)], Held.PARTLY),
    ],
)
def test_eq_is_held_on_all_some_or_none_of_the_days_worked(
    periods: list[Period], held: Held
) -> None:
    assert held_in(periods, 2023) == held
    assert held_in(reversed(periods), 2023) == held
