"""What the allocation refuses, and that a refusal carries what its sentence needs."""

import ast
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import incentives.allocation
from incentives.allocation import (
    ERROR_PARAMS,
    AllocationError,
    AllocationInput,
    Band,
    GroupInput,
    ReserveInput,
    allocate,
    check_bands,
    coefficient,
    points,
)
from tests.allocation_cases import (
    BANDS,
    fixed,
    groups_of,
    on_points,
    one_group,
)


def refusal(inputs: AllocationInput) -> AllocationError:
    with pytest.raises(AllocationError) as caught:
        allocate(inputs)
    assert set(caught.value.params) == set(ERROR_PARAMS[caught.value.code])
    return caught.value


ONE = on_points(1, "10")


def with_project(**changes: Any) -> AllocationInput:
    return one_group("10.00", [replace(ONE, **changes)])


def with_groups(*groups: GroupInput, **changes: Any) -> AllocationInput:
    return replace(one_group("10.00", [ONE]), groups=groups, **changes)


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("bad_rule", one_group("10.00", [ONE], rule="bankers")),
        ("negative_amount", replace(one_group("10.00", [ONE]), pool=Decimal("-1"))),
        ("bad_amount", replace(one_group("10.00", [ONE]), pool=Decimal("NaN"))),
        ("bad_amount", replace(one_group("10.00", [ONE]), pool=Decimal("10.001"))),
        ("bad_amount", replace(one_group("10.00", [ONE]), pool=Decimal("1E-999999"))),
        ("bad_amount", replace(one_group("10.00", [ONE]), pool=Decimal("1E+999999"))),
        ("bad_amount", replace(one_group("10.00", [ONE]), pool=10)),
        ("amount_too_large", replace(one_group("10.00", [ONE]), pool=Decimal("1E+10"))),
        ("negative_amount", with_project(mode="fixed", fixed_amount=Decimal("-0.01"))),
        ("negative_amount", with_project(deliberated=Decimal("-0.01"))),
        ("bad_weight", with_project(weight=Decimal("100.01"))),
        ("bad_weight", with_project(weight=Decimal("-1"))),
        ("bad_weight", with_project(weight=Decimal("1.001"))),
        ("bad_weight", with_project(weight=Decimal("Infinity"))),
        ("negative_heads", with_project(counted_staff=-1)),
        ("no_band", with_project(counted_staff=0)),
        ("bad_mode", with_project(mode="gift")),
        ("fixed_amount_missing", with_project(mode="fixed")),
        ("fixed_over_budget", with_project(mode="fixed", fixed_amount=Decimal("10.01"))),
        ("no_points", with_project(weight=Decimal(0))),
        ("duplicate_project", one_group("10.00", [ONE, ONE])),
        ("duplicate_group", with_groups(*groups_of("amount", a=Decimal(1)) * 2)),
        ("duplicate_reserve", with_groups(reserves=(ReserveInput("r", Decimal(1)),) * 2)),
        ("groups_over_pool", with_groups(*groups_of("amount", a=Decimal("10.01")))),
        ("groups_over_pool", with_groups(reserves=(ReserveInput("r", Decimal("10.01")),))),
        ("negative_amount", with_groups(reserves=(ReserveInput("r", Decimal(-1)),))),
        ("bad_budget_mode", with_groups(GroupInput("a", "a", "guess"))),
        ("budget_missing", with_groups(GroupInput("a", "a", "amount"))),
        ("budget_missing", with_groups(GroupInput("a", "a", "percent"))),
        ("budget_missing", with_groups(GroupInput("a", "a", "heads"))),
        ("bad_percent", with_groups(*groups_of("percent", a=Decimal("100.01")))),
        ("bad_percent", with_groups(*groups_of("percent", a=Decimal("1.001")))),
        ("percent_over_100", with_groups(*groups_of("percent", a=Decimal(50), b=Decimal("50.01")))),
        ("heads_amount_missing", with_groups(*groups_of("heads", a=1))),
        ("no_heads", with_groups(*groups_of("heads", a=0), heads_amount=Decimal(1))),
        ("negative_heads", with_groups(*groups_of("heads", a=-1), heads_amount=Decimal(1))),
        (
            "bad_unit",
            with_groups(*groups_of("heads", a=1), heads_amount=Decimal(1), heads_unit=Decimal(0)),
        ),
        ("no_bands", replace(one_group("10.00", [ONE]), bands=())),
    ],
)
def test_impossible_input_is_refused(code: str, inputs: AllocationInput) -> None:
    assert refusal(inputs).code == code


def test_refusal_carries_what_a_sentence_needs() -> None:
    error = refusal(one_group("100.00", [fixed(1, "60.00"), fixed(2, "50.00")]))
    assert error.params == {"group": "A", "budget": "100.00", "fixed": "110.00", "excess": "10.00"}
    assert str(error).startswith("fixed_over_budget (group=A")


def test_every_code_raised_is_listed_with_its_parameters() -> None:
    folder = Path(incentives.allocation.__file__).parent
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
        and node.func.id == "AllocationError"
        and isinstance(node.args[0], ast.Constant)
    ]


# --- Bands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "expected"),
    [(1, "1"), (3, "1"), (4, "1.5"), (5, "1.5"), (7, "2"), (9, "2.5"), (10, "3"), (62, "3")],
)
def test_coefficient(heads: int, expected: str) -> None:
    assert coefficient(BANDS, heads) == Decimal(expected)


@pytest.mark.parametrize("heads", [0, 5])
def test_heads_that_no_band_covers_have_no_coefficient(heads: int) -> None:
    with pytest.raises(AllocationError) as caught:
        coefficient((Band(1, 4, Decimal(1)), Band(6, None, Decimal(2))), heads)
    assert caught.value.params == {"project": "", "heads": str(heads)}


def test_points_are_exact_and_plain() -> None:
    assert str(points(Decimal("30.00"), Decimal("2.5000"))) == "75"
    assert str(points(Decimal("0.01"), Decimal("1.2345"))) == "0.012345"


@pytest.mark.parametrize(
    ("code", "bands"),
    [
        ("overlapping_bands", [Band(1, 4, Decimal(1)), Band(4, 5, Decimal(2))]),
        ("overlapping_bands", [Band(4, 5, Decimal(2)), Band(1, None, Decimal(1))]),
        ("overlapping_bands", [Band(1, 3, Decimal(1)), Band(1, 3, Decimal(1))]),
        ("bad_band", [Band(0, 3, Decimal(1))]),
        ("bad_band", [Band(4, 3, Decimal(1))]),
        ("bad_coefficient", [Band(1, 3, Decimal(0))]),
        ("bad_coefficient", [Band(1, 3, Decimal("-1"))]),
        ("bad_coefficient", [Band(1, 3, Decimal("1.00001"))]),
        ("bad_coefficient", [Band(1, 3, Decimal("100.1"))]),
        ("no_bands", []),
    ],
)
def test_bands_are_checked(code: str, bands: list[Band]) -> None:
    with pytest.raises(AllocationError) as caught:
        check_bands(bands)
    assert caught.value.code == code
    assert set(caught.value.params) == set(ERROR_PARAMS[code])


def test_bands_may_leave_heads_uncovered() -> None:
    check_bands([Band(6, None, Decimal(2)), Band(1, 4, Decimal(1))])
