"""When the phases of a project were done: one small form for each phase."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives.forms.fields import DayField
from objectives.models import Phase, PhaseReport, Project
from objectives.templatetags.display import date_it


class PhaseReportForm(forms.Form):
    done_on = DayField(label=_("Done on"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, phase: Phase, last: PhaseReport | None, data: Any = None) -> None:
        self.phase, self.last = phase, last
        initial = {"done_on": last.done_on, "note": last.note} if last else {}
        super().__init__(data, initial=initial, prefix=f"p{phase.pk}")

    def clean_done_on(self) -> date | None:
        day: date | None = self.cleaned_data["done_on"]
        today = timezone.localdate()
        if day and day > today:
            message = _("This day is still to come: today is %(day)s.")
            raise forms.ValidationError(message, "future", {"day": date_it(today)})
        return day


def phase_forms(
    project: Project, latest: Mapping[int, PhaseReport], data: Any = None
) -> list[PhaseReportForm]:
    """One form for each phase of the project; other phases that a page names are none."""
    phases = project.phases.all()
    return [PhaseReportForm(phase, latest.get(phase.pk), data) for phase in phases]
