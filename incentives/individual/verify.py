"""A stored run made again from what it stores: at any time it must say the same (RUNS)."""

from collections.abc import Callable
from typing import Any

from incentives.differentiation import (
    RULES,
    RULES_VERSION,
    DifferentiationError,
    fingerprint,
    recompute,
    result_to_dict,
)
from incentives.individual.lines import COLUMNS
from incentives.individual.runs import result_of
from incentives.models import IndividualRun
from incentives.sharing import SharingError
from objectives.verification import failed


def differences(run: IndividualRun) -> list[str]:
    """What does not agree: "rules", "fingerprint", "results", "lines"; empty when all does."""
    checks: dict[str, Callable[[IndividualRun], bool]] = {
        "rules": _rules_agree,
        "fingerprint": _fingerprint_agrees,
        "results": _results_agree,
        "lines": _lines_agree,
    }
    return failed(checks, run, DifferentiationError, SharingError)


def _rules_agree(run: IndividualRun) -> bool:
    stored = run.results.get("rules"), run.results.get("rules_version")
    return stored == (list(RULES), RULES_VERSION)


def _fingerprint_agrees(run: IndividualRun) -> bool:
    return fingerprint(run.inputs, run.results) == run.sha256


def _results_agree(run: IndividualRun) -> bool:
    return bool(result_to_dict(recompute(run.inputs)) == run.results)


def _lines_agree(run: IndividualRun) -> bool:
    """The columns that serve queries say what the record says, person by person in its order.

    An employee code may have changed since: the rows say whom each meant.
    """
    recorded = [_figures(line) for line in result_of(run).lines]
    return recorded == [_figures(line) for line in run.lines.order_by("pk")]


def _figures(line: Any) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in COLUMNS)
