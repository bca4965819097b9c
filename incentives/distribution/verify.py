"""A stored distribution made again from what it stores: at any time it must say the same (RUNS)."""

from collections.abc import Callable, Iterable
from typing import Any

from incentives.distribution.lines import (
    ROW_OF_PERSON,
    ROW_OF_PROJECT,
    economy_rows,
    employee_rows,
    figures,
    project_rows,
)
from incentives.models import DistributionRun
from incentives.payout import PayoutError
from incentives.sharing import (
    RULES,
    RULES_VERSION,
    SharingError,
    fingerprint,
    recompute,
    result_from_dict,
    result_to_dict,
)
from objectives.acyclic import acyclic
from objectives.verification import failed

OF_PROJECT = figures("project_id", *ROW_OF_PROJECT)
OF_PERSON = figures("project_id", "employee_id", *ROW_OF_PERSON)
OF_ECONOMY = figures("project_id", "reason", "amount")

Check = Callable[[DistributionRun], bool]


@acyclic()
def differences(run: DistributionRun) -> list[str]:
    """What does not agree: "rules", "fingerprint", "results", "lines"; empty when all does."""
    checks: dict[str, Check] = {
        "rules": _rules_agree,
        "fingerprint": _fingerprint_agrees,
        "results": _results_agree,
        "lines": _lines_agree,
    }
    return failed(checks, run, SharingError, PayoutError)


def _rules_agree(run: DistributionRun) -> bool:
    stored = run.results.get("rules"), run.results.get("rules_version")
    return stored == (list(RULES), RULES_VERSION)


def _fingerprint_agrees(run: DistributionRun) -> bool:
    return fingerprint(run.inputs, run.results) == run.sha256


def _results_agree(run: DistributionRun) -> bool:
    return bool(result_to_dict(recompute(run.inputs)) == run.results)


def _lines_agree(run: DistributionRun) -> bool:
    """The rows that serve queries say what the record says, one by one in its order.

    A number, an employee code or a chapter may have changed since: the rows say what each meant.
    """
    result = result_from_dict(run.results)
    projects = list(run.project_lines.order_by("pk"))
    people = list(run.employee_lines.order_by("pk"))
    economies = list(run.economies.order_by("pk"))
    chapter_of = {person.employee: person.chapter for person in result.people}
    codes = [line.employee for project in result.projects for line in project.people]
    keys = _meaning((p.number for p in result.projects), (row.project_id for row in projects))
    who = _meaning(codes, (row.employee_id for row in people))
    chapters = _meaning((chapter_of[code] for code in codes), (row.chapter_id for row in people))
    try:
        expected = (
            list(map(OF_PROJECT, project_rows(run, result, run.results, keys))),
            list(map(OF_PERSON, employee_rows(run, result, run.results, keys, who, chapters))),
            list(map(OF_ECONOMY, economy_rows(run, result, keys))),
        )
    except KeyError:  # a row is missing
        return False
    return expected == (
        list(map(OF_PROJECT, projects)),
        list(map(OF_PERSON, people)),
        list(map(OF_ECONOMY, economies)),
    )


def _meaning(names: Iterable[Any], keys: Iterable[Any]) -> dict[Any, Any]:
    """Name in the record → key of the row in its place."""
    return dict(zip(names, keys, strict=False))
