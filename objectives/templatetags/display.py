"""Figures and dates as people here write them: 1.234,56 € · −4,48 · 70 % · 31/12/2023.

Everything is Decimal from end to end; a float raises TypeError. An empty value gives an empty
text ("does not apply"), never a zero. In English the signs are 1,234.56.
"""

import datetime
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from django import template
from django.utils import formats, numberformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
Figure = Decimal | int | str | None
Writer = TypeVar("Writer", bound=Callable[..., str])


def exact(value: Figure) -> Decimal | None:
    """The figure as Decimal, None when empty. Text must be a plain decimal, as stored in runs."""
    if value is None or value == "":
        return None
    if isinstance(value, (bool, float)):
        raise TypeError("Figures are Decimal, int or decimal text, never float")
    return Decimal(value)


def written(value: Decimal, places: int, *, sign: bool = False) -> str:
    """Rounded half up to `places`, grouped by thousands, with a true minus sign."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    digits = numberformat.format(
        abs(rounded),
        decimal_sep=formats.get_format("DECIMAL_SEPARATOR"),
        decimal_pos=places,
        grouping=3,
        thousand_sep=formats.get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
    )
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if sign and rounded > 0 else digits


def remembered(write: Writer) -> Writer:
    """Keep what was written in each language: a table repeats its weights and percentages.

    The type is part of the key, so that 2.5 is refused even after Decimal("2.5") was written.
    """
    recall = lru_cache(maxsize=4096, typed=True)(
        lambda _language, *args, **kwargs: write(*args, **kwargs)
    )

    @wraps(write)
    def ask(*args: Any, **kwargs: Any) -> str:
        return recall(get_language(), *args, **kwargs)

    return cast(Writer, ask)


def _places(value: Decimal) -> int:
    """Decimals left once trailing zeros are gone."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@register.filter
@remembered
def money(value: Figure) -> str:
    """Euro to the cent without the sign of the currency: 1.234,56."""
    amount = exact(value)
    return "" if amount is None else written(amount, 2)


@register.filter
def euro(value: Figure) -> str:
    """Euro to the cent with the sign, on one line: 1.234,56 €."""
    text = money(value)
    return f"{text}{NBSP}€" if text else ""


@register.filter
def signed(value: Figure) -> str:
    """A difference in euro, always with its sign: +0,01, −4,48, 0,00."""
    amount = exact(value)
    return "" if amount is None else written(amount, 2, sign=True)


@register.filter
def quota4(value: Figure) -> str:
    """An exact quota or euro per point, four decimals: 528,1250."""
    amount = exact(value)
    return "" if amount is None else written(amount, 4)


@register.filter
@remembered
def number(value: Figure) -> str:
    """A weight, coefficient or count without useless zeros: 2,5 and 3, not 2,50 and 3,00."""
    figure = exact(value)
    return "" if figure is None else written(figure, _places(figure))


@register.filter
@remembered
def percent(value: Figure, places: int | None = None) -> str:
    """A percentage 0–100: 70 %; `percent:2` keeps two decimals: 78,11 %."""
    figure = exact(value)
    if figure is None:
        return ""
    return f"{written(figure, _places(figure) if places is None else places)}{NBSP}%"


@register.filter
def date_it(value: datetime.date | None) -> str:
    """31/12/2023; a moment gives its day in Italy."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/%Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """12/10/2023, 10:42 in Italy."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%d/%m/%Y, %H:%M")


@register.simple_tag
def amount(value: Figure) -> str | SafeString:
    """Money of a table cell: zero is shown, in grey; empty means that it does not apply."""
    text = money(value)
    return _grey(text) if text and not exact(value) else text


@register.simple_tag
def difference(value: Figure) -> str | SafeString:
    """A difference of a table cell: the only coloured figure of a ledger, unless it is zero."""
    text = signed(value)
    if not text:
        return ""
    return format_html('<span class="pp-diff">{}</span>', text) if exact(value) else _grey(text)


def _grey(text: str) -> SafeString:
    return format_html('<span class="pp-zero">{}</span>', text)
