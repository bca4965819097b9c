"""Sharing whole units by largest remainder, in exact integer arithmetic (ALLOC-1, ALLOC-3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import check_count, euro_text


def largest_remainder(
    total: int, weights: Sequence[int], keys: Sequence[Any] | None = None
) -> list[int]:
    """Share `total` whole units on `weights`; the shares, in the order of the weights.

    Each share is total × weight / Σ weights rounded down, then one unit each by largest
    fraction until the total is reached; equal fractions are served by lower key (the position
    when there are no keys). Weights with decimals are scaled to integers by the caller.

    AllocationError: bad_share_weights (a negative weight, or none above zero).
    """
    whole = sum(weights)
    if not whole or min(weights) < 0:
        raise AllocationError("bad_share_weights")
    rests = [total * weight % whole for weight in weights]
    # The fractions sum to what is left, each is under one: more lines have one than are served.
    # Ordering the plain integers and cutting there is cheaper than ordering the lines.
    in_line, left = sorted(rests), sum(rests) // whole
    cut = in_line[-1 - left]
    # Lifted by what the cut lacks of a whole, less one, only the rests above it make a unit more.
    lift = whole - cut - 1
    shares = [(total * weight + lift) // whole for weight in weights]
    if left and in_line[-left] == cut:
        tied = [position for position, rest in enumerate(rests) if rest == cut]
        for position in _by_key(tied, keys)[: total - sum(shares)]:
            shares[position] += 1
    return shares


def _by_key(positions: list[int], keys: Sequence[Any] | None) -> list[int]:
    return positions if keys is None else sorted(positions, key=keys.__getitem__)


def share_by_heads(total_cents: int, heads: Mapping[str, int], unit_cents: int) -> dict[str, int]:
    """Cents for each code, in steps of `unit_cents`, by largest remainder on the heads.

    Ties go to the lower code. When the total is not a multiple of the unit, what lies below it
    goes to the code next in line for a unit, so that the shares always sum to the total.

    AllocationError: bad_unit, negative_amount, negative_heads, no_heads.
    """
    _check_heads(total_cents, heads, unit_cents)
    everyone = sum(heads.values())
    parts = {
        code: divmod(total_cents * count, everyone * unit_cents) for code, count in heads.items()
    }
    units, rest = divmod(total_cents, unit_cents)
    shares = {code: floor * unit_cents for code, (floor, _) in parts.items()}
    left = units - sum(floor for floor, _ in parts.values())
    in_line = sorted(parts, key=lambda code: (-parts[code][1], code))
    for code in in_line[:left]:
        shares[code] += unit_cents
    if rest:
        # The fractions sum to `left` + rest/unit: one more code with a fraction is in line.
        shares[in_line[left]] += rest
    return shares


def _check_heads(total_cents: int, heads: Mapping[str, int], unit_cents: int) -> None:
    if unit_cents <= 0:
        raise AllocationError("bad_unit", value=euro_text(unit_cents))
    if total_cents < 0:
        raise AllocationError(
            "negative_amount", field="heads_amount", owner="", value=euro_text(total_cents)
        )
    for code, count in heads.items():
        check_count(count, code)
    if not sum(heads.values()):
        raise AllocationError("no_heads", amount=euro_text(total_cents))
