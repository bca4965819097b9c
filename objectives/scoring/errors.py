"""What the scoring refuses, as codes with parameters.

The sentences a person reads are made by the caller. Every code raised by this package is listed
in ERROR_PARAMS with the names of its parameters; all parameters are text. `indicator` is the
order of the indicator inside its project, `value` what was given ("" for nothing).
"""

from collections.abc import Mapping
from types import MappingProxyType

from objectives.refusal import RefusalError

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # The indicator itself.
        "bad_order": ("value",),  # not a whole number from 0 up
        "duplicate_indicator": ("indicator",),
        "bad_kind": ("indicator", "kind"),
        "bad_weight": ("indicator", "value"),  # outside 0-100 or more than two decimals
        "bad_target": ("indicator", "value"),  # missing, not above zero, absurd
        "due_missing": ("indicator",),
        "bad_late_percent": ("indicator", "value"),  # outside 0-100 or more than two decimals
        # The measured value. `field` is the attribute's name ("value", "numerator", "on" …).
        "wrong_value": ("indicator", "kind", "given"),  # a value of another kind
        "negative_value": ("indicator", "field", "value"),
        "bad_value": ("indicator", "field", "value"),  # not a number, a date, a yes or no; absurd
        "bad_percent": ("indicator", "field", "value"),  # outside 0-100, more than two decimals
        "reason_missing": ("indicator",),  # a judged percentage without its reason
        # The project.
        "bad_mode": ("mode",),
        "bad_threshold": ("value",),  # outside 0-100 or more than two decimals
        # Expected progress and forecast.
        "bad_period": ("start", "end"),  # ends before it begins
        "bad_entry": ("on", "value"),  # a percentage outside 0-100
        # Stored inputs or results that do not have the expected shape.
        "bad_inputs": ("field",),
    }
)


class ScoringError(RefusalError):
    """A result that cannot be computed: `code` is a key of ERROR_PARAMS."""
