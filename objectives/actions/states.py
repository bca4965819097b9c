"""Moving a plan from state to state, and back by a recorded step alone (domain.md §2)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from objectives.actions.audit import record_event
from objectives.actions.results import Refusal, need_reason, refuse
from objectives.actions.versions import lock_plan, record_version
from objectives.enums import AuditAction, PlanState
from objectives.models import Act, Plan, PlanTransition, User
from objectives.rules import Someone, has_role
from objectives.states import (
    Condition,
    Move,
    conditions,
    last_step,
    move_to,
    owner_of,
    undo_conditions,
)


@transaction.atomic
def move_plan(
    *, by: User, plan: Plan, to: str, act: Act | None = None, reason: str = ""
) -> PlanTransition:
    """Record the step and put the plan into its new state.

    Pressing twice records one step. Approving also records the version that the act approves.
    Raises PermissionDenied for who the step is not, ValidationError by field, or for the whole
    form with every condition that is not met.
    """
    plan = lock_plan(plan.pk)
    done = last_step(plan)
    if done and plan.state == to and done.by_id == by.pk:
        return done
    move = move_to(plan, to)
    if move is None:
        raise ValidationError(_moved_on(plan), code="state_changed")
    if not may_move(by, move):
        raise PermissionDenied
    _check_form(plan, move, act, reason)
    refuse(unmet(conditions(plan, move)))
    if move.to == PlanState.APPROVED and act:
        record_version(plan=plan, by=by, act=act, reason=reason, in_force_from=act.date)
    return _step(plan, move.to, by=by, act=act, reason=reason.strip())


def may_move(user: Someone, move: Move) -> bool:
    return has_role(user, move.by)


def _moved_on(plan: Plan) -> str:
    return _("Meanwhile the plan is in the state “%(state)s”: read the page again.") % {
        "state": plan.get_state_display()
    }


def _check_form(plan: Plan, move: Move, act: Act | None, reason: str) -> None:
    if move.with_act and act is None:
        raise ValidationError({"act": [ValidationError(_("Choose the act."), "required")]})
    if act is not None and act.plan_id != plan.pk:
        raise ValidationError({"act": [ValidationError(_("Choose an act of this plan."), "act")]})
    if move.with_reason:
        need_reason(reason, _("Write why."))


def unmet(found: list[Condition]) -> Refusal | None:
    texts = [condition.text for condition in found if not condition.is_met]
    return ("unmet", _("Not yet: %(list)s.") % {"list": "; ".join(texts)}) if texts else None


def _step(plan: Plan, to: str, *, by: User, **values: Any) -> PlanTransition:
    before = plan.get_state_display()
    step = PlanTransition.objects.create(
        plan=plan, from_state=plan.state, to_state=to, by=by, **values
    )
    plan.state = to
    plan.save(update_fields=["state"])
    record_event(
        by=by,
        action=AuditAction.STATE,
        target=plan,
        plan=plan,
        act=step.act,
        reason=step.reason,
        changes={"state": [str(before), str(plan.get_state_display())]},
    )
    return step


@transaction.atomic
def undo_step(*, by: User, plan: Plan, step: PlanTransition, reason: str) -> PlanTransition:
    """Take the latest step back by recording another; only its owner may, and with a reason.

    Raises PermissionDenied, ValidationError by field or for the whole form.
    """
    plan = lock_plan(plan.pk)
    again = plan.transitions.filter(undoes=step, by=by).first()
    if again:
        return again
    last = last_step(plan)
    if last is None or last.pk != step.pk:
        raise ValidationError(_moved_on(plan), code="state_changed")
    if not may_undo(by, last):
        raise PermissionDenied
    need_reason(reason, _("Write why the step is taken back."))
    refuse(unmet(undo_conditions(last)))
    return _step(plan, last.from_state, by=by, reason=reason.strip(), undoes=last)


def may_undo(user: Someone, step: PlanTransition) -> bool:
    return has_role(user, owner_of(step))
