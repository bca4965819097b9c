"""Variazioni: a project suspended, withdrawn or taken up again by an act (domain.md §5)."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from objectives.enums import AmendmentKind

from .base import CheckedModel, dates_in_order
from .monitoring import somebody
from .plan import Act
from .project import Project


class ProjectAmendment(CheckedModel):
    """What an act says of a project from a day on; the latest one holds, none is changed.

    `end` is the last day of a suspension, None while it is not known.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, related_name="amendments"
    )
    kind = models.CharField(_("amendment"), max_length=20, choices=AmendmentKind)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    act = models.ForeignKey(
        Act, verbose_name=_("act"), on_delete=models.PROTECT, related_name="amendments"
    )
    reason = models.TextField(_("reason"))
    by = somebody(_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    error_fields: ClassVar = {"amendment_dates": "end", "amendment_end": "end"}

    class Meta:
        verbose_name = _("amendment of a project")
        verbose_name_plural = _("amendments of projects")
        ordering = ("-pk",)
        constraints = [
            dates_in_order("amendment_dates"),
            CheckConstraint(
                condition=Q(kind=AmendmentKind.SUSPENDED) | Q(end__isnull=True),
                name="amendment_end",
                violation_error_message=_("Only a suspension has a last day."),
                violation_error_code="amendment_end",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
