"""From the pool to the projects: rules ALLOC-1 to ALLOC-5 (docs/rules/), pure arithmetic.

Standard library only; no database, no clock, no translation. Amounts come in and go out as
`Decimal` euro and are integer cents inside, so every sum is exact (docs/adr/0001).

    allocation = allocate(inputs)
    stored = inputs_to_dict(inputs), result_to_dict(allocation)
    digest = fingerprint(*stored)

Failures are `AllocationError` with a code and parameters; ERROR_PARAMS lists them all.

    errors      AllocationError and its codes
    types       what goes in and comes out
    numbers     euro at the border, cents inside
    bands       coefficient and points             ALLOC-3
    apportion   largest remainder                  ALLOC-1, ALLOC-3
    budgets     a budget for each group            ALLOC-1
    claims      fixed amounts and points           ALLOC-2, ALLOC-3
    compute     allocate, reconciliation           ALLOC-3, ALLOC-4, ALLOC-5
    serial      JSON values and the fingerprint
"""

from incentives.allocation.apportion import largest_remainder, share_by_heads
from incentives.allocation.bands import check_bands, coefficient, points
from incentives.allocation.compute import allocate, reconciliation
from incentives.allocation.errors import ERROR_PARAMS, AllocationError
from incentives.allocation.serial import (
    RULES,
    RULES_VERSION,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    result_from_dict,
    result_to_dict,
)
from incentives.allocation.types import (
    BUDGET_MODES,
    MODES,
    ROUNDING_RULES,
    Allocation,
    AllocationInput,
    Band,
    GroupInput,
    GroupResult,
    Line,
    ProjectInput,
    Reconciliation,
    ReserveInput,
)

__all__ = [
    "BUDGET_MODES",
    "ERROR_PARAMS",
    "MODES",
    "ROUNDING_RULES",
    "RULES",
    "RULES_VERSION",
    "Allocation",
    "AllocationError",
    "AllocationInput",
    "Band",
    "GroupInput",
    "GroupResult",
    "Line",
    "ProjectInput",
    "Reconciliation",
    "ReserveInput",
    "allocate",
    "check_bands",
    "coefficient",
    "fingerprint",
    "inputs_from_dict",
    "inputs_to_dict",
    "largest_remainder",
    "points",
    "reconciliation",
    "result_from_dict",
    "result_to_dict",
    "share_by_heads",
]
