"""PAYOUT-1: from the result to the payable amount; every row asserts that nothing vanishes."""

import ast
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import incentives.payout
from incentives.payout import (
    ERROR_PARAMS,
    PAYOUT_KINDS,
    Payout,
    PayoutBand,
    PayoutError,
    PayoutRule,
    payout,
)

BANDS = (PayoutBand(Decimal(70), Decimal(50)), PayoutBand(Decimal(90), Decimal(100)))
RULES = {
    "threshold_full": PayoutRule("threshold_full"),
    "proportional": PayoutRule(),
    "proportional_full_from": PayoutRule("proportional_full_from", full_from=Decimal(95)),
    "bands": PayoutRule("bands", bands=BANDS),
    "base_plus_steps": PayoutRule("base_plus_steps", base=Decimal(50), step=Decimal("2.5")),
}

percents = st.decimals(min_value=0, max_value=100, places=2)
amounts = st.decimals(min_value=0, max_value=10**6, places=2)
rules = st.sampled_from(list(RULES.values()))


def paid(amount: str, result: str, threshold: str, rule: PayoutRule) -> Payout:
    found = payout(Decimal(amount), Decimal(result), Decimal(threshold), rule)
    assert_conserved(found)
    return found


def assert_conserved(found: Payout) -> None:
    assert found.amount == found.payable + found.economy
    assert min(found.payable, found.economy) >= 0
    assert bool(found.reason) == (found.percent < 100)


@pytest.mark.parametrize(
    ("kind", "amount", "result", "threshold", "payable", "reason"),
    [
        ("threshold_full", "100.00", "80.00", "80", "100.00", ""),
        ("threshold_full", "100.00", "79.99", "80", "0.00", "below_threshold"),
        ("proportional", "528.12", "94.00", "80", "496.43", "not_full_result"),
        ("proportional", "0.01", "50.00", "0", "0.01", "not_full_result"),
        ("proportional", "0.01", "49.99", "0", "0.00", "not_full_result"),
        ("proportional", "100.00", "100.00", "100", "100.00", ""),
        ("proportional", "100.00", "0", "0", "0.00", "not_full_result"),
        ("proportional_full_from", "100.00", "94.99", "80", "94.99", "not_full_result"),
        ("proportional_full_from", "100.00", "95.00", "80", "100.00", ""),
        ("proportional_full_from", "100.00", "95.00", "96", "0.00", "below_threshold"),
        ("bands", "100.01", "89.99", "60", "50.01", "not_full_result"),
        ("bands", "100.00", "90.00", "60", "100.00", ""),
        ("bands", "100.00", "65.00", "60", "0.00", "not_full_result"),
        ("bands", "100.00", "90.00", "95", "0.00", "below_threshold"),
        ("base_plus_steps", "100.00", "80.00", "80", "50.00", "not_full_result"),
        ("base_plus_steps", "100.00", "80.99", "80", "50.00", "not_full_result"),
        ("base_plus_steps", "100.00", "81.00", "80", "52.50", "not_full_result"),
        ("base_plus_steps", "100.00", "100.00", "80", "100.00", ""),
        ("base_plus_steps", "100.00", "100.00", "79.50", "100.00", ""),
    ],
)
def test_payable_amount(
    kind: str, amount: str, result: str, threshold: str, payable: str, reason: str
) -> None:
    found = paid(amount, result, threshold, RULES[kind])
    assert (str(found.payable), found.reason) == (payable, reason)
    assert found.met == (Decimal(result) >= Decimal(threshold))


@given(amounts, percents, percents, rules)
def test_nothing_vanishes(
    amount: Decimal, result: Decimal, threshold: Decimal, rule: PayoutRule
) -> None:
    found = payout(amount, result, threshold, rule)
    assert_conserved(found)
    if result < threshold:
        assert found.payable == 0


@given(amounts, percents, percents, percents, rules)
def test_a_higher_result_never_pays_less(
    amount: Decimal, one: Decimal, other: Decimal, threshold: Decimal, rule: PayoutRule
) -> None:
    low, high = (payout(amount, r, threshold, rule) for r in sorted((one, other)))
    assert low.payable <= high.payable


def test_every_kind_is_tried() -> None:
    assert set(RULES) == set(PAYOUT_KINDS)


# --- Refusals -------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "amount": Decimal(1),
    "result": Decimal(1),
    "threshold": Decimal(1),
    "rule": PayoutRule(),
}


def bands(*pairs: tuple[int, int]) -> PayoutRule:
    made = tuple(PayoutBand(Decimal(start), Decimal(percent)) for start, percent in pairs)
    return PayoutRule("bands", bands=made)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("bad_kind", {"rule": PayoutRule("gift")}),
        ("bad_amount", {"amount": Decimal("-0.01")}),
        ("bad_amount", {"amount": Decimal("0.001")}),
        ("bad_amount", {"amount": Decimal("1E+10")}),
        ("bad_amount", {"amount": Decimal("NaN")}),
        ("bad_percent", {"result": Decimal("100.01")}),
        ("bad_percent", {"result": Decimal("1.001")}),
        ("bad_percent", {"threshold": Decimal(-1)}),
        ("bad_percent", {"rule": PayoutRule("proportional_full_from")}),
        ("bad_percent", {"rule": PayoutRule("base_plus_steps", base=Decimal(50))}),
        ("bad_percent", {"rule": PayoutRule("base_plus_steps", step=Decimal(5))}),
        ("bad_percent", {"rule": bands((0, 101))}),
        ("no_bands", {"rule": PayoutRule("bands")}),
        ("falling_bands", {"rule": bands((10, 50), (20, 40))}),
        ("falling_bands", {"rule": bands((10, 50), (10, 60))}),
    ],
)
def test_impossible_input_is_refused(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(PayoutError) as caught:
        payout(**{**GOOD, **changes})
    assert caught.value.code == code
    assert set(caught.value.params) == set(ERROR_PARAMS[code])


def test_every_code_raised_is_listed_with_its_parameters() -> None:
    tree = ast.parse(Path(incentives.payout.__file__).read_text(encoding="utf-8"))
    raised = {
        str(node.args[0].value): {keyword.arg for keyword in node.keywords}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "PayoutError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert raised == {code: set(params) for code, params in ERROR_PARAMS.items()}
