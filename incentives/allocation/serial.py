"""Inputs and results as plain JSON values, and back: what a run stores and commands print.

Decimals are text: amounts with two decimals, quotas with ten, other numbers without trailing
zeros. The keys are the attribute names of types.py and part of the stored format.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import CENT_PLACES, euro_text
from incentives.allocation.types import (
    Allocation,
    AllocationInput,
    Band,
    GroupInput,
    GroupResult,
    Line,
    ProjectInput,
    ReserveInput,
)
from objectives.canonical import sha256_hex
from objectives.codec import (
    COUNT,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    Codec,
    CodecError,
    many,
    optional,
    record,
    typed,
)
from objectives.exact import scaled

RULES = ("ALLOC-1", "ALLOC-2", "ALLOC-3", "ALLOC-4", "ALLOC-5")
RULES_VERSION = 1


def _money_text(value: Decimal) -> str:
    cents = scaled(value, CENT_PLACES)
    if cents is None:
        raise AllocationError("bad_amount", field="", owner="", value=str(value))
    return euro_text(cents)


_MONEY = Codec(_money_text, typed(str, Decimal))

_BAND = record(Band, {"from_heads": COUNT, "to_heads": optional(COUNT), "coefficient": NUMBER})
_RESERVE = record(ReserveInput, {"name": TEXT, "amount": _MONEY})
_PROJECT = record(
    ProjectInput,
    {
        "number": COUNT,
        "mode": TEXT,
        "weight": NUMBER,
        "counted_staff": COUNT,
        "fixed_amount": optional(_MONEY),
        "deliberated": optional(_MONEY),
    },
)
_GROUP = record(
    GroupInput,
    {
        "code": TEXT,
        "name": TEXT,
        "budget_mode": TEXT,
        "amount": optional(_MONEY),
        "percent": optional(NUMBER),
        "heads": optional(COUNT),
        "projects": many(_PROJECT),
    },
)
_INPUTS = record(
    AllocationInput,
    {
        "pool": _MONEY,
        "rule": TEXT,
        "bands": many(_BAND),
        "groups": many(_GROUP),
        "reserves": many(_RESERVE),
        "heads_amount": optional(_MONEY),
        "heads_unit": _MONEY,
    },
)
_LINE = record(
    Line,
    {
        "project": COUNT,
        "mode": TEXT,
        "weight": NUMBER,
        "counted_staff": COUNT,
        "coefficient": optional(NUMBER),
        "points": optional(NUMBER),
        "exact": FRACTION,
        "quota": PLACES,
        "amount": _MONEY,
        "correction": _MONEY,
        "deliberated": optional(_MONEY),
        "difference": optional(_MONEY),
    },
)
_GROUP_RESULT = record(
    GroupResult,
    {
        "code": TEXT,
        "name": TEXT,
        "budget": _MONEY,
        "fixed_total": _MONEY,
        "distributable": _MONEY,
        "points": NUMBER,
        "euro_per_point": optional(PLACES),
        "lines": many(_LINE),
        "total": _MONEY,
        "rounding": _MONEY,
        "undistributed": _MONEY,
        "deliberated_total": optional(_MONEY),
        "difference": optional(_MONEY),
    },
)
_RESULT = record(
    Allocation,
    {
        "rule": TEXT,
        "pool": _MONEY,
        "groups": many(_GROUP_RESULT),
        "reserves": many(_RESERVE),
        "assigned": _MONEY,
        "reserved": _MONEY,
        "unassigned": _MONEY,
        "lines_total": _MONEY,
        "rounding": _MONEY,
        "undistributed": _MONEY,
        "deliberated_total": optional(_MONEY),
        "deliberated_difference": optional(_MONEY),
    },
)


def inputs_to_dict(inputs: AllocationInput) -> dict[str, Any]:
    """AllocationError: bad_amount when an amount has more than two decimals."""
    return dict(_INPUTS.write(inputs))


def inputs_from_dict(data: Mapping[str, Any]) -> AllocationInput:
    """AllocationError: bad_inputs, with the innermost field that is missing or malformed."""
    return _read(_INPUTS, data)  # type: ignore[no-any-return]


def result_to_dict(allocation: Allocation) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **_RESULT.write(allocation)}


def result_from_dict(data: Mapping[str, Any]) -> Allocation:
    """A stored result as it was; nothing is computed. AllocationError: bad_inputs."""
    return _read(_RESULT, data)  # type: ignore[no-any-return]


def _read(codec: Codec, data: Mapping[str, Any]) -> Any:
    try:
        return codec.read(data)
    except CodecError as error:
        raise AllocationError("bad_inputs", field=error.field) from error


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})
