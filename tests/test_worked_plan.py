"""docs/rules/CHIARI-2023.md, the plan of reference worked by hand: every table is executed."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from incentives.allocation import AllocationInput, GroupInput, ReserveInput, allocate
from incentives.allocation import ProjectInput as PlannedProject
from incentives.sharing import (
    Absence,
    AreaQuota,
    Assignment,
    Distribution,
    DistributionInput,
    Employment,
    Person,
    Presence,
    ProjectInput,
    Reserve,
    SharingRule,
    distribute,
)
from tests.allocation_cases import BANDS
from tests.rule_pages import PAGES, Row
from tests.sharing_cases import (
    END,
    HIRED,
    KINDS,
    PAID_ON,
    RATES,
    START,
    assert_conserved,
    day,
    employee,
)

PAGE = PAGES / "CHIARI-2023.md"
AREAS, THIRDS, TARIFF = 8, 5, 3
BY_RESULT = ("below_threshold", "not_full_result")
GROUPS = ("GEN", "S1", "S2", "S3", "S4", "S5")


def table(number: int) -> list[Row]:
    """The table of a numbered section."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition(f"\n## {number}. ")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def parts(number: int) -> dict[str, Decimal]:
    return {row["part"]: Decimal(row["euro"]) for row in table(number)}


# --- From the pool to the projects ------------------------------------------------------------


def planned(row: Row) -> PlannedProject:
    weight, staff = Decimal(row["weight"]), int(row["staff"])
    if row["points"]:
        return PlannedProject(int(row["project"]), "points", weight, staff)
    return PlannedProject(
        int(row["project"]), "fixed", weight, staff, fixed_amount=Decimal(row["amount"])
    )


def test_amounts_of_the_projects() -> None:
    budgets = list(parts(1).items())
    rows = table(2)
    groups = [
        GroupInput(
            code,
            label,
            "amount",
            amount=euro,
            projects=tuple(planned(row) for row in rows if row["group"] == code),
        )
        for code, (label, euro) in zip(GROUPS, budgets, strict=False)
    ]
    reserve = ReserveInput(*budgets[6])
    found = allocate(
        AllocationInput(
            parts(1)["pool"], "largest_remainder", BANDS, tuple(groups), reserves=(reserve,)
        )
    )
    assert found.unassigned == parts(1)["named by no act"]
    lines = {line.project: line for group in found.groups for line in group.lines}
    assert len(lines) == len(rows) == 24
    for row in rows:
        line = lines[int(row["project"])]
        assert str(line.amount) == row["amount"], row
        if row["points"]:
            assert line.points == Decimal(row["points"]), row
            assert line.coefficient == Decimal(row["coefficient"]), row


# --- From the projects to the people ----------------------------------------------------------


def person_of(row: Row) -> Person:
    sick = int(row["sick days"])
    absences = [Absence("sickness", day(2, 6), day(2, 5 + sick))] if sick else []
    work = Employment(HIRED, None, Decimal(row["part-time"]), eq=row["EQ"] == "yes")
    return Person(row["person"], (work,), tuple(absences), chapter="101")


def assigned(row: Row) -> Assignment:
    start = date.fromisoformat(row["from"]) if row.get("from") else None
    participation = Decimal(row.get("participation", "100"))
    return Assignment(row["person"], participation, start, area=row.get("area", ""))


def presences() -> tuple[Presence, ...]:
    return tuple(
        Presence(row["person"], day(6, place), "festa", Decimal(text.strip("*")), "*" in text)
        for row in table(5)
        for place, text in enumerate(row["hours"].split(), start=1)
    )


def quotas(rows: list[Row]) -> SharingRule:
    found = {row["area"]: int(row["parts"]) for row in rows}
    return SharingRule(quotas=tuple(AreaQuota(*item) for item in found.items()))


def project_of(row: Row) -> ProjectInput:
    number = int(row["project"])
    values = (number, Decimal(row["amount"]), Decimal(row["result"]), Decimal(row["threshold"]))
    if number in (AREAS, THIRDS):
        rows = table(3 if number == AREAS else 4)
        return ProjectInput(*values, people=tuple(map(assigned, rows)), sharing=quotas(rows))
    if number == TARIFF:
        return ProjectInput(
            *values,
            people=tuple(map(assigned, table(5))),
            presences=presences(),
            sharing=SharingRule("hours_tariff"),
        )
    return ProjectInput(*values, people=(Assignment(f"Z-{number:02}"),))


@cache
def found() -> Distribution:
    projects = tuple(project_of(row) for row in table(2))
    described = {row["person"]: person_of(row) for row in table(3)}
    codes = {person.employee for project in projects for person in project.people}
    people = [described.get(code) or employee(code) for code in sorted(codes)]
    pool = parts(1)
    reserve = "reserve for a later act"
    distribution = distribute(
        DistributionInput(
            pool["pool"],
            START,
            END,
            PAID_ON,
            projects,
            tuple(people),
            absence_kinds=KINDS,
            rates=RATES,
            reserves=(Reserve(reserve, pool[reserve]),),
        )
    )
    assert_conserved(distribution)
    return distribution


def test_payable_amounts() -> None:
    for row, line in zip(table(2), found().projects, strict=True):
        unpaid = [e.amount for e in line.economies if e.reason in BY_RESULT]
        economy = sum(unpaid, Decimal(0))
        assert (str(line.payable), Decimal(row["economy"])) == (row["payable"], economy), row


@pytest.mark.parametrize(("number", "section"), [(AREAS, 3), (THIRDS, 4)])
def test_quotas_and_people(number: int, section: int) -> None:
    project = found().projects[number - 1]
    areas = {area.area: str(area.amount) for area in project.areas}
    lines = {line.employee: line for line in project.people}
    rows = table(section)
    assert len(rows) == len(lines)
    for row in rows:
        line = lines[row["person"]]
        assert areas[row["area"]] == row["quota"], row
        assert str(line.amount) == row["amount"], row
        if "weight" in row:
            assert line.weight == Decimal(row["weight"]), row
            assert (str(line.share), str(line.cut)) == (row["share"], row["cut"]), row


def test_tariff() -> None:
    lines = {line.employee: line for line in found().projects[TARIFF - 1].people}
    for row in table(5):
        line = lines[row["person"]]
        assert (line.weight, str(line.amount)) == (Decimal(row["demand"]), row["amount"]), row


def test_totals_of_people() -> None:
    people = {person.employee: person for person in found().people}
    for row in table(6):
        person = people[row["person"]]
        figures = (person.amount, *person.charges, person.total_cost)
        expected = [row[name] for name in ("amount", "CPDEL", "IRAP", "total cost")]
        assert list(map(str, figures)) == expected, row


def test_reconciliation() -> None:
    whole, expected = found(), parts(7)
    economies = {economy.reason: economy.amount for economy in whole.economies}
    totals = {
        "paid": whole.paid,
        "reserves": whole.reserved,
        "unassigned": whole.unassigned,
        "pool": whole.pool,
    }
    assert {**economies, **totals} == expected
    assert sum(expected.values()) == 2 * expected["pool"]
