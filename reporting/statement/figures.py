"""Exact figures as people write them, cut where they do not end."""

from decimal import Decimal
from fractions import Fraction

from objectives.exact import unscaled
from objectives.templatetags.display import number, written

SHOWN = 3  # decimals of an exact amount
WEIGHT_PLACES = 2


def exact_text(value: Fraction) -> str:
    """Euro, not negative: "545,501…"; empty when the figure is whole cents."""
    if (value * 100).denominator == 1:
        return ""
    cut, rest = divmod(value.numerator * 10**SHOWN, value.denominator)
    return written(unscaled(cut, SHOWN), SHOWN) + ("…" if rest else "")


def figure(value: Fraction) -> str:
    """A weight or a count of days: "365", "182,5", "304,16…"."""
    cut, rest = divmod(value.numerator * 10**WEIGHT_PLACES, value.denominator)
    return number(unscaled(cut, WEIGHT_PLACES)) + ("…" if rest else "")


def hundredths(units: int) -> Decimal:
    """Days weighted by a percentage in hundredths, as full days: 3650000 → 365."""
    return unscaled(units, 4)
