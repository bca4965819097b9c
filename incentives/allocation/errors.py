"""What the allocation refuses, as codes with parameters.

The sentences a person reads are made by the caller (incentives/messages.py). Every code raised
by this package is listed in ERROR_PARAMS with the names of its parameters; all parameters are
text, amounts in euro with a decimal point ("15000.00").
"""

from collections.abc import Mapping
from types import MappingProxyType

from objectives.refusal import RefusalError

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Values. `field` is the attribute's name ("pool", "fixed_amount", "reserve" …), `owner`
        # the project number, group code or reserve name it belongs to, "" for the plan's own.
        "negative_amount": ("field", "owner", "value"),
        "bad_amount": ("field", "owner", "value"),  # not a number, or more than two decimals
        "amount_too_large": ("field", "owner", "value", "limit"),
        "bad_weight": ("project", "value"),  # outside 0-100 or more than two decimals
        "negative_heads": ("owner", "value"),  # or not a whole number
        "bad_unit": ("value",),  # the unit of the share by heads is not positive
        # Bands of the coefficient.
        "no_bands": (),
        "bad_band": ("band",),  # "4-5", "10-": starts under 1 or ends before it starts
        "bad_coefficient": ("band", "value"),  # not in (0, 100] or more than four decimals
        "overlapping_bands": ("first", "second"),
        "no_band": ("project", "heads"),  # project is "" when a coefficient is asked by itself
        # Group budgets (ALLOC-1).
        "bad_budget_mode": ("group", "mode"),
        "budget_missing": ("group", "mode"),  # its amount, percentage or heads are not given
        "bad_percent": ("group", "value"),  # outside 0-100 or more than two decimals
        "percent_over_100": ("percent",),
        "heads_amount_missing": (),
        "no_heads": ("amount",),
        "groups_over_pool": ("pool", "assigned", "reserved", "excess"),
        "duplicate_group": ("group",),
        "duplicate_reserve": ("reserve",),
        # Projects (ALLOC-2, ALLOC-3).
        "bad_rule": ("rule",),
        "bad_mode": ("project", "mode"),
        "duplicate_project": ("project",),
        "fixed_amount_missing": ("project",),
        "fixed_over_budget": ("group", "budget", "fixed", "excess"),
        "no_points": ("group", "amount"),
        "bad_share_weights": (),  # largest_remainder was given negative or only zero weights
        # Stored inputs or results that do not have the expected shape.
        "bad_inputs": ("field",),
    }
)


class AllocationError(RefusalError):
    """A plan that cannot be allocated: `code` is a key of ERROR_PARAMS."""
