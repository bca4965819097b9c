"""Amounts, percentages and counts with the limits the models have."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from objectives.forms.fields import EuroField, LocalDecimalField, plain_number
from objectives.models.base import (
    AMOUNT_LIMIT,
    AMOUNT_LIMIT_MESSAGE,
    AMOUNT_MESSAGE,
    PERCENT_MESSAGE,
)

MOST_HEADS = 99_999
WHOLE_MESSAGE = _("Write a whole number from 0 up, for example 12.")


class AmountField(EuroField):
    """Euro with two decimals, from 0.00 to the largest amount a plan takes."""

    default_validators = [
        MinValueValidator(0, message=AMOUNT_MESSAGE),
        MaxValueValidator(AMOUNT_LIMIT, message=AMOUNT_LIMIT_MESSAGE),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 2, **kwargs})


class PercentField(LocalDecimalField):
    """0–100 with two decimals: a weight or a percentage."""

    default_validators = [
        MinValueValidator(0, message=PERCENT_MESSAGE),
        MaxValueValidator(100, message=PERCENT_MESSAGE),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 2, **kwargs})


class WholeField(forms.IntegerField):
    """Heads: a whole number that is not negative nor absurd."""

    widget = forms.TextInput
    default_error_messages = {"invalid": WHOLE_MESSAGE}
    default_validators = [
        MinValueValidator(0, message=WHOLE_MESSAGE),
        MaxValueValidator(MOST_HEADS, message=_("These are too many heads: check the number.")),
    ]

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}
