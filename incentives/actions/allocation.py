"""Preparing and approving allocation runs (domain.md, RUNS).

Both lock the pool row first, so that two people who press at once are served one after the other:
numbers follow one another and one run at most is in force. On SQLite the lock is the transaction
itself, which begins IMMEDIATE.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

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
from objectives.actions.audit import difference, record_event, snapshot
from objectives.enums import AuditAction
from objectives.models import Act, Plan, User
from objectives.rules import approve_allocation as may_approve
from objectives.rules import prepare_allocation as may_prepare

# The column keeps six decimals of the quota; the run's record has ten.
QUOTA_COLUMN = Decimal("0.000001")
APPROVAL = ("state", "approved_by", "approved_at", "act", "supersedes")


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
    if latest and latest.state == RunState.PREPARED and latest.sha256 == sha256:
        return latest
    run = AllocationRun.objects.create(
        pool=pool, number=_next_number(pool), rule=rule, sha256=sha256, prepared_by=by, **record
    )
    _store_lines(run, plan, allocation)
    changes = {"state": ["", str(RunState.PREPARED.label)], "sha256": ["", sha256]}
    record_event(by=by, action=AuditAction.PREPARED, target=run, plan=plan, changes=changes)
    return run


def _next_number(pool: Pool) -> int:
    latest: int | None = pool.runs.aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


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
    if _already_approved(run, by, act):
        return run
    in_force = pool.runs.filter(state=RunState.APPROVED).first()
    refusal = approval_refusal(run, by, in_force)
    if refusal:
        raise ValidationError(refusal[1], code=refusal[0])
    if act.plan_id != pool.plan_id:
        raise ValidationError({"act": _("Choose an act of this plan.")}, code="act_of_other_plan")
    if in_force:
        _write(
            in_force,
            {"state": RunState.SUPERSEDED},
            by=by,
            action=AuditAction.SUPERSEDED,
            because=act,
        )
    approval = {
        "state": RunState.APPROVED,
        "approved_by": by,
        "approved_at": timezone.now(),
        "act": act,
        "supersedes": in_force,
    }
    _write(run, approval, by=by, action=AuditAction.APPROVED, because=act)
    return run


def _already_approved(run: AllocationRun, by: User, act: Act) -> bool:
    same_way = run.approved_by_id == by.pk and run.act_id == act.pk
    return run.state == RunState.APPROVED and same_way


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


def _write(
    run: AllocationRun, values: dict[str, Any], *, by: User, action: str, because: Act
) -> None:
    before = snapshot(run, APPROVAL)
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    record_event(
        by=by,
        action=action,
        target=run,
        plan=because.plan,
        act=because,
        changes=difference(before, snapshot(run, APPROVAL)),
    )
