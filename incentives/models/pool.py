"""Monte premi, groups, reserves, bands and the funding of each project (rules ALLOC-1, -2, -5)."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import BudgetMode, FundingMode
from objectives.models import Act, Plan, Project
from objectives.models.base import AmountField, CheckedModel, PercentField, amount_check

from .limits import check_funding, check_group, check_pool, check_reserve

CENT = Decimal("0.01")
COEFFICIENT_LIMIT = 100
ABOVE_ZERO = MinValueValidator(CENT, message=_("Enter an amount above zero."))


class Pool(CheckedModel):
    """Ammontare complessivo dei premi, in euro."""

    plan = models.OneToOneField(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="pool"
    )
    amount = AmountField(_("amount"))
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, null=True, blank=True
    )
    heads_amount = AmountField(_("amount shared by heads"), null=True, blank=True)
    heads_unit = models.DecimalField(
        _("unit of the share by heads"),
        max_digits=12,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[ABOVE_ZERO],
    )

    error_fields: ClassVar = {"pool_amount": "amount", "pool_heads_amount": "heads_amount"}

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        constraints = [
            amount_check("amount", "pool_amount"),
            amount_check("heads_amount", "pool_heads_amount"),
            CheckConstraint(
                condition=Q(heads_unit__gt=0),
                name="pool_heads_unit",
                violation_error_message=_("Enter an amount above zero."),
                violation_error_code="pool_heads_unit",
            ),
        ]

    def __str__(self) -> str:
        return _("Pool of %(year)s") % {"year": self.plan.year}

    def clean(self) -> None:
        if self.pk:
            check_pool(self)


class AllocationGroup(CheckedModel):
    """Projects that share one budget: given in euro, as a percentage, or by heads."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="groups"
    )
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    budget_mode = models.CharField(
        _("budget"), max_length=10, choices=BudgetMode, default=BudgetMode.AMOUNT
    )
    budget_amount = AmountField(_("amount"), null=True, blank=True)
    percent = PercentField(_("percent of the pool"), null=True, blank=True)
    heads = models.PositiveIntegerField(_("heads"), null=True, blank=True)

    error_fields: ClassVar = {"group_code_unique": "code", "group_budget": "budget_amount"}

    class Meta:
        verbose_name = _("allocation group")
        verbose_name_plural = _("allocation groups")
        ordering = ("pool", "order", "code")
        constraints = [
            UniqueConstraint(
                fields=["pool", "code"],
                name="group_code_unique",
                violation_error_message=_("There is already a group with this code."),
                violation_error_code="group_code_unique",
            ),
            CheckConstraint(
                condition=Q(budget_mode=BudgetMode.AMOUNT, budget_amount__isnull=False)
                | Q(budget_mode=BudgetMode.PERCENT, percent__isnull=False)
                | Q(budget_mode=BudgetMode.HEADS, heads__isnull=False),
                name="group_budget",
                violation_error_message=_("Enter the figure that the chosen budget needs."),
                violation_error_code="group_budget",
            ),
            amount_check("budget_amount", "group_budget_amount"),
            CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="group_percent",
                violation_error_message=_("Enter a percentage between 0 and 100."),
                violation_error_code="group_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pool_id:
            check_group(self)


class Reserve(CheckedModel):
    """A named part of the pool kept for a later act."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="reserves"
    )
    name = models.CharField(_("name"), max_length=120)
    amount = AmountField(_("amount"))
    purpose = models.TextField(_("purpose"), blank=True)
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, null=True, blank=True
    )

    error_fields: ClassVar = {"reserve_name_unique": "name", "reserve_amount": "amount"}

    class Meta:
        verbose_name = _("reserve")
        verbose_name_plural = _("reserves")
        ordering = ("pool", "name")
        constraints = [
            UniqueConstraint(
                fields=["pool", "name"],
                name="reserve_name_unique",
                violation_error_message=_("There is already a reserve with this name."),
                violation_error_code="reserve_name_unique",
            ),
            amount_check("amount", "reserve_amount"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pool_id:
            check_reserve(self)


class CoefficientBand(CheckedModel):
    """Coefficiente moltiplicatore for a range of counted staff; an open end has no upper limit."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="bands"
    )
    from_heads = models.PositiveIntegerField(_("from"))
    to_heads = models.PositiveIntegerField(_("to"), null=True, blank=True)
    coefficient = models.DecimalField(
        _("coefficient"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(CENT, message=_("Enter a coefficient above zero."))],
    )

    error_fields: ClassVar = {"band_order": "to_heads", "band_coefficient": "coefficient"}

    class Meta:
        verbose_name = _("coefficient band")
        verbose_name_plural = _("coefficient bands")
        ordering = ("pool", "from_heads")
        constraints = [
            CheckConstraint(
                condition=Q(to_heads__isnull=True) | Q(to_heads__gte=F("from_heads")),
                name="band_order",
                violation_error_message=_("The band ends before it begins."),
                violation_error_code="band_order",
            ),
            CheckConstraint(
                condition=Q(coefficient__gt=0),
                name="band_coefficient",
                violation_error_message=_("Enter a coefficient above zero."),
                violation_error_code="band_coefficient",
            ),
        ]

    def __str__(self) -> str:
        upper = f"–{self.to_heads}" if self.to_heads is not None else "+"
        return f"{self.from_heads}{upper}: {self.coefficient}"

    def clean(self) -> None:
        if not self.pool_id or not isinstance(self.from_heads, int):
            return
        if self.from_heads < 1:
            raise ValidationError({"from_heads": _("A band begins at 1 or above.")}, "band_start")
        if isinstance(self.coefficient, Decimal) and self.coefficient > COEFFICIENT_LIMIT:
            message = _("A coefficient goes from above 0 to 100.")
            raise ValidationError({"coefficient": message}, "band_coefficient_limit")
        others = CoefficientBand.objects.filter(pool=self.pool_id).exclude(pk=self.pk)
        clash = others.filter(Q(to_heads__isnull=True) | Q(to_heads__gte=self.from_heads))
        if self.to_heads is not None:
            clash = clash.filter(from_heads__lte=self.to_heads)
        if clash.exists():
            raise ValidationError(
                {"from_heads": _("The band overlaps another band.")}, code="band_overlap"
            )


