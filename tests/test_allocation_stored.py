"""A run can be recomputed from what it stores, and its digest sees every change."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from incentives.allocation import (
    ROUNDING_RULES,
    AllocationError,
    AllocationInput,
    allocate,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    result_from_dict,
    result_to_dict,
)
from tests.allocation_cases import (
    BANDS,
    chiari,
)


@pytest.mark.parametrize("rule", ROUNDING_RULES)
def test_run_can_be_recomputed_from_what_it_stores(rule: str) -> None:
    inputs = chiari(rule)
    allocation = allocate(inputs)
    stored = json.loads(json.dumps([inputs_to_dict(inputs), result_to_dict(allocation)]))
    again = allocate(inputs_from_dict(stored[0]))
    assert again == allocation
    assert result_to_dict(again) == stored[1]
    assert result_from_dict(stored[1]) == allocation
    assert fingerprint(*stored) == fingerprint(inputs_to_dict(inputs), result_to_dict(allocation))


def test_stored_line_has_stable_keys_and_decimals_as_text() -> None:
    result = result_to_dict(allocate(chiari()))
    assert result["groups"][5]["lines"][2] == {
        "project": 24,
        "mode": "points",
        "weight": "10",
        "counted_staff": 4,
        "coefficient": "1.5",
        "points": "15",
        "exact": "4225/8",
        "quota": "528.1250000000",
        "amount": "528.12",
        "correction": "0.00",
        "deliberated": "528.13",
        "difference": "0.01",
    }
    assert result["rules"] == ["ALLOC-1", "ALLOC-2", "ALLOC-3", "ALLOC-4", "ALLOC-5"]
    assert (result["unassigned"], result["rounding"]) == ("23.09", "0.00")


def test_fingerprint_ignores_decimal_places_and_sees_every_change() -> None:
    inputs = chiari()
    first = replace(BANDS[0], coefficient=Decimal("1.00"))
    padded = replace(inputs, pool=Decimal("91223.090"), bands=(first, *BANDS[1:]))
    assert _digest(padded) == _digest(inputs)
    assert _digest(replace(inputs, pool=Decimal("91223.10"))) != _digest(inputs)
    assert _digest(replace(inputs, rule="half_up")) != _digest(inputs)


def _digest(inputs: AllocationInput) -> str:
    return fingerprint(inputs_to_dict(inputs), result_to_dict(allocate(inputs)))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("pool", {"pool": None}),
        ("pool", {"pool": 12}),
        ("pool", {"pool": "twelve"}),
        ("groups", {"groups": "none"}),
        ("coefficient", {"bands": [{"from_heads": 1, "to_heads": 3}]}),
        ("from_heads", {"bands": [{"from_heads": "1", "to_heads": 3, "coefficient": "1"}]}),
    ],
)
def test_malformed_stored_inputs_are_refused(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(AllocationError) as caught:
        inputs_from_dict({**inputs_to_dict(chiari()), **change})
    assert (caught.value.code, caught.value.params) == ("bad_inputs", {"field": field})


def test_an_amount_is_never_rounded_on_its_way_into_storage() -> None:
    with pytest.raises(AllocationError, match="bad_amount"):
        inputs_to_dict(replace(chiari(), pool=Decimal("91223.095")))
