"""Preparing and approving allocation runs; comparing two runs of any kind."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incentives.enums import RoundingRule
from incentives.models import StoredRun
from objectives.models import Act, Plan


class PrepareForm(forms.Form):
    """The rounding rule of the next run."""

    rule = forms.ChoiceField(
        label=_("Rounding rule"),
        choices=RoundingRule.choices,
        initial=RoundingRule.LARGEST_REMAINDER,
        widget=forms.Select({"class": "form-select"}),
    )


class ApproveForm(forms.Form):
    """The act of the plan that approves a run; none is chosen beforehand."""

    act = forms.ModelChoiceField(
        label=_("Act that approves"),
        queryset=Act.objects.none(),
        empty_label=_("Choose the act"),
        error_messages={"required": _("Choose the act."), "invalid_choice": _("Choose the act.")},
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = plan.acts.order_by("-date", "kind", "number")
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two runs of one kind by their numbers: `a` before, `b` after."""

    a = forms.TypedChoiceField(
        label=_("First"), coerce=int, widget=forms.Select({"class": "form-select"})
    )
    b = forms.TypedChoiceField(
        label=_("Second"), coerce=int, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, runs: Sequence[StoredRun], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(run.number, f"{run} · {run.get_state_display()}") for run in runs]
        for name in ("a", "b"):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = _("Choose one of the list.")
