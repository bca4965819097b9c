"""Stored allocation runs: written once, recomputable from what they store (RUNS)."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import FundingMode, RoundingRule, RunState
from objectives.models import Act, Project

from .pool import Pool


class AllocationRun(models.Model):
    """Riparto: `inputs` and `results` are the canonical record, the lines serve queries.

    Database triggers refuse any change but the approval and the supersession.
    """

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="runs"
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.PREPARED)
    rule = models.CharField(_("rounding rule"), max_length=20, choices=RoundingRule)
    inputs = models.JSONField(_("inputs"))
    results = models.JSONField(_("results"))
    sha256 = models.CharField("SHA-256", max_length=64)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("prepared at"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    act = models.ForeignKey(
        Act,
        verbose_name=_("act"),
        on_delete=models.PROTECT,
        null=True,
        related_name="allocation_runs",
    )
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        on_delete=models.PROTECT,
        null=True,
        related_name="superseded_by",
    )

    class Meta:
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        ordering = ("pool", "-number")
        constraints = [
            UniqueConstraint(
                fields=["pool", "number"],
                name="run_number_unique",
                violation_error_message=_("There is already a run with this number."),
                violation_error_code="run_number_unique",
            ),
            UniqueConstraint(
                fields=["pool"],
                condition=Q(state=RunState.APPROVED),
                name="run_one_approved",
                violation_error_message=_("Only one allocation can be in force."),
                violation_error_code="run_one_approved",
            ),
            CheckConstraint(
                condition=Q(state=RunState.PREPARED)
                | Q(approved_by__isnull=False, approved_at__isnull=False, act__isnull=False),
                name="run_approval_complete",
                violation_error_message=_("An approval needs the person, the time and the act."),
                violation_error_code="run_approval_complete",
            ),
        ]

    def __str__(self) -> str:
        return _("Allocation no. %(number)s") % {"number": self.number}


class AllocationLine(models.Model):
    """One project in a run; amounts in euro, `correction` is what rounding did to the quota."""

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="lines")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="allocation_lines")
    group_code = models.CharField(max_length=10)
    mode = models.CharField(max_length=10, choices=FundingMode)
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    counted_staff = models.PositiveIntegerField()
    coefficient = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    # SQLite keeps 15 significant digits: the run's JSON holds the quota with 10 decimals.
    quota = models.DecimalField(max_digits=18, decimal_places=6)
    correction = models.DecimalField(max_digits=6, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    deliberated = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("allocation line")
        verbose_name_plural = _("allocation lines")
        ordering = ("run", "project__number")
        constraints = [
            UniqueConstraint(
                fields=["run", "project"],
                name="line_once",
                violation_error_message=_("The project is already in this run."),
                violation_error_code="line_once",
            ),
            CheckConstraint(
                condition=Q(amount__gte=0),
                name="line_not_negative",
                violation_error_message=_("The amount of a line cannot be negative."),
                violation_error_code="line_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.project_id}: {self.amount}"
