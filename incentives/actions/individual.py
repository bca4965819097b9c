"""The individual premium: its terms, switching it on and off, preparing and approving its runs.

Preparing and approving lock the module's row first, as other runs lock their pool (RUNS).
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incentives.actions.stored import (
    already_approved,
    next_number,
    put_in_force,
    record_prepared,
    refuse,
    says_the_same,
)
from incentives.differentiation import (
    Differentiation,
    DifferentiationInput,
    differentiate,
    fingerprint,
    inputs_to_dict,
    result_to_dict,
)
from incentives.distribution.approval import act_refusal
from incentives.individual.approval import approval_refusal
from incentives.individual.gather import gather
from incentives.individual.holders import holders, throughout_text
from incentives.individual.lines import line_rows
from incentives.individual.runs import run_in_force, runs_of
from incentives.models import Evaluation, IndividualLine, IndividualPremium, IndividualRun
from incentives.models.stored import APPROVAL
from objectives.actions.audit import difference, snapshot
from objectives.actions.records import save_row
from objectives.actions.versions import lock_plan
from objectives.models import Act, Employee, Plan, User
from objectives.rules import manage_individual_premium as may_manage

# What is declared before the evaluations; afterwards a change says why.
DECLARED = ("quota_kind", "quota_people", "quota_percent", "quota_rounding", "extra", "tie_rule")
TERMS = ("amount", "act", *DECLARED)
BATCH = 2000


@transaction.atomic
def declare_terms(*, by: User, premium: IndividualPremium, reason: str = "") -> IndividualPremium:
    """Switch the module on with these terms, or change those of a module that is on.

    Once an evaluation is there, another quota, extra or tie rule needs `reason`, which the trail
    keeps with the act. Raises PermissionDenied, and ValidationError by field.
    """
    plan = premium.plan
    if not may_manage(by, plan):
        raise PermissionDenied
    lock_plan(plan.pk)
    stored = IndividualPremium.objects.filter(plan=plan).first()
    if stored and Evaluation.objects.filter(plan=plan).exists():
        _need_reason(stored, premium, reason)
    row = stored or premium
    for name in TERMS:
        setattr(row, name, getattr(premium, name))
    row.is_on = True
    save_row(by=by, row=row, act=premium.act, reason=reason.strip())
    return row


def _need_reason(stored: IndividualPremium, premium: IndividualPremium, reason: str) -> None:
    changes = difference(snapshot(stored, DECLARED), snapshot(premium, DECLARED))
    if changes and not reason.strip():
        text = _("Evaluations are already entered: write why quota, extra or tie rule change.")
        raise ValidationError({"reason": ValidationError(text, code="required")})


@transaction.atomic
def switch_off(*, by: User, plan: Plan) -> None:
    """Hide the module again; its data stay. Refused once a run of it has been approved."""
    if not may_manage(by, plan):
        raise PermissionDenied
    premium = IndividualPremium.objects.select_for_update().get(plan=plan, is_on=True)
    if run_in_force(premium):
        text = _("A run of the individual premium is approved: the module stays on.")
        raise ValidationError(text, code="run_in_force")
    premium.is_on = False
    save_row(by=by, row=premium)


@transaction.atomic
def prepare_individual(
    *, by: User, plan: Plan, paid_on: date | None = None, reason: str = ""
) -> IndividualRun:
    """Compute the premium from today's evaluations and store it as the next run.

    `paid_on` is the day of payment, today unless said; a run beside one in force needs a reason.
    Pressing twice stores one run. Raises PermissionDenied, IndividualPremium.DoesNotExist,
    DifferentiationError, SharingError, and ValidationError with the sentence at `reason` or for
    the whole form.
    """
    if not may_manage(by, plan):
        raise PermissionDenied
    premium = IndividualPremium.objects.select_for_update().get(plan=plan, is_on=True)
    inputs = gather(premium, paid_on=paid_on or timezone.localdate())
    _check_people(inputs, plan)
    result = differentiate(inputs)
    record = {"inputs": inputs_to_dict(inputs), "results": result_to_dict(result)}
    sha256 = fingerprint(record["inputs"], record["results"])
    latest = runs_of(premium).first()
    if latest and says_the_same(latest, sha256):
        return latest
    _check_second(run_in_force(premium), sha256, reason)
    run = IndividualRun.objects.create(
        premium=premium,
        number=next_number(premium.runs),
        reason=reason.strip(),
        sha256=sha256,
        prepared_by=by,
        **record,
    )
    _store_lines(run, result)
    record_prepared(by=by, run=run, plan=plan, reason=run.reason)
    return run


def _check_people(inputs: DifferentiationInput, plan: Plan) -> None:
    if not inputs.people:
        text = _("Nobody has an evaluation yet: enter the evaluations first.")
        raise ValidationError(text, code="no_evaluation")
    if people := holders(plan).throughout:
        raise ValidationError(throughout_text(people), code="evaluation_eq")


def _check_second(in_force: IndividualRun | None, sha256: str, reason: str) -> None:
    """What a run beside the one in force needs: a difference, and why."""
    if in_force is None:
        return
    number = {"number": in_force.number}
    if in_force.sha256 == sha256:
        text = _("Nothing has changed since run no. %(number)s, which is in force.")
        raise ValidationError(text % number, code="nothing_changed")
    if not reason.strip():
        text = _("Write why a new run is needed: no. %(number)s is in force.")
        raise ValidationError({"reason": ValidationError(text % number, code="required")})


def _store_lines(run: IndividualRun, result: Differentiation) -> None:
    codes = [line.employee for line in result.lines]
    people = dict(Employee.objects.filter(code__in=codes).values_list("code", "pk"))
    IndividualLine.objects.bulk_create(line_rows(run, result, people), batch_size=BATCH)


@transaction.atomic
def approve_individual(*, by: User, run: IndividualRun, act: Act) -> IndividualRun:
    """Put a prepared run in force by an act of its plan; the run in force before is superseded.

    Approving twice the same way changes nothing. Raises PermissionDenied, and ValidationError
    with the sentence at `act` or for the whole form.
    """
    # With the plan, whose validation cannot be taken back meanwhile.
    premiums = IndividualPremium.objects.select_for_update(of=("self", "plan"))
    run.premium = premium = premiums.select_related("plan").get(pk=run.premium_id)
    if not may_manage(by, premium.plan):
        raise PermissionDenied
    run.refresh_from_db(fields=APPROVAL)
    if already_approved(run, by, act):
        return run
    in_force = run_in_force(premium)
    refuse(approval_refusal(run, by, in_force))
    refuse(act_refusal(act, premium.plan), "act")
    put_in_force(by=by, run=run, act=act, in_force=in_force)
    return run
