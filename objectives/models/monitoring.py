"""The year's work: windows, progress entries, drafts and evidence (domain.md §2.3, RESULT-1)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from objectives.enums import EvidenceKind, WindowKind

from .base import CheckedModel, PercentField, overlapping, percent_check
from .plan import Plan
from .project import Indicator, Phase, Project


def somebody(label: Any, *, null: bool = False) -> "models.ForeignKey":
    """Who did it: kept as long as what they did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
    )


class MonitoringWindow(CheckedModel):
    """When values as of `reference_date` may be entered: from `opens` to `closes` plus grace."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="windows"
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=WindowKind)
    reference_date = models.DateField(_("values as of"))
    opens = models.DateField(_("opens on"))
    closes = models.DateField(_("closes on"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    error_fields: ClassVar = {"window_dates": "closes", "window_name_unique": "name"}

    class Meta:
        verbose_name = _("monitoring window")
        verbose_name_plural = _("monitoring windows")
        ordering = ("plan", "opens")
        constraints = [
            UniqueConstraint(
                fields=["plan", "name"],
                name="window_name_unique",
                violation_error_message=_("The plan already has a window with this name."),
                violation_error_code="window_name_unique",
            ),
            CheckConstraint(
                condition=Q(closes__gte=F("opens")),
                name="window_dates",
                violation_error_message=_("The window closes before it opens."),
                violation_error_code="window_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date:
        """The last day, grace included, on which a value may be entered."""
        return self.closes + timedelta(days=self.grace_days)

    def is_open(self, day: date) -> bool:
        return self.closed_at is None and self.opens <= day <= self.last_day

    def clean(self) -> None:
        if not (self.plan_id and self.opens and self.closes):
            return
        others = MonitoringWindow.objects.filter(plan=self.plan_id).exclude(pk=self.pk)
        periods = [(window.opens, window.last_day) for window in others]
        if overlapping(self.opens, self.last_day, periods):
            raise ValidationError(
                {"opens": _("The window overlaps another window of the plan.")},
                code="window_overlap",
            )


class WindowReopening(models.Model):
    """HR lets one project enter values after the window closed, until a day and for a reason."""

    window = models.ForeignKey(
        MonitoringWindow, on_delete=models.PROTECT, related_name="reopenings"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reopenings")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("reopening of a window")
        verbose_name_plural = _("reopenings of windows")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.window} · {self.project_id}"


class ProgressEntry(models.Model):
    """A measured value, never changed: a correction is a new entry that names the one it replaces.

    `replaces` can be named once, and an indicator has one first entry per window: the database
    itself refuses the second of two people who wrote at the same time.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="entries")
    window = models.ForeignKey(MonitoringWindow, on_delete=models.PROTECT, related_name="entries")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    reference_date = models.DateField(_("values as of"))
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)
    numerator = models.DecimalField(_("numerator"), max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField(_("denominator"), max_digits=14, decimal_places=4, null=True)
    zero_percent = PercentField(_("percentage when the denominator is zero"), null=True)
    done = models.BooleanField(_("done"), null=True)
    done_on = models.DateField(_("done on"), null=True)
    percent = PercentField(_("judged percentage"), null=True)
    reason = models.TextField(_("reason of the judgement"), blank=True)
    note = models.TextField(_("note"), blank=True)
    deviation = models.TextField(_("reason of the deviation"), blank=True)
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        ordering = ("indicator", "pk")
        constraints = [
            UniqueConstraint(
                fields=["indicator", "window"],
                condition=Q(replaces__isnull=True),
                name="entry_first_once",
                violation_error_message=_("Somebody else has entered a value meanwhile."),
                violation_error_code="entry_first_once",
            ),
            percent_check("zero_percent", "entry_zero_percent"),
            percent_check("percent", "entry_percent"),
            CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=0, denominator__gte=0),
                name="entry_ratio",
                violation_error_message=_("Enter numerator and denominator, from 0 up."),
                violation_error_code="entry_ratio",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.reference_date:%d/%m/%Y}"


class PhaseReport(models.Model):
    """When a phase was really done (None: not done after all); the latest report counts."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="reports")
    done_on = models.DateField(_("done on"), null=True)
    note = models.TextField(_("note"), blank=True)
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("report on a phase")
        verbose_name_plural = _("reports on phases")
        ordering = ("phase", "-pk")

    def __str__(self) -> str:
        return f"{self.phase_id} · {self.done_on}"


class EntryDraft(models.Model):
    """What a person was typing, as typed; kept on the server until it is sent or discarded."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    data = models.JSONField(_("content"))
    based_on = models.ForeignKey(ProgressEntry, on_delete=models.CASCADE, null=True)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of an entry")
        verbose_name_plural = _("drafts of entries")
        constraints = [
            UniqueConstraint(
                fields=["indicator", "user"],
                name="draft_once",
                violation_error_message=_("There is already a draft."),
                violation_error_code="draft_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.user_id}"


class Evidence(models.Model):
    """Evidenza: a file under a name of our own, a protocol reference or a link.

    Withdrawn with a reason, never deleted.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    description = models.CharField(_("description"), max_length=300)
    reference = models.CharField(_("protocol"), max_length=100, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="evidence", blank=True)
    original_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    content_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = somebody(_("withdrawn by"), null=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-pk",)
        constraints = [
            CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE) & ~Q(file="") & ~Q(sha256="")
                | Q(kind=EvidenceKind.PROTOCOL) & ~Q(reference="")
                | Q(kind=EvidenceKind.LINK) & ~Q(url=""),
                name="evidence_complete",
                violation_error_message=_("Attach a file, write the protocol or paste the link."),
                violation_error_code="evidence_complete",
            )
        ]

    def __str__(self) -> str:
        return self.description


class ReminderSent(models.Model):
    """One mail to one person for one deadline: the row is what keeps it from going twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.ForeignKey(MonitoringWindow, on_delete=models.CASCADE, related_name="reminders")
    days_before = models.SmallIntegerField(_("days before the end"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            UniqueConstraint(
                fields=["user", "window", "days_before"],
                name="reminder_once",
                violation_error_message=_("This reminder has already been sent."),
                violation_error_code="reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.window} · {self.days_before}"
