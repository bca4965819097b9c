"""Inputs and results as plain JSON values, and back: what a confirmed result stores.

Decimals are text: results and shown achievements with two decimals, achievements with ten, exact
figures as fractions ("200/3"), other numbers without trailing zeros. The keys are the attribute
names of types.py and part of the stored format.
"""

from collections.abc import Mapping
from typing import Any

from objectives.canonical import sha256_hex
from objectives.codec import (
    COUNT,
    DAY,
    FLAG,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    Codec,
    CodecError,
    many,
    optional,
    record,
)
from objectives.exact import rounded
from objectives.scoring.errors import ScoringError
from objectives.scoring.result import project_result
from objectives.scoring.types import (
    Achievement,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    Result,
    ResultInput,
    Value,
)

RULES = ("RESULT-1", "RESULT-2", "RESULT-3", "RESULT-4")
RULES_VERSION = 1
ACHIEVEMENT_PLACES = 10


# The name under "type", and the codec of the rest.
_VALUES: Mapping[type[Value], tuple[str, Codec]] = {
    Number: ("number", record(Number, {"value": NUMBER})),
    Ratio: (
        "ratio",
        record(Ratio, {"numerator": NUMBER, "denominator": NUMBER, "when_zero": optional(NUMBER)}),
    ),
    Done: ("done", record(Done, {"done": FLAG})),
    DoneOn: ("done_on", record(DoneOn, {"on": optional(DAY)})),
    Judged: ("judged", record(Judged, {"percent": NUMBER, "reason": TEXT})),
}
_VALUES_BY_NAME: Mapping[str, Codec] = dict(_VALUES.values())


def _write_value(value: Value) -> dict[str, Any]:
    """A measured value with its type: {"type": "number", "value": "14"}."""
    name, codec = _VALUES[type(value)]
    return {"type": name, **codec.write(value)}


def _read_value(data: Mapping[str, Any]) -> Any:
    return _VALUES_BY_NAME[data["type"]].read(data)


_VALUE = optional(Codec(_write_value, _read_value))
_INDICATOR = record(
    IndicatorInput,
    {
        "order": COUNT,
        "weight": NUMBER,
        "kind": TEXT,
        "target": optional(NUMBER),
        "unit": TEXT,
        "due": optional(DAY),
        "late_percent": NUMBER,
        "value": _VALUE,
        "neutralised": FLAG,
    },
)
_INPUTS = record(ResultInput, {"indicators": many(_INDICATOR), "mode": TEXT, "threshold": NUMBER})
_LINE = record(
    Achievement,
    {
        "order": COUNT,
        "weight": NUMBER,
        "kind": TEXT,
        "value": _VALUE,
        "target": optional(NUMBER),
        "unit": TEXT,
        "state": TEXT,
        "percent": optional(FRACTION),
        "shown": optional(PLACES),
        "measured": optional(NUMBER),
        "capped": FLAG,
    },
)


def _write_line(line: Achievement) -> dict[str, Any]:
    """With what readers of the stored text ask for; reading it back needs only the fields."""
    percent = None if line.percent is None else rounded(line.percent, ACHIEVEMENT_PLACES)
    return {
        **_LINE.write(line),
        "achievement": optional(NUMBER).write(percent),
        "missing": line.missing,
        "undecided": line.undecided,
        "neutralised": line.neutralised,
        "judged": line.judged,
    }


_RESULT = record(
    Result,
    {
        "mode": TEXT,
        "threshold": NUMBER,
        "result": optional(PLACES),
        "exact": optional(FRACTION),
        "capped": FLAG,
        "reason": TEXT,
        "met": optional(FLAG),
        "weight_total": NUMBER,
        "counted_weight": NUMBER,
        "missing": many(COUNT),
        "undecided": many(COUNT),
        "lines": many(Codec(_write_line, _LINE.read)),
    },
)


def inputs_to_dict(inputs: ResultInput) -> dict[str, Any]:
    """What project_result needs to give the same again."""
    return dict(_INPUTS.write(inputs))


def inputs_from_dict(data: Mapping[str, Any]) -> ResultInput:
    """ScoringError: bad_inputs, with the innermost field that is missing or malformed."""
    return _read(_INPUTS, data)  # type: ignore[no-any-return]


def result_to_dict(result: Result) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {
        "rules": list(RULES),
        "rules_version": RULES_VERSION,
        **_RESULT.write(result),
        "blocked": result.blocked,
    }


def result_from_dict(data: Mapping[str, Any]) -> Result:
    """A stored result as it was; nothing is computed. ScoringError: bad_inputs."""
    return _read(_RESULT, data)  # type: ignore[no-any-return]


def recompute(inputs: Mapping[str, Any]) -> Result:
    """The result of stored inputs, computed anew."""
    read = inputs_from_dict(inputs)
    return project_result(read.indicators, read.mode, read.threshold)


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})


def _read(codec: Codec, data: Mapping[str, Any]) -> Any:
    try:
        return codec.read(data)
    except CodecError as error:
        raise ScoringError("bad_inputs", field=error.field) from error
