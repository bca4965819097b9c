"""Inputs that several allocation tests share, and the identity that each of them asserts."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from incentives.allocation import (
    Allocation,
    AllocationInput,
    Band,
    GroupInput,
    GroupResult,
    ProjectInput,
    ReserveInput,
    reconciliation,
)

SUMMARY_TABLE = Path(__file__).parent / "data" / "summary_table.csv"

BANDS = (
    Band(1, 3, Decimal("1")),
    Band(4, 5, Decimal("1.5")),
    Band(6, 7, Decimal("2")),
    Band(8, 9, Decimal("2.5")),
    Band(10, None, Decimal("3")),
)

# Code, first and last project, budget: section 3 of the plan.
CHIARI_GROUPS = (
    ("general", 1, 9, "33200.00"),
    ("sector-1", 10, 12, "3380.00"),
    ("sector-2", 13, 16, "11831.00"),
    ("sector-3", 17, 19, "5071.00"),
    ("sector-4", 20, 21, "5493.00"),
    ("sector-5", 22, 24, "4225.00"),
)


def published_table() -> list[dict[str, str]]:
    with SUMMARY_TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published_amounts() -> dict[int, Decimal]:
    return {int(row["number"]): Decimal(row["published_amount_eur"]) for row in published_table()}


def chiari(rule: str = "largest_remainder") -> AllocationInput:
    projects = [_published_project(row) for row in published_table()]
    groups = tuple(
        GroupInput(
            code,
            code,
            "amount",
            amount=Decimal(budget),
            projects=tuple(p for p in projects if first <= p.number <= last),
        )
        for code, first, last, budget in CHIARI_GROUPS
    )
    reserves = (ReserveInput("further projects or welfare", Decimal("28000.00")),)
    return AllocationInput(Decimal("91223.09"), rule, BANDS, groups, reserves)


def _published_project(row: dict[str, str]) -> ProjectInput:
    amount, fixed = Decimal(row["published_amount_eur"]), row["number"] == "3"
    return ProjectInput(
        number=int(row["number"]),
        mode="fixed" if fixed else "points",
        weight=Decimal(row["weight"]),
        counted_staff=int(row["counted_staff"]),
        fixed_amount=amount if fixed else None,
        deliberated=amount,
    )


def on_points(number: int, weight: str, heads: int = 1) -> ProjectInput:
    return ProjectInput(number, "points", Decimal(weight), heads)


def fixed(number: int, amount: str, heads: int = 1) -> ProjectInput:
    return ProjectInput(number, "fixed", Decimal(10), heads, fixed_amount=Decimal(amount))


def one_group(
    budget: str, projects: Iterable[ProjectInput], rule: str = "largest_remainder"
) -> AllocationInput:
    """A pool that is one group's budget."""
    group = GroupInput("A", "Group A", "amount", Decimal(budget), projects=tuple(projects))
    return AllocationInput(Decimal(budget), rule, BANDS, (group,))


def groups_of(mode: str, **values: Any) -> tuple[GroupInput, ...]:
    """A group for each keyword: its code, and the value that the budget mode reads."""
    return tuple(GroupInput(code, code, mode, **{mode: value}) for code, value in values.items())


def amounts(allocation: Allocation) -> dict[int, Decimal]:
    return {line.project: line.amount for group in allocation.groups for line in group.lines}


def assert_conserved(allocation: Allocation) -> None:
    """ALLOC-5, for the whole and for each group, from the single lines up."""
    assert reconciliation(allocation).difference == 0
    parts = allocation.assigned + allocation.reserved + allocation.unassigned
    assert allocation.pool == parts
    assert allocation.assigned == sum(group.budget for group in allocation.groups)
    for group in allocation.groups:
        assert_group_conserved(group)
        if allocation.rule == "largest_remainder":
            assert group.rounding == 0


def assert_group_conserved(group: GroupResult) -> None:
    total = sum((line.amount for line in group.lines), Decimal(0))
    assert group.total == total
    assert group.budget + group.rounding == total + group.undistributed
    assert group.budget == group.fixed_total + group.distributable
