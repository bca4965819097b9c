"""Requests for review: until when, which ones, and what the project's economies still allow."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from incentives.distribution.runs import BULKY
from incentives.distribution.terms import policy_of
from incentives.models import (
    Adjustment,
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    ReviewRequest,
)
from incentives.sharing.results import ABSENCE, ADJUSTMENT
from objectives.models import Employee, Plan

NOT_AVAILABLE = (ABSENCE, ADJUSTMENT)
NOTHING = Decimal("0.00")


def review_until(run: DistributionRun) -> date | None:
    """The last day to ask, counted from the approval; None before it."""
    if run.approved_at is None:
        return None
    days = policy_of(run.pool.plan).review_days
    return timezone.localtime(run.approved_at).date() + timedelta(days=days)


def reviews_of(plan: Plan) -> QuerySet[ReviewRequest]:
    """All requests of a plan, open ones first, then the latest."""
    reviews = ReviewRequest.objects.filter(run__pool__plan=plan)
    related = ("run", "employee", "project", "answered_by", "adjustment")
    bulky = [f"run__{name}" for name in BULKY if "__" not in name]
    return reviews.select_related(*related).defer(*bulky).order_by("answered_at", "-pk")


def own_reviews(run: DistributionRun, employee: Employee) -> list[ReviewRequest]:
    rows = ReviewRequest.objects.filter(run=run, employee=employee)
    return list(rows.select_related("project", "adjustment").order_by("-pk"))


def available_for(review: ReviewRequest) -> Decimal:
    """Euro of the project's economies that an adjustment may take (RUNS-2)."""
    record = DistributionProjectLine.objects.values_list("record", flat=True).get(
        run=review.run_id, project=review.project_id
    )
    economies = (
        Decimal(item["amount"])
        for item in record["economies"]
        if item["reason"] not in NOT_AVAILABLE
    )
    rows = Adjustment.objects.filter(review__project=review.project_id)
    return sum(economies, NOTHING) - sum(rows.values_list("amount", flat=True), NOTHING)


def amount_of(review: ReviewRequest) -> Decimal:
    """Euro that the person gets in the project, with what was granted since."""
    line = DistributionEmployeeLine.objects.get(
        run=review.run_id, project=review.project_id, employee=review.employee_id
    )
    taken = [Decimal(c["cents"]) for c in line.record["cuts"] if c["reason"] != ADJUSTMENT]
    rows = Adjustment.objects.filter(
        review__project=review.project_id, review__employee=review.employee_id
    )
    granted = sum(rows.values_list("amount", flat=True), NOTHING)
    amount: Decimal = line.share - sum(taken, NOTHING) + granted
    return amount
