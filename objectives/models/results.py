"""From measurements to a validated result: confirmations, NIV, plan states (RESULT-2 to -4)."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from objectives.enums import PlanState, ResultMode, ResultState, ValidationOutcome

from .base import PercentField, percent_check
from .monitoring import somebody
from .plan import Act, Plan
from .project import Indicator, Project


class Neutralisation(models.Model):
    """An indicator made impossible by outside causes leaves the sums (rule RESULT-3)."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="neutralisations"
    )
    act = models.ForeignKey(Act, verbose_name=_("act"), on_delete=models.PROTECT)
    reason = models.TextField(_("reason"))
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = somebody(_("revoked by"), null=True)
    revoked_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("neutralised indicator")
        verbose_name_plural = _("neutralised indicators")
        constraints = [
            UniqueConstraint(
                fields=["indicator"],
                condition=Q(revoked_at__isnull=True),
                name="neutralised_once",
                violation_error_message=_("The indicator is already neutralised."),
                violation_error_code="neutralised_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.indicator)


class ProjectResult(models.Model):
    """What a manager confirmed: inputs and result as stored then, recomputable at any time.

    A project has one standing result; one that was sent back stays and a new one follows it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=ResultState)
    mode = models.CharField(_("weights"), max_length=20, choices=ResultMode)
    result = PercentField(_("result"))
    threshold = PercentField(_("minimum threshold"))
    met = models.BooleanField(_("threshold met"))
    inputs = models.JSONField(_("inputs"))
    results = models.JSONField(_("results"))
    sha256 = models.CharField("SHA-256", max_length=64)
    confirmed_by = somebody(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now_add=True)
    second_by = somebody(_("second confirmation by"), null=True)
    second_at = models.DateTimeField(_("second confirmation at"), null=True)
    sent_back_by = somebody(_("sent back by"), null=True)
    sent_back_at = models.DateTimeField(_("sent back at"), null=True)
    sent_back_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("result of a project")
        verbose_name_plural = _("results of projects")
        ordering = ("project", "-number")
        constraints = [
            UniqueConstraint(
                fields=["project", "number"],
                name="result_number_unique",
                violation_error_message=_("This result is already recorded."),
                violation_error_code="result_number_unique",
            ),
            UniqueConstraint(
                fields=["project"],
                condition=~Q(state=ResultState.SENT_BACK),
                name="result_one_standing",
                violation_error_message=_("The result is already confirmed."),
                violation_error_code="result_one_standing",
            ),
            percent_check("result", "result_percent"),
            percent_check("threshold", "result_threshold"),
            CheckConstraint(
                condition=~Q(state=ResultState.SENT_BACK)
                | Q(sent_back_by__isnull=False) & ~Q(sent_back_reason=""),
                name="result_sent_back_reason",
                violation_error_message=_("Write why the result is sent back."),
                violation_error_code="result_sent_back_reason",
            ),
        ]

    def __str__(self) -> str:
        return _("Result no. %(number)s: %(result)s %%") % {
            "number": self.number,
            "result": number_format(self.result, 2),
        }


class Validation(models.Model):
    """What the NIV decided on a confirmed result; a later one follows, none is changed."""

    result = models.ForeignKey(ProjectResult, on_delete=models.PROTECT, related_name="validations")
    outcome = models.CharField(_("outcome"), max_length=20, choices=ValidationOutcome)
    text = models.TextField(_("text"), blank=True)
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        ordering = ("-pk",)
        constraints = [
            CheckConstraint(
                condition=Q(outcome=ValidationOutcome.VALIDATED) | ~Q(text=""),
                name="validation_text",
                violation_error_message=_("Write the remark, or why the result is sent back."),
                violation_error_code="validation_text",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())


class Remark(models.Model):
    """Rilievo of the NIV on a project; answered in a thread and closed by the NIV."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="remarks")
    subject = models.CharField(_("subject"), max_length=200)
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = somebody(_("closed by"), null=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RemarkMessage(models.Model):
    """One message of a remark's thread, the first by the NIV."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField(_("text"))
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of a remark")
        verbose_name_plural = _("messages of remarks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class PlanTransition(models.Model):
    """A change of the plan's state: who, when, why and by which act; undone only by another.

    The NIV's validation of the whole plan is the transition from the final report to validated.
    A trigger lets `Plan.state` change only to what the plan's latest transition says.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(_("from"), max_length=20, choices=PlanState)
    to_state = models.CharField(_("to"), max_length=20, choices=PlanState)
    act = models.ForeignKey(Act, verbose_name=_("act"), on_delete=models.PROTECT, null=True)
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
