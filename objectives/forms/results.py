"""Forms of the acts on results, remarks and states: nothing is chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives.enums import AmendmentKind, PlanState, ResultMode, ValidationOutcome
from objectives.forms.fields import DayField
from objectives.models import Act, Plan

TEXT = {"class": "form-control", "rows": 4}
CHOOSE_ACT = {"required": _("Choose the act."), "invalid_choice": _("Choose the act.")}


def text_area(label: Any, missing: Any = None, **options: Any) -> forms.CharField:
    errors = {"required": missing} if missing else None
    return forms.CharField(
        label=label, widget=forms.Textarea(TEXT), error_messages=errors, **options
    )


def act_field(*, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=_("Act"),
        queryset=Act.objects.none(),
        empty_label=_("Choose the act"),
        required=required,
        error_messages=CHOOSE_ACT,
        widget=forms.Select({"class": "form-select"}),
    )


def day_input() -> forms.DateInput:
    return forms.DateInput({"class": "form-control"}, format="%d/%m/%Y")


class PlanForm(forms.Form):
    """A form whose act, where it has one, is an act of this plan."""

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "act" in self.fields:
            acts = plan.acts.order_by("-date", "kind", "number")
            self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class ConfirmForm(PlanForm):
    """What the person was shown, as its fingerprint."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ReasonForm(PlanForm):
    reason = text_area(_("Reason"), _("Write why."))


class DecisionForm(PlanForm):
    """What the NIV decides on the result it reads; `result` is the number of that result."""

    result = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=ValidationOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    text = text_area(
        _("Remark, or reason"),
        required=False,
        help_text=_("Needed to validate with remarks and to send back."),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        if plan.state == PlanState.SENT_BACK:
            back = ValidationOutcome.SENT_BACK
            self.fields["outcome"].choices = [(back.value, back.label)]  # type: ignore[attr-defined]


class RemarkForm(PlanForm):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Write what the remark is about, in a few words.")},
        widget=forms.TextInput({"class": "form-control"}),
    )
    text = text_area(_("Remark"), _("Write the remark."))


class AnswerForm(PlanForm):
    text = text_area(_("Answer"), _("Write the answer."))


class NeutraliseForm(PlanForm):
    act = act_field()
    reason = text_area(_("Outside cause"), _("Write which outside cause made it impossible."))


class ModeForm(PlanForm):
    mode = forms.ChoiceField(
        label=_("Weights in the result"),
        choices=ResultMode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the weights count.")},
    )
    act = act_field(required=False)
    reason = text_area(_("Reason"), required=False)


class AmendmentForm(PlanForm):
    """What an act says of a project from a day on."""

    kind = forms.ChoiceField(
        label=_("Amendment"),
        choices=AmendmentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the act says.")},
    )
    start = DayField(label=_("From"), widget=day_input())
    end = DayField(
        label=_("To"),
        required=False,
        widget=day_input(),
        help_text=_("Last day of a suspension, if it is known."),
    )
    act = act_field()
    reason = text_area(_("Reason"), _("Write why."))


class MoveForm(PlanForm):
    """A step of the plan: `to` is the state it leads to."""

    to = forms.CharField(widget=forms.HiddenInput)
    act = act_field(required=False)
    reason = text_area(_("Reason"), required=False)


class UndoForm(PlanForm):
    step = forms.IntegerField(widget=forms.HiddenInput)
    reason = text_area(_("Reason"), _("Write why the step is taken back."))
