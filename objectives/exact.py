"""The border between `Decimal` and the whole numbers and fractions that the rules count with.

Only exact operations: no result depends on the decimal context of the thread.
"""

from decimal import Context, Decimal
from fractions import Fraction

from objectives.canonical import decimal_text

# Beyond this a number is absurd here, and expanding it to digits would take all the memory.
_LARGEST_EXPONENT = 30
WIDE = Context(prec=60)
# 1, 0.1, 0.01 … by their decimals.
_UNITS = tuple(Decimal((0, (1,), -places)) for places in range(_LARGEST_EXPONENT + 1))


def scaled(value: Decimal, places: int) -> int | None:
    """value × 10**places, or None when that is not a whole number (or value not a Decimal)."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if not value:
        return 0
    if abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    return None if rest else whole


def unscaled(value: int, places: int) -> Decimal:
    """The Decimal value / 10**places, with exactly that many decimals."""
    return WIDE.multiply(value, _UNITS[places])


def trimmed(value: Decimal) -> Decimal:
    """The same number without trailing zeros, in plain notation: 75, not 75.000000."""
    return Decimal(decimal_text(value))


def half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator (not negative) rounded to the nearest whole, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction (not negative) half up to that many decimals."""
    return unscaled(half_up(value.numerator * 10**places, value.denominator), places)
