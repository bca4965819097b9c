"""Making a stored result again from what it stores: at any time it must say the same."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from objectives.models import ProjectResult
from objectives.scoring import (
    RULES,
    RULES_VERSION,
    ScoringError,
    fingerprint,
    recompute,
    result_to_dict,
)

Stored = TypeVar("Stored")


def result_differences(result: ProjectResult) -> list[str]:
    """What does not agree: "rules", "fingerprint", "results", "columns"; empty when all does."""
    checks: dict[str, Callable[[ProjectResult], bool]] = {
        "rules": _rules_agree,
        "fingerprint": _fingerprint_agrees,
        "results": _results_agree,
        "columns": _columns_agree,
    }
    return failed(checks, result, ScoringError)


def failed(
    checks: Mapping[str, Callable[[Stored], bool]],
    stored: Stored,
    *refusals: type[Exception],
) -> list[str]:
    """The names of the checks that `stored` does not pass; a refusal to compute is no pass."""

    def holds(agrees: Callable[[Stored], bool]) -> bool:
        try:
            return agrees(stored)
        except refusals:
            return False

    return [name for name, agrees in checks.items() if not holds(agrees)]


def _rules_agree(result: ProjectResult) -> bool:
    stored = result.results.get("rules"), result.results.get("rules_version")
    return stored == (list(RULES), RULES_VERSION)


def _fingerprint_agrees(result: ProjectResult) -> bool:
    return fingerprint(result.inputs, result.results) == result.sha256


def _results_agree(result: ProjectResult) -> bool:
    return bool(result_to_dict(recompute(result.inputs)) == result.results)


def _columns_agree(result: ProjectResult) -> bool:
    """The columns that serve queries say what the record says."""
    again = recompute(result.inputs)
    columns = (result.mode, result.result, result.threshold, result.met)
    return columns == (again.mode, again.result, again.threshold, again.met)
