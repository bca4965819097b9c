"""What the distribution refuses, and that a refusal carries what its sentence needs."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import incentives.sharing
from incentives.payout import PayoutError, PayoutRule
from incentives.sharing import (
    ERROR_PARAMS,
    AbsenceKind,
    AreaQuota,
    Caps,
    ChargeRate,
    DistributionInput,
    Employment,
    Factors,
    Person,
    Presence,
    Reserve,
    SharingError,
    SharingRule,
    TariffBand,
    distribute,
    inputs_from_dict,
    inputs_to_dict,
    result_from_dict,
)
from tests.sharing_cases import HIRED, absent, day, employee, on_project, plan, project, split

A = on_project("A")
TESTED = SharingRule("attendance_and_test")
TARIFF = SharingRule("hours_tariff")


def refusal(inputs: DistributionInput) -> SharingError:
    with pytest.raises(SharingError) as caught:
        distribute(inputs)
    assert set(caught.value.params) == set(ERROR_PARAMS[caught.value.code])
    assert all(isinstance(value, str) for value in caught.value.params.values())
    return caught.value


def one(*people: Any, **changes: Any) -> DistributionInput:
    return plan([project("10.00", people or [A], **changes)])


def whole(**changes: Any) -> DistributionInput:
    return plan([project("10.00", [A])], **changes)


def staffed(*staff: Person, **changes: Any) -> DistributionInput:
    return plan([project("10.00", [A])], staff, **changes)


def present(hours: str = "2", on: date | None = None, code: str = "A") -> DistributionInput:
    seen = Presence(code, on or day(6, 1), "fair", Decimal(hours))
    return one(A, presences=(seen,), sharing=TARIFF)


def tariff(*bands: tuple[str, str], extra: str = "15") -> DistributionInput:
    made = tuple(TariffBand(Decimal(hours), Decimal(amount)) for hours, amount in bands)
    return one(A, sharing=SharingRule("hours_tariff", tariff=made, extra_percent=Decimal(extra)))


def quotas(*pairs: tuple[str, Any], **changes: Any) -> DistributionInput:
    rule = SharingRule(quotas=tuple(AreaQuota(*pair) for pair in pairs), **changes)
    return one(on_project("A", area="north"), sharing=rule)


def rate(percent: str = "8.50", start: date = HIRED, end: date | None = None) -> ChargeRate:
    return ChargeRate("IRAP", Decimal(percent), start, end)


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("bad_amount", whole(pool=Decimal("-1"))),
        ("bad_amount", whole(pool=Decimal("10.001"))),
        ("bad_amount", whole(pool=Decimal("NaN"))),
        ("bad_amount", whole(reserves=(Reserve("r", Decimal("-1")),))),
        ("bad_amount", whole(caps=Caps(per_person=Decimal("-1")))),
        ("bad_amount", whole(caps=Caps(per_project=Decimal("0.001")))),
        ("bad_amount", one(cap=Decimal("-1"))),
        ("bad_amount", tariff(("2", "-1"))),
        ("bad_percent", one(threshold=Decimal(101))),
        ("bad_percent", one(on_project("A", "100.01"))),
        ("bad_percent", one(on_project("A", "1.001"))),
        ("bad_percent", staffed(employee("A", part_time=Decimal(101)))),
        ("bad_percent", tariff(("2", "40"), extra="101")),
        (
            "bad_percent",
            one(sharing=SharingRule("attendance_and_test", min_attendance=Decimal(-1))),
        ),
        (
            "bad_percent",
            one(on_project("A", attendance=Decimal(101), test_passed=True), sharing=TESTED),
        ),
        ("bad_percent", whole(rates=(rate("100.1"),))),
        ("bad_period", whole(start=day(2, 1), end=day(1, 1))),
        ("bad_period", one(on_project("A", start=day(2, 1), end=day(1, 1)))),
        ("bad_period", staffed(employee("A", start=day(2, 1), end=day(1, 1)))),
        ("bad_period", staffed(employee("A", absent("leave", day(2, 1), day(1, 1))))),
        ("bad_period", whole(rates=(rate(start=day(2, 1), end=day(1, 1)),))),
        ("bad_mode", whole(factors=Factors(presence="maybe"))),
        ("bad_mode", whole(absence_kinds=(AbsenceKind("x", "off"),))),
        ("bad_mode", one(sharing=SharingRule("gift"))),
        ("duplicate", one(A, A)),
        ("duplicate", plan([project("1.00", [A]), project("1.00", [A])])),
        ("duplicate", staffed(employee("A"), employee("A"))),
        ("duplicate", whole(reserves=(Reserve("r", Decimal(0)),) * 2)),
        ("duplicate", whole(absence_kinds=(AbsenceKind("x"),) * 2)),
        ("duplicate", quotas(("north", 1), ("north", 2))),
        ("overlapping_employments", staffed(split("A", *[Employment(HIRED)] * 2))),
        (
            "overlapping_absences",
            staffed(employee("A", *[absent("leave", day(1, 1), day(1, 2))] * 2)),
        ),
        ("unknown_absence_kind", staffed(employee("A", absent("x", day(1, 1), day(1, 2))))),
        ("result_missing", one(result=None)),
        ("bad_parts", quotas(("north", 0))),
        ("bad_parts", quotas(("north", Decimal(1)))),
        ("area_without_quota", quotas(("south", 1))),
        ("quotas_with_tariff", quotas(("north", 1), kind="hours_tariff")),
        ("attendance_missing", one(on_project("A", test_passed=True), sharing=TESTED)),
        ("test_missing", one(on_project("A", attendance=Decimal(90)), sharing=TESTED)),
        ("score_missing", whole(factors=Factors(score="economy"))),
        ("no_tariff", tariff()),
        ("falling_tariff", tariff(("2", "40"), ("4", "39.99"))),
        ("falling_tariff", tariff(("2", "40"), ("2", "40"))),
        ("bad_hours", tariff(("0", "40"))),
        ("bad_hours", present("0")),
        ("bad_hours", present("-1")),
        ("bad_hours", present("1.001")),
        ("hours_over_tariff", present("10.01")),
        ("presence_without_assignment", present(code="B")),
        ("presence_on_unassigned_day", present(on=day(6, 1, 2024))),
        ("presences_not_paid", one(presences=(Presence("A", day(6, 1), "fair", Decimal(2)),))),
        ("projects_over_pool", whole(pool=Decimal("9.99"))),
        ("projects_over_pool", whole(reserves=(Reserve("r", Decimal("0.01")),))),
        ("overlapping_rates", whole(rates=(rate(), rate("9")))),
        ("rate_missing", whole(rates=(rate(end=day(1, 1)),))),
    ],
)
def test_impossible_input_is_refused(code: str, inputs: DistributionInput) -> None:
    assert refusal(inputs).code == code


def test_unknown_employee_is_refused() -> None:
    inputs = plan([project("10.00", [A])])
    error = refusal(DistributionInput(**{**_fields(inputs), "people": ()}))
    assert error.params == {"project": "1", "employee": "A"}


def _fields(inputs: DistributionInput) -> dict[str, Any]:
    return {name: getattr(inputs, name) for name in inputs.__slots__}


def test_presence_while_not_employed_is_refused() -> None:
    seen = Presence("A", day(6, 1), "fair", Decimal(2))
    inputs = plan(
        [project("10.00", [A], presences=(seen,), sharing=TARIFF)],
        [employee("A", start=day(7, 1))],
    )
    assert refusal(inputs).code == "presence_on_unassigned_day"


def test_refusal_carries_what_a_sentence_needs() -> None:
    error = refusal(present("10.25"))
    assert error.params == {
        "project": "1",
        "employee": "A",
        "on": "2023-06-01",
        "hours": "10.25",
        "limit": "10",
    }
    assert str(error).startswith("hours_over_tariff (project=1, employee=A")


def test_a_rule_of_the_payout_is_refused_by_its_own_error() -> None:
    for inputs in (whole(payout=PayoutRule("gift")), one(payout=PayoutRule("bands"))):
        with pytest.raises(PayoutError):
            distribute(inputs)


@pytest.mark.parametrize("field", ["pool", "projects", "start", "factors"])
def test_stored_inputs_without_their_shape_are_refused(field: str) -> None:
    stored = inputs_to_dict(whole())
    for broken in ({**stored, field: 1}, {k: v for k, v in stored.items() if k != field}):
        with pytest.raises(SharingError) as caught:
            inputs_from_dict(broken)
        assert caught.value.code == "bad_inputs"


def test_stored_results_without_their_shape_are_refused() -> None:
    with pytest.raises(SharingError) as caught:
        result_from_dict({"pool": "1.00"})
    assert caught.value.params == {"field": "projects"}


def test_every_code_raised_is_listed_with_its_parameters() -> None:
    folder = Path(incentives.sharing.__file__).parent
    raised = [call for file in folder.glob("*.py") for call in _refusals(file)]
    assert {code for code, _ in raised} == set(ERROR_PARAMS)
    for code, params in raised:
        assert params <= {*ERROR_PARAMS[code], None}, code
        assert None in params or params == set(ERROR_PARAMS[code]), code


def _refusals(file: Path) -> list[tuple[str, set[str | None]]]:
    return [
        (str(node.args[0].value), {keyword.arg for keyword in node.keywords})
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "SharingError"
        and isinstance(node.args[0], ast.Constant)
    ]
