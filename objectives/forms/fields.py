"""Numbers, dates and people as they are typed here: 710,5 · 1.234,56 · 31/12/2023 · D-0031."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from objectives.models import Employee
from objectives.templatetags.display import MINUS, money, number

BLANKS = re.compile(r"[\s€%]+")
DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]
YEAR_MESSAGE = _("Check the year: it goes from 1990 to 2100.")


def plain_number(text: str) -> str:
    """Typed digits with a decimal point: "1.234,5" and "1 234,5 €" give "1234.5".

    A single point before three digits groups thousands in Italian ("15.000"), else it is the
    decimal sign ("12.5"). What is neither comes back as typed, to be refused as no number.
    """
    point, group = formats.get_format("DECIMAL_SEPARATOR"), formats.get_format("THOUSAND_SEPARATOR")
    bare = BLANKS.sub("", text).replace(MINUS, "-")
    whole, sign, decimals = bare.partition(point)
    if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+", whole):
        return whole.replace(group, "") + (f".{decimals}" if sign else "")
    if group in bare and sign:
        return text
    return bare.replace(point, ".").replace(group, ".")


class LocalDecimalField(forms.DecimalField):
    """A number with decimal comma; figures are shown without useless zeros."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a number, for example 710 or 710.5.")}

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal | int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class EuroField(LocalDecimalField):
    """Euro, always with its cents."""

    default_error_messages = {"invalid": _("Write an amount, for example 1234.50.")}

    def prepare_value(self, value: Any) -> Any:
        return money(value) if isinstance(value, Decimal | int) else value


class DayField(forms.DateField):
    """A date, day first in every language, as on the acts."""

    widget = forms.DateInput(format="%d/%m/%Y")
    default_error_messages = {"invalid": _("Write a date, for example 31/12/2023.")}
    default_validators = [
        MinValueValidator(date(1990, 1, 1), message=YEAR_MESSAGE),
        MaxValueValidator(date(2100, 12, 31), message=YEAR_MESSAGE),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": DATE_FORMATS, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}


class TickedField(forms.ModelMultipleChoiceField):
    """Rows to tick; a key too large for SQLite is one more that does not exist."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            keys = {"value": ", ".join(value)}
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", keys
            ) from None


def person_label(employee: Employee) -> str:
    """What the list of people offers; the code in front is the key."""
    return f"{employee.code} {employee.last_name} {employee.first_name}"


class PersonField(forms.CharField):
    """A person by code; the page offers codes with names in one list for all rows.

    `people` maps codes to employees; whoever makes many of these reads them once.
    """

    default_error_messages = {
        "unknown": _("No employee has the code “%(code)s”: choose a person from the list."),
    }

    def __init__(self, *, people: Mapping[str, Employee] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = people or {}

    def clean(self, value: Any) -> Employee | None:
        text = super().clean(value)
        if not text:
            return None
        code = person_code(text)
        if code not in self.people:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"code": code})
        return self.people[code]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "list": "people", "autocomplete": "off"}


def person_code(text: str) -> str:
    return text.split(maxsplit=1)[0] if text.strip() else ""
