"""Two people at once, ten presses, a process that dies: one run or none, one in force."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from incentives.actions import stored
from incentives.actions.distribution import approve_distribution, prepare_distribution
from incentives.enums import RunState
from incentives.models import DistributionEmployeeLine, DistributionRun, Economy
from objectives.enums import Role
from objectives.models import Act, AuditEvent, Plan, User
from tests.distributed import (
    PAID_ON,
    an_act,
    give_result,
    human_resources,
    prepared,
    ready,
    small_plan,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Plan:
    return ready(small_plan(), {1: "90"})


@pytest.fixture
def people(plan: Plan) -> list[User]:
    return human_resources()


@pytest.fixture
def act(plan: Plan) -> Act:
    return an_act(plan, "140")


def test_ten_presses_of_two_people_store_one_run(
    plan: Plan, people: list[User], at_once: Any
) -> None:
    def press(by: User) -> Callable[[], DistributionRun]:
        return lambda: prepare_distribution(by=by, plan=plan, paid_on=PAID_ON)

    runs = at_once(*[press(people[number % 2]) for number in range(10)])
    assert {run.number for run in runs} == {1}
    assert DistributionRun.objects.count() == 1
    assert DistributionEmployeeLine.objects.count() == 6
    assert AuditEvent.objects.filter(action="prepared", target_type="distributionrun").count() == 1


def test_two_approve_the_same_run_at_once(
    plan: Plan, people: list[User], act: Act, at_once: Any
) -> None:
    third = User.objects.create(username="terza", role=Role.HR)
    run = prepared(plan)
    other = DistributionRun.objects.get(pk=run.pk)
    outcome = at_once(
        lambda: approve_distribution(by=people[1], run=run, act=act),
        lambda: approve_distribution(by=third, run=other, act=act),
    )
    refused = [item for item in outcome if isinstance(item, ValidationError)]
    assert [error.code for error in refused] == ["not_prepared"]
    assert AuditEvent.objects.filter(action="approved", target_type="distributionrun").count() == 1


def test_two_runs_approved_at_once_leave_one_in_force(
    plan: Plan, people: list[User], act: Act, at_once: Any
) -> None:
    older = prepared(plan, paid_on=PAID_ON.replace(day=1))
    later = prepared(plan)
    assert (older.number, later.number) == (1, 2)
    at_once(
        lambda: approve_distribution(by=people[1], run=older, act=act),
        lambda: approve_distribution(by=people[1], run=later, act=act),
    )
    in_force = DistributionRun.objects.filter(state=RunState.APPROVED)
    assert [run.number for run in in_force] == [later.number]


def test_a_process_that_dies_half_way_leaves_nothing(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had been written is rolled back with the connection, as after kill -9."""
    real = stored.record_event

    def die(**values: Any) -> None:
        real(**values)
        assert Economy.objects.exists()
        raise SystemExit

    monkeypatch.setattr(stored, "record_event", die)
    with pytest.raises(SystemExit):
        prepared(plan)
    connections.close_all()
    assert not DistributionRun.objects.exists()
    assert not Economy.objects.exists()
    monkeypatch.undo()
    give_result(plan.projects.get(number=1), "95")
    assert prepared(plan).number == 1
