"""Two people at once on one result, one remark, one plan: one is served after the other."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from objectives.actions.results import confirm_result, send_back
from objectives.actions.states import move_plan
from objectives.actions.validation import validate_result
from objectives.enums import PlanState, ResultState, Role, ValidationOutcome
from objectives.models import (
    AuditEvent,
    Headship,
    Plan,
    PlanTransition,
    Project,
    ProjectResult,
    User,
)
from objectives.models import Validation as Decision
from tests.measured import a_manager, complete, final_report
from tests.states import put_in_state

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(demo: Plan) -> Project:
    found = demo.projects.get(number=8)
    complete(final_report(demo), found)
    return found


@pytest.fixture
def manager(demo: Plan) -> User:
    return User.objects.get(username="responsabile")


def test_ten_presses_confirm_once(project: Project, manager: User, at_once: Any) -> None:
    results = at_once(*[lambda: confirm_result(by=manager, project=project)] * 10)
    assert {row.pk for row in results} == {ProjectResult.objects.get().pk}
    assert AuditEvent.objects.filter(target_type="projectresult").count() == 1


def test_two_people_confirm_and_one_is_told(project: Project, manager: User, at_once: Any) -> None:
    other = a_manager("altra")
    Headship.objects.filter(area__code="SIT").update(employee=other.employee)
    outcome = at_once(
        lambda: confirm_result(by=manager, project=project),
        lambda: confirm_result(by=other, project=project),
    )
    refused = [item for item in outcome if isinstance(item, ValidationError)]
    assert [error.code for error in refused] == ["already_confirmed"]
    assert ProjectResult.objects.count() == 1


def test_sent_back_and_validated_at_once_leave_one_of_the_two(
    project: Project, manager: User, at_once: Any
) -> None:
    result = confirm_result(by=manager, project=project)
    hr, niv = (User.objects.filter(role=role)[0] for role in (Role.HR, Role.NIV))
    validated = ValidationOutcome.VALIDATED
    outcome = at_once(
        lambda: send_back(by=hr, project=project, reason="x"),
        lambda: validate_result(by=niv, project=project, result=result, outcome=validated),
    )
    assert sum(isinstance(item, ValidationError) for item in outcome) == 1
    result.refresh_from_db()
    assert (result.state == ResultState.VALIDATED) == Decision.objects.exists()


def test_ten_presses_validate_once(project: Project, manager: User, at_once: Any) -> None:
    result = confirm_result(by=manager, project=project)
    niv = User.objects.get(role=Role.NIV)
    decide = {"by": niv, "project": project, "result": result}
    rows = at_once(*[lambda: validate_result(**decide, outcome="with_remarks", text="x")] * 10)
    assert {row.pk for row in rows} == {Decision.objects.get().pk}
    assert project.remarks.count() == 1


def test_ten_presses_move_the_plan_once(demo: Plan, at_once: Any) -> None:
    hr = User.objects.filter(role=Role.HR).order_by("pk")[0]
    put_in_state(demo, PlanState.APPROVED, User.objects.get(role=Role.NIV))
    before = set(PlanTransition.objects.values_list("pk", flat=True))
    steps = at_once(*[lambda: move_plan(by=hr, plan=demo, to="in_progress")] * 10)
    after = set(PlanTransition.objects.values_list("pk", flat=True))
    assert len(after - before) == 1
    assert {step.pk for step in steps} == after - before
