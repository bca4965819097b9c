"""Asking for a review of an amount, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incentives.enums import ReviewOutcome
from incentives.models import DistributionRun
from objectives.forms.fields import EuroField
from objectives.models import Employee, Project

LONGEST = 4000
SELECT = {"class": "form-select"}
AREA = {"class": "form-control", "rows": 5}


class AskForm(forms.Form):
    """One of the projects in which the person has a line."""

    project = forms.ModelChoiceField(
        label=_("Project"),
        queryset=Project.objects.none(),
        empty_label=_("Choose the project"),
        error_messages={
            "required": _("Choose the project."),
            "invalid_choice": _("Choose one of your projects."),
        },
        widget=forms.Select(SELECT),
    )
    text = forms.CharField(
        label=_("What is wrong"),
        max_length=LONGEST,
        error_messages={"required": _("Write what is wrong.")},
        widget=forms.Textarea(AREA),
    )

    def __init__(self, run: DistributionRun, employee: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = run.employee_lines.filter(employee=employee)
        projects = Project.objects.filter(pk__in=lines.values("project")).order_by("number")
        field = self.fields["project"]
        field.queryset = projects  # type: ignore[attr-defined]
        field.label_from_instance = lambda p: f"{p.number}. {p.title}"  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose the outcome")), *ReviewOutcome.choices],
        error_messages={
            "required": _("Choose one of the outcomes."),
            "invalid_choice": _("Choose one of the outcomes."),
        },
        widget=forms.Select(SELECT),
    )
    amount = EuroField(
        label=_("Difference for the person, €"),
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text=_(
            "With its sign: 12.50 adds, −12.50 takes. Leave it empty if you have corrected the "
            "data: the next distribution computes it."
        ),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST,
        error_messages={"required": _("Write the answer.")},
        help_text=_("The person reads it as you write it."),
        widget=forms.Textarea(AREA),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["class"] = "form-control"
