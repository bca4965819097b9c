"""What DIFF-1 refuses, in words, and the field where the sentence belongs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from incentives.differentiation import DifferentiationError
from incentives.distribution import messages as charges
from incentives.sharing import SharingError

SENTENCES: Mapping[str, Promise] = {
    "bad_amount": gettext_lazy("“%(value)s” is not an amount in euro and cents."),
    "bad_extra": gettext_lazy("The extra goes from 30 to 100 %%, with two decimals at most."),
    "bad_quota": gettext_lazy(
        "The quota is of %(value)s people and %(positive)s are evaluated positively: it cannot "
        "be more than they are, nor less than one."
    ),
    "bad_quota_percent": gettext_lazy("Write the percent of people, above 0 and up to 100."),
    "bad_rounding": gettext_lazy("Choose how the percent of people is rounded."),
    "bad_tie_rule": gettext_lazy("Choose who comes first between equal evaluations."),
    "bad_evaluation": gettext_lazy(
        "The evaluation of %(employee)s is %(value)s: it goes from 0 to 100, with two decimals "
        "at most."
    ),
    "bad_count": gettext_lazy("Employee %(employee)s: “%(value)s” is not a whole number from 0."),
    "duplicate_employee": gettext_lazy("Employee %(employee)s is there twice."),
    "tie_unsettled": gettext_lazy(
        "%(employees)s are equal at the edge of the quota, also by the declared rule: draw lots "
        "among them and enter the place of each."
    ),
    "bad_inputs": gettext_lazy("The stored run cannot be read: “%(field)s” is missing."),
}


def sentence(error: DifferentiationError | SharingError) -> str:
    """The refusal as a person reads it."""
    if isinstance(error, SharingError):
        return charges.sentence(error)
    return str(SENTENCES[error.code]) % dict(error.params)
