"""One form for each way of measuring: what people type becomes the content of an entry.

Fields only tell numbers and dates from other words; whether the value may be stored is said by
`objectives.entry_checks`, the same as below the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from objectives.entry_checks import (
    CONTENT,
    VALUE_FIELDS,
    EntryValues,
    entry_errors,
    reference_days,
)
from objectives.enums import TargetKind, WindowKind
from objectives.forms.fields import DayField, LocalDecimalField
from objectives.models import Indicator, MonitoringWindow, ProgressEntry
from objectives.templatetags.display import number

YES, NO = "yes", "no"
LONGEST_TEXT = 2000
# What is not there yet is no mistake of a draft; it is when the row is sent.
LATER = frozenset({"required", "zero", "reason_missing", "deviation_missing"})


def _answer(value: str) -> bool | None:
    return {YES: True, NO: False}.get(value)


class AnswerField(forms.TypedChoiceField):
    """Yes, no, or not said yet."""

    def __init__(self, *, yes: Any, no: Any, **kwargs: Any) -> None:
        choices = [("", _("Choose")), (YES, yes), (NO, no)]
        super().__init__(choices=choices, coerce=_answer, empty_value=None, **kwargs)


def _text(label: Any, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget)


def value_fields(indicator: Indicator) -> dict[str, forms.Field]:
    """The fields of the indicator's kind, in the order of VALUE_FIELDS."""
    match indicator.target_kind:
        case TargetKind.RATIO:
            zero = [("", _("If below is 0: choose")), ("100", _("reached, 100 %"))]
            return {
                "numerator": LocalDecimalField(label=_("Numerator"), required=False),
                "denominator": LocalDecimalField(label=_("Denominator"), required=False),
                "zero_percent": forms.TypedChoiceField(
                    label=_("Worth with 0 below"),
                    choices=[*zero, ("0", _("not reached, 0 %"))],
                    coerce=Decimal,
                    empty_value=None,
                    required=False,
                ),
            }
        case TargetKind.YES_NO:
            yes_no = AnswerField(label=_("Done?"), yes=_("Done"), no=_("Not done"), required=False)
            return {"done": yes_no}
        case TargetKind.MILESTONE:
            done = AnswerField(label=_("Done?"), yes=_("Done on"), no=_("Not done"), required=False)
            return {"done": done, "done_on": DayField(label=_("Done on"), required=False)}
        case TargetKind.JUDGED:
            return {
                "percent": LocalDecimalField(label=_("Percentage"), required=False),
                "reason": _text(_("Reason of the judgement"), rows=2),
            }
    return {"number": LocalDecimalField(label=_("Value reached"), required=False)}


class EntryForm(forms.Form):
    """A value of one indicator in one window. `values` is its content once it is valid."""

    def __init__(
        self, indicator: Indicator, window: MonitoringWindow, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.window = indicator, window
        self.values: EntryValues | None = None
        self.fields.update(value_fields(indicator))
        self.value_names = tuple(value_fields(indicator))
        self.fields["reference_date"] = DayField(
            label=_("As of"), error_messages={"required": _("Write the date of the value.")}
        )
        self.fields["note"] = _text(_("Note"))
        if window.kind == WindowKind.FINAL:
            self.fields["deviation"] = _text(_("Why less than 100 %"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "reference_date" not in data:
            return data
        given = {name: data[name] for name in CONTENT if data.get(name) not in (None, "")}
        if given.get("denominator") != 0:
            given.pop("zero_percent", None)
        values = EntryValues(**given)
        for name, error in entry_errors(values.entry(self.indicator, self.window)).items():
            field = name if name in self.fields else NON_FIELD_ERRORS
            if name not in self.errors:
                self.add_error(None if field == NON_FIELD_ERRORS else field, error)
        self.values = None if self.errors else values
        return data

    @property
    def is_wrong(self) -> bool:
        """Something typed is no value at all, rather than only missing so far."""
        codes = {error.code for found in self.errors.as_data().values() for error in found}
        return bool(codes - LATER)

    @property
    def unchecked(self) -> ProgressEntry | None:
        """The entry of these fields once its value is complete, to say what it is worth."""
        if not self.is_bound or any(name in self.errors for name in self.value_names):
            return None
        data = {name: self.cleaned_data.get(name) for name in self.value_names}
        return ProgressEntry(indicator=self.indicator, window=self.window, **data)

    def cell(self, name: str, error: str = "") -> "Cell | None":
        """A field with the sentence at it; None where this form has no such field."""
        return Cell(self[name], error) if name in self.fields else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a row: its control and what is wrong with it."""

    field: forms.BoundField
    error: str = ""

    @property
    def control(self) -> str:
        choice = isinstance(self.field.field, forms.ChoiceField)
        attrs: dict[str, str | bool] = {"class": "form-select" if choice else "form-control"}
        if self.error:
            attrs = {
                "class": f"{attrs['class']} is-invalid",
                "aria-invalid": "true",
                "aria-describedby": f"{self.field.auto_id}-error",
            }
        return self.field.as_widget(attrs=attrs)


def initial_of(window: MonitoringWindow, entry: ProgressEntry | None) -> dict[str, str]:
    """What a fresh form shows, as typed: the stored value, else the date that is usual."""
    if entry is None:
        return {"reference_date": as_typed(reference_days(window)[1])}
    names = (*VALUE_FIELDS[TargetKind(entry.indicator.target_kind)], "reference_date", "deviation")
    texts = {name: as_typed(getattr(entry, name)) for name in names}
    return {name: text for name, text in texts.items() if text}


def as_typed(value: Any) -> str:
    match value:
        case bool():
            return YES if value else NO
        case Decimal():
            return number(value)
        case date():
            return f"{value:%d/%m/%Y}"
    return value or ""


def typed(data: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """The fields of one row as they were sent, empty ones left out."""
    found = {name: str(data.get(f"{prefix}-{name}", "")) for name in CONTENT}
    return {name: text.strip() for name, text in found.items() if text.strip()}


def sent(texts: Mapping[str, str], prefix: str) -> dict[str, str]:
    """A draft as the data of its form."""
    return {f"{prefix}-{name}": text for name, text in texts.items()}
