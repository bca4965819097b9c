"""Projects with phases, indicators and staff: the content of a card (domain.md §3)."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from objectives.enums import NUMERIC_TARGETS, AmendmentKind, ProjectKind, ResultMode, TargetKind

from .base import CheckedModel, PercentField, dates_in_order, percent_check
from .organisation import Area, Employee, Sector
from .plan import MacroCategory, Plan, ProjectClass, StrategicGuideline

AT_LEAST_ONE = MinValueValidator(1, message=_("Enter a whole number from 1 up."))


class Project(CheckedModel):
    """Progetto/Obiettivo. Where table and card of the act disagree both values are kept."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="projects"
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[AT_LEAST_ONE])
    proposal_number = models.PositiveSmallIntegerField(
        _("proposal number"), null=True, blank=True, validators=[AT_LEAST_ONE]
    )
    kind = models.CharField(_("type"), max_length=20, choices=ProjectKind)
    lead_sector = models.ForeignKey(
        Sector,
        verbose_name=_("lead sector"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        help_text=_("Leave empty when the whole body takes part."),
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("areas involved"), blank=True, related_name="projects"
    )
    macro_category = models.ForeignKey(
        MacroCategory,
        verbose_name=_("macro category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    guidelines = models.ManyToManyField(
        StrategicGuideline,
        verbose_name=_("strategic guidelines"),
        blank=True,
        related_name="projects",
    )
    project_class = models.ForeignKey(
        ProjectClass, verbose_name=_("class"), on_delete=models.PROTECT, related_name="projects"
    )
    weight = PercentField(_("weight"))
    counted_staff = models.PositiveSmallIntegerField(
        _("counted staff"), help_text=_("Heads that share the premium; EQ holders are not counted.")
    )
    counted_staff_card = models.PositiveSmallIntegerField(
        _("counted staff on the card"),
        null=True,
        blank=True,
        help_text=_("Only where the card of the act differs from the table."),
    )
    threshold = PercentField(_("minimum threshold"))
    threshold_card = PercentField(
        _("minimum threshold on the card"),
        null=True,
        blank=True,
        help_text=_("Only where the card of the act differs from the table."),
    )
    title = models.CharField(_("title"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    timing = models.CharField(_("timing"), max_length=300, blank=True)
    activities = models.TextField(_("operative activities"), blank=True)
    staff_text = models.TextField(_("staff to involve"), blank=True)
    result_mode = models.CharField(
        _("weights in the result"),
        max_length=20,
        choices=ResultMode,
        default=ResultMode.NORMALISED,
        help_text=_("Matters only where the weights of the indicators do not total 100."),
    )
    multi_year = models.BooleanField(_("multi-year"), default=False)
    begun_as = models.ForeignKey(
        "self",
        verbose_name=_("begun as"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later_slices",
        help_text=_("Of a multi-year project: what it was in its first year."),
    )
    special_rule = models.TextField(_("special rule"), blank=True)
    # The latest amendment (ProjectAmendment), written by objectives/actions/amendments alone.
    amended = models.CharField(
        _("amendment"), max_length=20, choices=AmendmentKind, blank=True, editable=False
    )
    amended_from = models.DateField(_("amended from"), null=True, editable=False)
    amended_to = models.DateField(_("amended to"), null=True, editable=False)

    error_fields: ClassVar = {
        "project_number_unique": "number",
        "project_proposal_unique": "proposal_number",
        "project_weight": "weight",
        "project_threshold": "threshold",
        "project_threshold_card": "threshold_card",
        "project_lead_sector": "lead_sector",
        "project_slice_once": "begun_as",
        "project_slice_multi_year": "begun_as",
    }
    # What applications further out refuse about a project; each raises ValidationError.
    checks: ClassVar[list[Callable[["Project"], None]]] = []

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("plan", "number")
        constraints = [
            UniqueConstraint(
                fields=["plan", "number"],
                name="project_number_unique",
                violation_error_message=_("The plan already has a project with this number."),
                violation_error_code="project_number_unique",
            ),
            UniqueConstraint(
                fields=["plan", "proposal_number"],
                name="project_proposal_unique",
                violation_error_message=_("Another project already has this proposal number."),
                violation_error_code="project_proposal_unique",
            ),
            percent_check("weight", "project_weight"),
            percent_check("threshold", "project_threshold"),
            percent_check("threshold_card", "project_threshold_card"),
            CheckConstraint(
                condition=Q(lead_sector__isnull=False)
                | Q(kind__in=[ProjectKind.GENERAL, ProjectKind.INTERSECTORAL]),
                name="project_lead_sector",
                violation_error_message=_("Choose the sector the project belongs to."),
                violation_error_code="project_lead_sector",
            ),
            UniqueConstraint(
                fields=["plan", "begun_as"],
                name="project_slice_once",
                violation_error_message=_("Another project of this plan continues it already."),
                violation_error_code="project_slice_once",
            ),
            CheckConstraint(
                condition=Q(begun_as__isnull=True) | Q(multi_year=True),
                name="project_slice_multi_year",
                violation_error_message=_("Only a multi-year project continues another."),
                violation_error_code="project_slice_multi_year",
            ),
            CheckConstraint(
                condition=Q(kind__in=ProjectKind.values),
                name="project_kind_known",
                violation_error_message=_("Choose one of the listed types."),
                violation_error_code="project_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def clean(self) -> None:
        """Class and macro category are the plan's own; further rules come from `checks`."""
        errors = {}
        if self.project_class_id and self.project_class.plan_id != self.plan_id:
            errors["project_class"] = _("Choose a class of the same plan.")
        if self.macro_category and self.macro_category.plan_id != self.plan_id:
            errors["macro_category"] = _("Choose a macro category of the same plan.")
        if errors:
            raise ValidationError(errors, code="other_plan")
        if self.plan_id and self.begun_as and not self._may_continue(self.begun_as):
            wrong = _("Choose the first year of a multi-year project, in an earlier plan.")
            raise ValidationError({"begun_as": ValidationError(wrong, "begun_as")})
        for check in self.checks:
            check(self)

    @property
    def slice_name(self) -> str:
        """Year and number: what names a project among those of all plans."""
        return f"{self.plan.year}/{self.number}"

    def _may_continue(self, first: "Project") -> bool:
        return first.multi_year and not first.begun_as_id and first.plan.year < self.plan.year

    @property
    def applied_threshold(self) -> Decimal:
        """Percent 0–100: the stricter of table and card until a person settles it."""
        return max(self.threshold, self.threshold_card or Decimal(0))

    @property
    def threshold_differs(self) -> bool:
        return self.threshold_card is not None and self.threshold_card != self.threshold

    @property
    def is_withdrawn(self) -> bool:
        return self.amended == AmendmentKind.WITHDRAWN

    @property
    def is_whole_body(self) -> bool:
        return self.lead_sector_id is None


class Phase(CheckedModel):
    """Fase: a step with a due date, or with a period in words where the act gives none."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="phases"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("phase"))
    due_date = models.DateField(_("due date"), null=True, blank=True)
    period = models.CharField(_("period in words"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ("project", "order")
        constraints = [
            UniqueConstraint(
                fields=["project", "order"],
                name="phase_order_unique",
                violation_error_message=_("Two phases have the same place in the order."),
                violation_error_code="phase_order_unique",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Indicator(CheckedModel):
    """Indicatore: its target as written and as a number the software can measure against."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="indicators"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.TextField(_("indicator"))
    quantity = models.CharField(_("quantity as written"), max_length=300)
    target_kind = models.CharField(_("kind of target"), max_length=20, choices=TargetKind)
    target_value = models.DecimalField(
        _("target"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    target_unit = models.CharField(_("unit"), max_length=60, blank=True)
    target_date = models.DateField(_("by"), null=True, blank=True)
    late_percent = PercentField(
        _("achievement when done late, %"),
        default=0,
        help_text=_("Only for a target by a date: what doing it late still counts."),
    )
    activity = models.TextField(_("operative activity"), blank=True)
    weight = PercentField(_("weight %"))

    error_fields: ClassVar = {
        "indicator_weight": "weight",
        "indicator_target_value": "target_value",
        "indicator_target_date": "target_date",
        "indicator_late_percent": "late_percent",
    }

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("project", "order")
        constraints = [
            UniqueConstraint(
                fields=["project", "order"],
                name="indicator_order_unique",
                violation_error_message=_("Two indicators have the same place in the order."),
                violation_error_code="indicator_order_unique",
            ),
            percent_check("weight", "indicator_weight"),
            percent_check("late_percent", "indicator_late_percent"),
            CheckConstraint(
                # A comparison with NULL is no refusal in SQL: that there is a target is said apart.
                condition=Q(
                    target_kind__in=NUMERIC_TARGETS, target_value__isnull=False, target_value__gt=0
                )
                | (~Q(target_kind__in=NUMERIC_TARGETS) & Q(target_value__isnull=True)),
                name="indicator_target_value",
                violation_error_message=_(
                    "A number or a ratio needs a target above zero; other kinds have none."
                ),
                violation_error_code="indicator_target_value",
            ),
            CheckConstraint(
                condition=~Q(target_kind=TargetKind.MILESTONE) | Q(target_date__isnull=False),
                name="indicator_target_date",
                violation_error_message=_("Enter the date by which it must be done."),
                violation_error_code="indicator_target_date",
            ),
            CheckConstraint(
                condition=Q(target_kind__in=TargetKind.values),
                name="indicator_target_kind_known",
                violation_error_message=_("Choose one of the listed kinds."),
                violation_error_code="indicator_target_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name[:80]


class StaffAssignment(CheckedModel):
    """Personale assegnato: who takes part, and whether they share the premium."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="staff"
    )
    employee = models.ForeignKey(
        Employee, verbose_name=_("employee"), on_delete=models.PROTECT, related_name="assignments"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="assignments"
    )
    participation = PercentField(_("participation %"), default=100)
    shares_premium = models.BooleanField(
        _("shares the premium"),
        default=True,
        help_text=_("EQ holders take part without sharing."),
    )
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("to"), null=True, blank=True)

    error_fields: ClassVar = {
        "staff_once": "employee",
        "staff_dates": "end",
        "staff_participation": "participation",
    }

    class Meta:
        verbose_name = _("staff assignment")
        verbose_name_plural = _("staff assignments")
        ordering = ("project", "area", "employee")
        constraints = [
            UniqueConstraint(
                fields=["project", "employee"],
                name="staff_once",
                violation_error_message=_("This person is already on the project."),
                violation_error_code="staff_once",
            ),
            dates_in_order("staff_dates"),
            percent_check("participation", "staff_participation"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.project_id}"
