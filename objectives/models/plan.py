"""The plan of a year, its acts, versions and classifications (domain.md §3)."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import FileExtensionValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from objectives.enums import ActKind, PlanState, label_of

from .base import CheckedModel, PercentField, percent_check

YEAR_LIMITS = [
    MinValueValidator(2000, message=_("Enter a year between 2000 and 2100.")),
    MaxValueValidator(2100, message=_("Enter a year between 2000 and 2100.")),
]


class Plan(CheckedModel):
    """Piano della performance of one year inside its triennium."""

    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    triennium_start = models.PositiveSmallIntegerField(
        _("triennium, first year"), validators=YEAR_LIMITS
    )
    triennium_end = models.PositiveSmallIntegerField(
        _("triennium, last year"), validators=YEAR_LIMITS
    )
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=PlanState, default=PlanState.DRAFT)

    error_fields: ClassVar = {"plan_year_unique": "year", "plan_year_in_triennium": "year"}

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-year",)
        constraints = [
            UniqueConstraint(
                fields=["year"],
                name="plan_year_unique",
                violation_error_message=_("There is already a plan for this year."),
                violation_error_code="plan_year_unique",
            ),
            CheckConstraint(
                condition=Q(year__gte=F("triennium_start"), year__lte=F("triennium_end")),
                name="plan_year_in_triennium",
                violation_error_message=_("The year lies outside the triennium."),
                violation_error_code="plan_year_in_triennium",
            ),
            CheckConstraint(
                condition=Q(state__in=PlanState.values),
                name="plan_state_known",
                violation_error_message=_("Choose one of the listed states."),
                violation_error_code="plan_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT


class Act(CheckedModel):
    """Delibera, determina, verbale: what gives a decision its force."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="acts"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=ActKind)
    number = models.CharField(_("number"), max_length=20)
    date = models.DateField(_("date"))
    subject = models.CharField(_("subject"), max_length=300)
    file = models.FileField(
        _("file"),
        upload_to="acts",
        blank=True,
        validators=[FileExtensionValidator(["pdf", "p7m"], _("Attach a PDF or P7M file."))],
    )

    error_fields: ClassVar = {"act_unique": "number"}

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ("date", "kind", "number")
        constraints = [
            UniqueConstraint(
                fields=["plan", "kind", "number", "date"],
                name="act_unique",
                violation_error_message=_("This act is already registered."),
                violation_error_code="act_unique",
            )
        ]

    def __str__(self) -> str:
        return _("%(kind)s no. %(number)s of %(date)s") % {
            "kind": label_of(ActKind, self.kind),
            "number": self.number,
            "date": f"{self.date:%d/%m/%Y}",
        }


class PlanVersion(models.Model):
    """What the plan said from a day on: written once per approval or amendment."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, null=True, related_name="versions"
    )
    in_force_from = models.DateField(_("in force from"))
    reason = models.TextField(_("reason"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the plan")
        verbose_name_plural = _("versions of the plan")
        ordering = ("plan", "number")
        constraints = [
            UniqueConstraint(
                fields=["plan", "number"],
                name="plan_version_unique",
                violation_error_message=_("This version is already recorded."),
                violation_error_code="plan_version_unique",
            )
        ]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}


class ProjectClass(CheckedModel):
    """Classe with its default weight in points; `legend_weight` is what the act's legend says."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="classes"
    )
    name = models.CharField(_("name"), max_length=60)
    weight = PercentField(_("weight"))
    legend_weight = PercentField(_("weight in the legend"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    error_fields: ClassVar = {"class_name_unique": "name", "class_weight": "weight"}

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ("plan", "order", "name")
        constraints = [
            UniqueConstraint(
                fields=["plan", "name"],
                name="class_name_unique",
                violation_error_message=_("The plan already has a class with this name."),
                violation_error_code="class_name_unique",
            ),
            percent_check("weight", "class_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class MacroCategory(CheckedModel):
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="macro_categories"
    )
    name = models.CharField(_("name"), max_length=120)

    error_fields: ClassVar = {"macro_category_unique": "name"}

    class Meta:
        verbose_name = _("macro category")
        verbose_name_plural = _("macro categories")
        ordering = ("name",)
        constraints = [
            UniqueConstraint(
                fields=["plan", "name"],
                name="macro_category_unique",
                violation_error_message=_("The plan already has this macro category."),
                violation_error_code="macro_category_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class StrategicGuideline(CheckedModel):
    """Indirizzo strategico of the mandate that a project carries out."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="guidelines"
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200, blank=True)

    error_fields: ClassVar = {"guideline_unique": "code"}

    class Meta:
        verbose_name = _("strategic guideline")
        verbose_name_plural = _("strategic guidelines")
        ordering = ("code",)
        constraints = [
            UniqueConstraint(
                fields=["plan", "code"],
                name="guideline_unique",
                violation_error_message=_("The plan already has a guideline with this code."),
                violation_error_code="guideline_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
