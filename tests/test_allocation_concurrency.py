"""Two people at once: one is served after the other, nothing is lost, one run is in force."""

from time import sleep
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from incentives.actions import allocation as actions
from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.enums import RoundingRule, RunState
from incentives.models import AllocationLine, AllocationRun
from objectives.enums import Role
from objectives.models import Act, AuditEvent, Plan, User

pytestmark = pytest.mark.django_db(transaction=True)

RULES = (RoundingRule.LARGEST_REMAINDER, RoundingRule.HALF_UP)


@pytest.fixture
def people(demo: Plan) -> list[User]:
    return list(User.objects.filter(role=Role.HR).order_by("pk"))


@pytest.fixture
def act(demo: Plan) -> Act:
    return demo.acts.get(number="61")


def test_two_prepare_at_once(demo: Plan, people: list[User], at_once: Any) -> None:
    before = AllocationRun.objects.count()
    runs = at_once(
        lambda: record_allocation(by=people[0], plan=demo, rule=RULES[0]),
        lambda: record_allocation(by=people[1], plan=demo, rule=RULES[1]),
    )
    assert sorted(run.number for run in runs) == [before + 1, before + 2]
    assert AllocationLine.objects.filter(run__in=runs).count() == 48


def test_ten_presses_store_one_run(demo: Plan, people: list[User], at_once: Any) -> None:
    before = AllocationRun.objects.count()
    runs = at_once(*[lambda: record_allocation(by=people[0], plan=demo)] * 10)
    assert {run.number for run in runs} == {before + 1}
    assert AllocationRun.objects.count() == before + 1
    assert AuditEvent.objects.filter(target_id=runs[0].pk, target_type="allocationrun").count() == 1


def test_two_approve_the_same_run_at_once(
    demo: Plan, people: list[User], act: Act, at_once: Any
) -> None:
    third = User.objects.create(username="terza", role=Role.HR)
    run = record_allocation(by=people[0], plan=demo)
    outcome = at_once(
        lambda: approve_allocation(by=people[1], run=run, act=act),
        lambda: approve_allocation(by=third, run=run, act=act),
    )
    refused = [item for item in outcome if isinstance(item, ValidationError)]
    approved = [item for item in outcome if isinstance(item, AllocationRun)]
    assert [error.code for error in refused] == ["not_prepared"]
    run.refresh_from_db()
    assert run.approved_by == approved[0].approved_by
    assert (
        AuditEvent.objects.filter(
            action="approved", target_type="allocationrun", target_id=run.pk
        ).count()
        == 1
    )


def test_two_runs_approved_at_once_leave_one_in_force(
    demo: Plan, people: list[User], act: Act, at_once: Any
) -> None:
    older = record_allocation(by=people[0], plan=demo, rule=RULES[0])
    later = record_allocation(by=people[0], plan=demo, rule=RULES[1])
    at_once(
        lambda: approve_allocation(by=people[1], run=older, act=act),
        lambda: approve_allocation(by=people[1], run=later, act=act),
    )
    in_force = AllocationRun.objects.filter(pool__plan=demo, state=RunState.APPROVED)
    assert [run.number for run in in_force] == [later.number]
    older.refresh_from_db()
    later.refresh_from_db()
    # Served first, the older one was in force for a moment; served second, it was refused.
    assert (later.supersedes_id == older.pk) == (older.state == RunState.SUPERSEDED)
    assert older.state in (RunState.SUPERSEDED, RunState.PREPARED)


WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def _somebody_waits(seconds: float = 5) -> bool:
    for _ in range(int(seconds * 50)):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return True
        sleep(0.02)
    return False


@pytest.mark.postgres
def test_the_second_waits_at_the_pool(
    demo: Plan, people: list[User], monkeypatch: pytest.MonkeyPatch, at_once: Any
) -> None:
    """While one run is being stored, the other person waits and has no number yet."""
    waited: list[bool] = []
    store = actions._store_lines

    def watched(run: AllocationRun, *args: Any) -> None:
        waited.append(not waited and _somebody_waits())
        store(run, *args)

    monkeypatch.setattr(actions, "_store_lines", watched)
    at_once(
        lambda: record_allocation(by=people[0], plan=demo, rule=RULES[0]),
        lambda: record_allocation(by=people[1], plan=demo, rule=RULES[1]),
    )
    assert waited == [True, False]
