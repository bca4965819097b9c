"""ALLOC-1 to ALLOC-5 by tables; every row also asserts that nothing vanished."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest

from incentives.allocation import (
    ERROR_PARAMS,
    ROUNDING_RULES,
    AllocationError,
    AllocationInput,
    ProjectInput,
    ReserveInput,
    allocate,
    largest_remainder,
    reconciliation,
    share_by_heads,
)
from tests.allocation_cases import (
    BANDS,
    amounts,
    assert_conserved,
    chiari,
    fixed,
    groups_of,
    on_points,
    one_group,
    published_amounts,
    published_table,
)

# --- The published plan ---------------------------------------------------------------------


def test_half_up_gives_every_published_amount() -> None:
    allocation = allocate(chiari("half_up"))
    assert len(published_amounts()) == 24
    assert amounts(allocation) == published_amounts()
    assert allocation.lines_total == Decimal("63200.01")
    assert allocation.rounding == Decimal("0.01")
    rounded = {group.code: group.rounding for group in allocation.groups if group.rounding}
    assert rounded == {"sector-5": Decimal("0.01")}
    assert_conserved(allocation)


def test_largest_remainder_differs_from_the_act_at_project_24_only() -> None:
    allocation = allocate(chiari())
    published = published_amounts()
    differing = {n: a for n, a in amounts(allocation).items() if a != published[n]}
    assert differing == {24: Decimal("528.12")}
    assert allocation.lines_total == Decimal("63200.00")
    assert allocation.deliberated_total == Decimal("63200.01")
    assert allocation.deliberated_difference == Decimal("0.01")
    assert_conserved(allocation)


def test_the_plan_is_accounted_for_to_the_cent() -> None:
    check = reconciliation(allocate(chiari("half_up")))
    assert (check.assigned, check.reserved, check.unassigned, check.difference) == (
        Decimal("63200.00"),
        Decimal("28000.00"),
        Decimal("23.09"),
        Decimal("0.00"),
    )


def test_coefficients_and_points_are_the_published_ones() -> None:
    lines = {line.project: line for group in allocate(chiari()).groups for line in group.lines}
    for row in published_table():
        line = lines[int(row["number"])]
        assert line.coefficient == Decimal(row["coefficient"])
        assert line.points == Decimal(row["points"])


def test_cents_won_and_euro_per_point_are_kept() -> None:
    allocation = allocate(chiari())
    won = {line.project for group in allocation.groups for line in group.lines if line.correction}
    assert won == {11, 14, 15, 20, 23}
    per_point = {group.code: str(group.euro_per_point) for group in allocation.groups}
    assert per_point == {
        "general": "36.4000",
        "sector-1": "37.5556",
        "sector-2": "48.2898",
        "sector-3": "46.1000",
        "sector-4": "64.6235",
        "sector-5": "35.2083",
    }


def test_points_of_fixed_projects_do_not_share() -> None:
    general = allocate(chiari()).groups[0]
    assert general.points == 500
    assert (general.fixed_total, general.distributable) == (Decimal(15000), Decimal(18200))
    third = general.lines[2]
    assert (third.project, third.mode, third.points) == (3, "fixed", 120)
    assert (third.quota, third.amount, third.correction) == (15000, 15000, 0)


# --- Rounding (ALLOC-3) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "budget", "weights", "largest", "half_up"),
    [
        ("one cent", "0.01", "10 30 20", "0.00 0.01 0.00", "0.00 0.01 0.00"),
        ("one cent, a tie", "0.01", "10 10", "0.01 0.00", "0.01 0.01"),
        ("nothing to share", "0.00", "10 20", "0.00 0.00", "0.00 0.00"),
        ("equal weights", "100.00", "20 20 20", "33.34 33.33 33.33", "33.33 33.33 33.33"),
        ("zero weight", "10.01", "0 10 10", "0.00 5.01 5.00", "0.00 5.01 5.01"),
        ("one beneficiary", "4225.37", "0.01", "4225.37", "4225.37"),
        ("exact ties", "0.10", "10 10 10 10", "0.03 0.03 0.02 0.02", "0.03 0.03 0.03 0.03"),
        (
            "at half a cent",
            "4225.00",
            "30 75 15",
            "1056.25 2640.63 528.12",
            "1056.25 2640.63 528.13",
        ),
        ("hundredths", "1.00", "0.01 0.02 99.97", "0.00 0.00 1.00", "0.00 0.00 1.00"),
    ],
)
def test_amounts(case: str, budget: str, weights: str, largest: str, half_up: str) -> None:
    projects = [on_points(number, weight) for number, weight in enumerate(weights.split(), start=1)]
    for rule, expected in zip(ROUNDING_RULES, (largest, half_up), strict=True):
        allocation = allocate(one_group(budget, projects, rule))
        assert " ".join(map(str, amounts(allocation).values())) == expected, rule
        assert_conserved(allocation)


def test_ties_go_to_the_lower_number_not_to_the_first_in_the_list() -> None:
    allocation = allocate(one_group("0.01", [on_points(9, "10"), on_points(2, "10")]))
    assert amounts(allocation) == {2: Decimal("0.01"), 9: Decimal("0.00")}
    assert [line.project for line in allocation.groups[0].lines] == [2, 9]


def test_line_keeps_the_exact_quota_and_the_correction() -> None:
    line = allocate(one_group("10.00", [on_points(n, "10") for n in (1, 2, 3)])).groups[0].lines[0]
    assert line.exact == Fraction(10, 3)
    assert str(line.quota) == "3.3333333333"
    assert (line.amount, line.correction) == (Decimal("3.34"), Decimal("0.01"))


@pytest.mark.parametrize("rule", ROUNDING_RULES)
def test_decimal_context_of_the_thread_changes_nothing(rule: str) -> None:
    expected = allocate(chiari(rule))
    with localcontext() as context:
        context.prec = 3
        assert allocate(chiari(rule)) == expected
        assert reconciliation(allocate(chiari(rule))).difference == 0


@pytest.mark.parametrize(
    ("total", "weights", "keys", "expected"),
    [
        (10, [1, 1, 1], None, [4, 3, 3]),
        (10, [1, 1, 1], ["c", "a", "b"], [3, 4, 3]),
        (0, [1, 2], None, [0, 0]),
        (7, [5], None, [7]),
        (1, [0, 0, 3], None, [0, 0, 1]),
        (5, [2, 1, 3, 4], [4, 3, 2, 1], [1, 0, 2, 2]),
    ],
)
def test_largest_remainder(
    total: int, weights: list[int], keys: list[Any] | None, expected: list[int]
) -> None:
    shares = largest_remainder(total, weights, keys)
    assert shares == expected
    assert sum(shares) == total


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_largest_remainder_refuses_impossible_weights(weights: list[int]) -> None:
    with pytest.raises(AllocationError, match="bad_share_weights"):
        largest_remainder(10, weights)


# --- Budgets (ALLOC-1) ----------------------------------------------------------------------


def budgets(inputs: AllocationInput) -> list[str]:
    allocation = allocate(inputs)
    assert_conserved(allocation)
    return [str(group.budget) for group in allocation.groups]


def test_heads_rebuild_the_five_sector_budgets() -> None:
    inputs = AllocationInput(
        Decimal("91223.09"),
        "largest_remainder",
        BANDS,
        groups_of("heads", s1=8, s2=28, s3=12, s4=13, s5=10),
        heads_amount=Decimal(30000),
        heads_unit=Decimal(1),
    )
    assert budgets(inputs) == ["3380.00", "11831.00", "5071.00", "5493.00", "4225.00"]


@pytest.mark.parametrize(
    ("case", "total", "heads", "unit", "expected"),
    [
        ("whole units", 1000, {"a": 1, "b": 1, "c": 1}, 100, {"a": 400, "b": 300, "c": 300}),
        ("cents", 1000, {"a": 1, "b": 1, "c": 1}, 1, {"a": 334, "b": 333, "c": 333}),
        ("no heads in b", 1000, {"a": 3, "b": 0}, 100, {"a": 1000, "b": 0}),
        ("rest to the next", 1050, {"a": 1, "b": 1, "c": 1}, 100, {"a": 400, "b": 350, "c": 300}),
        ("less than a unit", 50, {"a": 1, "b": 2}, 100, {"a": 0, "b": 50}),
        ("rest without units left", 450, {"a": 3, "b": 1}, 100, {"a": 350, "b": 100}),
        ("ties by code, not order", 100, {"b": 1, "a": 1}, 100, {"b": 0, "a": 100}),
        ("nothing", 0, {"a": 1, "b": 1}, 100, {"a": 0, "b": 0}),
    ],
)
def test_share_by_heads(
    case: str, total: int, heads: dict[str, int], unit: int, expected: dict[str, int]
) -> None:
    shares = share_by_heads(total, heads, unit)
    assert shares == expected
    assert sum(shares.values()) == total


@pytest.mark.parametrize(
    ("total", "heads", "unit", "code"),
    [
        (100, {"a": 0}, 1, "no_heads"),
        (100, {}, 1, "no_heads"),
        (100, {"a": -1, "b": 2}, 1, "negative_heads"),
        (-1, {"a": 1}, 1, "negative_amount"),
        (100, {"a": 1}, 0, "bad_unit"),
    ],
)
def test_share_by_heads_refuses(total: int, heads: dict[str, int], unit: int, code: str) -> None:
    with pytest.raises(AllocationError) as caught:
        share_by_heads(total, heads, unit)
    assert caught.value.code == code
    assert set(caught.value.params) == set(ERROR_PARAMS[code])


@pytest.mark.parametrize(
    ("pool", "percents", "expected"),
    [
        ("91223.09", {"a": "10"}, ["9122.31"]),
        ("0.05", {"a": "50"}, ["0.03"]),
        ("0.01", {"a": "50", "b": "50"}, ["0.01", "0.00"]),
        ("0.01", {"b": "50", "a": "50"}, ["0.00", "0.01"]),
        ("100.00", {"a": "33.33", "b": "33.33", "c": "33.34"}, ["33.33", "33.33", "33.34"]),
        ("100.01", {"a": "33.33", "b": "33.33", "c": "33.34"}, ["33.33", "33.33", "33.35"]),
        ("10.00", {"a": "0", "b": "12.5"}, ["0.00", "1.25"]),
    ],
)
def test_percent_budgets(pool: str, percents: dict[str, str], expected: list[str]) -> None:
    values = {code: Decimal(percent) for code, percent in percents.items()}
    inputs = AllocationInput(Decimal(pool), "half_up", BANDS, groups_of("percent", **values))
    assert budgets(inputs) == expected


def test_budget_modes_mix() -> None:
    groups = (
        *groups_of("amount", fix=Decimal("100.00")),
        *groups_of("percent", ten=Decimal(10)),
        *groups_of("heads", h1=1, h2=2),
    )
    inputs = AllocationInput(
        Decimal("1000.00"),
        "largest_remainder",
        BANDS,
        groups,
        reserves=(ReserveInput("later", Decimal("50.50")),),
        heads_amount=Decimal("100.00"),
    )
    assert budgets(inputs) == ["100.00", "100.00", "33.00", "67.00"]
    assert allocate(inputs).unassigned == Decimal("649.50")


# --- Fixed projects, groups nobody shares (ALLOC-2, ALLOC-5) ----------------------------------


@pytest.mark.parametrize(
    ("case", "projects", "undistributed"),
    [
        ("no projects yet", [], "50.00"),
        ("fixed projects alone", [fixed(1, "20.00"), fixed(2, "10.00")], "20.00"),
        ("fixed projects take all", [fixed(1, "50.00")], "0.00"),
        ("one project on points", [fixed(1, "20.00"), on_points(2, "10")], "0.00"),
        ("nothing left for points", [fixed(1, "50.00"), on_points(2, "0")], "0.00"),
        ("a fixed project without participants", [fixed(1, "20.00", heads=0)], "30.00"),
    ],
)
def test_what_nobody_shares_stays_with_the_group(
    case: str, projects: list[ProjectInput], undistributed: str
) -> None:
    allocation = allocate(one_group("50.00", projects))
    assert str(allocation.groups[0].undistributed) == undistributed
    assert_conserved(allocation)


def test_fixed_project_without_participants_has_no_points() -> None:
    line = allocate(one_group("50.00", [fixed(1, "20.00", heads=0)])).groups[0].lines[0]
    assert (line.coefficient, line.points, line.amount) == (None, None, Decimal("20.00"))


def test_deliberated_amount_never_changes_the_computed_one() -> None:
    projects = [on_points(1, "10"), replace(on_points(2, "10"), deliberated=Decimal("4.00"))]
    allocation = allocate(one_group("10.00", projects))
    first, second = allocation.groups[0].lines
    assert (first.amount, first.difference) == (Decimal("5.00"), None)
    assert (second.amount, second.difference) == (Decimal("5.00"), Decimal("-1.00"))
    assert allocation.deliberated_total == Decimal("4.00")
    assert allocation.deliberated_difference == Decimal("-1.00")
