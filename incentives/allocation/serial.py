"""Inputs and results as plain JSON values, and back: what a run stores and commands print.

Decimals are text: amounts with two decimals, quotas with ten, other numbers without trailing
zeros. The keys are the attribute names of types.py and part of the stored format.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import CENT_PLACES, euro_text, scaled
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
from objectives.canonical import decimal_text, sha256_hex

RULES = ("ALLOC-1", "ALLOC-2", "ALLOC-3", "ALLOC-4", "ALLOC-5")
RULES_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Codec:
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _typed(kind: type, read: Callable[[Any], Any] = lambda data: data) -> Callable[[Any], Any]:
    def checked(data: Any) -> Any:
        if not isinstance(data, kind):
            raise TypeError(f"{data!r} is not {kind.__name__}")
        return read(data)

    return checked


def _optional(codec: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else codec.write(value),
        lambda data: None if data is None else codec.read(data),
    )


def _many(codec: _Codec) -> _Codec:
    return _Codec(
        lambda values: [codec.write(value) for value in values],
        _typed(list, lambda data: tuple(codec.read(item) for item in data)),
    )


def _record(kind: type, codecs: Mapping[str, _Codec]) -> _Codec:
    def read(data: Mapping[str, Any]) -> Any:
        return kind(**{name: _read_field(codec, data, name) for name, codec in codecs.items()})

    return _Codec(
        lambda value: {name: codec.write(getattr(value, name)) for name, codec in codecs.items()},
        read,
    )


def _read_field(codec: _Codec, data: Mapping[str, Any], name: str) -> Any:
    try:
        return codec.read(data[name])
    except (KeyError, TypeError, ValueError, ZeroDivisionError, InvalidOperation) as error:
        if isinstance(error, AllocationError):
            raise
        raise AllocationError("bad_inputs", field=name) from error


def _places_text(value: Decimal) -> str:
    return format(value, "f")


def _money_text(value: Decimal) -> str:
    cents = scaled(value, CENT_PLACES)
    if cents is None:
        raise AllocationError("bad_amount", field="", owner="", value=str(value))
    return euro_text(cents)


_TEXT = _Codec(str, _typed(str))
_COUNT = _Codec(int, _typed(int))
_NUMBER = _Codec(decimal_text, _typed(str, Decimal))
_MONEY = _Codec(_money_text, _typed(str, Decimal))
_QUOTA = _Codec(_places_text, _typed(str, Decimal))
_FRACTION = _Codec(str, _typed(str, Fraction))

_BAND = _record(Band, {"from_heads": _COUNT, "to_heads": _optional(_COUNT), "coefficient": _NUMBER})
_RESERVE = _record(ReserveInput, {"name": _TEXT, "amount": _MONEY})
_PROJECT = _record(
    ProjectInput,
    {
        "number": _COUNT,
        "mode": _TEXT,
        "weight": _NUMBER,
        "counted_staff": _COUNT,
        "fixed_amount": _optional(_MONEY),
        "deliberated": _optional(_MONEY),
    },
)
_GROUP = _record(
    GroupInput,
    {
        "code": _TEXT,
        "name": _TEXT,
        "budget_mode": _TEXT,
        "amount": _optional(_MONEY),
        "percent": _optional(_NUMBER),
        "heads": _optional(_COUNT),
        "projects": _many(_PROJECT),
    },
)
_INPUTS = _record(
    AllocationInput,
    {
        "pool": _MONEY,
        "rule": _TEXT,
        "bands": _many(_BAND),
        "groups": _many(_GROUP),
        "reserves": _many(_RESERVE),
        "heads_amount": _optional(_MONEY),
        "heads_unit": _MONEY,
    },
)
_LINE = _record(
    Line,
    {
        "project": _COUNT,
        "mode": _TEXT,
        "weight": _NUMBER,
        "counted_staff": _COUNT,
        "coefficient": _optional(_NUMBER),
        "points": _optional(_NUMBER),
        "exact": _FRACTION,
        "quota": _QUOTA,
        "amount": _MONEY,
        "correction": _MONEY,
        "deliberated": _optional(_MONEY),
        "difference": _optional(_MONEY),
    },
)
_GROUP_RESULT = _record(
    GroupResult,
    {
        "code": _TEXT,
        "name": _TEXT,
        "budget": _MONEY,
        "fixed_total": _MONEY,
        "distributable": _MONEY,
        "points": _NUMBER,
        "euro_per_point": _optional(_QUOTA),
        "lines": _many(_LINE),
        "total": _MONEY,
        "rounding": _MONEY,
        "undistributed": _MONEY,
        "deliberated_total": _optional(_MONEY),
        "difference": _optional(_MONEY),
    },
)
_RESULT = _record(
    Allocation,
    {
        "rule": _TEXT,
        "pool": _MONEY,
        "groups": _many(_GROUP_RESULT),
        "reserves": _many(_RESERVE),
        "assigned": _MONEY,
        "reserved": _MONEY,
        "unassigned": _MONEY,
        "lines_total": _MONEY,
        "rounding": _MONEY,
        "undistributed": _MONEY,
        "deliberated_total": _optional(_MONEY),
        "deliberated_difference": _optional(_MONEY),
    },
)


def inputs_to_dict(inputs: AllocationInput) -> dict[str, Any]:
    """AllocationError: bad_amount when an amount has more than two decimals."""
    return dict(_INPUTS.write(inputs))


def inputs_from_dict(data: Mapping[str, Any]) -> AllocationInput:
    """AllocationError: bad_inputs, with the innermost field that is missing or malformed."""
    return _INPUTS.read(data)  # type: ignore[no-any-return]


def result_to_dict(allocation: Allocation) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **_RESULT.write(allocation)}


def result_from_dict(data: Mapping[str, Any]) -> Allocation:
    """A stored result as it was; nothing is computed. AllocationError: bad_inputs."""
    return _RESULT.read(data)  # type: ignore[no-any-return]


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})
