"""SHARE-1 to SHARE-7 row by row; every row asserts conservation at every level."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from incentives.sharing import (
    Assignment,
    Distribution,
    DistributionInput,
    Employment,
    Factors,
    Person,
    distribute,
)
from tests.sharing_cases import (
    HIRED,
    amounts,
    assert_conserved,
    day,
    economies,
    employee,
    on_project,
    plan,
    project,
    reasons,
    split,
)


def distributed(inputs: DistributionInput) -> Distribution:
    found = distribute(inputs)
    assert_conserved(found)
    return found


def shared(
    allocated: str, people: list[Assignment], staff: list[Person] | None = None, **changes: Any
) -> Distribution:
    """One project whose result pays all."""
    return distributed(plan([project(allocated, people)], staff, **changes))


ALL = [on_project("A"), on_project("B"), on_project("C")]


# --- Weights (SHARE-2) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "allocated", "participation", "expected"),
    [
        ("thirds, ties by code", "100.00", ["100", "100", "100"], ["33.34", "33.33", "33.33"]),
        ("one cent among many", "0.01", ["100", "100", "100"], ["0.01", "0.00", "0.00"]),
        ("one cent to the heaviest", "0.01", ["50", "100", "50"], ["0.00", "0.01", "0.00"]),
        ("nothing to share", "0.00", ["100", "100", "100"], ["0.00", "0.00", "0.00"]),
        ("a half", "100.00", ["100", "50", "50"], ["50.00", "25.00", "25.00"]),
        ("two with zero", "100.00", ["0", "0", "0.01"], ["0.00", "0.00", "100.00"]),
    ],
)
def test_participation(
    case: str, allocated: str, participation: list[str], expected: list[str]
) -> None:
    people = [on_project(code, own) for code, own in zip("ABC", participation, strict=True)]
    assert list(amounts(shared(allocated, people)).values()) == expected


@pytest.mark.parametrize(
    ("case", "dates", "days"),
    [
        ("the whole year", {}, 365),
        ("from July", {"start": day(7, 1)}, 184),
        ("until June", {"end": day(6, 30)}, 181),
        ("one day", {"start": day(5, 5), "end": day(5, 5)}, 1),
        ("beyond the year", {"start": day(12, 1, 2022), "end": day(1, 31, 2024)}, 365),
    ],
)
def test_days_assigned(case: str, dates: dict[str, date], days: int) -> None:
    found = shared("549.00", [on_project("A", **dates), on_project("B")])
    line = found.projects[0].people[0]
    assert line.days.days == days
    assert line.weight == days
    assert line.exact == Fraction(549 * days, days + 365)


def test_leap_year_has_366_days() -> None:
    people = [on_project("A", end=date(2024, 2, 29)), on_project("B", start=date(2024, 3, 1))]
    found = shared("366.00", people, start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert amounts(found) == {"A": "60.00", "B": "306.00"}


def test_transfer_in_the_year_pays_each_project_for_its_days() -> None:
    first = project("365.00", [on_project("A", end=day(6, 30)), on_project("B")], 1)
    second = project("365.00", [on_project("A", start=day(7, 1)), on_project("C")], 2)
    found = distributed(plan([first, second]))
    days = [line.people[0].days.days for line in found.projects]
    assert days == [181, 184]
    assert sum(days) == 365


def test_hired_and_left_weigh_for_the_days_employed() -> None:
    staff = [employee("A", start=day(7, 1)), employee("B", end=day(6, 30))]
    found = shared("365.00", ALL[:2], staff)
    assert amounts(found) == {"A": "184.00", "B": "181.00"}


def test_part_time_that_changes_in_the_year() -> None:
    staff = [
        split(
            "A",
            Employment(HIRED, day(6, 30), Decimal(50)),
            Employment(day(7, 1), None, Decimal(100)),
        )
    ]
    found = shared("639.50", ALL[:2], staff)
    assert amounts(found) == {"A": "274.50", "B": "365.00"}
    assert found.projects[0].people[0].days.part_time == Decimal("75.21")


# --- EQ (SHARE-3) ----------------------------------------------------------------------------


def test_eq_holder_of_the_whole_year_gets_nothing_and_knows_why() -> None:
    found = shared("100.00", ALL[:2], [employee("A", eq=True)])
    assert amounts(found) == {"A": "0.00", "B": "100.00"}
    assert reasons(found) == {"A": "eq_holder"}


def test_eq_given_in_the_year_weighs_until_then() -> None:
    staff = [split("A", Employment(HIRED, day(6, 30)), Employment(day(7, 1), None, eq=True))]
    found = shared("546.00", ALL[:2], staff)
    assert amounts(found) == {"A": "181.00", "B": "365.00"}
    assert found.projects[0].people[0].days.eq_days == 184


@pytest.mark.parametrize(
    ("case", "people", "staff", "reason"),
    [
        ("no participants", [], [], "no_participants"),
        ("all EQ", ALL[:1], [employee("A", eq=True)], "no_weight"),
        ("all excluded", [on_project("A", shares=False)], [], "no_weight"),
        ("all zero", [on_project("A", "0")], [], "no_weight"),
        ("all gone", ALL[:1], [employee("A", end=day(12, 31, 2022))], "no_weight"),
    ],
)
def test_money_nobody_can_share_is_an_economy(
    case: str, people: list[Assignment], staff: list[Person], reason: str
) -> None:
    found = shared("100.00", people, staff)
    assert economies(found) == {reason: "100.00"}
    assert found.paid == 0


# --- Factors (SHARE-2) ------------------------------------------------------------------------

HALF_YEAR = {"end": day(6, 30)}
PART_TIMER = employee("A", part_time=Decimal(60))


@pytest.mark.parametrize(
    ("factor", "person", "staff", "off", "redistribute", "economy"),
    [
        ("participation", on_project("A", "60"), [], "182.50", "136.88", "109.50"),
        ("period", on_project("A", **HALF_YEAR), [], "182.50", "121.00", "90.50"),
        ("part_time", on_project("A"), [PART_TIMER], "182.50", "136.88", "109.50"),
        ("score", on_project("A", score=Decimal(60)), [], "182.50", "136.88", "109.50"),
    ],
)
def test_each_factor_in_its_three_modes(
    factor: str, person: Assignment, staff: list[Person], off: str, redistribute: str, economy: str
) -> None:
    modes = {"off": off, "redistribute": redistribute, "economy": economy}
    other = on_project("B", score=Decimal(100))
    for mode, expected in modes.items():
        found = shared("365.00", [person, other], staff, factors=Factors(**{factor: mode}))
        assert amounts(found)["A"] == expected, mode
        assert bool(economies(found)) == (mode == "economy")
    assert list(economies(found)) == [factor]
