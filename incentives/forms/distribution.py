"""Preparing and approving distributions; searching their people."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incentives.distribution import people
from incentives.distribution.approval import acts_after_validation
from incentives.distribution.messages import sentence
from incentives.enums import FactorEffect, PayoutKind
from incentives.forms.allocation import ApproveForm as AllocationApproveForm
from incentives.forms.fields import AmountField, PercentField
from incentives.models import DistributionRun, SharingPolicy
from incentives.payout import PayoutBand, PayoutError, PayoutRule, check_rule
from objectives.forms.fields import DayField, plain_number
from objectives.models import Plan


def _dress(form: forms.Form) -> None:
    """Give every field that is typed into the look of one."""
    for field in form.fields.values():
        field.widget.attrs.setdefault("class", "form-control")


class PrepareForm(forms.Form):
    """The day of payment and, beside a run in force, why there is another."""

    paid_on = DayField(
        label=_("Day of payment"),
        help_text=_("It says which charges are valid."),
    )
    reason = forms.CharField(
        label=_("Why a new distribution"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
    )

    def __init__(self, in_force: DistributionRun | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = timezone.localdate
        _dress(self)
        if in_force is None:
            del self.fields["reason"]


class ApproveForm(AllocationApproveForm):
    """The act of the plan that approves: one that follows the NIV's validation."""

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        acts = acts_after_validation(plan).order_by("-date", "kind", "number")
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """Whom to show: a part of the name or the code, and which people."""

    cerca = forms.CharField(
        label=_("Name or code"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    chi = forms.ChoiceField(
        label=_("Who"), required=False, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, with_base: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (people.ALL, _("Everybody")),
            (people.WITH_AMOUNT, _("Who gets something")),
            (people.WITHOUT, _("Who gets nothing")),
        ]
        if with_base:
            choices.append((people.CHANGED, _("Who changes amount")))
        self.fields["chi"].choices = choices  # type: ignore[attr-defined]


SELECT = {"class": "form-select"}
FACTORS = ("participation", "period", "part_time", "presence", "score")


def bands_of(text: str) -> tuple[PayoutBand, ...]:
    """ "70: 50; 90: 100" as bands: from a result of 70 %, half of the amount.

    Raises ValidationError when a part is not two numbers.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        first, _colon, second = part.partition(":")
        try:
            band = PayoutBand(*(Decimal(plain_number(v.strip())) for v in (first, second)))
        except (ArithmeticError, ValueError):
            message = _("Write each band as result: percentage, for example 70: 50; 90: 100.")
            raise ValidationError(message, code="bands") from None
        found.append(band)
    return tuple(found)


class TrialForm(forms.Form):
    """Other rules for the same data; each rule of payout has its own figures."""

    kind = forms.ChoiceField(
        label=_("Payout"), choices=PayoutKind.choices, widget=forms.Select(SELECT)
    )
    full_from = PercentField(label=_("All from a result of, %"))
    bands = forms.CharField(
        label=_("Bands, result: percentage"),
        max_length=200,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    base = PercentField(label=_("Base at the threshold, %"))
    step = PercentField(label=_("Step for each further point, %"))
    cap = AmountField(label=_("At most per person and project, €"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)
        for name in FACTORS:
            self.fields[name] = forms.ChoiceField(
                label=SharingPolicy._meta.get_field(name).verbose_name.capitalize(),  # type: ignore[union-attr]
                choices=FactorEffect.choices,
                widget=forms.Select(SELECT),
            )

    def clean_bands(self) -> tuple[PayoutBand, ...]:
        return bands_of(self.cleaned_data["bands"])

    def clean(self) -> dict[str, Any]:
        """Bands that pay less for a higher result are refused at their field."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                check_rule(self.rule(PayoutKind.BANDS))
            except PayoutError as error:
                self.add_error("bands", sentence(error))
        return values

    def rule(self, kind: str) -> PayoutRule:
        """The rule of that kind with the figures of the form."""
        given = self.cleaned_data
        return PayoutRule(
            kind=str(kind),
            full_from=given["full_from"],
            bands=given["bands"],
            base=given["base"],
            step=given["step"],
        )

    def policy(self, plan: Plan) -> SharingPolicy:
        """The factors and the cap of the form, unsaved."""
        given = {name: self.cleaned_data[name] for name in (*FACTORS, "cap")}
        return SharingPolicy(plan=plan, **given)
