"""The result of each project of a distribution, and where it comes from.

A distribution pays what the NIV validated. Before that it can be computed all the same, from
what is confirmed or, without a confirmation, from what is measured today: the source stays with
the run, and one that is not validated cannot be approved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from objectives.enums import ResultState
from objectives.measurements import measured_projects
from objectives.models import Project, ProjectResult

VALIDATED, CONFIRMED, MEASURED = "validated", "confirmed", "measured"
# Pays nothing, whatever its result was.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Source:
    """`number` and `sha256` name the confirmed result; measured today there is none yet."""

    project: int
    kind: str
    number: int | None = None
    sha256: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Reached:
    """Percent 0-100; `result` None where no indicator can be measured."""

    result: Decimal | None
    threshold: Decimal
    source: Source


def results_of(projects: Sequence[Project]) -> dict[int, Reached]:
    """By key of the project, in a constant number of queries."""
    found = {row.pk: _withdrawn(row) for row in projects if row.is_withdrawn}
    standing = standing_results(row.pk for row in projects if row.pk not in found)
    open_ones = [row for row in projects if row.pk not in standing and row.pk not in found]
    measured = measured_projects(open_ones) if open_ones else {}
    for key, row in standing.items():
        found[key] = Reached(row.result, row.threshold, _source(row))
    for project in open_ones:
        result = measured[project.pk].result
        source = Source(project.number, MEASURED)
        found[project.pk] = Reached(result.result, result.threshold, source)
    return found


def _withdrawn(project: Project) -> Reached:
    return Reached(None, project.applied_threshold, Source(project.number, WITHDRAWN))


def standing_results(projects: Iterable[int]) -> dict[int, ProjectResult]:
    """The result of each project that was confirmed and not sent back (one query)."""
    rows = ProjectResult.objects.filter(project__in=list(projects)).select_related("project")
    rows = rows.exclude(state=ResultState.SENT_BACK).defer("inputs", "results")
    return {row.project_id: row for row in rows}


def _source(row: ProjectResult) -> Source:
    kind = VALIDATED if row.state == ResultState.VALIDATED else CONFIRMED
    return Source(row.project.number, kind, row.number, row.sha256)


def not_validated(sources: Iterable[Mapping[str, Any]]) -> list[int]:
    """The projects of a stored run whose result the NIV had not validated."""
    settled = (VALIDATED, WITHDRAWN)
    return [source["project"] for source in sources if source["kind"] not in settled]
