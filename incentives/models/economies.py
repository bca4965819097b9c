"""Where the economies of a plan go, by their reason."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import EconomyDestination
from incentives.sharing.results import ABSENCE
from objectives.models import Plan
from objectives.models.base import CheckedModel


class EconomyRule(CheckedModel):
    """The destination of the economies with one reason, where it is not the usual one."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="economy_rules"
    )
    reason = models.CharField(_("reason"), max_length=60)
    destination = models.CharField(
        _("destination"), max_length=20, choices=EconomyDestination.choices
    )

    is_approved_content = False
    error_fields: ClassVar = {
        "economy_rule_once": "reason",
        "economy_absence": "destination",
        "economy_destination_known": "destination",
    }

    class Meta:
        verbose_name = _("destination of economies")
        verbose_name_plural = _("destinations of economies")
        ordering = ("plan", "reason")
        constraints = [
            UniqueConstraint(
                fields=["plan", "reason"],
                name="economy_rule_once",
                violation_error_message=_("This reason already has its destination."),
                violation_error_code="economy_rule_once",
            ),
            CheckConstraint(
                condition=~Q(reason=ABSENCE) | Q(destination=EconomyDestination.BUDGET),
                name="economy_absence",
                violation_error_message=_(
                    "What absences save stays in the budget of the body: the law says so."
                ),
                violation_error_code="economy_absence",
            ),
            CheckConstraint(
                condition=Q(destination__in=EconomyDestination.values),
                name="economy_destination_known",
                violation_error_message=_("Choose one of the listed destinations."),
                violation_error_code="economy_destination_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} → {self.get_destination_display()}"
