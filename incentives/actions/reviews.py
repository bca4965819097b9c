"""The person has read the statement, or asks for a review; human resources answers (RUNS-2)."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incentives.distribution.reviews import amount_of, available_for, review_until
from incentives.enums import ReviewOutcome, RunState
from incentives.models import (
    Acknowledgement,
    Adjustment,
    DistributionRun,
    Pool,
    ReviewRequest,
)
from objectives.actions.audit import record_event
from objectives.enums import AuditAction
from objectives.models import Employee, Project, User
from objectives.rules import answer_review as may_answer
from objectives.templatetags.display import date_it, money


@transaction.atomic
def acknowledge(*, by: User, run: DistributionRun) -> Acknowledgement:
    """By the person alone; a second time changes nothing. Raises PermissionDenied."""
    employee = _own(by, run)
    found, made = Acknowledgement.objects.get_or_create(run=run, employee=employee)
    if made:
        record_event(by=by, action=AuditAction.CREATED, target=found, plan=run.pool.plan)
    return found


@transaction.atomic
def ask_review(*, by: User, run: DistributionRun, project: Project, text: str) -> ReviewRequest:
    """Of one's own amount in a project of the run in force, within the term.

    Raises PermissionDenied, and ValidationError with the sentence at a field or for the form.
    """
    employee = _own(by, run)
    Pool.objects.select_for_update().get(pk=run.pool_id)
    if not run.employee_lines.filter(employee=employee, project=project).exists():
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": ValidationError(_("Write what is wrong."), code="required")})
    _check_term(run)
    review = ReviewRequest(run=run, employee=employee, project=project, text=text.strip())
    if ReviewRequest.objects.filter(
        run=run, employee=employee, project=project, outcome=""
    ).exists():
        raise ValidationError(
            _("You have already asked for a review of this amount."), code="review_one_open"
        )
    review.save()
    record_event(
        by=by, action=AuditAction.CREATED, target=review, plan=run.pool.plan, reason=review.text
    )
    return review


def _own(by: User, run: DistributionRun) -> Employee:
    """The person behind the account, who has a line in an approved run."""
    employee = by.employee if by.is_active else None
    if employee is None or run.state != RunState.APPROVED:
        raise PermissionDenied
    if not run.employee_lines.filter(employee=employee).exists():
        raise PermissionDenied
    return employee


def _check_term(run: DistributionRun) -> None:
    last = review_until(run)
    if last is None or timezone.localdate() > last:
        text = _("The term to ask for a review ended on %(date)s.") % {"date": date_it(last)}
        raise ValidationError(text, code="term_over")


@transaction.atomic
def answer_review(
    *,
    by: User,
    review: ReviewRequest,
    outcome: str,
    answer: str,
    amount: Decimal | None = None,
) -> ReviewRequest:
    """Close a request. Upheld with an amount it becomes an adjustment of the next run; upheld
    without one, the data have been corrected and the next run computes it.

    Raises PermissionDenied, and ValidationError with the sentence at a field or for the form.
    """
    plan = review.project.plan
    if not may_answer(by, plan):
        raise PermissionDenied
    Pool.objects.select_for_update().get(pk=review.run.pool_id)
    review.refresh_from_db(fields=["outcome"])
    _check_answer(by, review, outcome, answer, amount)
    review.outcome, review.answer = outcome, answer.strip()
    review.answered_by, review.answered_at = by, timezone.now()
    review.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    changes = {"outcome": ["", str(ReviewOutcome(outcome).label)]}
    if amount:
        Adjustment.objects.create(review=review, amount=amount, reason=review.answer, by=by)
        changes["amount"] = ["", str(amount)]
    record_event(
        by=by,
        action=AuditAction.ANSWERED,
        target=review,
        plan=plan,
        changes=changes,
        reason=review.answer,
    )
    return review


def _check_answer(
    by: User, review: ReviewRequest, outcome: str, answer: str, amount: Decimal | None
) -> None:
    if review.outcome:
        raise ValidationError(_("This request has already been answered."), code="answered")
    if by.employee_id == review.employee_id:
        raise ValidationError(
            _("Nobody answers their own request: a colleague of human resources does."), code="own"
        )
    if outcome not in ReviewOutcome.values:
        raise _at("outcome", _("Choose one of the outcomes."), "invalid_choice")
    if not answer.strip():
        raise _at("answer", _("Write the answer."), "required")
    if amount:
        _check_amount(review, outcome, amount)


def _check_amount(review: ReviewRequest, outcome: str, amount: Decimal) -> None:
    if outcome == ReviewOutcome.REJECTED:
        raise _at("amount", _("A rejected request changes no amount: leave it empty."), "rejected")
    available, own = available_for(review), amount_of(review)
    if amount > 0 and amount > available:
        text = _(
            "The economies of project %(number)s that may be used are %(available)s €: those of "
            "absences stay with the body."
        )
        params = {"number": review.project.number, "available": money(available)}
        raise _at("amount", text % params, "over_economies")
    if own + amount < 0:
        text = _("The person gets %(amount)s € in this project: no more can be taken.")
        raise _at("amount", text % {"amount": money(own)}, "below_zero")


def _at(field: str, text: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(text, code=code)})
