"""Stored allocation runs: written once, recomputable from what they store (RUNS)."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import FundingMode, RoundingRule
from objectives.models import Plan, Project

from .pool import Pool
from .stored import StoredRun, person, run_constraints


class AllocationRun(StoredRun):
    """Riparto: how the pool is shared among the projects; the lines serve queries."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="runs"
    )
    rule = models.CharField(_("rounding rule"), max_length=20, choices=RoundingRule)
    prepared_by = person(_("prepared by"), null=True)

    class Meta(StoredRun.Meta):
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        ordering = ("pool", "-number")
        constraints = run_constraints("run", "pool", _("Only one allocation can be in force."))

    @property
    def plan(self) -> Plan:
        return self.pool.plan

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
