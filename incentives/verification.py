"""Making a stored run again from what it stores: at any time it must say the same (RUNS)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from incentives.allocation import (
    RULES,
    RULES_VERSION,
    Allocation,
    AllocationError,
    allocate,
    fingerprint,
    inputs_from_dict,
    result_from_dict,
    result_to_dict,
)
from incentives.models import AllocationRun
from objectives.verification import failed

QUOTA_COLUMN = Decimal("0.000001")


def recompute(run: AllocationRun) -> Allocation:
    """The allocation as the stored inputs give it. Raises AllocationError (bad_inputs …)."""
    return allocate(inputs_from_dict(run.inputs))


def verify_run(run: AllocationRun) -> bool:
    """Whether the run, made again, gives the same amounts and the same fingerprint."""
    return not differences(run)


def differences(run: AllocationRun) -> list[str]:
    """What does not agree: "rules", "fingerprint", "results", "lines"; empty when all does."""
    checks: dict[str, Callable[[AllocationRun], bool]] = {
        "rules": _rules_agree,
        "fingerprint": _fingerprint_agrees,
        "results": _results_agree,
        "lines": _lines_agree,
    }
    return failed(checks, run, AllocationError)


def _rules_agree(run: AllocationRun) -> bool:
    stored = run.results.get("rules"), run.results.get("rules_version")
    return stored == (list(RULES), RULES_VERSION) and run.rule == run.inputs.get("rule")


def _fingerprint_agrees(run: AllocationRun) -> bool:
    return fingerprint(run.inputs, run.results) == run.sha256


def _results_agree(run: AllocationRun) -> bool:
    return bool(result_to_dict(recompute(run)) == run.results)


def _lines_agree(run: AllocationRun) -> bool:
    """The columns that serve queries say what the record says, project by project in order."""
    result = result_from_dict(run.results)
    recorded = [
        _figures(line, group.code, line.quota.quantize(QUOTA_COLUMN))
        for group in result.groups
        for line in group.lines
    ]
    stored = run.lines.order_by("pk")
    return recorded == [_figures(line, line.group_code, line.quota) for line in stored]


def _figures(line: Any, group_code: str, quota: Decimal) -> tuple[Any, ...]:
    names = ("mode", "weight", "counted_staff", "coefficient", "points", "correction", "amount")
    return (group_code, quota, *(getattr(line, name) for name in names), line.deliberated)
