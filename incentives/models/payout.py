"""How a result is paid and shared: rules of the plan and of single projects (PAYOUT, SHARE)."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import FactorEffect, PayoutKind
from objectives.models import Employee, Plan, Project
from objectives.models.base import (
    AmountField,
    CheckedModel,
    PercentField,
    amount_check,
    dates_in_order,
    overlapping,
    percent_check,
)

RATE_OVERLAP = _("Another rate of this charge covers some of these days.")
FULL_FROM = Q(kind=PayoutKind.PROPORTIONAL_FULL_FROM)
STEPS = Q(kind=PayoutKind.BASE_PLUS_STEPS)


class PayoutRule(CheckedModel):
    """The rule of a plan (no project), or of one project instead of it."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="payout_rules"
    )
    project = models.OneToOneField(
        Project,
        verbose_name=_("project"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="payout_rule",
        help_text=_("Leave empty for the rule of the whole plan."),
    )
    kind = models.CharField(
        _("kind"), max_length=30, choices=PayoutKind, default=PayoutKind.PROPORTIONAL
    )
    full_from = PercentField(_("all from a result of, %"), null=True, blank=True)
    base_percent = PercentField(_("base at the threshold, %"), null=True, blank=True)
    step_percent = PercentField(_("step for each further point, %"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    is_approved_content = False
    error_fields: ClassVar = {
        "payout_plan_once": "plan",
        "payout_full_from_needed": "full_from",
        "payout_steps_needed": "base_percent",
    }

    class Meta:
        verbose_name = _("payout rule")
        verbose_name_plural = _("payout rules")
        ordering = ("plan", "project__number")
        constraints = [
            UniqueConstraint(
                fields=["plan"],
                condition=Q(project__isnull=True),
                name="payout_plan_once",
                violation_error_message=_("The plan already has its payout rule."),
                violation_error_code="payout_plan_once",
            ),
            percent_check("full_from", "payout_full_from"),
            percent_check("base_percent", "payout_base"),
            percent_check("step_percent", "payout_step"),
            CheckConstraint(
                condition=~FULL_FROM | Q(full_from__isnull=False),
                name="payout_full_from_needed",
                violation_error_message=_("Enter the result from which all is paid."),
                violation_error_code="payout_full_from_needed",
            ),
            CheckConstraint(
                condition=~STEPS | Q(base_percent__isnull=False, step_percent__isnull=False),
                name="payout_steps_needed",
                violation_error_message=_("Enter the base and the step."),
                violation_error_code="payout_steps_needed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PayoutBand(CheckedModel):
    """From a result on, so much of the amount is payable (until the next band begins)."""

    rule = models.ForeignKey(
        PayoutRule, verbose_name=_("rule"), on_delete=models.CASCADE, related_name="bands"
    )
    from_result = PercentField(_("from a result of, %"))
    percent = PercentField(_("payable, %"))

    is_approved_content = False
    error_fields: ClassVar = {"payout_band_once": "from_result"}

    class Meta:
        verbose_name = _("payout band")
        verbose_name_plural = _("payout bands")
        ordering = ("rule", "from_result")
        constraints = [
            UniqueConstraint(
                fields=["rule", "from_result"],
                name="payout_band_once",
                violation_error_message=_("There is already a band from this result."),
                violation_error_code="payout_band_once",
            ),
            percent_check("from_result", "payout_band_from"),
            percent_check("percent", "payout_band_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.from_result} → {self.percent}"


class FactorField(models.CharField):
    """What one factor does to a person's share."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.update(max_length=12, choices=FactorEffect.choices)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class SharingPolicy(CheckedModel):
    """Which factors count in a plan, where their cut goes, caps and terms (SHARE-2, SHARE-6)."""

    plan = models.OneToOneField(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="sharing_policy"
    )
    participation = FactorField(_("participation"), default=FactorEffect.REDISTRIBUTE)
    period = FactorField(_("days assigned"), default=FactorEffect.REDISTRIBUTE)
    part_time = FactorField(_("part-time"), default=FactorEffect.REDISTRIBUTE)
    presence = FactorField(_("presence"), default=FactorEffect.ECONOMY)
    score = FactorField(_("individual score"), default=FactorEffect.OFF)
    cap = AmountField(_("at most per person and project"), null=True, blank=True)
    review_days = models.PositiveSmallIntegerField(
        _("days to ask for a review"),
        default=30,
        validators=[MinValueValidator(1, message=_("Enter at least one day."))],
    )
    warn_above = AmountField(_("warn above an amount per person of"), default=Decimal("2500.00"))

    is_approved_content = False

    class Meta:
        verbose_name = _("sharing policy")
        verbose_name_plural = _("sharing policies")
        constraints = [
            amount_check("cap", "policy_cap"),
            amount_check("warn_above", "policy_warn_above"),
        ]

    def __str__(self) -> str:
        return str(self.plan)


class EmployerRate(CheckedModel):
    """A charge on top of what is paid, percent of it, from a day on (rule SHARE-7)."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    percent = PercentField(_("percent"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    error_fields: ClassVar = {"rate_once": "start", "rate_dates": "end"}

    class Meta:
        verbose_name = _("employer's charge")
        verbose_name_plural = _("employer's charges")
        ordering = ("code", "start")
        constraints = [
            UniqueConstraint(
                fields=["code", "start"],
                name="rate_once",
                violation_error_message=_("This charge already has a rate from this day."),
                violation_error_code="rate_once",
            ),
            dates_in_order("rate_dates"),
            percent_check("percent", "rate_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.percent} %"

    def clean(self) -> None:
        if not (self.code and self.start):
            return
        others = EmployerRate.objects.filter(code=self.code).exclude(pk=self.pk)
        if overlapping(self.start, self.end, others.values_list("start", "end")):
            raise ValidationError({"start": RATE_OVERLAP}, code="rate_overlap")


class BudgetChapter(CheckedModel):
    """Capitolo: where in the budget the pay of some employees is charged."""

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=200)

    error_fields: ClassVar = {"chapter_code_unique": "code"}

    class Meta:
        verbose_name = _("budget chapter")
        verbose_name_plural = _("budget chapters")
        ordering = ("code",)
        constraints = [
            UniqueConstraint(
                fields=["code"],
                name="chapter_code_unique",
                violation_error_message=_("There is already a chapter with this code."),
                violation_error_code="chapter_code_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EmployeeChapter(CheckedModel):
    """The chapter an employee is paid from in a plan's distribution."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="employee_chapters"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="chapters"
    )
    chapter = models.ForeignKey(
        BudgetChapter, verbose_name=_("chapter"), on_delete=models.PROTECT, related_name="employees"
    )

    is_approved_content = False
    error_fields: ClassVar = {"employee_chapter_once": "employee"}

    class Meta:
        verbose_name = _("chapter of an employee")
        verbose_name_plural = _("chapters of employees")
        ordering = ("plan", "employee")
        constraints = [
            UniqueConstraint(
                fields=["plan", "employee"],
                name="employee_chapter_once",
                violation_error_message=_("This person already has a chapter in the plan."),
                violation_error_code="employee_chapter_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.chapter.code}"
