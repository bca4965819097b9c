"""What human resources know of the year and the shares depend on (SHARE-2 to SHARE-5)."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from incentives.enums import AbsenceEffect
from objectives.models import Employee, Plan, Project
from objectives.models.base import (
    CheckedModel,
    PercentField,
    dates_in_order,
    overlapping,
    percent_check,
)

MOST_HOURS = Decimal(24)
HOURS_MESSAGE = _("Enter hours above 0 and up to 24.")


class AbsenceKind(CheckedModel):
    """A kind of absence and its effect; sickness keeps its first ten days from colleagues."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    effect = models.CharField(
        _("effect"), max_length=12, choices=AbsenceEffect, default=AbsenceEffect.NONE
    )
    is_sickness = models.BooleanField(
        _("sickness"),
        default=False,
        help_text=_("The cut for the first ten days of each sickness never goes to colleagues."),
    )

    error_fields: ClassVar = {"absence_kind_unique": "code"}

    class Meta:
        verbose_name = _("kind of absence")
        verbose_name_plural = _("kinds of absence")
        ordering = ("code",)
        constraints = [
            UniqueConstraint(
                fields=["code"],
                name="absence_kind_unique",
                violation_error_message=_("There is already a kind with this code."),
                violation_error_code="absence_kind_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Absence(CheckedModel):
    """A person away from a day to a day, both included."""

    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="absences"
    )
    kind = models.ForeignKey(
        AbsenceKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="absences"
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))

    error_fields: ClassVar = {"absence_dates": "end"}

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("employee", "start")
        constraints = [dates_in_order("absence_dates")]

    def __str__(self) -> str:
        return f"{self.employee} · {self.kind}"

    def clean(self) -> None:
        if not (self.employee_id and self.start and self.end):
            return
        others = Absence.objects.filter(employee=self.employee_id).exclude(pk=self.pk)
        if overlapping(self.start, self.end, others.values_list("start", "end")):
            raise ValidationError(
                {"start": _("The absence overlaps another one of the same person.")},
                code="absence_overlap",
            )


class EventAttendance(CheckedModel):
    """A presence at an event of a project paid by hours (rule SHARE-4)."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="presences"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="presences"
    )
    date = models.DateField(_("date"))
    event = models.CharField(_("event"), max_length=200)
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal("0.01"), message=HOURS_MESSAGE),
            MaxValueValidator(MOST_HOURS, message=HOURS_MESSAGE),
        ],
    )
    night_or_holiday = models.BooleanField(_("night or holiday"), default=False)

    is_approved_content = False
    error_fields: ClassVar = {"presence_once": "event", "presence_hours": "hours"}

    class Meta:
        verbose_name = _("presence at an event")
        verbose_name_plural = _("presences at events")
        ordering = ("project", "date", "employee")
        constraints = [
            UniqueConstraint(
                fields=["project", "employee", "date", "event"],
                name="presence_once",
                violation_error_message=_("This presence is already recorded."),
                violation_error_code="presence_once",
            ),
            CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=MOST_HOURS),
                name="presence_hours",
                violation_error_message=HOURS_MESSAGE,
                violation_error_code="presence_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.event}"

    def clean(self) -> None:
        """No presence is longer than the project's tariff reaches."""
        rule = getattr(self.project, "sharing_rule", None) if self.project_id else None
        last = rule.tariff.order_by("-up_to_hours").first() if rule else None
        if error := above_tariff(self.hours, last.up_to_hours if last else None):
            raise ValidationError({"hours": error})


def above_tariff(hours: Decimal | None, most: Decimal | None) -> ValidationError | None:
    """What is wrong with a presence longer than the tariff reaches, None when it is not."""
    if most is None or hours is None or hours <= most:
        return None
    message = _(
        "The hours are %(hours)s: the tariff reaches %(most)s. Split the presence into two "
        "events or correct the hours."
    )
    params = {
        "hours": number_format(hours.normalize()),
        "most": number_format(most.normalize()),
    }
    return ValidationError(message, "above_tariff", params)


class CourseAttendance(CheckedModel):
    """Attendance and test of a person in a project that asks for both (rule SHARE-5)."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="attendances"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="attendances"
    )
    attended_percent = PercentField(_("attendance, %"))
    test_passed = models.BooleanField(_("test passed"), default=False)

    is_approved_content = False
    error_fields: ClassVar = {"attendance_once": "employee"}

    class Meta:
        verbose_name = _("attendance and test")
        verbose_name_plural = _("attendances and tests")
        ordering = ("project", "employee")
        constraints = [
            UniqueConstraint(
                fields=["project", "employee"],
                name="attendance_once",
                violation_error_message=_("This person's attendance is already recorded."),
                violation_error_code="attendance_once",
            ),
            percent_check("attended_percent", "attendance_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.attended_percent} %"


class IndividualScore(CheckedModel):
    """The evaluation of a person in a year, 0-100; used only where the plan says so."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="scores"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.CASCADE, related_name="scores"
    )
    percent = PercentField(_("score"))

    is_approved_content = False
    error_fields: ClassVar = {"score_once": "employee"}

    class Meta:
        verbose_name = _("individual score")
        verbose_name_plural = _("individual scores")
        ordering = ("plan", "employee")
        constraints = [
            UniqueConstraint(
                fields=["plan", "employee"],
                name="score_once",
                violation_error_message=_("This person already has a score in the plan."),
                violation_error_code="score_once",
            ),
            percent_check("percent", "score_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.percent}"


class ParticipationSheet(models.Model):
    """The participation weights of a project, entered by its manager and confirmed by HR.

    `digest` names the weights that were confirmed: a change afterwards asks for a new sheet.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sheets")
    digest = models.CharField("SHA-256", max_length=64)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("participation sheet")
        verbose_name_plural = _("participation sheets")
        ordering = ("project", "-pk")

    def __str__(self) -> str:
        return str(self.project)
