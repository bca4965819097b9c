"""Inputs and results as plain JSON values, and back: what a run stores."""

from collections.abc import Mapping
from typing import Any

from incentives.differentiation.compute import differentiate
from incentives.differentiation.types import (
    Differentiation,
    DifferentiationError,
    DifferentiationInput,
    DifferentiationLine,
    Evaluated,
    Quota,
)
from incentives.sharing.stored_inputs import CHARGE
from incentives.sharing.stored_results import CHAPTER, PERSON_LINE, RATE
from objectives.canonical import sha256_hex
from objectives.codec import (
    COUNT,
    DAY,
    FLAG,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    CodecError,
    many,
    optional,
    record,
)

RULES = ("DIFF-1", "SHARE-7")
RULES_VERSION = 1

_INPUTS = record(
    DifferentiationInput,
    {
        "pot": PLACES,
        "quota": record(
            Quota,
            {"people": optional(COUNT), "percent": optional(NUMBER), "rounding": TEXT},
        ),
        "extra": NUMBER,
        "tie_rule": TEXT,
        "people": many(
            record(
                Evaluated,
                {
                    "employee": TEXT,
                    "evaluation": NUMBER,
                    "positive": FLAG,
                    "service_days": COUNT,
                    "extras": COUNT,
                    "lot": optional(COUNT),
                    "chapter": TEXT,
                },
            )
        ),
        "paid_on": DAY,
        "rates": many(CHARGE),
    },
)
_LINE = record(
    DifferentiationLine,
    {
        "employee": TEXT,
        "evaluation": NUMBER,
        "rank": optional(COUNT),
        "with_extra": FLAG,
        "exact": FRACTION,
        "correction": PLACES,
        "amount": PLACES,
    },
)
_RESULT = record(
    Differentiation,
    {
        "pot": PLACES,
        "evaluated": COUNT,
        "positive": COUNT,
        "quota": COUNT,
        "extra": NUMBER,
        "tie_rule": TEXT,
        "base": FRACTION,
        "lines": many(_LINE),
        "paid": PLACES,
        "economy": PLACES,
        "people": many(PERSON_LINE),
        "chapters": many(CHAPTER),
        "rates": many(RATE),
    },
)


def inputs_to_dict(inputs: DifferentiationInput) -> dict[str, Any]:
    return dict(_INPUTS.write(inputs))


def result_to_dict(result: Differentiation) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **_RESULT.write(result)}


def inputs_from_dict(data: Mapping[str, Any]) -> DifferentiationInput:
    """DifferentiationError: bad_inputs, with the innermost field missing or malformed."""
    try:
        return _INPUTS.read(data)  # type: ignore[no-any-return]
    except CodecError as error:
        raise DifferentiationError("bad_inputs", field=error.field) from error


def result_from_dict(data: Mapping[str, Any]) -> Differentiation:
    """DifferentiationError: bad_inputs, as of the inputs."""
    try:
        return _RESULT.read(data)  # type: ignore[no-any-return]
    except CodecError as error:
        raise DifferentiationError("bad_inputs", field=error.field) from error


def recompute(inputs: Mapping[str, Any]) -> Differentiation:
    """The result of stored inputs, computed anew."""
    return differentiate(inputs_from_dict(inputs))


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})
