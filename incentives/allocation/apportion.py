"""Sharing whole units by largest remainder, in exact integer arithmetic (ALLOC-1, ALLOC-3)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
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
    counts = Counter(weights)
    _check_weights(counts)
    whole = sum(weight * count for weight, count in counts.items())
    # Equal weights have equal quotas: one division for each distinct weight, however many lines.
    parts = {weight: divmod(total * weight, whole) for weight in counts}
    share = {weight: floor for weight, (floor, _) in parts.items()}
    left = total - sum(share[weight] * count for weight, count in counts.items())
    tied: set[int] = set()
    for served in _by_falling_remainder(parts):
        claims = sum(counts[weight] for weight in served)
        if claims > left:
            tied = set(served)
            break
        left -= claims
        share.update((weight, share[weight] + 1) for weight in served)
    shares = [share[weight] for weight in weights]
    if left:
        for position in _first_by_key(weights, tied, keys)[:left]:
            shares[position] += 1
    return shares


def _check_weights(counts: Counter[int]) -> None:
    if not counts or min(counts) < 0 or max(counts) == 0:
        raise AllocationError("bad_share_weights")


def _by_falling_remainder(parts: Mapping[int, tuple[int, int]]) -> Iterator[list[int]]:
    def remainder(weight: int) -> int:
        return parts[weight][1]

    ranked = sorted(parts, key=remainder, reverse=True)
    return (list(tied) for _, tied in groupby(ranked, remainder))


def _first_by_key(weights: Sequence[int], tied: set[int], keys: Sequence[Any] | None) -> list[int]:
    positions = [position for position, weight in enumerate(weights) if weight in tied]
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
