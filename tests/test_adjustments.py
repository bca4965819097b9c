"""Adjustments of upheld requests (RUNS-2): where the money comes from, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.sharing import Adjustment, SharingError, distribute, reconciliation
from tests.sharing_cases import absent, amounts, day, economies, employee, on_project, plan, project

A, B = on_project("A"), on_project("B")


def refusal(*adjustments: Adjustment, result: str = "90") -> tuple[str, dict[str, str]]:
    one = project("200.00", [A, B], result=Decimal(result))
    with pytest.raises(SharingError) as caught:
        distribute(plan([one], adjustments=adjustments))
    return caught.value.code, dict(caught.value.params)


def test_what_absences_save_is_not_given_away() -> None:
    staff = [employee("A", absent("unpaid", day(4, 1), day(4, 30)))]
    one = project("200.00", [A, B])
    whole = distribute(plan([one], staff))
    assert economies(whole) == {"absence": "8.22"}
    with pytest.raises(SharingError) as caught:
        distribute(plan([one], staff, adjustments=(Adjustment(1, "B", Decimal("0.01")),)))
    assert caught.value.params["available"] == "0.00"


def test_who_is_not_there_gets_nothing() -> None:
    assert refusal(Adjustment(1, "Z", Decimal(1)))[0] == "adjustment_without_assignment"
    code, params = refusal(Adjustment(7, "A", Decimal(1)))
    assert (code, params["project"]) == ("adjustment_without_assignment", "7")


@pytest.mark.parametrize("amount", ["0", "0.001", "1e20", "NaN"])
def test_amounts_that_are_none(amount: str) -> None:
    assert refusal(Adjustment(1, "A", Decimal(amount)))[0] == "bad_amount"


@given(
    given_to_a=st.integers(-9_000, 2_000).filter(bool),
    given_to_b=st.integers(-9_000, 2_000).filter(bool),
)
def test_sums_hold_and_nobody_else_changes(given_to_a: int, given_to_b: int) -> None:
    """180.00 payable to two people and 20.00 of economies: either refused or exact."""
    changes = {"A": Decimal(given_to_a) / 100, "B": Decimal(given_to_b) / 100}
    adjustments = tuple(Adjustment(1, code, amount) for code, amount in changes.items())
    one = project("200.00", [A, B], result=Decimal(90))
    other = project("100.00", [on_project("C")], number=2)
    inputs = plan([one, other], adjustments=adjustments)
    if sum(changes.values()) > 20:
        with pytest.raises(SharingError, match="over_economies"):
            distribute(inputs)
        return
    found = distribute(inputs)
    assert reconciliation(found).difference == 0
    paid = {code: Decimal(amount) for code, amount in amounts(found).items()}
    assert paid == {code: 90 + change for code, change in changes.items()}
    assert amounts(found, 2) == {"C": "100.00"}