class ProjectFunding(CheckedModel):
    """From which group a project takes its money, and what the act deliberated."""

    project = models.OneToOneField(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="funding"
    )
    group = models.ForeignKey(
        AllocationGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="fundings"
    )
    mode = models.CharField(
        _("mode"), max_length=10, choices=FundingMode, default=FundingMode.POINTS
    )
    fixed_amount = AmountField(_("fixed amount"), null=True, blank=True)
    deliberated_amount = AmountField(_("deliberated amount"), null=True, blank=True)

    error_fields: ClassVar = {"funding_fixed": "fixed_amount"}

    class Meta:
        verbose_name = _("project funding")
        verbose_name_plural = _("project funding")
        ordering = ("project",)
        constraints = [
            CheckConstraint(
                condition=Q(mode=FundingMode.FIXED, fixed_amount__isnull=False)
                | Q(mode=FundingMode.POINTS, fixed_amount__isnull=True),
                name="funding_fixed",
                violation_error_message=_(
                    "A fixed funding needs its amount; a funding by points has none."
                ),
                violation_error_code="funding_fixed",
            ),
            amount_check("fixed_amount", "funding_fixed_amount"),
            amount_check("deliberated_amount", "funding_deliberated_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.group}"

    def clean(self) -> None:
        project = getattr(self, "project", None)
        if not self.group_id or project is None:
            return
        if self.group.pool.plan_id != project.plan_id:
            raise ValidationError({"group": _("Choose a group of the same plan.")}, "other_plan")
        check_funding(self)
