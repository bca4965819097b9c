"""Declaring the terms of the individual premium, preparing its runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incentives.enums import QuotaKind
from incentives.forms.distribution import PrepareForm as DistributionPrepareForm
from incentives.forms.fields import AmountField, PercentField, WholeField
from incentives.models import IndividualPremium


class TermsForm(forms.ModelForm):
    """The pot, the quota, the extra, the tie rule; `reason` once somebody is evaluated."""

    reason = forms.CharField(
        label=_("Why the terms change"),
        help_text=_("Needed for another quota, extra or tie rule: evaluations are already there."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    class Meta:
        model = IndividualPremium
        fields = (
            "amount",
            "act",
            "quota_kind",
            "quota_people",
            "quota_percent",
            "quota_rounding",
            "extra",
            "tie_rule",
        )
        field_classes = {
            "amount": AmountField,
            "quota_people": WholeField,
            "quota_percent": PercentField,
            "extra": PercentField,
        }
        labels = {
            "amount": _("Pot of the individual premium, €"),
            "act": _("Act that assigns the pot and declares the terms"),
            "quota_kind": _("Who gets the extra"),
            "quota_people": _("People with the extra"),
            "quota_percent": _("Percent of the people evaluated"),
            "quota_rounding": _("The percent is rounded"),
            "extra": _("Extra, % of the amount per head"),
            "tie_rule": _("Between equal evaluations comes first"),
        }
        help_texts = {
            "amount": _("It stays apart from the pool of the projects."),
            "quota_people": _("Read where a number of people is declared."),
            "quota_percent": _("Read where a percent is declared."),
            "extra": _("From 30 to 100, as the contract says."),
            "tie_rule": _("Who is equal all the same at the edge of the quota draws lots."),
        }

    def __init__(self, *args: Any, evaluated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act: Any = self.fields["act"]
        act.queryset = self.instance.plan.acts.order_by("-date", "kind", "number")
        act.empty_label = _("Choose the act")
        self.fields["quota_people"].required = False
        self.fields["quota_percent"].required = False
        if not evaluated:
            del self.fields["reason"]

    def _get_validation_exclusions(self) -> set[str]:
        # The constraints of the quota read both figures, whichever is filled in.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"plan", "quota_people", "quota_percent"}

    def clean(self) -> dict[str, Any]:
        """The figure that the chosen quota does not read is emptied: no page shows it."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        kept = values.get("quota_kind")
        if kept != QuotaKind.PEOPLE:
            values["quota_people"] = None
        if kept != QuotaKind.PERCENT:
            values["quota_percent"] = None
        return values


class PrepareForm(DistributionPrepareForm):
    """The day of payment and, beside a run in force, why there is another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:
            self.fields["reason"].label = _("Why a new run")
