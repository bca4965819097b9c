"""SHARE-1 and SHARE-3 to SHARE-7: what the worked tables do not show; every row conserves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from incentives.payout import PayoutRule
from incentives.sharing import (
    AreaQuota,
    Caps,
    ChargeRate,
    Distribution,
    Employment,
    Factors,
    Person,
    Presence,
    ProjectInput,
    Reserve,
    SharingRule,
    distribute,
)
from tests.sharing_cases import (
    HIRED,
    absent,
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

A, B = on_project("A"), on_project("B")


def distributed(
    projects: list[ProjectInput], staff: list[Person] | None = None, **changes: Any
) -> Distribution:
    found = distribute(plan(projects, staff, **changes))
    assert_conserved(found)
    return found


# --- Project level ---------------------------------------------------------------------------


def test_project_below_its_threshold_is_an_economy_and_its_people_see_a_line() -> None:
    found = distributed([project("100.00", [A, B], result=Decimal("79.99"))])
    assert amounts(found) == {"A": "0.00", "B": "0.00"}
    assert economies(found) == {"below_threshold": "100.00"}
    assert found.projects[0].met is False


def test_withdrawn_project_needs_no_result() -> None:
    found = distributed([project("100.00", [A], result=None, withdrawn=True)])
    assert economies(found) == {"withdrawn": "100.00"}
    assert (found.projects[0].result, found.projects[0].met) == (None, None)


def test_rule_of_the_project_stands_before_the_rule_of_the_plan() -> None:
    full = PayoutRule("threshold_full")
    own = project("100.00", [A], 1, result=Decimal(90), payout=full)
    found = distributed([own, project("100.00", [A], 2, result=Decimal(90))])
    assert [str(line.paid) for line in found.projects] == ["100.00", "90.00"]
    assert economies(found) == {"not_full_result": "10.00"}


def test_pool_is_paid_economy_reserve_and_unassigned() -> None:
    reserves = (Reserve("welfare", Decimal("28.00")),)
    one = project("50.00", [A], result=Decimal(80))
    found = distributed([one], pool=Decimal("100.00"), reserves=reserves)
    parts = (found.paid, found.economies_total, found.reserved, found.unassigned)
    assert [str(part) for part in parts] == ["40.00", "10.00", "28.00", "22.00"]


def test_two_people_with_one_surname_are_told_apart_by_code() -> None:
    found = distributed([project("0.01", [on_project("0102"), on_project("0101")])])
    assert amounts(found) == {"0101": "0.01", "0102": "0.00"}


def test_one_person_in_many_projects_has_one_total() -> None:
    found = distributed([project("10.01", [A, B], number) for number in range(1, 25)])
    assert [str(person.amount) for person in found.people] == ["120.24", "120.00"]


# --- Areas (SHARE-1) -------------------------------------------------------------------------


def test_nobody_in_an_area_earns_from_another() -> None:
    quotas = (AreaQuota("south", 1), AreaQuota("north", 1))
    people = [on_project("A", area="north"), on_project("B", area="south", shares=False)]
    found = distributed([project("100.01", people, sharing=SharingRule(quotas=quotas))])
    assert amounts(found) == {"A": "50.01", "B": "0.00"}
    kept = [(economy.reason, economy.area) for economy in found.projects[0].economies]
    assert kept == [("no_weight", "south")]


def test_who_does_not_share_may_come_from_any_area() -> None:
    people = [on_project("A", area="north"), on_project("B", area="elsewhere", shares=False)]
    rule = SharingRule(quotas=(AreaQuota("north", 1),))
    found = distributed([project("100.00", people, sharing=rule)])
    assert reasons(found) == {"B": "not_sharing"}


# --- Days and absences (SHARE-3) -------------------------------------------------------------


@pytest.mark.parametrize(
    ("presence", "kind", "amount", "cut"),
    [
        ("off", "leave", "365.00", "0.00"),
        ("off", "unpaid", "365.00", "0.00"),
        ("off", "sickness", "365.00", "0.00"),
        ("redistribute", "maternity", "365.00", "0.00"),
        ("redistribute", "leave", "348.81", "0.00"),
        ("redistribute", "unpaid", "334.00", "31.00"),
        ("redistribute", "sickness", "343.89", "10.30"),
        ("economy", "maternity", "365.00", "0.00"),
        ("economy", "leave", "334.00", "31.00"),
        ("economy", "sickness", "334.00", "31.00"),
    ],
)
def test_presence_in_its_three_modes(presence: str, kind: str, amount: str, cut: str) -> None:
    staff = [employee("A", absent(kind, day(7, 1), day(7, 31)))]
    found = distributed([project("730.00", [A, B])], staff, factors=Factors(presence=presence))
    line = found.projects[0].people[0]
    assert (str(line.amount), str(line.cut)) == (amount, cut)
    assert economies(found) == ({"absence": cut} if cut != "0.00" else {})


def test_absence_on_eq_days_counts_once() -> None:
    """The days as EQ holder weigh nothing already."""
    dates = (Employment(HIRED, day(6, 30)), Employment(day(7, 1), None, eq=True))
    absences = (absent("unpaid", day(6, 21), day(7, 10)),)
    found = distributed([project("546.00", [A, B])], [Person("A", dates, absences)])
    line = found.projects[0].people[0]
    assert (line.days.days, line.days.economy, str(line.cut)) == (181, 10, "10.00")


def test_absence_in_part_time_cuts_what_its_days_weigh() -> None:
    dates = (
        Employment(HIRED, day(6, 30), Decimal(50)),
        Employment(day(7, 1), None, Decimal(100)),
    )
    absences = (absent("unpaid", day(6, 1), day(6, 30)),)
    found = distributed([project("639.50", [A, B])], [Person("A", dates, absences)])
    assert amounts(found)["A"] == "259.50"


def test_sickness_that_began_before_the_assignment_has_spent_its_ten_days() -> None:
    staff = [employee("A", absent("sickness", day(12, 27, 2022), day(1, 10)))]
    found = distributed([project("729.00", [A, B])], staff)
    line = found.projects[0].people[0]
    assert (line.days.economy, line.days.redistributed) == (5, 5)


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366)])
def test_absent_all_year(year: int, days: int) -> None:
    absences = absent("leave", date(year, 1, 1), date(year, 12, 31))
    period = {"start": date(year, 1, 1), "end": date(year, 12, 31)}
    found = distributed([project("100.00", [A, B])], [employee("A", absences)], **period)
    assert reasons(found) == {"A": "all_absent"}
    assert [line.days.days for line in found.projects[0].people] == [days, days]


def test_days_off_with_eq_weigh_the_rest_of_the_year() -> None:
    dates = (Employment(HIRED, day(6, 30), eq=True), Employment(day(7, 1)))
    found = distributed(
        [project("549.00", [A, B])], [split("A", *dates)], factors=Factors(period="off")
    )
    assert amounts(found) == {"A": "184.00", "B": "365.00"}


def test_all_factors_cut_one_after_the_other_and_never_below_zero() -> None:
    every = Factors(*["economy"] * 5)
    staff = [
        employee(
            "A", absent("unpaid", day(2, 1), day(6, 30)), start=day(2, 1), part_time=Decimal(50)
        )
    ]
    person = on_project("A", "50", score=Decimal(50))
    found = distributed([project("365.00", [person])], staff, factors=every)
    assert [cut.reason for cut in found.projects[0].people[0].cuts] == [
        "period", "participation", "part_time", "absence", "score",
    ]  # fmt: skip
    assert amounts(found) == {"A": "23.00"}


# --- Tariff, attendance (SHARE-4, SHARE-5) ---------------------------------------------------


FAIR = day(6, 1)


def presence(code: str, hours: str = "2", on: date = FAIR, **changes: Any) -> Presence:
    return Presence(code, on, "fair", Decimal(hours), **changes)


def by_hours(allocated: str, people: list[Any], *presences: Presence) -> ProjectInput:
    return project(allocated, people, presences=presences, sharing=SharingRule("hours_tariff"))


def test_presence_as_eq_holder_is_listed_and_not_paid() -> None:
    dates = (Employment(HIRED, day(6, 1), eq=True), Employment(day(6, 2)))
    seen = [presence("A"), presence("A", on=day(6, 2))]
    found = distributed([by_hours("100.00", [A], *seen)], [split("A", *dates)])
    assert [line.paid for line in found.projects[0].presences] == [False, True]
    assert (amounts(found), economies(found)) == ({"A": "40.00"}, {"tariff_rest": "60.00"})


def test_presence_of_who_does_not_share_is_not_paid() -> None:
    found = distributed([by_hours("100.00", [on_project("A", shares=False)], presence("A"))])
    assert reasons(found) == {"A": "not_sharing"}
    assert economies(found) == {"no_weight": "100.00"}


def test_equal_demands_above_the_payable_amount_tie_by_code() -> None:
    seen = [presence("B"), presence("A")]
    found = distributed([by_hours("0.01", [B, A], *seen)])
    assert amounts(found) == {"A": "0.01", "B": "0.00"}


def test_demand_that_fits_exactly_leaves_no_economy() -> None:
    found = distributed([by_hours("86.00", [A, B], presence("A"), presence("B", extra=True))])
    assert (amounts(found), economies(found)) == ({"A": "40.00", "B": "46.00"}, {})


def test_absences_do_not_cut_presences() -> None:
    staff = [employee("A", absent("unpaid", day(1, 1), day(5, 31)))]
    assert amounts(distributed([by_hours("40.00", [A], presence("A"))], staff)) == {"A": "40.00"}


def test_who_is_excluded_anyway_needs_no_test() -> None:
    rule = SharingRule("attendance_and_test")
    people = [
        on_project("A", attendance=Decimal(80), test_passed=True),
        on_project("B", shares=False),
    ]
    found = distributed([project("100.00", people, sharing=rule)])
    assert amounts(found) == {"A": "100.00", "B": "0.00"}


# --- Caps, charges (SHARE-6, SHARE-7) --------------------------------------------------------


def test_cap_of_a_project() -> None:
    found = distributed([project("100.00", [A, B], cap=Decimal("70.00"))])
    assert amounts(found) == {"A": "35.00", "B": "35.00"}
    assert economies(found) == {"project_cap": "30.00"}


def test_caps_keep_their_reasons_apart() -> None:
    caps = Caps(per_project=Decimal("80.00"), per_person=Decimal("100.00"))
    projects = [project("100.00", [A], number) for number in (1, 2)]
    found = distributed(projects, caps=caps)
    assert [str(person.amount) for person in found.people] == ["100.00"]
    assert economies(found) == {"person_cap": "60.00", "person_project_cap": "40.00"}


def test_charges_by_chapter_are_sums_over_people() -> None:
    staff = [Person(code, (Employment(HIRED),), chapter=c) for code, c in ("A1", "B1", "C2")]
    people = [on_project(code) for code in "ABC"]
    found = distributed([project("100.00", people)], staff)
    lines = [(c.chapter, c.people, str(c.amount), str(c.total_cost)) for c in found.chapters]
    assert lines == [("1", 2, "66.67", "88.19"), ("2", 1, "33.33", "44.09")]


@pytest.mark.parametrize(
    ("paid_on", "percent"), [(date(2024, 6, 30), "23.80"), (date(2024, 7, 1), "24.20")]
)
def test_rate_of_the_day_of_payment(paid_on: date, percent: str) -> None:
    rates = (
        ChargeRate("CPDEL", Decimal("23.80"), date(2020, 1, 1), date(2024, 6, 30)),
        ChargeRate("CPDEL", Decimal("24.20"), date(2024, 7, 1)),
    )
    found = distributed([project("100.00", [A])], rates=rates, paid_on=paid_on)
    assert [str(charge) for charge in found.people[0].charges] == [percent]
