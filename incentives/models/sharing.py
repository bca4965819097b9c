"""How a project's money is shared among its people: rules written on the card (SHARE)."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import SharingKind
from objectives.models import Area, Project
from objectives.models.base import (
    AmountField,
    CheckedModel,
    PercentField,
    amount_check,
    percent_check,
)


class SharingRule(CheckedModel):
    """The rule of one project; without one, people share by participation."""

    project = models.OneToOneField(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="sharing_rule"
    )
    kind = models.CharField(
        _("kind"), max_length=30, choices=SharingKind, default=SharingKind.BY_WEIGHT
    )
    night_holiday_percent = PercentField(_("extra for night or holiday, %"), null=True, blank=True)
    min_attendance_percent = PercentField(_("minimum attendance, %"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    error_fields: ClassVar = {"sharing_attendance_needed": "min_attendance_percent"}

    class Meta:
        verbose_name = _("sharing rule")
        verbose_name_plural = _("sharing rules")
        constraints = [
            percent_check("night_holiday_percent", "sharing_night_holiday"),
            percent_check("min_attendance_percent", "sharing_attendance"),
            CheckConstraint(
                condition=~Q(kind=SharingKind.ATTENDANCE_AND_TEST)
                | Q(min_attendance_percent__isnull=False),
                name="sharing_attendance_needed",
                violation_error_message=_("Enter the minimum attendance."),
                violation_error_code="sharing_attendance_needed",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AreaQuota(CheckedModel):
    """Parts of the project's money for an area: 75/5/5/5/10, or thirds as 1/1/1 (SHARE-1)."""

    rule = models.ForeignKey(
        SharingRule, verbose_name=_("rule"), on_delete=models.CASCADE, related_name="area_quotas"
    )
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.PROTECT)
    parts = models.PositiveIntegerField(
        _("parts"), validators=[MinValueValidator(1, message=_("Enter at least one part."))]
    )

    error_fields: ClassVar = {"quota_area_unique": "area", "quota_parts": "parts"}

    class Meta:
        verbose_name = _("quota of an area")
        verbose_name_plural = _("quotas by area")
        ordering = ("rule", "-parts", "area")
        constraints = [
            UniqueConstraint(
                fields=["rule", "area"],
                name="quota_area_unique",
                violation_error_message=_("This area already has its quota."),
                violation_error_code="quota_area_unique",
            ),
            CheckConstraint(
                condition=Q(parts__gte=1),
                name="quota_parts",
                violation_error_message=_("Enter at least one part."),
                violation_error_code="quota_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.parts}"


class TariffBand(CheckedModel):
    """Euro for one presence of at most so many hours (rule SHARE-4)."""

    rule = models.ForeignKey(
        SharingRule, verbose_name=_("rule"), on_delete=models.CASCADE, related_name="tariff"
    )
    up_to_hours = models.DecimalField(
        _("up to hours"),
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), message=_("Enter hours above zero."))],
    )
    amount = AmountField(_("amount"))

    error_fields: ClassVar = {"tariff_hours_unique": "up_to_hours", "tariff_amount": "amount"}

    class Meta:
        verbose_name = _("tariff band")
        verbose_name_plural = _("tariff bands")
        ordering = ("rule", "up_to_hours")
        constraints = [
            UniqueConstraint(
                fields=["rule", "up_to_hours"],
                name="tariff_hours_unique",
                violation_error_message=_("There is already a band up to these hours."),
                violation_error_code="tariff_hours_unique",
            ),
            amount_check("amount", "tariff_amount"),
            CheckConstraint(
                condition=Q(up_to_hours__gt=0),
                name="tariff_hours",
                violation_error_message=_("Enter hours above zero."),
                violation_error_code="tariff_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"≤ {self.up_to_hours} h: {self.amount}"
