"""Confirming the result of a project and sending it back (RESULT-2 to RESULT-4).

Every action holds the plan and then the project, so that two people who press at once are served
one after the other; entries of values hold the project as well. A refusal is a code and a
sentence, the same for the page that explains and for the action that refuses.
"""

from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives import rules, scoring
from objectives.actions.audit import record_event
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction, PlanState, ResultState, Role
from objectives.measurements import MeasuredProject, measured
from objectives.models import Plan, Project, ProjectResult, User
from objectives.outcomes import is_paid_by, latest_results, second_confirmers
from objectives.templatetags.display import date_it
from objectives.windows import withdrawn_text

Refusal = tuple[str, str]
# When results are confirmed: the year is over and the NIV has not decided yet.
CONFIRMING = frozenset({PlanState.FINAL_REPORT, PlanState.SENT_BACK})


def hold(project: Project) -> Project:
    """The project as stored now, held with its plan until the transaction ends."""
    plan = lock_plan(project.plan_id)
    held = Project.objects.select_for_update().get(pk=project.pk)
    held.plan = plan
    return held


def last_result(project: Project) -> ProjectResult | None:
    return latest_results([project.pk]).get(project.pk)


def stands(result: ProjectResult | None) -> bool:
    return result is not None and result.state != ResultState.SENT_BACK


def fingerprint_of(found: MeasuredProject) -> str:
    """SHA-256 of what would be confirmed: the page carries it, the action compares it."""
    return scoring.fingerprint(
        scoring.inputs_to_dict(found.inputs), scoring.result_to_dict(found.result)
    )


def refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise ValidationError(refusal[1], code=refusal[0])


# --- Confirming --------------------------------------------------------------------------------


@transaction.atomic
def confirm_result(*, by: User, project: Project, seen: str = "") -> ProjectResult:
    """Store inputs and result of a project as its result, to be read by the NIV.

    `seen` is the fingerprint of what the person was shown. Confirming twice stores one result.
    Raises PermissionDenied, and ValidationError while a value is missing or undecided, when
    something changed since it was seen, or when the result is already somebody else's.
    """
    project = hold(project)
    if not rules.confirm_result(by, project):
        raise PermissionDenied
    last = last_result(project)
    if last and stands(last) and last.confirmed_by_id == by.pk:
        return last
    found = measured(project)
    refuse(confirmation_refusal(by, found, last))
    if seen and seen != fingerprint_of(found):
        raise ValidationError(
            _("Values have changed since you opened the page: read the result again."),
            code="changed",
        )
    return _store(found, by, last)


def _store(found: MeasuredProject, by: User, last: ProjectResult | None) -> ProjectResult:
    project = found.project
    second = is_paid_by(by, project)
    result = ProjectResult.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        state=ResultState.SECOND_NEEDED if second else ResultState.CONFIRMED,
        mode=found.result.mode,
        result=cast(Decimal, found.result.result),
        threshold=found.result.threshold,
        met=bool(found.result.met),
        inputs=scoring.inputs_to_dict(found.inputs),
        results=scoring.result_to_dict(found.result),
        sha256=fingerprint_of(found),
        confirmed_by=by,
    )
    record_event(by=by, action=AuditAction.CONFIRMED, target=result, project=project)
    return result


def confirmation_refusal(
    user: User, found: MeasuredProject, last: ProjectResult | None
) -> Refusal | None:
    """Why this person cannot confirm this result now; None when they can."""
    plan = found.project.plan
    if plan.state not in CONFIRMING:
        return "plan_state", _(
            "Results are confirmed for the final report: the plan is in the state “%(state)s”."
        ) % {"state": plan.get_state_display()}
    if last and stands(last):
        return "already_confirmed", confirmed_text(last)
    if text := withdrawn_text(found.project):
        return "withdrawn", text
    return _incomplete(found) or _without_result(found.result) or _nobody_else(user, found.project)


def confirmed_text(result: ProjectResult) -> str:
    if result.state == ResultState.VALIDATED:
        return _("Result validated by the NIV: it does not change any more.")
    return _("Already confirmed by %(name)s on %(day)s.") % {
        "name": result.confirmed_by,
        "day": date_it(result.confirmed_at),
    }


