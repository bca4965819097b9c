"""SHARE for any plan hypothesis can think of: conservation, order, monotony, stored runs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.payout import PayoutRule
from incentives.sharing import (
    FACTOR_MODES,
    Absence,
    AreaQuota,
    Assignment,
    Caps,
    DistributionInput,
    Employment,
    Factors,
    Person,
    Presence,
    ProjectInput,
    SharingRule,
    difference,
    distribute,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    recompute,
    reconciliation,
    result_from_dict,
    result_to_dict,
)
from tests.sharing_cases import (
    KINDS,
    RATES,
    amounts,
    assert_conserved,
    employee,
    on_project,
    plan,
    project,
)

CODES = [f"E{number}" for number in range(8)]
AREAS = ["north", "south", "west"]

percents = st.decimals(min_value=0, max_value=100, places=2)
cents = st.integers(min_value=0, max_value=1_000_000)
modes = st.sampled_from(FACTOR_MODES)
kinds = st.sampled_from([kind.code for kind in KINDS])


def euro(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)


@st.composite
def spans(draw: st.DrawFn, year: int, most: int) -> list[tuple[date, date]]:
    """Spans of the year and its neighbours that do not overlap."""
    days = draw(st.lists(st.integers(-60, 420), max_size=2 * most, unique=True).map(sorted))
    begin = date(year, 1, 1)
    pairs = zip(days[::2], days[1::2], strict=False)
    return [(begin + timedelta(a), begin + timedelta(b)) for a, b in pairs]


@st.composite
def persons(draw: st.DrawFn, code: str, year: int) -> Person:
    dated = draw(spans(year, 3)) or [(date(year - 5, 1, 1), date(year + 5, 1, 1))]
    work = [Employment(a, b, draw(percents), draw(st.booleans())) for a, b in dated]
    away = [Absence(draw(kinds), a, b) for a, b in draw(spans(year, 3))]
    return Person(code, tuple(work), tuple(away), draw(st.sampled_from(["101", "102"])))


@st.composite
def assignments(draw: st.DrawFn, code: str, year: int) -> Assignment:
    dates = draw(spans(year, 1)) or [(None, None)]
    return Assignment(
        code,
        draw(percents),
        *dates[0],
        shares=draw(st.booleans()),
        area=draw(st.sampled_from(AREAS)),
        score=draw(percents),
        attendance=draw(percents),
        test_passed=draw(st.booleans()),
    )


@st.composite
def projects(draw: st.DrawFn, number: int, year: int) -> ProjectInput:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    quotas = tuple(AreaQuota(area, draw(st.integers(1, 9))) for area in AREAS)
    rule = draw(
        st.sampled_from(
            [SharingRule(), SharingRule(quotas=quotas), SharingRule("attendance_and_test")]
        )
    )
    return ProjectInput(
        number,
        euro(draw(cents)),
        draw(percents),
        draw(percents),
        tuple(draw(assignments(code, year)) for code in codes),
        sharing=rule,
        payout=draw(st.none() | st.just(PayoutRule("threshold_full"))),
        cap=draw(st.none() | cents.map(euro)),
        withdrawn=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> DistributionInput:
    year = draw(st.sampled_from([2023, 2024]))
    chosen = tuple(draw(projects(number, year)) for number in range(draw(st.integers(1, 4))))
    caps = Caps(*(draw(st.none() | cents.map(euro)) for _ in range(2)))
    return DistributionInput(
        pool=sum((one.allocated for one in chosen), euro(draw(cents))),
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        paid_on=date(year + 1, 7, 1),
        projects=chosen,
        people=tuple(draw(persons(code, year)) for code in CODES),
        factors=Factors(*(draw(modes) for _ in range(5))),
        absence_kinds=KINDS,
        caps=caps,
        rates=RATES,
    )


@given(plans())
def test_nothing_vanishes_and_no_line_is_negative(inputs: DistributionInput) -> None:
    assert_conserved(distribute(inputs))


@given(plans(), st.randoms(use_true_random=False))
def test_input_order_changes_nothing(inputs: DistributionInput, random: Random) -> None:
    def mixed(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(values, len(values)))

    people = tuple(
        replace(p, employments=mixed(p.employments), absences=mixed(p.absences))
        for p in inputs.people
    )
    other = replace(
        inputs,
        projects=mixed(tuple(replace(p, people=mixed(p.people)) for p in inputs.projects)),
        people=mixed(people),
    )
    assert distribute(other) == distribute(inputs)


@given(plans())
def test_what_is_stored_gives_the_same_again(inputs: DistributionInput) -> None:
    found = distribute(inputs)
    stored, result = inputs_to_dict(inputs), result_to_dict(found)
    assert inputs_from_dict(stored) == inputs
    assert result_from_dict(result) == found
    again = recompute(stored)
    assert again == found
    assert fingerprint(stored, result_to_dict(again)) == fingerprint(stored, result)


@given(plans(), plans())
def test_a_difference_is_the_same_by_line_by_person_and_in_all(
    one: DistributionInput, other: DistributionInput
) -> None:
    before, now = distribute(one), distribute(other)
    found = difference(before, now)
    change = now.paid - before.paid
    assert found.paid.difference == change
    assert sum(line.amount.difference for line in found.lines) == change
    assert sum(person.amount.difference for person in found.people) == change
    assert sum(one.paid.difference for one in found.projects) == change
    back = difference(now, before)
    assert [line.amount.difference for line in back.lines] == [
        -line.amount.difference for line in found.lines
    ]
    assert not difference(now, now).lines
    assert not difference(now, now).people


weights = st.lists(percents, min_size=1, max_size=8)


@given(weights, cents)
def test_more_participation_never_earns_less(own: list[Decimal], allocated: int) -> None:
    people = [on_project(code, str(value)) for code, value in zip(CODES, own, strict=False)]
    found = distribute(plan([project(str(euro(allocated)), people)]))
    assert_conserved(found)
    lines = found.projects[0].people
    ranked = sorted(lines, key=lambda line: (line.participation, -CODES.index(line.employee)))
    assert [line.amount_cents for line in ranked] == sorted(line.amount_cents for line in lines)


@given(weights, cents, st.data())
def test_raised_participation_never_costs_the_person(
    own: list[Decimal], allocated: int, data: st.DataObject
) -> None:
    raised = data.draw(st.decimals(min_value=own[0], max_value=100, places=2))
    before, after = (
        distribute(
            plan([project(str(euro(allocated)), _people([first, *own[1:]]))]),
        )
        for first in (own[0], raised)
    )
    assert Decimal(amounts(after)["E0"]) >= Decimal(amounts(before)["E0"])


def _people(own: list[Decimal]) -> list[Assignment]:
    return [on_project(code, str(value)) for code, value in zip(CODES, own, strict=False)]


@given(st.integers(0, 365), st.sampled_from(["unpaid", "sickness", "leave"]))
def test_an_absence_never_raises_the_own_amount(length: int, kind: str) -> None:
    begin = date(2023, 1, 1)
    away = [Absence(kind, begin, begin + timedelta(n)) for n in (length - 1, length) if n >= 0]
    found = [
        distribute(plan([project("730.00", _people([Decimal(100)] * 2))], [employee("E0", one)]))
        for one in away
    ]
    paid = [Decimal(amounts(one)["E0"]) for one in found]
    assert paid == sorted(paid, reverse=True)
    colleague = [Decimal(amounts(one)["E1"]) for one in found]
    assert colleague == sorted(colleague)
    if kind == "unpaid" or (kind == "sickness" and length < 10):
        assert set(colleague) == {Decimal("365.00")}


hours = st.decimals(min_value="0.01", max_value=10, places=2)


@given(
    st.lists(st.tuples(st.sampled_from(CODES), hours, st.booleans()), max_size=12),
    st.integers(0, 100_000),
)
def test_tariff_pays_the_demand_or_all_there_is(
    seen: list[tuple[str, Decimal, bool]], allocated: int
) -> None:
    presences = tuple(
        Presence(code, date(2023, 5, 1) + timedelta(n), "fair", own, extra)
        for n, (code, own, extra) in enumerate(seen)
    )
    one = project(
        str(euro(allocated)),
        map(on_project, CODES),
        presences=presences,
        sharing=SharingRule("hours_tariff"),
    )
    found = distribute(plan([one]))
    assert_conserved(found)
    demand = sum(presence.amount for presence in found.projects[0].presences)
    assert found.paid == min(euro(allocated), Decimal(demand))


@given(st.integers(1, 8))
def test_one_cent_goes_to_the_first_of_equals(count: int) -> None:
    found = distribute(plan([project("0.01", _people([Decimal(100)] * count))]))
    assert_conserved(found)
    assert [code for code, amount in amounts(found).items() if amount != "0.00"] == ["E0"]


@pytest.mark.slow
def test_two_thousand_people_in_three_hundred_projects() -> None:
    random = Random(2023)
    codes = [f"{number:05d}" for number in range(2_000)]
    many = [
        project(
            str(euro(random.randint(1, 900_000))),
            [on_project(c, str(random.randint(1, 100))) for c in random.sample(codes, 30)],
            number,
            result=euro(random.randint(5_000, 10_000)),
        )
        for number in range(300)
    ]
    found = distribute(plan(many))
    assert_conserved(found)
    assert reconciliation(found).difference == 0
    lines = [line for one in found.projects for line in one.people]
    assert all(abs(line.exact - Fraction(line.share)) < Fraction(1, 100) for line in lines)
