"""The append-only trail: who, when, what, old → new, act and reason (design.md)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from objectives.enums import AuditAction, label_of


class AuditEvent(models.Model):
    """One change, written by an action inside its transaction; the database refuses edits."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(_("name"), max_length=200)
    action = models.CharField(_("action"), max_length=60)
    target_type = models.CharField(_("kind of object"), max_length=60)
    target_id = models.CharField(_("object"), max_length=40)
    target_label = models.CharField(_("object as named"), max_length=300)
    # No foreign keys with cascades: a trail outlives what it tells of.
    project = models.ForeignKey(
        "objectives.Project",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="history",
        db_constraint=False,
    )
    plan = models.ForeignKey(
        "objectives.Plan",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="history",
        db_constraint=False,
    )
    act = models.ForeignKey(
        "objectives.Act", on_delete=models.PROTECT, null=True, related_name="events"
    )
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}: {self.action} {self.target_label}"

    @property
    def action_label(self) -> str:
        """The word people read for a known action; what other writers recorded stays."""
        return label_of(AuditAction, self.action)
