"""Preparing and approving distribution runs (domain.md, RUNS; docs/adr/0007).

Both lock the pool row first, as allocations do: numbers follow one another and one run at most
is in force, whoever presses at once. What is written is written in one transaction or not at all.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incentives import sharing
from incentives.actions.stored import (
    already_approved,
    next_number,
    put_in_force,
    record_prepared,
    refuse,
    says_the_same,
)
from incentives.distribution import gather
from incentives.distribution.approval import act_refusal, approval_refusal
from incentives.distribution.destinations import stored_destinations
from incentives.distribution.lines import economy_rows, employee_rows, project_rows
from incentives.distribution.runs import run_in_force, runs_of
from incentives.models import (
    BudgetChapter,
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    Economy,
    Pool,
)
from incentives.models.stored import APPROVAL
from objectives.acyclic import acyclic
from objectives.models import Act, Employee, Plan, User
from objectives.rules import approve_distribution as may_approve
from objectives.rules import prepare_distribution as may_prepare

BATCH = 2000


@acyclic()
@transaction.atomic
def prepare_distribution(
    *, by: User, plan: Plan, paid_on: date | None = None, reason: str = ""
) -> DistributionRun:
    """Compute the plan's distribution from its current data and store it as the next run.

    `paid_on` is the day of payment, today unless said; a run beside one in force needs a reason.
    Pressing twice stores one run: when the latest one is still prepared and says the same to the
    last digit, it is returned. Results that the NIV has not validated are no obstacle here.
    Raises PermissionDenied, Pool.DoesNotExist, NothingToDistributeError, SharingError,
    PayoutError, and ValidationError with the sentence at `reason` or for the whole form.
    """
    if not may_prepare(by, plan):
        raise PermissionDenied
    pool = Pool.objects.select_for_update().get(plan=plan)
    gathered = gather(plan, paid_on=paid_on or timezone.localdate(), pool=pool)
    distribution = sharing.distribute(gathered.inputs)
    record = {"inputs": gathered.stored(), "results": sharing.result_to_dict(distribution)}
    sha256 = sharing.fingerprint(record["inputs"], record["results"])
    latest = runs_of(plan).first()
    if latest and says_the_same(latest, sha256):
        return latest
    _check_second(run_in_force(plan), record, gathered.destinations, reason)
    run = DistributionRun.objects.create(
        pool=pool,
        number=next_number(pool.distributions),
        allocation=gathered.allocation,
        reason=reason.strip(),
        sha256=sha256,
        prepared_by=by,
        **record,
    )
    _store_lines(run, plan, distribution)
    record_prepared(by=by, run=run, plan=plan, reason=run.reason)
    return run


def _check_second(
    in_force: DistributionRun | None,
    record: dict[str, Any],
    destinations: dict[str, str],
    reason: str,
) -> None:
    """What a run beside the one in force needs: a difference, and why."""
    if in_force is None:
        return
    same = in_force.results == record["results"]
    if same and stored_destinations(in_force) == destinations:
        text = _("Nothing has changed since distribution no. %(number)s, which is in force.")
        raise ValidationError(text % {"number": in_force.number}, code="nothing_changed")
    if not reason.strip():
        text = _("Write why a new distribution is needed: no. %(number)s is in force.")
        error = ValidationError(text, code="required", params={"number": in_force.number})
        raise ValidationError({"reason": error})


def _store_lines(run: DistributionRun, plan: Plan, distribution: sharing.Distribution) -> None:
    """In the order of the results: readers pair the two by position."""
    keys = dict(plan.projects.values_list("number", "pk"))
    on_projects = Employee.objects.filter(assignments__project__plan=plan)
    people = dict(on_projects.values_list("code", "pk"))
    chapters = dict(BudgetChapter.objects.values_list("code", "pk"))
    DistributionProjectLine.objects.bulk_create(
        project_rows(run, distribution, run.results, keys), batch_size=BATCH
    )
    DistributionEmployeeLine.objects.bulk_create(
        employee_rows(run, distribution, run.results, keys, people, chapters), batch_size=BATCH
    )
    Economy.objects.bulk_create(economy_rows(run, distribution, keys), batch_size=BATCH)


@transaction.atomic
def approve_distribution(*, by: User, run: DistributionRun, act: Act) -> DistributionRun:
    """Put a prepared run in force by an act of its plan; the run in force before is superseded.

    Approving twice the same way changes nothing. Raises PermissionDenied, and ValidationError
    with the sentence at `act` or for the whole form.
    """
    # With the plan, whose validation cannot be taken back meanwhile.
    pools = Pool.objects.select_for_update(of=("self", "plan")).select_related("plan")
    run.pool = pool = pools.get(pk=run.pool_id)
    if not may_approve(by, pool.plan):
        raise PermissionDenied
    # Read again under the lock; the record, which cannot change, is not.
    run.refresh_from_db(fields=APPROVAL)
    if already_approved(run, by, act):
        return run
    in_force = run_in_force(pool.plan)
    refuse(approval_refusal(run, by, in_force))
    refuse(act_refusal(act, pool.plan), "act")
    put_in_force(by=by, run=run, act=act, in_force=in_force)
    return run
