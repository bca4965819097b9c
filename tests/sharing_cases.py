"""Inputs that several distribution tests share, and the identities that each of them asserts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from incentives.payout import PayoutRule
from incentives.sharing import (
    Absence,
    AbsenceKind,
    Assignment,
    ChargeRate,
    Distribution,
    DistributionInput,
    Employment,
    Person,
    ProjectInput,
    ProjectLine,
    reconciliation,
)

START, END, PAID_ON = date(2023, 1, 1), date(2023, 12, 31), date(2024, 7, 27)
HIRED = date(2015, 3, 1)
FULL = PayoutRule("threshold_full")
RATES = (
    ChargeRate("CPDEL", Decimal("23.80"), date(2020, 1, 1)),
    ChargeRate("IRAP", Decimal("8.50"), date(2020, 1, 1)),
)
KINDS = (
    AbsenceKind("maternity"),
    AbsenceKind("leave", "redistribute"),
    AbsenceKind("unpaid", "economy"),
    AbsenceKind("sickness", "redistribute", sickness=True),
)


def day(month: int, number: int, year: int = 2023) -> date:
    return date(year, month, number)


def employee(code: str, *absences: Absence, **employment: Any) -> Person:
    """On the staff for years, unless the employment says otherwise."""
    work = Employment(**{"start": HIRED, **employment})
    return Person(code, (work,), absences, chapter="101")


def absent(kind: str, start: date, end: date) -> Absence:
    return Absence(kind, start, end)


def split(code: str, *employments: Employment) -> Person:
    return Person(code, employments, chapter="101")


def on_project(code: str, participation: str = "100", **changes: Any) -> Assignment:
    return Assignment(code, Decimal(participation), **changes)


def project(
    allocated: str, people: Iterable[Assignment] = (), number: int = 1, **changes: Any
) -> ProjectInput:
    """Everything reached, unless the changes say otherwise."""
    values = {"result": Decimal(100), "threshold": Decimal(80), **changes}
    return ProjectInput(number, Decimal(allocated), people=tuple(people), **values)


def plan(
    projects: Iterable[ProjectInput], people: Iterable[Person] | None = None, **changes: Any
) -> DistributionInput:
    """A plan of these projects; people nobody describes are on the staff for years."""
    chosen = tuple(projects)
    codes = {person.employee for one in chosen for person in one.people}
    staff = tuple(people or ())
    others = codes - {person.code for person in staff}
    values: dict[str, Any] = {
        "pool": sum((one.allocated for one in chosen), Decimal(0)),
        "absence_kinds": KINDS,
        "rates": RATES,
        **changes,
    }
    return DistributionInput(
        start=values.pop("start", START),
        end=values.pop("end", END),
        paid_on=values.pop("paid_on", PAID_ON),
        projects=chosen,
        people=(*staff, *(employee(code) for code in sorted(others))),
        **values,
    )


def amounts(distribution: Distribution, number: int = 1) -> dict[str, str]:
    """Euro by employee in one project."""
    lines = next(line for line in distribution.projects if line.number == number)
    return {line.employee: str(line.amount) for line in lines.people}


def reasons(distribution: Distribution, number: int = 1) -> dict[str, str]:
    """Why people of one project have no share."""
    lines = next(line for line in distribution.projects if line.number == number)
    return {line.employee: line.reason for line in lines.people if line.reason}


def economies(distribution: Distribution) -> dict[str, str]:
    return {economy.reason: str(economy.amount) for economy in distribution.economies}


def assert_conserved(distribution: Distribution) -> None:
    """At every level, from the single lines up; and no line is negative."""
    assert reconciliation(distribution).difference == 0
    parts = (distribution.paid, distribution.economies_total, distribution.reserved)
    assert distribution.pool == sum(parts) + distribution.unassigned
    for line in distribution.projects:
        assert_project_conserved(line)
    people = {person.employee: person.amount_cents for person in distribution.people}
    summed = dict.fromkeys(people, 0)
    for line in distribution.projects:
        for own in line.people:
            summed[own.employee] += own.amount_cents
    assert people == summed
    assert sum(chapter.amount for chapter in distribution.chapters) == distribution.paid
    costs = sum(person.total_cost for person in distribution.people)
    assert sum(chapter.total_cost for chapter in distribution.chapters) == costs


def assert_project_conserved(project: ProjectLine) -> None:
    assert project.paid == sum(line.amount for line in project.people)
    assert project.allocated == project.paid + sum(e.amount for e in project.economies)
    assert all(economy.amount > 0 for economy in project.economies)
    if project.areas:
        assert sum(area.amount for area in project.areas) == project.payable
    for line in project.people:
        assert line.amount_cents >= 0
        assert line.share == line.amount + sum(cut.amount for cut in line.cuts)
        assert all(cut.cents > 0 for cut in line.cuts)
        assert line.correction_cents in (0, 1)
        assert abs(line.exact * 100 - line.share_cents) < 1
        assert not (line.reason and line.share_cents)
