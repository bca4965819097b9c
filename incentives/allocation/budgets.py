"""The budget of each group, in cents (ALLOC-1)."""

from collections.abc import Sequence

from incentives.allocation.apportion import largest_remainder, share_by_heads
from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import check_count, to_cents
from incentives.allocation.types import (
    AMOUNT,
    BUDGET_MODES,
    HEADS,
    PERCENT,
    AllocationInput,
    GroupInput,
)
from objectives.exact import scaled, unscaled

PERCENT_PLACES = 2
_WHOLE_POOL = 100 * 10**PERCENT_PLACES


def group_budgets(inputs: AllocationInput) -> dict[str, int]:
    """Cents by group code; whether they fit the pool is checked by the caller.

    AllocationError: see ERROR_PARAMS, "Group budgets".
    """
    for group in inputs.groups:
        _check_mode(group)
    return {
        **_by_amount(inputs.groups),
        **_by_percent(inputs),
        **_by_heads(inputs),
    }


def _check_mode(group: GroupInput) -> None:
    if group.budget_mode not in BUDGET_MODES:
        raise AllocationError("bad_budget_mode", group=group.code, mode=str(group.budget_mode))


def _missing(group: GroupInput) -> AllocationError:
    return AllocationError("budget_missing", group=group.code, mode=str(group.budget_mode))


def _by_amount(groups: Sequence[GroupInput]) -> dict[str, int]:
    budgets = {}
    for group in groups:
        if group.budget_mode == AMOUNT:
            if group.amount is None:
                raise _missing(group)
            budgets[group.code] = to_cents(group.amount, "budget", group.code)
    return budgets


def _by_percent(inputs: AllocationInput) -> dict[str, int]:
    """Each group's part of the whole pool, by largest remainder at the cent.

    The part of the pool that no percentage claims takes part in the rounding, last among ties:
    a single percentage is rounded half up, and percentages that total 100 spend the whole pool.
    """
    shares = {g.code: _percent(g) for g in inputs.groups if g.budget_mode == PERCENT}
    if not shares:
        return {}
    unclaimed = _WHOLE_POOL - sum(shares.values())
    if unclaimed < 0:
        percent = unscaled(_WHOLE_POOL - unclaimed, PERCENT_PLACES)
        raise AllocationError("percent_over_100", percent=str(percent))
    codes = sorted(shares)
    weights = [*(shares[code] for code in codes), unclaimed]
    amounts = largest_remainder(to_cents(inputs.pool, "pool"), weights)
    return dict(zip(codes, amounts[:-1], strict=True))


def _percent(group: GroupInput) -> int:
    if group.percent is None:
        raise _missing(group)
    value = scaled(group.percent, PERCENT_PLACES)
    if value is None or not 0 <= value <= _WHOLE_POOL:
        raise AllocationError("bad_percent", group=group.code, value=str(group.percent))
    return value


def _by_heads(inputs: AllocationInput) -> dict[str, int]:
    heads = {g.code: _heads(g) for g in inputs.groups if g.budget_mode == HEADS}
    if not heads:
        return {}
    if inputs.heads_amount is None:
        raise AllocationError("heads_amount_missing")
    total = to_cents(inputs.heads_amount, "heads_amount")
    return share_by_heads(total, heads, to_cents(inputs.heads_unit, "heads_unit"))


def _heads(group: GroupInput) -> int:
    if group.heads is None:
        raise _missing(group)
    check_count(group.heads, group.code)
    return group.heads
