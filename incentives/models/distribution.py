"""Stored distribution runs: written once, recomputable from what they store (RUNS)."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import ReviewOutcome
from objectives.models import Employee, Plan, Project

from .payout import BudgetChapter
from .pool import Pool
from .runs import AllocationRun
from .stored import StoredRun, person, run_constraints


def euro(label: Any = "", **options: Any) -> models.DecimalField:
    """Euro with two decimals, negative where a later run takes something back."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class DistributionRun(StoredRun):
    """Distribuzione: what every person gets of the projects; the lines serve queries."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="distributions"
    )
    allocation = models.ForeignKey(
        AllocationRun,
        verbose_name=_("allocation"),
        on_delete=models.PROTECT,
        related_name="distributions",
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta(StoredRun.Meta):
        verbose_name = _("distribution run")
        verbose_name_plural = _("distribution runs")
        ordering = ("pool", "-number")
        constraints = run_constraints(
            "distribution", "pool", _("Only one distribution can be in force.")
        )

    @property
    def plan(self) -> Plan:
        return self.pool.plan

    def __str__(self) -> str:
        return _("Distribution no. %(number)s") % {"number": self.number}


class DistributionProjectLine(models.Model):
    """One project in a run, euro: allocated = payable + economy, payable = paid + economies.

    `record` is the project in the run's results without its people; the rule is empty and the
    result None on a withdrawn project.
    """

    run = models.ForeignKey(DistributionRun, on_delete=models.PROTECT, related_name="project_lines")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="distribution_lines"
    )
    rule = models.CharField(max_length=30, blank=True)
    result = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    threshold = models.DecimalField(max_digits=5, decimal_places=2)
    allocated = euro()
    payable = euro()
    paid = euro()
    record = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("project of a distribution")
        verbose_name_plural = _("projects of distributions")
        ordering = ("run", "project__number")
        constraints = [
            UniqueConstraint(
                fields=["run", "project"],
                name="distribution_project_once",
                violation_error_message=_("The project is already in this run."),
                violation_error_code="distribution_project_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.project_id}: {self.payable}"


class DistributionEmployeeLine(models.Model):
    """One person in one project of a run, euro; `record` has every factor and reason."""

    run = models.ForeignKey(
        DistributionRun, on_delete=models.PROTECT, related_name="employee_lines"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="employee_lines")
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="distribution_lines"
    )
    chapter = models.ForeignKey(
        BudgetChapter, on_delete=models.PROTECT, null=True, related_name="lines"
    )
    share = euro()
    correction = euro()
    cut = euro()
    amount = euro()
    record = models.JSONField()

    class Meta:
        verbose_name = _("person of a distribution")
        verbose_name_plural = _("people of distributions")
        ordering = ("run", "employee__code", "project__number")
        constraints = [
            UniqueConstraint(
                fields=["run", "project", "employee"],
                name="distribution_employee_once",
                violation_error_message=_("The person is already on this project in the run."),
                violation_error_code="distribution_employee_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.employee_id} · {self.project_id}: {self.amount}"


class Economy(models.Model):
    """Economia: what of a project's amount is not paid, and why."""

    run = models.ForeignKey(DistributionRun, on_delete=models.PROTECT, related_name="economies")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="economies")
    reason = models.CharField(max_length=60)
    amount = euro()

    class Meta:
        verbose_name = _("economy")
        verbose_name_plural = _("economies")
        ordering = ("run", "project__number", "reason")

    def __str__(self) -> str:
        return f"{self.run_id} · {self.project_id} · {self.reason}: {self.amount}"


class Acknowledgement(models.Model):
    """The person has read the statement of a run, and when."""

    run = models.ForeignKey(
        DistributionRun, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            UniqueConstraint(
                fields=["run", "employee"],
                name="acknowledged_once",
                violation_error_message=_("The statement is already acknowledged."),
                violation_error_code="acknowledged_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.employee_id}"


class ReviewRequest(models.Model):
    """A person asks HR to look again at their amount; the answer closes it."""

    run = models.ForeignKey(DistributionRun, on_delete=models.PROTECT, related_name="reviews")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="reviews")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReviewOutcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = person(_("answered by"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("request for review")
        verbose_name_plural = _("requests for review")
        ordering = ("-pk",)
        constraints = [
            UniqueConstraint(
                fields=["run", "employee", "project"],
                condition=Q(outcome=""),
                name="review_one_open",
                violation_error_message=_("You have already asked for a review of this amount."),
                violation_error_code="review_one_open",
            ),
            CheckConstraint(
                condition=Q(outcome="") | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="review_answer",
                violation_error_message=_("Write the answer."),
                violation_error_code="review_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.text[:60]}"


class Adjustment(models.Model):
    """What an upheld request adds or takes in the next run, by name and reason."""

    review = models.OneToOneField(
        ReviewRequest, on_delete=models.PROTECT, related_name="adjustment"
    )
    amount = euro(_("amount"))
    reason = models.TextField(_("reason"))
    by = person(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")

    def __str__(self) -> str:
        return f"{self.review_id}: {self.amount}"
