"""The individual premium with its extra, an optional module with a pot of its own (DIFF-1)."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.differentiation.holders import Held, held_in
from incentives.enums import QuotaKind, QuotaRounding, TieRule
from objectives.models import Act, Employee, Plan
from objectives.models.base import (
    AmountField,
    CheckedModel,
    PercentField,
    amount_check,
    percent_check,
)

from .stored import StoredRun, run_constraints

EXTRA_MESSAGE = _("The extra is a percentage from 30 to 100.")
LEAST_EXTRA, MOST_EXTRA = Decimal(30), Decimal(100)


class IndividualPremium(CheckedModel):
    """The module of a plan: on or off, and the terms declared when it is switched on.

    The amount belongs to no pool: it enters neither the allocation nor the distribution. What
    turns it off deletes nothing.
    """

    plan = models.OneToOneField(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="individual_premium"
    )
    is_on = models.BooleanField(_("on"), default=False)
    amount = AmountField(_("pot"))
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, related_name="individual_premiums"
    )
    quota_kind = models.CharField(
        _("quota"), max_length=10, choices=QuotaKind, default=QuotaKind.PEOPLE
    )
    quota_people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    quota_percent = PercentField(_("percent of the people evaluated"), null=True, blank=True)
    quota_rounding = models.CharField(
        _("rounding"), max_length=10, choices=QuotaRounding, default=QuotaRounding.DOWN
    )
    extra = models.DecimalField(
        _("extra, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("30.00"),
        validators=[
            MinValueValidator(LEAST_EXTRA, message=EXTRA_MESSAGE),
            MaxValueValidator(MOST_EXTRA, message=EXTRA_MESSAGE),
        ],
    )
    tie_rule = models.CharField(
        _("equal evaluations"), max_length=20, choices=TieRule, default=TieRule.LONGER_SERVICE
    )

    is_approved_content = False
    error_fields: ClassVar = {
        "individual_amount": "amount",
        "individual_extra": "extra",
        "individual_quota_people": "quota_people",
        "individual_quota_percent": "quota_percent",
    }

    class Meta:
        verbose_name = _("individual premium")
        verbose_name_plural = _("individual premiums")
        ordering = ("plan",)
        constraints = [
            amount_check("amount", "individual_amount"),
            CheckConstraint(
                condition=Q(extra__gte=LEAST_EXTRA, extra__lte=MOST_EXTRA),
                name="individual_extra",
                violation_error_message=EXTRA_MESSAGE,
                violation_error_code="individual_extra",
            ),
            CheckConstraint(
                condition=~Q(quota_kind=QuotaKind.PEOPLE)
                | Q(quota_people__isnull=False, quota_people__gte=1),
                name="individual_quota_people",
                violation_error_message=_("Write how many people get the extra, at least one."),
                violation_error_code="individual_quota_people",
            ),
            CheckConstraint(
                condition=~Q(quota_kind=QuotaKind.PERCENT)
                | Q(quota_percent__isnull=False, quota_percent__gt=0, quota_percent__lte=100),
                name="individual_quota_percent",
                violation_error_message=_("Write the percent of people, above 0 and up to 100."),
                violation_error_code="individual_quota_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Individual premium %(year)s") % {"year": self.plan.year})

    def clean(self) -> None:
        if self.act_id and self.act.plan_id != self.plan_id:
            error = ValidationError(_("Choose an act of this plan."), code="act_of_other_plan")
            raise ValidationError({"act": error})


class Evaluation(CheckedModel):
    """The evaluation of a person for the individual premium, with what settles equal ones."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="evaluations"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="evaluations"
    )
    evaluation = PercentField(_("evaluation"))
    positive = models.BooleanField(_("evaluated positively"), default=True)
    service_days = models.PositiveIntegerField(_("days of service"), default=0)
    extras = models.PositiveSmallIntegerField(_("extras in earlier years"), default=0)
    lot = models.PositiveSmallIntegerField(
        _("place drawn by lot"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1, message=_("Places are drawn from 1 up."))],
    )

    is_approved_content = False
    error_fields: ClassVar = {
        "evaluation_once": "employee",
        "evaluation_percent": "evaluation",
        "evaluation_lot": "lot",
    }

    class Meta:
        verbose_name = _("evaluation for the individual premium")
        verbose_name_plural = _("evaluations for the individual premium")
        ordering = ("plan", "employee")
        constraints = [
            UniqueConstraint(
                fields=["plan", "employee"],
                name="evaluation_once",
                violation_error_message=_("This person already has an evaluation in the plan."),
                violation_error_code="evaluation_once",
            ),
            percent_check("evaluation", "evaluation_percent"),
            CheckConstraint(
                condition=Q(lot__isnull=True) | Q(lot__gte=1),
                name="evaluation_lot",
                violation_error_message=_("Places are drawn from 1 up."),
                violation_error_code="evaluation_lot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.evaluation}"

    def clean(self) -> None:
        """DIFF-1: art. 81 concerns personnel without EQ."""
        if not (self.employee_id and self.plan_id):
            return
        periods = self.employee.periods.values_list("start", "end", "is_eq_holder")
        if held_in(periods, self.plan.year) == Held.THROUGHOUT:
            error = ValidationError(eq_refusal(self.plan), code="evaluation_eq")
            raise ValidationError({"employee": error})


def eq_refusal(plan: Plan) -> str:
    text = _(
        "This person holds EQ for all of %(year)s and has a result pay of their own: "
        "art. 81 concerns personnel without EQ."
    )
    return str(text % {"year": plan.year})


class IndividualRun(StoredRun):
    """Ripartizione del premio individuale: a pot, its ranking and what everybody gets of it."""

    premium = models.ForeignKey(
        IndividualPremium,
        verbose_name=_("individual premium"),
        on_delete=models.PROTECT,
        related_name="runs",
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta(StoredRun.Meta):
        verbose_name = _("run of the individual premium")
        verbose_name_plural = _("runs of the individual premium")
        ordering = ("premium", "-number")
        constraints = run_constraints(
            "individual", "premium", _("Only one run of the individual premium can be in force.")
        )

    @property
    def plan(self) -> Plan:
        return self.premium.plan

    def __str__(self) -> str:
        return str(_("Individual premium, run no. %(number)s") % {"number": self.number})


class IndividualLine(models.Model):
    """One person in a run, euro; `rank` is empty for who is not evaluated positively."""

    run = models.ForeignKey(IndividualRun, on_delete=models.PROTECT, related_name="lines")
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="individual_lines"
    )
    rank = models.PositiveIntegerField(null=True)
    evaluation = models.DecimalField(max_digits=5, decimal_places=2)
    with_extra = models.BooleanField()
    correction = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("person of a run of the individual premium")
        verbose_name_plural = _("people of runs of the individual premium")
        ordering = ("run", "rank", "employee__code")
        constraints = [
            UniqueConstraint(
                fields=["run", "employee"],
                name="individual_line_once",
                violation_error_message=_("The person is already in this run."),
                violation_error_code="individual_line_once",
            ),
            CheckConstraint(
                condition=Q(amount__gte=0),
                name="individual_line_not_negative",
                violation_error_message=_("The amount of a line cannot be negative."),
                violation_error_code="individual_line_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.employee_id}: {self.amount}"