def _incomplete(found: MeasuredProject) -> Refusal | None:
    orders = [str(row.indicator.order) for row in found.missing]
    if not orders:
        return None
    text = ngettext(
        "A value is missing: indicator %(orders)s.",
        "%(count)s values are missing: indicators %(orders)s.",
        len(orders),
    )
    return "missing", text % {"count": len(orders), "orders": ", ".join(orders)}


def _without_result(result: scoring.Result) -> Refusal | None:
    if not result.reason:
        return None
    return result.reason, no_result_text(result.reason)


def no_result_text(reason: str) -> str:
    """Why there is no result at all, for a reason of objectives/scoring/types.py."""
    return {
        "no_indicators": _("The project has no indicators: there is nothing to measure."),
        "all_neutralised": _("Every indicator is neutralised: nothing is left to measure."),
        "no_weight": _("The indicators that count all weigh zero."),
    }[reason]


def _nobody_else(user: User, project: Project) -> Refusal | None:
    """Who is paid by the project needs a second person: there must be one."""
    if not is_paid_by(user, project) or second_confirmers(project, user):
        return None
    return "no_second", _(
        "You share the premium of this project, and no head of a sector can confirm after you. "
        "Ask Human resources to check who heads the sector."
    )


@transaction.atomic
def confirm_second(*, by: User, project: Project) -> ProjectResult:
    """The confirmation of a head of the sector, where the first person is paid by the project.

    Raises PermissionDenied for who is not asked, ValidationError when none is asked for.
    """
    project = hold(project)
    result = last_result(project)
    if result and result.second_by_id == by.pk and stands(result):
        return result
    if result is None or result.state != ResultState.SECOND_NEEDED:
        raise ValidationError(_("No second confirmation is needed."), code="not_needed")
    if not may_confirm_second(by, project, result):
        raise PermissionDenied
    if project.plan.state not in CONFIRMING:
        raise ValidationError(out_of_time(project.plan), code="plan_state")
    _change(result, state=ResultState.CONFIRMED, second_by=by, second_at=timezone.now())
    record_event(by=by, action=AuditAction.SECOND_CONFIRMED, target=result, project=project)
    return result


def may_confirm_second(user: rules.Someone, project: Project, result: ProjectResult) -> bool:
    if result.state != ResultState.SECOND_NEEDED or not rules.has_role(user, Role.MANAGER):
        return False
    return user.employee_id in second_confirmers(project, result.confirmed_by)


def out_of_time(plan: Plan) -> str:
    return _("The plan is in the state “%(state)s”: results do not change now.") % {
        "state": plan.get_state_display()
    }


def _change(result: ProjectResult, **values: Any) -> None:
    for name, value in values.items():
        setattr(result, name, value)
    result.save(update_fields=list(values))


# --- Sending back ------------------------------------------------------------------------------


@transaction.atomic
def send_back(*, by: User, project: Project, reason: str) -> ProjectResult:
    """Open a confirmed result again: it stays on record and another one will follow.

    Raises PermissionDenied, ValidationError by field; a validated result is the NIV's.
    """
    project = hold(project)
    if not rules.send_back_result(by, project):
        raise PermissionDenied
    result = last_result(project)
    refuse(send_back_refusal(project.plan, result))
    need_reason(reason, _("Write why the result is sent back."))
    result = cast(ProjectResult, result)
    set_back(result, by, reason)
    record_event(
        by=by, action=AuditAction.SENT_BACK, target=result, project=project, reason=reason.strip()
    )
    return result


def send_back_refusal(plan: Plan, result: ProjectResult | None) -> Refusal | None:
    if result is None or not stands(result):
        return "not_confirmed", _("There is no confirmed result to send back.")
    if result.state == ResultState.VALIDATED:
        return "validated", _("Result validated by the NIV: it does not change any more.")
    if plan.state not in CONFIRMING:
        return "plan_state", out_of_time(plan)
    return None


def set_back(result: ProjectResult, by: User, reason: str) -> None:
    _change(
        result,
        state=ResultState.SENT_BACK,
        sent_back_by=by,
        sent_back_at=timezone.now(),
        sent_back_reason=reason.strip(),
    )


def need_reason(reason: str, sentence: str, field: str = "reason") -> None:
    if not reason.strip():
        raise ValidationError({field: [ValidationError(sentence, code="required")]})
