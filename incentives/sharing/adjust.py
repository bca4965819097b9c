"""What upheld requests for review add or take from the economies of the same project (RUNS-2)."""

from collections.abc import Sequence

from incentives.allocation.numbers import LARGEST_AMOUNT_CENTS, euro_text
from incentives.sharing.errors import SharingError
from incentives.sharing.results import ABSENCE, ADJUSTMENT, Cut, EmployeeLine, ProjectLine
from incentives.sharing.types import Adjustment
from objectives.exact import scaled

Lines = list[EmployeeLine]


def adjust(lines: Lines, owner: str, adjustments: Sequence[Adjustment]) -> None:
    """Change the lines of one project in place; what is added stands as a negative cut.

    SharingError: bad_amount, adjustment_without_assignment, adjustment_below_zero.
    """
    places = {line.employee: place for place, line in enumerate(lines)} if adjustments else {}
    for adjustment in adjustments:
        place = places.get(adjustment.employee)
        if place is None:
            raise SharingError(
                "adjustment_without_assignment", project=owner, employee=adjustment.employee
            )
        lines[place] = _adjusted(lines[place], _cents(adjustment), owner)


def _adjusted(line: EmployeeLine, cents: int, owner: str) -> EmployeeLine:
    amount = line.amount_cents + cents
    if amount < 0:
        raise SharingError(
            "adjustment_below_zero",
            project=owner,
            employee=line.employee,
            amount=euro_text(line.amount_cents),
        )
    return line._replace(cuts=(*line.cuts, Cut(ADJUSTMENT, -cents)), amount_cents=amount)


def _cents(adjustment: Adjustment) -> int:
    """Below zero where something is taken."""
    cents = scaled(adjustment.amount, 2)
    if cents is None or not 0 < abs(cents) <= LARGEST_AMOUNT_CENTS:
        value = str(adjustment.amount)
        raise SharingError(
            "bad_amount", field="adjustment", owner=str(adjustment.project), value=value
        )
    return cents


def check_economies(project: ProjectLine) -> None:
    """What is added fits the project's economies, less those of absences, which by law stay.

    SharingError: adjustments_over_economies.
    """
    cents = {(e.reason, e.area): scaled(e.amount, 2) or 0 for e in project.economies}
    added = -cents.pop((ADJUSTMENT, ""), 0)
    cents.pop((ABSENCE, ""), None)
    available = sum(cents.values())
    if added > max(available, 0):
        raise SharingError(
            "adjustments_over_economies",
            project=str(project.number),
            added=euro_text(added),
            available=euro_text(available),
        )
