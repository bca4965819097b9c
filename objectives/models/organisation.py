"""Sectors, areas, employees and their dated periods (domain.md §5: dates, not flags)."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from .base import CheckedModel, PercentField, dates_in_order, overlapping, percent_check

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
    _("Use letters, digits, full stop, hyphen or slash only."),
)


class Sector(CheckedModel):
    """Settore; `is_extra` marks an area that belongs to none (Area Piano di Zona)."""

    code = models.CharField(_("code"), max_length=10, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    is_extra = models.BooleanField(_("extra-sector area"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    error_fields: ClassVar = {"sector_code_unique": "code"}

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("order", "code")
        constraints = [
            UniqueConstraint(
                fields=["code"],
                name="sector_code_unique",
                violation_error_message=_("There is already a sector with this code."),
                violation_error_code="sector_code_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name if self.is_extra else _("Sector %(code)s") % {"code": self.code}


class Area(CheckedModel):
    code = models.CharField(_("code"), max_length=10, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT, related_name="areas"
    )

    error_fields: ClassVar = {"area_code_unique": "code"}

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("sector__order", "name")
        constraints = [
            UniqueConstraint(
                fields=["code"],
                name="area_code_unique",
                violation_error_message=_("There is already an area with this code."),
                violation_error_code="area_code_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Employee(CheckedModel):
    """Dipendente. The code is the key: two people may share a name."""

    code = models.CharField(_("employee code"), max_length=20, validators=[code_validator])
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)

    error_fields: ClassVar = {"employee_code_unique": "code"}

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ("last_name", "first_name", "code")
        constraints = [
            UniqueConstraint(
                fields=["code"],
                name="employee_code_unique",
                violation_error_message=_("There is already an employee with this code."),
                violation_error_code="employee_code_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name} ({self.code})"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class EmploymentPeriod(CheckedModel):
    """Where and how a person worked from a day to a day (both included)."""

    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="periods"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="periods"
    )
    category = models.CharField(_("category"), max_length=20)
    part_time_percent = PercentField(_("part-time %"), default=100)
    is_eq_holder = models.BooleanField(
        _("EQ holder"),
        default=False,
        help_text=_("Holds a position of high qualification (EQ, formerly PO): not counted."),
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    error_fields: ClassVar = {"period_dates": "end", "period_part_time": "part_time_percent"}

    class Meta:
        verbose_name = _("employment period")
        verbose_name_plural = _("employment periods")
        ordering = ("employee", "start")
        constraints = [
            dates_in_order("period_dates"),
            percent_check("part_time_percent", "period_part_time"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.area}"

    def clean(self) -> None:
        if not (self.employee_id and self.start):
            return
        others = self.employee.periods.exclude(pk=self.pk).values_list("start", "end")
        if overlapping(self.start, self.end, others):
            raise ValidationError(
                {"start": _("The period overlaps another period of the same person.")},
                code="period_overlap",
            )


class Headship(CheckedModel):
    """Who heads a sector or an area, and when: a manager's reach comes from here."""

    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="headships"
    )
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="headships",
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="headships",
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    error_fields: ClassVar = {"headship_dates": "end", "headship_one_place": "area"}

    class Meta:
        verbose_name = _("head")
        verbose_name_plural = _("heads")
        ordering = ("sector", "area", "start")
        constraints = [
            dates_in_order("headship_dates"),
            models.CheckConstraint(
                condition=Q(sector__isnull=True) ^ Q(area__isnull=True),
                name="headship_one_place",
                violation_error_message=_("Choose either a sector or an area."),
                violation_error_code="headship_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.sector or self.area}"

    def clean(self) -> None:
        if not self.start or (self.sector_id is None) == (self.area_id is None):
            return
        same = Headship.objects.filter(sector=self.sector_id, area=self.area_id)
        if overlapping(self.start, self.end, same.exclude(pk=self.pk).values_list("start", "end")):
            raise ValidationError(
                {"start": _("Somebody else already heads it in this period.")},
                code="headship_overlap",
            )
