"""ALLOC for any plan hypothesis can think of, and for one of 10,000 projects."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.allocation import (
    ROUNDING_RULES,
    AllocationError,
    AllocationInput,
    GroupInput,
    ProjectInput,
    ReserveInput,
    allocate,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    largest_remainder,
    result_from_dict,
    result_to_dict,
    share_by_heads,
)
from tests.allocation_cases import BANDS, amounts, assert_conserved, on_points, one_group

rules = st.sampled_from(ROUNDING_RULES)
weights = st.decimals(min_value=0, max_value=100, places=2)
heads = st.integers(min_value=1, max_value=70)
cents = st.integers(min_value=0, max_value=10_000_000)


def euro(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)


@st.composite
def groups(draw: st.DrawFn, code: str) -> GroupInput:
    """A group that can be allocated: enough budget for the fixed amounts, some points."""
    numbers = draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=12, unique=True))
    offset = 100_000 * int(code)
    fixed = draw(st.lists(cents, max_size=3))
    projects = [
        ProjectInput(offset + number, "points", draw(weights), draw(heads)) for number in numbers
    ]
    projects[0] = replace(projects[0], weight=draw(weights.filter(bool)))
    projects += [
        ProjectInput(offset - position, "fixed", Decimal(10), 1, euro(amount))
        for position, amount in enumerate(fixed, start=1)
    ]
    budget = sum(fixed) + draw(cents)
    order = draw(st.permutations(projects))
    return GroupInput(code, code, "amount", euro(budget), projects=tuple(order))


@st.composite
def plans(draw: st.DrawFn) -> AllocationInput:
    count = draw(st.integers(1, 4))
    chosen = tuple(draw(groups(str(code))) for code in range(1, count + 1))
    reserves = tuple(
        ReserveInput(str(position), euro(amount))
        for position, amount in enumerate(draw(st.lists(cents, max_size=3)))
    )
    spent = sum(group.amount or 0 for group in chosen) + sum(r.amount for r in reserves)
    return AllocationInput(spent + euro(draw(cents)), draw(rules), BANDS, chosen, reserves)


@given(plans())
def test_nothing_vanishes_and_no_line_is_negative(plan: AllocationInput) -> None:
    allocation = allocate(plan)
    assert_conserved(allocation)
    assert all(amount >= 0 for amount in amounts(allocation).values())


@given(plans())
def test_an_amount_is_within_a_cent_of_its_exact_quota(plan: AllocationInput) -> None:
    for group in allocate(plan).groups:
        for line in group.lines:
            assert abs(Fraction(line.amount) - line.exact) < Fraction(1, 100)
            assert line.correction in (Decimal("0.00"), Decimal("0.01"))
            assert abs(Fraction(line.quota) - line.exact) <= Fraction(1, 2 * 10**10)


@given(plans(), st.randoms(use_true_random=False))
def test_input_order_changes_no_line(plan: AllocationInput, random: Random) -> None:
    shuffled = [
        replace(group, projects=tuple(random.sample(group.projects, len(group.projects))))
        for group in plan.groups
    ]
    random.shuffle(shuffled)
    other = allocate(replace(plan, groups=tuple(shuffled)))
    by_code = {group.code: group for group in other.groups}
    assert all(by_code[group.code] == group for group in allocate(plan).groups)


@given(plans())
def test_more_points_never_earn_less(plan: AllocationInput) -> None:
    for group in allocate(plan).groups:
        lines = [line for line in group.lines if line.mode == "points"]
        ranked = sorted(lines, key=lambda line: (line.points, -line.project))
        earned = [line.amount for line in ranked]
        assert earned == sorted(earned)


@given(st.lists(weights, min_size=2, max_size=8), cents, rules, st.data())
def test_a_raised_weight_never_costs_the_project(
    start: list[Decimal], budget: int, rule: str, data: st.DataObject
) -> None:
    start[-1] = max(start[-1], Decimal("0.01"))
    raised = data.draw(st.decimals(min_value=start[0], max_value=100, places=2))
    before, after = (
        allocate(one_group(str(euro(budget)), _numbered([first, *start[1:]]), rule))
        for first in (start[0], raised)
    )
    assert amounts(after)[1] >= amounts(before)[1]


def _numbered(values: list[Decimal]) -> list[ProjectInput]:
    return [on_points(number, str(value)) for number, value in enumerate(values, start=1)]


@given(st.integers(1, 20), cents.filter(bool), rules)
def test_money_without_points_is_refused(count: int, budget: int, rule: str) -> None:
    with pytest.raises(AllocationError) as caught:
        allocate(one_group(str(euro(budget)), _numbered([Decimal(0)] * count), rule))
    assert caught.value.code == "no_points"


@given(st.lists(weights.filter(bool), min_size=1, max_size=30))
def test_one_cent_goes_to_the_first_of_the_heaviest(values: list[Decimal]) -> None:
    allocation = allocate(one_group("0.01", _numbered(values)))
    winner = values.index(max(values)) + 1
    assert [n for n, amount in amounts(allocation).items() if amount] == [winner]
    assert_conserved(allocation)


@given(cents, st.lists(st.integers(0, 10**9), min_size=1, max_size=50).filter(any))
def test_largest_remainder_gives_each_its_floor_or_one_more(total: int, own: list[int]) -> None:
    shares = largest_remainder(total, own)
    assert sum(shares) == total
    assert shares == _by_the_book(total, own)


def _by_the_book(total: int, own: list[int]) -> list[int]:
    """The rule as the domain words it, a line at a time and with fractions."""
    quotas = [Fraction(total * weight, sum(own)) for weight in own]
    shares = [int(quota) for quota in quotas]
    ranked = sorted(range(len(own)), key=lambda i: (shares[i] - quotas[i], i))
    for position in ranked[: total - sum(shares)]:
        shares[position] += 1
    return shares


@given(
    cents,
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 500), min_size=1),
    st.sampled_from([1, 5, 100, 1000, 12345]),
)
def test_heads_share_all_of_it_in_whole_units(
    total: int, counts: dict[str, int], unit: int
) -> None:
    counts["z"] = 1
    shares = share_by_heads(total, counts, unit)
    assert sum(shares.values()) == total
    assert sum(share % unit != 0 for share in shares.values()) <= 1
    for code, share in shares.items():
        assert abs(share - Fraction(total * counts[code], sum(counts.values()))) < unit


@given(st.integers(0, 10**8), st.lists(st.integers(0, 2500), min_size=1, max_size=4))
def test_percent_budgets_are_within_a_cent_of_their_quota(pool: int, shares: list[int]) -> None:
    chosen = tuple(
        GroupInput(str(position), "", "percent", percent=euro(share))
        for position, share in enumerate(shares)
    )
    allocation = allocate(AllocationInput(euro(pool), "largest_remainder", BANDS, chosen))
    assert_conserved(allocation)
    for group, share in zip(allocation.groups, shares, strict=True):
        assert abs(Fraction(group.budget) - Fraction(pool * share, 10**6)) < Fraction(1, 100)


@given(plans())
def test_what_is_stored_gives_the_same_again(plan: AllocationInput) -> None:
    inputs, allocation = inputs_to_dict(plan), allocate(plan)
    result = result_to_dict(allocation)
    assert result_from_dict(result) == allocation
    again = inputs_from_dict(inputs)
    assert fingerprint(inputs_to_dict(again), result_to_dict(allocate(again))) == fingerprint(
        inputs, result
    )


@pytest.mark.parametrize("rule", ROUNDING_RULES)
def test_ten_thousand_projects(rule: str) -> None:
    random = Random(2023)
    projects = [
        ProjectInput(number, "points", euro(random.randint(0, 10_000)), random.randint(1, 60))
        for number in range(1, 10_001)
    ]
    allocation = allocate(one_group("987654.32", projects, rule))
    assert_conserved(allocation)
    lines = allocation.groups[0].lines
    assert len(lines) == 10_000
    assert all(abs(Fraction(line.amount) - line.exact) < Fraction(1, 100) for line in lines)
