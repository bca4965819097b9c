"""Executors of the worked tables of PAYOUT-1, SHARE-1 to SHARE-7, RUNS-1, RUNS-2 and DIFF-1."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from incentives.differentiation import DifferentiationInput, Evaluated, Quota, differentiate
from incentives.payout import PayoutBand, PayoutRule, payout
from incentives.sharing import (
    Absence,
    Adjustment,
    AreaQuota,
    Assignment,
    Caps,
    Distribution,
    DistributionInput,
    EmployeeLine,
    Employment,
    Factors,
    Person,
    Presence,
    SharingError,
    SharingRule,
    difference,
    distribute,
    inputs_to_dict,
    recompute,
    reconciliation,
)
from objectives.exact import rounded
from tests.rule_pages import Row, cases
from tests.sharing_cases import (
    END,
    HIRED,
    assert_conserved,
    day,
    on_project,
    plan,
    project,
    split,
)

YES_NO = {"yes": True, "no": False}


def checked(inputs: DistributionInput) -> Distribution:
    found = distribute(inputs)
    assert_conserved(found)
    return found


def lines_of(found: Distribution, number: int = 1) -> dict[str, EmployeeLine]:
    line = next(line for line in found.projects if line.number == number)
    return {own.employee: own for own in line.people}


def read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_span(text: str) -> tuple[date, date]:
    start, _, end = text.partition("/")
    return date.fromisoformat(start), date.fromisoformat(end)


# --- PAYOUT-1 -------------------------------------------------------------------------------


def read_rule(text: str) -> PayoutRule:
    kind, *values = text.split()
    if kind == "bands":
        pairs = [value.split(":") for value in values]
        bands = tuple(PayoutBand(Decimal(start), Decimal(percent)) for start, percent in pairs)
        return PayoutRule(kind, bands=bands)
    names = {"proportional_full_from": ["full_from"], "base_plus_steps": ["base", "step"]}
    read: dict[str, Any] = dict(zip(names.get(kind, []), map(Decimal, values), strict=True))
    return PayoutRule(kind, **read)


def run_payouts(rows: list[Row]) -> None:
    for row in rows:
        given = (Decimal(row[name]) for name in ("amount", "result", "threshold"))
        found = payout(*given, read_rule(row["rule"]))
        assert found.amount == found.payable + found.economy
        for name in ("percent", "payable", "economy", "reason"):
            assert str(getattr(found, name)) == row[name], row


# --- SHARE ----------------------------------------------------------------------------------


def run_areas(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        quotas = tuple(AreaQuota(row["area"], int(row["parts"])) for row in case)
        people = [
            on_project(f"{row['area']}{number}", area=row["area"])
            for row in case
            for number in range(int(row["people"]))
        ]
        one = project(case[0]["payable"], people, sharing=SharingRule(quotas=quotas))
        found = checked(plan([one])).projects[0]
        kept = {economy.area: str(economy.amount) for economy in found.economies}
        for row, area in zip(case, found.areas, strict=True):
            assert (area.area, str(area.amount)) == (row["area"], row["quota"]), row
            assert kept.get(area.area, "0.00") == row["economy"], row


def run_weights(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        staff = [split(r["person"], Employment(HIRED, None, Decimal(r["part-time"]))) for r in case]
        people = [
            on_project(
                row["person"],
                row["participation"],
                start=read_day(row["from"]),
                end=read_day(row["to"]),
            )
            for row in case
        ]
        factors = Factors(**dict.fromkeys(case[0]["economy"].split(), "economy"))
        one = project(case[0]["payable"], people)
        _assert_lines(case, checked(plan([one], staff, factors=factors)))


def run_days(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        staff = [_person(row) for row in case]
        one = project(case[0]["payable"], [on_project(row["person"]) for row in case])
        found = checked(plan([one], staff))
        _assert_lines(case, found)
        lines = lines_of(found)
        assert [str(lines[row["person"]].cut) for row in case] == [row["cut"] for row in case]


def _person(row: Row) -> Person:
    words = row["absences"].split()
    absences = [
        Absence(kind, *read_span(span)) for kind, span in zip(words[::2], words[1::2], strict=True)
    ]
    return Person(row["person"], tuple(_employments(row["EQ"])), tuple(absences))


def _employments(eq: str) -> list[Employment]:
    if not eq:
        return [Employment(HIRED)]
    start, end = read_span(eq)
    last = start - timedelta(days=1)
    held = [Employment(start, end, eq=True)]
    return [Employment(HIRED, last), *held] if last <= END else held


def _assert_lines(case: list[Row], found: Distribution) -> None:
    lines = lines_of(found)
    for row in case:
        line = lines[row["person"]]
        assert line.weight == Decimal(row["weight"]), row
        assert (str(line.share), str(line.amount)) == (row["share"], row["amount"]), row


def run_tariff(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        people = [on_project(row["person"]) for row in case]
        presences = tuple(presence for row in case for presence in _presences(row))
        rule = SharingRule("hours_tariff")
        one = project(case[0]["payable"], people, presences=presences, sharing=rule)
        if not case[0]["demand"]:
            with pytest.raises(SharingError) as caught:
                distribute(plan([one]))
            assert caught.value.code == case[0]["amount"]
            continue
        lines = lines_of(checked(plan([one])))
        for row in case:
            line = lines[row["person"]]
            assert line.weight == Decimal(row["demand"]), row
            assert str(line.amount) == row["amount"], row


def _presences(row: Row) -> list[Presence]:
    return [
        Presence(row["person"], day(6, number), "fair", Decimal(text.strip("*")), "*" in text)
        for number, text in enumerate(row["hours"].split(), start=1)
    ]


def run_tests(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        people = [
            on_project(
                row["person"],
                attendance=Decimal(row["attendance"]),
                test_passed=YES_NO[row["test"]],
            )
            for row in case
        ]
        rule = SharingRule("attendance_and_test")
        lines = lines_of(checked(plan([project(case[0]["payable"], people, sharing=rule)])))
        for row in case:
            line = lines[row["person"]]
            assert (str(line.amount), line.reason) == (row["amount"], row["reason"]), row


def run_caps(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        caps = Caps(*(_cap(case[0][name]) for name in ("per project", "per person")))
        projects = [
            project(same[0]["payable"], _assigned(same), int(same[0]["project"]))
            for same in cases(case, "project")
        ]
        found = checked(plan(projects, caps=caps))
        for row in case:
            line = lines_of(found, int(row["project"]))[row["person"]]
            assert (str(line.share), str(line.amount)) == (row["share"], row["amount"]), row


def _cap(text: str) -> Decimal | None:
    return None if text == "–" else Decimal(text)


def _assigned(rows: list[Row]) -> list[Assignment]:
    return [on_project(row["person"]) for row in rows]


def run_charges(rows: list[Row]) -> None:
    for row in rows:
        person = checked(plan([project(row["amount"], [on_project("A")])])).people[0]
        found = (*person.charges, person.total_cost)
        assert [str(value) for value in found] == [row["CPDEL"], row["IRAP"], row["total cost"]]


# --- RUNS-1, DIFF-1 -------------------------------------------------------------------------


def run_differences(rows: list[Row]) -> None:
    runs = [checked(_run(rows, f"{which} result")) for which in ("first", "second")]
    changes = {(c.project, c.employee): c.amount for c in difference(*runs).lines}
    for row in rows:
        change = changes[int(row["project"]), row["person"]]
        found = (change.before, change.now, change.difference)
        expected = (row["first"], row["second"], row["difference"])
        assert tuple(map(str, found)) == expected, row


def run_adjustments(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        given = {row["person"]: Decimal(row["adjustment"]) for row in case if row["adjustment"]}
        adjustments = [Adjustment(1, code, amount) for code, amount in given.items()]
        one = project(case[0]["allocated"], _assigned(case), result=Decimal(case[0]["result"]))
        inputs = plan([one], adjustments=tuple(adjustments))
        if not case[0]["share"]:
            with pytest.raises(SharingError) as caught:
                distribute(inputs)
            assert caught.value.code == case[0]["amount"]
            continue
        found = distribute(inputs)
        assert reconciliation(found).difference == 0
        assert recompute(inputs_to_dict(inputs)) == found
        for row in case:
            line = lines_of(found)[row["person"]]
            assert (str(line.share), str(line.amount)) == (row["share"], row["amount"]), row
            assert str(found.economies_total) == row["economies"], row


def _run(rows: list[Row], column: str) -> DistributionInput:
    return plan(
        project(
            same[0]["allocated"],
            _assigned(same),
            int(same[0]["project"]),
            result=Decimal(same[0][column]),
        )
        for same in cases(rows, "project")
    )


def _declared(text: str) -> Quota:
    """ "2", or "40 % up"."""
    number, _sign, rounding = text.partition(" % ")
    return Quota(percent=Decimal(number), rounding=rounding) if rounding else Quota(int(number))


def run_differentiation(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        first = case[0]
        people = tuple(
            Evaluated(r["person"], Decimal(r["evaluation"]), service_days=int(r["service days"]))
            for r in reversed(case)
        )
        pot, extra = Decimal(first["pot"]), Decimal(first["extra"])
        inputs = DifferentiationInput(
            pot, _declared(first["k"]), extra, "longer_service", people, date(2024, 7, 27)
        )
        found = differentiate(inputs)
        assert found.paid == found.pot == sum(line.amount for line in found.lines)
        for row, line in zip(case, found.lines, strict=True):
            assert (line.employee, str(line.rank)) == (row["person"], row["rank"]), row
            assert str(rounded(line.exact, 4)) == row["quota"], row
            assert str(line.amount) == row["amount"], row


EXECUTORS: Mapping[str, Callable[[list[Row]], None]] = {
    "PAYOUT-1": run_payouts,
    "SHARE-1": run_areas,
    "SHARE-2": run_weights,
    "SHARE-3": run_days,
    "SHARE-4": run_tariff,
    "SHARE-5": run_tests,
    "SHARE-6": run_caps,
    "SHARE-7": run_charges,
    "RUNS-1": run_differences,
    "RUNS-2": run_adjustments,
    "DIFF-1": run_differentiation,
}
# A column of each page whose every cell is compared.
COMPARED: Mapping[str, str] = {
    "PAYOUT-1": "payable",
    "SHARE-1": "quota",
    "SHARE-2": "amount",
    "SHARE-3": "amount",
    "SHARE-4": "amount",
    "SHARE-5": "amount",
    "SHARE-6": "amount",
    "SHARE-7": "total cost",
    "RUNS-1": "difference",
    "RUNS-2": "amount",
    "DIFF-1": "amount",
}
