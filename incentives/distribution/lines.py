"""The rows that serve queries, made from a distribution: what each says, the record says."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from incentives.models import (
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    Economy,
)
from incentives.sharing import Distribution

Stored = Mapping[str, Any]  # a project of the record, as JSON
ROW_OF_PROJECT = ("rule", "result", "threshold", "allocated", "payable", "paid", "record")
ROW_OF_PERSON = ("chapter_id", "share", "correction", "cut", "amount", "record")


def project_rows(
    run: DistributionRun, distribution: Distribution, stored: Stored, keys: Mapping[int, int]
) -> Iterator[DistributionProjectLine]:
    """`stored` is the result as JSON, `keys` the projects by their number."""
    for line, record in zip(distribution.projects, stored["projects"], strict=True):
        yield DistributionProjectLine(
            run=run,
            project_id=keys[line.number],
            rule=line.payout_kind,
            result=line.result,
            threshold=line.threshold,
            allocated=line.allocated,
            payable=line.payable,
            paid=line.paid,
            record={k: v for k, v in record.items() if k not in ("people", "presences")},
        )


def employee_rows(
    run: DistributionRun,
    distribution: Distribution,
    stored: Stored,
    keys: Mapping[int, int],
    people: Mapping[str, int],
    chapters: Mapping[str, int],
) -> Iterator[DistributionEmployeeLine]:
    """Each with the presences that were priced for it; `chapters` by their code."""
    chapter_of = {person.employee: chapters.get(person.chapter) for person in distribution.people}
    for project, record in zip(distribution.projects, stored["projects"], strict=True):
        presences = _by_person(record["presences"])
        for line, own in zip(project.people, record["people"], strict=True):
            code = line.employee
            more = {"presences": presences[code]} if code in presences else {}
            yield DistributionEmployeeLine(
                run=run,
                project_id=keys[project.number],
                employee_id=people[code],
                chapter_id=chapter_of[code],
                share=line.share,
                correction=line.correction,
                cut=line.cut,
                amount=line.amount,
                record={**own, **more},
            )


def _by_person(presences: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for presence in presences:
        found[presence["employee"]].append(presence)
    return dict(found)


def economy_rows(
    run: DistributionRun, distribution: Distribution, keys: Mapping[int, int]
) -> Iterator[Economy]:
    for project in distribution.projects:
        for economy in project.economies:
            yield Economy(
                run=run,
                project_id=keys[project.number],
                reason=economy.reason,
                amount=economy.amount,
            )


def figures(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """What two rows of one place must agree on."""
    return lambda row: tuple(getattr(row, name) for name in names)
