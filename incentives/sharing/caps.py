"""What people get at most; the excess is an economy (SHARE-6)."""

from collections.abc import Sequence

from incentives.allocation.apportion import largest_remainder
from incentives.sharing.results import PERSON_CAP, PERSON_PROJECT_CAP, Cut, EmployeeLine

Lines = list[EmployeeLine]


def cap_projects(projects: Sequence[Lines], most: int) -> None:
    """No line above `most` cents, in place."""
    for lines in projects:
        for index, line in enumerate(lines):
            if line.amount_cents > most:
                lines[index] = _cut(line, PERSON_PROJECT_CAP, line.amount_cents - most)


def cap_people(projects: Sequence[Lines], most: int) -> None:
    """Nobody above `most` cents in all, in place.

    The excess is taken from the person's lines by largest remainder on their amounts; ties go to
    the earlier project.
    """
    places: dict[str, list[tuple[Lines, int]]] = {}
    for lines in projects:
        for index, line in enumerate(lines):
            places.setdefault(line.employee, []).append((lines, index))
    for own in places.values():
        amounts = [lines[index].amount_cents for lines, index in own]
        excess = sum(amounts) - most
        if excess <= 0:
            continue
        for (lines, index), taken in zip(own, largest_remainder(excess, amounts), strict=True):
            if taken:
                lines[index] = _cut(lines[index], PERSON_CAP, taken)


def _cut(line: EmployeeLine, reason: str, cents: int) -> EmployeeLine:
    return line._replace(
        cuts=(*line.cuts, Cut(reason, cents)), amount_cents=line.amount_cents - cents
    )
