"""The payment rules of a plan on one page; the rule of a project on another."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from incentives.enums import PayoutKind
from incentives.forms.fields import AmountField, PercentField
from incentives.models import PayoutBand, PayoutRule, SharingPolicy
from objectives.forms.rows import Press, Quiet, RowForm, RowFormSet, arrange, pressed

BANDS = "bands"
RULE_FIELDS = ("kind", "full_from", "base_percent", "step_percent", "reason")
MOST_BANDS = 20


class PayoutRuleForm(Quiet, forms.ModelForm):
    """Figures that the chosen kind does not read are emptied, so that no page shows them."""

    class Meta:
        model = PayoutRule
        fields: tuple[str, ...] = RULE_FIELDS
        field_classes = {
            "full_from": PercentField,
            "base_percent": PercentField,
            "step_percent": PercentField,
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("kind") != PayoutKind.PROPORTIONAL_FULL_FROM:
            values["full_from"] = None
        if values.get("kind") != PayoutKind.BASE_PLUS_STEPS:
            values["base_percent"] = values["step_percent"] = None
        return values


class OverrideForm(PayoutRuleForm):
    """The rule of one project of the plan, with the reason it differs."""

    class Meta(PayoutRuleForm.Meta):
        fields = ("project", *RULE_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        project.queryset = self.instance.plan.projects.order_by("number")
        project.required = self.fields["reason"].required = True
        project.help_text = ""
        if self.instance.pk:
            del self.fields["project"]


class PolicyForm(Quiet, forms.ModelForm):
    class Meta:
        model = SharingPolicy
        fields = (
            "participation",
            "period",
            "part_time",
            "presence",
            "score",
            "cap",
            "warn_above",
            "review_days",
        )
        field_classes = {"cap": AmountField, "warn_above": AmountField}
        widgets = {"review_days": forms.TextInput(attrs={"inputmode": "numeric"})}
        help_texts = {"cap": _("Leave empty for no limit.")}


class BandForm(RowForm):
    class Meta:
        model = PayoutBand
        fields = ("from_result", "percent")
        field_classes = {"from_result": PercentField, "percent": PercentField}


class BandRows(RowFormSet):
    row_name = _("Band")

    def clean(self) -> None:
        """Results once each, and a better result never pays less."""
        bands = [form for form in self.kept_forms if not form.errors]
        bands.sort(key=lambda form: form.cleaned_data["from_result"])
        for low, high in pairwise(bands):
            if low.cleaned_data["from_result"] == high.cleaned_data["from_result"]:
                message = _("There is already a band from this result.")
                high.add_error("from_result", ValidationError(message, "payout_band_once"))
            elif low.cleaned_data["percent"] > high.cleaned_data["percent"]:
                message = _("A better result cannot pay less than a worse one.")
                high.add_error("percent", ValidationError(message, "falling_bands"))


BandFormSet: type[Any] = forms.formset_factory(
    BandForm,
    formset=BandRows,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=MOST_BANDS,
    absolute_max=MOST_BANDS,
)


class RuleEntry:
    """A payout rule with its bands, and the plan's policy where there is one on the page.

    `press` is the button of a row that was pressed: nothing is judged then, nothing saved.
    """

    def __init__(
        self, rule: PayoutRule, policy: SharingPolicy | None = None, data: QueryDict | None = None
    ) -> None:
        self.press: Press | None = pressed(data) if data is not None else None
        self.data = data.copy() if data is not None else None
        if self.data is not None:
            arrange(self.data, BANDS, self.press)
        common: dict[str, Any] = {"data": self.data, "quiet": self.press is not None}
        kind = PayoutRuleForm if policy else OverrideForm
        self.form = kind(instance=rule, **common)
        stored = list(rule.bands.all()) if rule.pk else []
        self.bands = BandFormSet(stored=stored, prefix=BANDS, **common)
        self.policy = PolicyForm(instance=policy, prefix="policy", **common) if policy else None

    @property
    def members(self) -> Iterator[Any]:
        return (form for form in (self.form, self.bands, self.policy) if form is not None)

    def is_valid(self) -> bool:
        """Judge every part, so that a person sees all errors at once."""
        found = [form.is_valid() for form in self.members]
        good = all(found)
        if good and self.form.cleaned_data["kind"] == PayoutKind.BANDS and not self.rows:
            message = _("Enter at least one band of results.")
            self.form.add_error("kind", ValidationError(message, "no_bands"))
            return False
        return good

    @property
    def rows(self) -> list[PayoutBand]:
        """The bands typed, for the kind that reads them."""
        if self.form.cleaned_data.get("kind") != PayoutKind.BANDS:
            return []
        found: list[PayoutBand] = self.bands.rows()
        return found
