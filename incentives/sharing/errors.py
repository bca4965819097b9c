"""What the sharing refuses, as codes with parameters.

The sentences a person reads are made by the caller. Every code raised by this package is listed
in ERROR_PARAMS with the names of its parameters; all parameters are text, dates as 2023-12-31.
`project` is the number, `employee` the code; a payout that is refused raises PayoutError.
"""

from collections.abc import Mapping
from types import MappingProxyType

from objectives.refusal import RefusalError

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Values. `field` is the attribute's name, `owner` the project, employee, reserve or
        # charge it belongs to, "" for the plan's own.
        "bad_amount": ("field", "owner", "value"),  # negative, absurd, more than two decimals
        "bad_percent": ("field", "owner", "value"),  # missing, outside 0-100, three decimals
        "bad_period": ("field", "owner", "start", "end"),  # ends before it starts
        "bad_mode": ("field", "owner", "value"),  # not one of the modes, kinds or effects
        "duplicate": ("field", "owner", "value"),
        # People.
        "overlapping_employments": ("employee", "start"),
        "overlapping_absences": ("employee", "start"),
        "unknown_absence_kind": ("employee", "kind"),
        # Projects.
        "result_missing": ("project",),
        "unknown_employee": ("project", "employee"),
        "bad_parts": ("project", "area", "value"),  # not a whole number above zero
        "area_without_quota": ("project", "area", "employee"),
        "quotas_with_tariff": ("project",),
        "attendance_missing": ("project", "employee"),
        "test_missing": ("project", "employee"),
        "score_missing": ("project", "employee"),
        # Tariff by hours of presence.
        "no_tariff": ("project",),
        "falling_tariff": ("project", "up_to_hours"),  # longer and paid less
        "bad_hours": ("project", "employee", "on", "hours"),  # not above zero, three decimals
        "hours_over_tariff": ("project", "employee", "on", "hours", "limit"),
        "presence_without_assignment": ("project", "employee", "on"),
        "presence_on_unassigned_day": ("project", "employee", "on"),
        "presences_not_paid": ("project",),  # presences on a project without the tariff
        # Adjustments of upheld requests for review.
        "adjustment_without_assignment": ("project", "employee"),
        "adjustment_below_zero": ("project", "employee", "amount"),
        "adjustments_over_economies": ("project", "added", "available"),
        # The plan.
        "projects_over_pool": ("pool", "allocated", "reserved", "excess"),
        "overlapping_rates": ("rate", "on"),
        "rate_missing": ("rate", "on"),  # no percentage is valid on the day of payment
        # Stored inputs or results that do not have the expected shape.
        "bad_inputs": ("field",),
    }
)


class SharingError(RefusalError):
    """A plan that cannot be distributed: `code` is a key of ERROR_PARAMS."""
