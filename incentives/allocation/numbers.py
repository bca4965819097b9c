"""Euro as `Decimal` at the border, integer cents inside; heads as whole numbers."""

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce

from incentives.allocation.errors import AllocationError
from objectives.exact import WIDE, scaled

CENT_PLACES = 2
# What the database columns hold: twelve digits, two of them decimals.
LARGEST_AMOUNT_CENTS = 10**12 - 1
_CENT = Decimal("0.01")


def euro(cents: int) -> Decimal:
    """Cents as euro with two decimals: `unscaled` without its call, as every amount asks it."""
    return WIDE.multiply(cents, _CENT)


def euro_sum(amounts: Iterable[Decimal], less: Iterable[Decimal] = ()) -> Decimal:
    """The sum of `amounts` less those in `less`; even a minus sign rounds to a narrow context."""
    return reduce(WIDE.subtract, less, reduce(WIDE.add, amounts, euro(0)))


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


def check_count(count: int, owner: str) -> None:
    """Heads are a whole number from 0 up; AllocationError: negative_heads."""
    if not isinstance(count, int) or count < 0:
        raise AllocationError("negative_heads", owner=owner, value=str(count))
