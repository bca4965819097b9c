"""What enters the sums of a result: neutralised indicators, the mode of the weights."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import rules
from objectives.actions.audit import record_event
from objectives.actions.projects import amendment_errors
from objectives.actions.results import (
    Refusal,
    confirmed_text,
    hold,
    last_result,
    need_reason,
    out_of_time,
    refuse,
    stands,
)
from objectives.actions.versions import record_version
from objectives.enums import AuditAction, ResultMode
from objectives.models import Act, Indicator, Neutralisation, Plan, Project, ProjectResult, User
from objectives.windows import OPEN_STATES


@transaction.atomic
def neutralise(*, by: User, indicator: Indicator, act: Act | None, reason: str) -> Neutralisation:
    """Take an indicator made impossible by outside causes out of the sums (RESULT-3).

    Raises PermissionDenied, ValidationError by field or for the whole form.
    """
    project = hold(indicator.project)
    _check_neutralising(by, project)
    if act is None or act.plan_id != project.plan_id:
        raise ValidationError({"act": [ValidationError(_("Choose an act of this plan."), "act")]})
    need_reason(reason, _("Write which outside cause made it impossible."))
    if indicator.neutralisations.filter(revoked_at__isnull=True).exists():
        raise ValidationError(_("The indicator is already neutralised."), code="already")
    row = Neutralisation.objects.create(indicator=indicator, act=act, reason=reason.strip(), by=by)
    record_event(
        by=by,
        action=AuditAction.NEUTRALISED,
        target=row,
        project=project,
        act=act,
        reason=row.reason,
    )
    return row


@transaction.atomic
def revoke(*, by: User, neutralisation: Neutralisation, reason: str) -> Neutralisation:
    """Let a neutralised indicator count again. Raises as `neutralise`."""
    project = hold(neutralisation.indicator.project)
    _check_neutralising(by, project)
    row = Neutralisation.objects.get(pk=neutralisation.pk)
    if row.revoked_at:
        raise ValidationError(_("The indicator already counts again."), code="already")
    need_reason(reason, _("Write why it counts again."))
    row.revoked_at, row.revoked_by, row.revoked_reason = timezone.now(), by, reason.strip()
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    record_event(
        by=by, action=AuditAction.REVOKED, target=row, project=project, reason=reason.strip()
    )
    return row


def _check_neutralising(by: User, project: Project) -> None:
    if not rules.neutralise_indicator(by, project):
        raise PermissionDenied
    refuse(sums_refusal(project.plan, last_result(project)))


def sums_refusal(plan: Plan, result: ProjectResult | None) -> Refusal | None:
    """Why what enters the sums of a project cannot change now."""
    if plan.state not in OPEN_STATES:
        return "plan_state", out_of_time(plan)
    return settled_refusal(result)


def settled_refusal(result: ProjectResult | None) -> Refusal | None:
    if result is None or not stands(result):
        return None
    confirmed = confirmed_text(result)
    return "already_confirmed", _("%(confirmed)s Send it back first.") % {"confirmed": confirmed}


# --- The weights in the result -----------------------------------------------------------------


@transaction.atomic
def set_result_mode(
    *, by: User, project: Project, mode: str, act: Act | None = None, reason: str = ""
) -> Project:
    """Settle how weights that do not total 100 enter the result (RESULT-2).

    It is part of what the plan says: past the draft it needs an act and makes a version.
    Raises PermissionDenied, ValidationError by field.
    """
    project = hold(project)
    plan = project.plan
    if not rules.edit_project(by, project):
        raise PermissionDenied
    refuse(settled_refusal(last_result(project)))
    if project.result_mode == mode:
        return project
    if errors := amendment_errors(plan, act, reason):
        raise ValidationError(errors)
    before, project.result_mode = project.get_result_mode_display(), mode
    project.save()
    changes = {"result_mode": [str(before), str(ResultMode(mode).label)]}
    record_event(
        by=by,
        action=AuditAction.CHANGED,
        target=project,
        project=project,
        act=act,
        reason=reason,
        changes=changes,
    )
    if not plan.is_draft and act:
        record_version(plan=plan, by=by, act=act, reason=reason, in_force_from=act.date)
    return project
