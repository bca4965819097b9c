"""Inputs and results as plain JSON values, and back: what a run stores and commands print.

Decimals are text: amounts with two decimals, quotas with ten, other numbers without trailing
zeros; dates are 2023-12-31. The keys are the attribute names of types.py and results.py and part
of the stored format.
"""

from collections.abc import Mapping
from typing import Any

from incentives.sharing.distribute import distribute
from incentives.sharing.errors import SharingError
from incentives.sharing.results import Distribution, EmployeeLine, ProjectLine
from incentives.sharing.stored_inputs import INPUTS
from incentives.sharing.stored_results import LINE, PROJECT_LINE, RESULT
from incentives.sharing.types import DistributionInput
from objectives.canonical import sha256_hex
from objectives.codec import Codec, CodecError

RULES = (
    "PAYOUT-1",
    "RUNS-1",
    "RUNS-2",
    "SHARE-1",
    "SHARE-2",
    "SHARE-3",
    "SHARE-4",
    "SHARE-5",
    "SHARE-6",
    "SHARE-7",
)
RULES_VERSION = 1


def inputs_to_dict(inputs: DistributionInput) -> dict[str, Any]:
    """SharingError: bad_amount when an amount has more than two decimals."""
    return dict(INPUTS.write(inputs))


def inputs_from_dict(data: Mapping[str, Any]) -> DistributionInput:
    """SharingError: bad_inputs, with the innermost field that is missing or malformed."""
    return _read(INPUTS, data)  # type: ignore[no-any-return]


def result_to_dict(distribution: Distribution) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **RESULT.write(distribution)}


def result_from_dict(data: Mapping[str, Any]) -> Distribution:
    """A stored result as it was; nothing is computed. SharingError: bad_inputs."""
    return _read(RESULT, data)  # type: ignore[no-any-return]


def project_from_dict(data: Mapping[str, Any]) -> ProjectLine:
    """One project of a stored result; without "people" or "presences" it has none."""
    return _read(PROJECT_LINE, {"people": [], "presences": [], **data})  # type: ignore[no-any-return]


def recompute(inputs: Mapping[str, Any]) -> Distribution:
    """The distribution of stored inputs, computed anew."""
    return distribute(inputs_from_dict(inputs))


def _read(codec: Codec, data: Mapping[str, Any]) -> Any:
    try:
        return codec.read(data)
    except CodecError as error:
        raise SharingError("bad_inputs", field=error.field) from error


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})


def line_from_dict(data: Mapping[str, Any]) -> EmployeeLine:
    """One person of a stored result, as a run's line keeps it. SharingError: bad_inputs."""
    return _read(LINE, data)  # type: ignore[no-any-return]
