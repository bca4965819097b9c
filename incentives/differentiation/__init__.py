"""The extra of the individual premium for the best evaluated: rule DIFF-1 (docs/rules/), pure.

CCNL Funzioni Locali 16.11.2022, art. 81. A pot M of its own, n people evaluated positively, k of
them with an extra of r percent of the amount per head: a = M / (n + k × r). Never mixed with the
money of projects.

    shared = differentiate(DifferentiationInput(pot, Quota(k), Decimal(30), "longer_service",
                                                people, paid_on))

Amounts are `Decimal` euro and integer cents inside. Failures are `DifferentiationError`.

    types       plain values, in and out
    holders     who holds EQ, and is no part of it
    compute     ranking, quota, amounts
    serial      what a run stores
"""

from incentives.differentiation.compute import differentiate, people_with_extra
from incentives.differentiation.serial import (
    RULES,
    RULES_VERSION,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    recompute,
    result_from_dict,
    result_to_dict,
)
from incentives.differentiation.types import (
    ERROR_PARAMS,
    ROUNDINGS,
    TIE_RULES,
    Differentiation,
    DifferentiationError,
    DifferentiationInput,
    DifferentiationLine,
    Evaluated,
    Quota,
)

__all__ = [
    "ERROR_PARAMS",
    "ROUNDINGS",
    "RULES",
    "RULES_VERSION",
    "TIE_RULES",
    "Differentiation",
    "DifferentiationError",
    "DifferentiationInput",
    "DifferentiationLine",
    "Evaluated",
    "Quota",
    "differentiate",
    "fingerprint",
    "inputs_from_dict",
    "inputs_to_dict",
    "people_with_extra",
    "recompute",
    "result_from_dict",
    "result_to_dict",
]
