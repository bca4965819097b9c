"""The NIV's own acts: an outcome per project, remarks and their threads; nothing else changes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import rules
from objectives.actions.audit import record_event
from objectives.actions.results import (
    Refusal,
    hold,
    last_result,
    need_reason,
    out_of_time,
    refuse,
    set_back,
    stands,
)
from objectives.enums import AuditAction, PlanState, ResultState, ValidationOutcome
from objectives.measurements import MeasuredProject, measured
from objectives.models import (
    Plan,
    Project,
    ProjectResult,
    Remark,
    RemarkMessage,
    User,
    Validation,
)
from objectives.outcomes import latest_validation, outdated
from objectives.windows import withdrawn_text

SUBJECT_LENGTH = 200


@transaction.atomic
def validate_result(
    *, by: User, project: Project, result: ProjectResult, outcome: str, text: str = ""
) -> Validation:
    """Record what the NIV decides on the result it read; validating locks it.

    Until the plan is validated the NIV may decide again; what it said before stays on record.
    In a plan sent back it opens validated results again and decides nothing else. Deciding the
    same twice records it once. A remark opens its thread. Raises PermissionDenied,
    ValidationError by field or for the whole form.
    """
    project = hold(project)
    if not rules.validate_result(by, project):
        raise PermissionDenied
    last = last_result(project)
    before = latest_validation(last)
    if before and before.result_id == result.pk and _same(before, by, outcome, text):
        return before
    refuse(validation_refusal(project, last, outcome))
    if last is None or last.pk != result.pk:
        raise ValidationError(
            _("The result has changed since you opened the page: read it again."), code="changed"
        )
    if outcome != ValidationOutcome.VALIDATED:
        need_reason(text, _("Write the remark, or why the result is sent back."), "text")
    row = Validation.objects.create(result=last, outcome=outcome, text=text.strip(), by=by)
    _settle(row, last, by)
    record_event(by=by, action=AuditAction.VALIDATED, target=row, project=project, reason=row.text)
    if outcome == ValidationOutcome.WITH_REMARKS:
        _open(project, by, _subject(row.text), row.text)
    return row


def _same(before: Validation, by: User, outcome: str, text: str) -> bool:
    said = (before.by_id, before.outcome, before.text)
    return said == (by.pk, outcome, text.strip())


def _settle(row: Validation, result: ProjectResult, by: User) -> None:
    if row.outcome == ValidationOutcome.SENT_BACK:
        set_back(result, by, row.text)
    else:
        result.state = ResultState.VALIDATED
        result.save(update_fields=["state"])


def validation_refusal(
    project: Project,
    result: ProjectResult | None,
    outcome: str = ValidationOutcome.SENT_BACK,
    found: MeasuredProject | None = None,
) -> Refusal | None:
    """Why the NIV cannot decide this on the project now; for the outcome that can come most often
    unless another is asked about. `found` where it is measured already."""
    if not _is_in_time(project.plan, result, outcome):
        return "plan_state", out_of_time(project.plan)
    if text := withdrawn_text(project):
        return "withdrawn", text
    if result is None or not stands(result):
        return "not_confirmed", _("The result has not been confirmed yet.")
    if result.state == ResultState.SECOND_NEEDED:
        return "second_needed", _("The head of the sector has not confirmed the result yet.")
    if outdated(result, found or measured(project)):
        return "outdated", _(
            "Values or card have changed since the result was confirmed: send it back."
        )
    return None


def _is_in_time(plan: Plan, result: ProjectResult | None, outcome: str) -> bool:
    if plan.state != PlanState.SENT_BACK:
        return plan.state == PlanState.FINAL_REPORT
    is_validated = result is not None and result.state == ResultState.VALIDATED
    return is_validated and outcome == ValidationOutcome.SENT_BACK


# --- Remarks -----------------------------------------------------------------------------------


@transaction.atomic
def open_remark(*, by: User, project: Project, subject: str, text: str) -> Remark:
    """Start a thread on a project. Raises PermissionDenied, ValidationError by field."""
    project = hold(project)
    if not rules.validate_result(by, project):
        raise PermissionDenied
    refuse(remark_refusal(project.plan))
    need_reason(subject, _("Write what the remark is about, in a few words."), "subject")
    need_reason(text, _("Write the remark."), "text")
    same = project.remarks.filter(closed_at=None, by=by, subject=subject.strip())
    twice = same.filter(messages__text=text.strip()).first()
    return twice or _open(project, by, subject, text)


def remark_refusal(plan: Plan) -> Refusal | None:
    return ("plan_state", out_of_time(plan)) if plan.is_draft else None


def _open(project: Project, by: User, subject: str, text: str) -> Remark:
    remark = Remark.objects.create(project=project, subject=_subject(subject), by=by)
    RemarkMessage.objects.create(remark=remark, text=text.strip(), by=by)
    record_event(
        by=by, action=AuditAction.OPENED, target=remark, project=project, reason=text.strip()
    )
    return remark


def _subject(text: str) -> str:
    """The first line, as far as there is room."""
    line = text.strip().splitlines()[0].strip()
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


@transaction.atomic
def answer_remark(*, by: User, remark: Remark, text: str) -> RemarkMessage:
    """Add to a thread. The same text twice in a row is written once."""
    project = hold(remark.project)
    if not rules.answer_remark(by, project):
        raise PermissionDenied
    remark = Remark.objects.get(pk=remark.pk)
    need_reason(text, _("Write the answer."), "text")
    last = remark.messages.order_by("-pk").first()
    if last and (last.by_id, last.text) == (by.pk, text.strip()):
        return last
    _check_open(remark)
    message = RemarkMessage.objects.create(remark=remark, text=text.strip(), by=by)
    record_event(
        by=by,
        action=AuditAction.ANSWERED,
        target=message,
        project=project,
        reason=remark.subject,
    )
    return message


@transaction.atomic
def close_remark(*, by: User, remark: Remark) -> Remark:
    """End a thread: what was said stays, nothing follows. Closing twice changes nothing."""
    project = hold(remark.project)
    if not rules.validate_result(by, project):
        raise PermissionDenied
    remark = Remark.objects.get(pk=remark.pk)
    if not remark.is_open and remark.closed_by_id == by.pk:
        return remark
    _check_open(remark)
    remark.closed_at, remark.closed_by = timezone.now(), by
    remark.save(update_fields=["closed_at", "closed_by"])
    record_event(by=by, action=AuditAction.CLOSED, target=remark, project=project)
    return remark


def _check_open(remark: Remark) -> None:
    if not remark.is_open:
        raise ValidationError(_("The remark is closed: nothing is added to it."), code="closed")
