"""The worked tables of docs/rules/ are executed: a wrong figure in a page fails here."""

from collections.abc import Callable
from decimal import Decimal

import pytest

import incentives.allocation
import incentives.differentiation
import incentives.sharing
import objectives.scoring
from incentives.allocation import (
    ROUNDING_RULES,
    Allocation,
    AllocationError,
    AllocationInput,
    GroupInput,
    Line,
    ProjectInput,
    allocate,
    coefficient,
    reconciliation,
)
from tests import result_pages, sharing_pages
from tests.allocation_cases import BANDS, assert_conserved, chiari, fixed, on_points, one_group
from tests.rule_pages import PAGES, Row, cases, worked_table

SECTIONS = ("## Words", "## Formula", "## Worked table", "## Rejected")


def project(row: Row, deliberated: str = "") -> ProjectInput:
    return ProjectInput(
        int(row["project"]),
        "points",
        Decimal(row["weight"]),
        int(row["counted staff"]),
        deliberated=Decimal(deliberated) if deliberated else None,
    )


def checked(inputs: AllocationInput) -> Allocation:
    allocation = allocate(inputs)
    assert_conserved(allocation)
    return allocation


# --- One executor for each rule -------------------------------------------------------------


def run_budgets(rows: list[Row]) -> None:
    for case in cases(rows, "mode", "base", "unit"):
        base = Decimal(case[0]["base"])
        inputs = AllocationInput(
            base,
            "largest_remainder",
            BANDS,
            tuple(_budgeted(row) for row in case),
            heads_amount=base,
            heads_unit=Decimal(case[0]["unit"]),
        )
        budgets = [str(group.budget) for group in checked(inputs).groups]
        assert budgets == [row["budget"] for row in case]


def _budgeted(row: Row) -> GroupInput:
    kinds: dict[str, Callable[[str], object]] = {"heads": int}
    value = kinds.get(row["mode"], Decimal)(row["key"])
    return GroupInput(row["group"], row["group"], row["mode"], **{row["mode"]: value})


def run_fixed(rows: list[Row]) -> None:
    for row in rows:
        promised = [fixed(n, amount) for n, amount in enumerate(row["fixed amounts"].split())]
        sharing = [on_points(100 + n, "20") for n in range(int(row["on points"]))]
        inputs = one_group(row["budget"], [*promised, *sharing])
        if row["outcome"] == "allocated":
            group = checked(inputs).groups[0]
            assert str(group.distributable) == row["rest R"]
            assert str(group.undistributed) == row["undistributed"]
        else:
            with pytest.raises(AllocationError) as caught:
                allocate(inputs)
            assert caught.value.code == row["outcome"]


def run_points(rows: list[Row]) -> None:
    for case in cases(rows, "R"):
        for rule in ROUNDING_RULES:
            inputs = one_group(case[0]["R"], map(project, case), rule)
            lines = checked(inputs).groups[0].lines
            for row, line in zip(case, lines, strict=True):
                _assert_line(row, line)
                assert str(line.amount) == row[rule]


def _assert_line(row: Row, line: Line) -> None:
    assert coefficient(BANDS, line.counted_staff) == Decimal(row["coefficient"])
    assert str(line.points) == row["points"]
    assert str(line.quota) == row["quota"]


def run_deliberated(rows: list[Row]) -> None:
    *projects, total = rows
    inputs = one_group(total["computed"], [project(row, row["deliberated"]) for row in projects])
    allocation = checked(inputs)
    found = [(line.amount, line.deliberated, line.difference) for line in _lines(allocation)]
    found.append(
        (
            allocation.lines_total,
            allocation.deliberated_total,
            allocation.deliberated_difference,
        )
    )
    columns = ("computed", "deliberated", "difference")
    assert [tuple(map(str, row)) for row in found] == [
        tuple(row[column] for column in columns) for row in rows
    ]


def _lines(allocation: Allocation) -> list[Line]:
    return [line for group in allocation.groups for line in group.lines]


def run_reconciliation(rows: list[Row]) -> None:
    for rule in ROUNDING_RULES:
        terms = reconciliation(checked(chiari(rule)))
        found = {name: str(getattr(terms, name)) for name in terms.__slots__}
        assert found == {row["term"]: row[rule] for row in rows}


EXECUTORS: dict[str, Callable[[list[Row]], None]] = {
    "ALLOC-1": run_budgets,
    "ALLOC-2": run_fixed,
    "ALLOC-3": run_points,
    "ALLOC-4": run_deliberated,
    "ALLOC-5": run_reconciliation,
    **result_pages.EXECUTORS,
    **sharing_pages.EXECUTORS,
}
# A column of each page whose every cell is compared.
COMPARED: dict[str, str] = {
    "ALLOC-1": "budget",
    "ALLOC-2": "outcome",
    "ALLOC-3": "half_up",
    "ALLOC-4": "difference",
    "ALLOC-5": "half_up",
    **result_pages.COMPARED,
    **sharing_pages.COMPARED,
}
# CHIARI-2023 is a whole plan, executed by test_worked_plan.
RULES = sorted(page.stem for page in PAGES.glob("*.md") if page.stem != "CHIARI-2023")


def test_every_rule_has_its_page_and_its_executor() -> None:
    stored = {
        *incentives.allocation.RULES,
        *incentives.differentiation.RULES,
        *incentives.sharing.RULES,
        *objectives.scoring.RULES,
    }
    assert stored <= set(RULES)
    assert set(RULES) == set(EXECUTORS) == set(COMPARED)


@pytest.mark.parametrize("rule", RULES)
def test_page_has_its_parts(rule: str) -> None:
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule}: ")
    assert "**Source** " in text
    for section in SECTIONS:
        assert f"\n{section}\n" in text, section


@pytest.mark.parametrize("rule", RULES)
def test_worked_table_is_what_the_code_gives(rule: str) -> None:
    EXECUTORS[rule](worked_table(rule))


@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_figure_is_found(rule: str) -> None:
    """Each executor compares something in every row."""
    rows = worked_table(rule)
    for position in range(len(rows)):
        wrong = [dict(row) for row in rows]
        wrong[position][COMPARED[rule]] = "9.99"
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            EXECUTORS[rule](wrong)
