"""One rule, one sentence, wherever the value comes from: a shell, the data administration.

The same rules in the project's form are in `test_project_form`, in tables of data in
`test_data_pages`, in a run in `test_allocation_refusals`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client
from django.utils.translation import override

from incentives.enums import FundingMode
from incentives.models import CoefficientBand, Pool, ProjectFunding
from objectives.enums import PlanState, Role
from objectives.models import EmploymentPeriod, Plan, Project, StaffAssignment
from tests.conftest import Clients
from tests.states import put_in_state
from tests.test_admin import page, typed_admin
from tests.typed import typed_in


@dataclass(frozen=True, slots=True)
class Bad:
    """A stored row, what is set in it, how a person types that, and the sentence at its field."""

    find: Callable[[Plan], Model]
    field: str
    values: dict[str, Any]
    typed: dict[str, str]
    sentence: str


def project(plan: Plan) -> Project:
    return plan.projects.get(number=8)


def funding(plan: Plan) -> ProjectFunding:
    return project(plan).funding


def period(plan: Plan) -> EmploymentPeriod:
    return EmploymentPeriod.objects.order_by("pk")[0]


def assignment(plan: Plan) -> StaffAssignment:
    return project(plan).staff.order_by("pk")[0]


def pool(plan: Plan) -> Pool:
    return plan.pool


def band(plan: Plan) -> CoefficientBand:
    return plan.pool.bands.get(from_heads=4)


def last_with_points(plan: Plan) -> Project:
    """The only project of its group that still has points."""
    last = plan.projects.get(number=24)
    Project.objects.filter(funding__group=last.funding.group).exclude(pk=last.pk).update(weight=0)
    return last


PERCENT = "Scrivi una percentuale fra 0 e 100."
CASES = {
    "weight": Bad(project, "weight", {"weight": Decimal("100.5")}, {"weight": "100,5"}, PERCENT),
    "threshold": Bad(
        project, "threshold", {"threshold": Decimal(-1)}, {"threshold": "-1"}, PERCENT
    ),
    "part-time": Bad(
        period,
        "part_time_percent",
        {"part_time_percent": Decimal(120)},
        {"part_time_percent": "120"},
        PERCENT,
    ),
    "negative money": Bad(
        pool, "amount", {"amount": Decimal(-1)}, {"amount": "-1"}, "non negativo"
    ),
    "absurd money": Bad(
        funding,
        "deliberated_amount",
        {"deliberated_amount": Decimal("9999999999.00")},
        {"deliberated_amount": "9.999.999.999,00"},
        "troppo grande",
    ),
    "one number twice": Bad(
        project, "number", {"number": 9}, {"number": "9"}, "ha già un progetto con questo numero"
    ),
    "employment dates": Bad(
        period,
        "end",
        {"start": date(2023, 5, 1), "end": date(2023, 4, 30)},
        {"start": "01/05/2023", "end": "30/04/2023"},
        "viene prima",
    ),
    "dates on the project": Bad(
        assignment,
        "end",
        {"start": date(2023, 5, 1), "end": date(2023, 4, 30)},
        {"start": "01/05/2023", "end": "30/04/2023"},
        "viene prima",
    ),
    "fixed above the budget": Bad(
        funding,
        "fixed_amount",
        {"mode": FundingMode.FIXED, "fixed_amount": Decimal("18200.01")},
        {"mode": "fixed", "fixed_amount": "18.200,01"},
        "0,01",
    ),
    "overlapping bands": Bad(
        band, "from_heads", {"from_heads": 3}, {"from_heads": "3"}, "si sovrappone"
    ),
    "all points zero": Bad(
        last_with_points, "weight", {"weight": Decimal(0)}, {"weight": "0"}, "punti"
    ),
}


@pytest.fixture
def draft(demo: Plan) -> Plan:
    return put_in_state(demo, PlanState.DRAFT)


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def bad(request: pytest.FixtureRequest) -> Bad:
    return request.param


def test_a_shell_is_told_at_the_field_and_stores_nothing(draft: Plan, bad: Bad) -> None:
    row = bad.find(draft)
    before = type(row)._default_manager.filter(pk=row.pk).values().get()
    for field, value in bad.values.items():
        setattr(row, field, value)
    with override("it"), pytest.raises(ValidationError) as refusal:
        row.save()
    assert bad.sentence in " ".join(refusal.value.message_dict[bad.field])
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before


def test_the_data_administration_says_the_same_and_keeps_what_was_typed(
    draft: Plan, bad: Bad, clients: Clients
) -> None:
    row = bad.find(draft)
    before = type(row)._default_manager.filter(pk=row.pk).values().get()
    url = page(type(row), "change", row.pk)
    client: Client = clients[Role.HR]
    answer = client.post(url, {**typed_admin(client, url), **bad.typed})
    assert answer.status_code == 200
    assert bad.sentence in " ".join(answer.context["adminform"].form.errors[bad.field])
    kept = typed_in(answer)
    assert {name: kept[name] for name in bad.typed} == {n: [v] for n, v in bad.typed.items()}
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before


def test_a_person_is_on_a_project_once(draft: Plan, clients: Clients) -> None:
    first, second = project(draft).staff.order_by("pk")[:2]
    url, client = page(StaffAssignment, "change", second.pk), clients[Role.HR]
    answer = client.post(url, {**typed_admin(client, url), "employee": str(first.employee_id)})
    said = answer.context["adminform"].form.errors["employee"]
    second.employee = first.employee
    with override("it"), pytest.raises(ValidationError) as refusal:
        second.save()
    assert refusal.value.message_dict["employee"] == list(said)
    assert "già nel progetto" in said[0]
    assert project(draft).staff.filter(employee=first.employee).count() == 1
