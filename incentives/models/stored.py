"""What every run of the money stores, and the only way it may still change (RUNS)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from incentives.enums import RunState
from objectives.models import Act, Plan

# The columns that an approval, or a supersession, writes; nothing writes any other.
APPROVAL = ("state", "approved_by", "approved_at", "act", "supersedes")


def person(label: Any, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
    )


class StoredRun(models.Model):
    """A run: `inputs` and `results` are the canonical record, `sha256` its fingerprint.

    Runs of one owner are numbered from 1. Database triggers refuse any change but the approval
    and the supersession.
    """

    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.PREPARED)
    inputs = models.JSONField(_("inputs"))
    results = models.JSONField(_("results"))
    sha256 = models.CharField("SHA-256", max_length=64)
    prepared_by = person(_("prepared by"))
    prepared_at = models.DateTimeField(_("prepared at"), auto_now_add=True)
    approved_by = person(_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, null=True, related_name="%(class)ss"
    )
    supersedes: models.OneToOneField[Any, Any] = models.OneToOneField(  # of the run's own kind
        "self",
        verbose_name=_("supersedes"),
        on_delete=models.PROTECT,
        null=True,
        related_name="superseded_by",
    )

    class Meta:
        abstract = True

    @property
    def plan(self) -> Plan:
        """The plan of the run's owner."""
        raise NotImplementedError

    @property
    def is_prepared(self) -> bool:
        """Waiting for its approval: nothing is paid by it yet."""
        return self.state == RunState.PREPARED

    @property
    def is_approved(self) -> bool:
        return self.state == RunState.APPROVED


def run_constraints(prefix: str, owner: str, one_in_force: Any) -> list[BaseConstraint]:
    """Numbers once per owner, one run in force, no approval without its act and its person."""
    return [
        UniqueConstraint(
            fields=[owner, "number"],
            name=f"{prefix}_number_unique",
            violation_error_message=_("There is already a run with this number."),
            violation_error_code=f"{prefix}_number_unique",
        ),
        UniqueConstraint(
            fields=[owner],
            condition=Q(state=RunState.APPROVED),
            name=f"{prefix}_one_approved",
            violation_error_message=one_in_force,
            violation_error_code=f"{prefix}_one_approved",
        ),
        CheckConstraint(
            condition=Q(state=RunState.PREPARED)
            | Q(approved_by__isnull=False, approved_at__isnull=False, act__isnull=False),
            name=f"{prefix}_approval_complete",
            violation_error_message=_("An approval needs the person, the time and the act."),
            violation_error_code=f"{prefix}_approval_complete",
        ),
    ]
