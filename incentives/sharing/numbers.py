"""Amounts, percentages and dates at the border; cents, hundredths and day numbers inside."""

from collections import Counter
from collections.abc import Collection, Hashable
from datetime import date
from decimal import Decimal

from incentives.allocation.numbers import CENT_PLACES, LARGEST_AMOUNT_CENTS
from incentives.sharing.errors import SharingError
from objectives.exact import scaled

PERCENT_PLACES = 2
WHOLE: int = 100 * 10**PERCENT_PLACES  # 100 percent


def to_cents(value: Decimal, field: str, owner: str = "") -> int:
    """SharingError: bad_amount."""
    cents = scaled(value, CENT_PLACES)
    if cents is None or not 0 <= cents <= LARGEST_AMOUNT_CENTS:
        raise SharingError("bad_amount", field=field, owner=owner, value=str(value))
    return cents


def to_hundredths(value: Decimal | None, field: str, owner: str = "") -> int:
    """A percentage as a part of WHOLE; SharingError: bad_percent."""
    whole = None if value is None else scaled(value, PERCENT_PLACES)
    if whole is None or not 0 <= whole <= WHOLE:
        text = "" if value is None else str(value)
        raise SharingError("bad_percent", field=field, owner=owner, value=text)
    return whole


def to_days(start: date, end: date, field: str, owner: str = "") -> tuple[int, int]:
    """First and last day as day numbers; SharingError: bad_period."""
    if end < start:
        raise SharingError("bad_period", field=field, owner=owner, start=str(start), end=str(end))
    return start.toordinal(), end.toordinal()


def check_mode(value: str, allowed: tuple[str, ...], field: str, owner: str = "") -> None:
    if value not in allowed:
        raise SharingError("bad_mode", field=field, owner=owner, value=str(value))


def check_unique(values: Collection[Hashable], field: str, owner: str = "") -> None:
    if len(set(values)) < len(values):
        twice = next(value for value, count in Counter(values).items() if count > 1)
        raise SharingError("duplicate", field=field, owner=owner, value=str(twice))
