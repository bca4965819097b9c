"""Monitoring windows: their days, and reopening one for a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives.enums import WindowKind
from objectives.forms.fields import DayField
from objectives.models import MonitoringWindow, Plan, Project


class WindowForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=WindowKind.choices)
    reference_date = DayField(
        label=_("Values as of"), help_text=_("The day the values are measured on.")
    )
    opens = DayField(label=_("Opens on"))
    closes = DayField(label=_("Closes on"))
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=60,
        initial=0,
        help_text=_("Days after the closing in which values are still accepted."),
    )

    @classmethod
    def of(cls, window: MonitoringWindow) -> dict[str, Any]:
        """What the fields show of a stored window."""
        return {name: getattr(window, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("The window closes before it opens."))
        return found


class ProjectChoice(forms.ModelChoiceField):
    """A project by number and title; a key too large for SQLite is one more that is unknown."""

    def label_from_instance(self, obj: Project) -> str:
        return str(obj)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except OverflowError:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice"
            ) from None


class ReopenForm(forms.Form):
    """Which project, until when, and why."""

    project = ProjectChoice(
        label=_("Project"),
        queryset=Project.objects.none(),
        empty_label=_("Choose the project"),
        error_messages={"invalid_choice": _("Choose a project of this plan.")},
    )
    until = DayField(label=_("Until"), help_text=_("The last day on which values are accepted."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = plan.projects.order_by("number")  # type: ignore[attr-defined]
