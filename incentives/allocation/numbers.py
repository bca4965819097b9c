"""The border between `Decimal` and the integers the rules count with.

Only whole-number operations: the result does not depend on the decimal context of the thread.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from functools import reduce

from incentives.allocation.errors import AllocationError
from objectives.canonical import decimal_text

CENT_PLACES = 2
# What the database columns hold: twelve digits, two of them decimals.
LARGEST_AMOUNT_CENTS = 10**12 - 1
# Beyond this a number is absurd here, and expanding it to digits would take all the memory.
_LARGEST_EXPONENT = 30
_WIDE = Context(prec=60)


def scaled(value: Decimal, places: int) -> int | None:
    """value × 10**places, or None when that is not a whole number (or value not a Decimal)."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if value == 0:
        return 0
    if abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    return None if rest else whole


def unscaled(value: int, places: int) -> Decimal:
    """The Decimal value / 10**places, with exactly that many decimals."""
    return _WIDE.scaleb(Decimal(value), -places)


def trimmed(value: Decimal) -> Decimal:
    """The same number without trailing zeros, in plain notation: 75, not 75.000000."""
    return Decimal(decimal_text(value))


def euro(cents: int) -> Decimal:
    return unscaled(cents, CENT_PLACES)


def euro_sum(amounts: Iterable[Decimal], less: Iterable[Decimal] = ()) -> Decimal:
    """The sum of `amounts` less those in `less`; even a minus sign rounds to a narrow context."""
    return reduce(_WIDE.subtract, less, reduce(_WIDE.add, amounts, euro(0)))


def known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are known, None when none is."""
    known = [amount for amount in amounts if amount is not None]
    return euro_sum(known) if known else None


def euro_text(cents: int) -> str:
    return str(euro(cents))


def to_cents(value: Decimal, field: str, owner: str = "") -> int:
    """An amount in euro as cents.

    AllocationError: bad_amount, negative_amount, amount_too_large.
    """
    cents = scaled(value, CENT_PLACES)
    if cents is None:
        raise AllocationError("bad_amount", field=field, owner=owner, value=str(value))
    if cents < 0:
        raise AllocationError("negative_amount", field=field, owner=owner, value=str(value))
    if cents > LARGEST_AMOUNT_CENTS:
        limit = euro_text(LARGEST_AMOUNT_CENTS)
        raise AllocationError(
            "amount_too_large", field=field, owner=owner, value=str(value), limit=limit
        )
    return cents


def half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator (not negative) rounded to the nearest whole, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def check_count(count: int, owner: str) -> None:
    """Heads are a whole number from 0 up; AllocationError: negative_heads."""
    if not isinstance(count, int) or count < 0:
        raise AllocationError("negative_heads", owner=owner, value=str(count))
