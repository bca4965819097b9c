"""The individual premium pressed by two people at once: one run, one in force."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from incentives.actions.individual import approve_individual, prepare_individual
from incentives.models import IndividualLine, IndividualRun
from objectives.enums import Role
from objectives.models import AuditEvent, User
from tests.distributed import PAID_ON, an_act, human_resources
from tests.individual import plan_with_premium, prepared

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_presses_of_two_people_store_one_run(at_once: Any) -> None:
    plan = plan_with_premium()
    people = human_resources()

    def press(by: User) -> Callable[[], IndividualRun]:
        return lambda: prepare_individual(by=by, plan=plan, paid_on=PAID_ON)

    runs = at_once(*[press(people[number % 2]) for number in range(10)])
    assert {run.number for run in runs} == {1}
    assert IndividualLine.objects.count() == 4
    assert AuditEvent.objects.filter(action="prepared", target_type="individualrun").count() == 1


def test_two_approve_the_same_run_at_once(at_once: Any) -> None:
    plan = plan_with_premium()
    third = User.objects.create(username="terza", role=Role.HR)
    run, act = prepared(plan), an_act(plan, "150")
    other = IndividualRun.objects.get(pk=run.pk)
    outcome = at_once(
        lambda: approve_individual(by=human_resources()[1], run=run, act=act),
        lambda: approve_individual(by=third, run=other, act=act),
    )
    refused = [item for item in outcome if isinstance(item, ValidationError)]
    assert [error.code for error in refused] == ["not_prepared"]
    assert AuditEvent.objects.filter(action="approved", target_type="individualrun").count() == 1
