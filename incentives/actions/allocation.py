"""Preparing and approving allocation runs (domain.md, RUNS).

Both lock the pool row first, so that two people who press at once are served one after the other:
numbers follow one another and one run at most is in force. On SQLite the lock is the transaction
itself, which begins IMMEDIATE.
"""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from incentives.actions.stored import (
    already_approved,
    next_number,
    put_in_force,
    record_prepared,
    says_the_same,
)
from incentives.allocation import (
    Allocation,
    allocate,
    fingerprint,
    inputs_to_dict,
    result_to_dict,
)
from incentives.enums import RoundingRule, RunState
from incentives.models import AllocationLine, AllocationRun, Pool
from incentives.queries import allocation_inputs
from objectives.models import Act, Plan, User
from objectives.rules import approve_allocation as may_approve
from objectives.rules import prepare_allocation as may_prepare

# The column keeps six decimals of the quota; the run's record has ten.
QUOTA_COLUMN = Decimal("0.000001")


@transaction.atomic
def record_allocation(
    *, by: User, plan: Plan, rule: str = RoundingRule.LARGEST_REMAINDER
) -> AllocationRun:
    """Compute the plan's allocation from its current data and store it as the next run.

    Pressing twice stores one run: when the latest one is still prepared and says the same to the
    last digit, it is returned. Raises PermissionDenied, Pool.DoesNotExist, AllocationError.
    """
    if not may_prepare(by, plan):
        raise PermissionDenied
    pool = Pool.objects.select_for_update().get(plan=plan)
    inputs = allocation_inputs(plan, rule, pool)
    allocation = allocate(inputs)
    record = {"inputs": inputs_to_dict(inputs), "results": result_to_dict(allocation)}
    sha256 = fingerprint(record["inputs"], record["results"])
    latest = pool.runs.order_by("-number").first()
    if latest and says_the_same(latest, sha256):
        return latest
    run = AllocationRun.objects.create(
        pool=pool, number=next_number(pool.runs), rule=rule, sha256=sha256, prepared_by=by, **record
    )
    _store_lines(run, plan, allocation)
    record_prepared(by=by, run=run, plan=plan)
    return run


def _store_lines(run: AllocationRun, plan: Plan, allocation: Allocation) -> None:
    """One line per project, in the order of the results: readers pair the two by position."""
    projects = dict(plan.projects.values_list("number", "pk"))
    AllocationLine.objects.bulk_create(
        AllocationLine(
            run=run,
            project_id=projects[line.project],
            group_code=group.code,
            mode=line.mode,
            weight=line.weight,
            counted_staff=line.counted_staff,
            coefficient=line.coefficient,
            points=line.points,
            quota=line.quota.quantize(QUOTA_COLUMN),
            correction=line.correction,
            amount=line.amount,
            deliberated=line.deliberated,
        )
        for group in allocation.groups
        for line in group.lines
    )


@transaction.atomic
def approve_allocation(*, by: User, run: AllocationRun, act: Act) -> AllocationRun:
    """Put a prepared run in force by an act of its plan; the run in force before is superseded.

    Approving twice the same way changes nothing. Raises PermissionDenied, and ValidationError
    with the sentence at `act` or for the whole form.
    """
    pool = Pool.objects.select_for_update().select_related("plan").get(pk=run.pool_id)
    if not may_approve(by, pool.plan):
        raise PermissionDenied
    run = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if already_approved(run, by, act):
        return run
    in_force = pool.runs.filter(state=RunState.APPROVED).first()
    refusal = approval_refusal(run, by, in_force)
    if refusal:
        raise ValidationError(refusal[1], code=refusal[0])
    if act.plan_id != pool.plan_id:
        raise ValidationError({"act": _("Choose an act of this plan.")}, code="act_of_other_plan")
    put_in_force(by=by, run=run, act=act, in_force=in_force)
    return run


def approval_refusal(
    run: AllocationRun, by: User, in_force: AllocationRun | None
) -> tuple[str, str] | None:
    """Code and sentence of why this person cannot approve this run, None when they can."""
    if run.state != RunState.PREPARED:
        return "not_prepared", _(
            "Allocation no. %(number)s is no longer waiting for an approval."
        ) % {"number": run.number}
    if in_force and in_force.number > run.number:
        return "older_than_in_force", _(
            "Allocation no. %(number)s, which is later, is in force: prepare a new one."
        ) % {"number": in_force.number}
    if run.prepared_by_id == by.pk:
        return "same_person", _(
            "Who approves must differ from who prepared: you prepared it yourself."
        )
    return None
