"""What a statement is made of, read in a constant number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from incentives.distribution.approval import validation_act
from incentives.distribution.runs import Head, head_of
from incentives.models import (
    AllocationRun,
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
)
from incentives.sharing import EmployeeLine
from incentives.sharing.serial import line_from_dict
from objectives.models import Act, Area, Employee

# Fewer people than this in a group: its totals say what a colleague gets (domain.md §2.7).
SMALL_GROUP = 4


@dataclass(frozen=True, slots=True)
class Own:
    """The person's line in one project, with the project's record and how many share it.

    `group` and `allocated` are the group and the line of the allocation run; `sharers` counts
    those with a share by area.
    """

    number: int
    title: str
    line: EmployeeLine
    presences: list[dict[str, Any]]
    project: dict[str, Any]
    sharers: Counter[str]
    group: dict[str, Any]
    allocated: dict[str, Any]
    source: str

    @property
    def has_quotas(self) -> bool:
        return bool(self.project["areas"])

    @property
    def in_group(self) -> int:
        """Those who share what this person shares: the area's quota, or the project."""
        return self.sharers[self.line.area] if self.has_quotas else self.sharers.total()

    @property
    def is_small(self) -> bool:
        """Whether a total of the project would say what somebody else gets.

        The parts of the areas are public: with them the total of the project, or of one area,
        gives that of every other area.
        """
        groups = list(self.sharers.values()) if self.has_quotas else [self.sharers.total()]
        return min(groups, default=0) < SMALL_GROUP


@dataclass(frozen=True, slots=True)
class Facts:
    run: DistributionRun
    employee: Employee
    head: Head
    own: list[Own]
    areas: dict[str, str]
    before: Decimal | None
    validation: Act | None


def facts_of(run: DistributionRun, employee: Employee) -> Facts:
    """`run` with its pool, plan, acts and allocation, as `runs_of` finds it."""
    head = head_of(run)
    rows = list(run.employee_lines.filter(employee=employee).select_related("project"))
    rows.sort(key=lambda row: row.project.number)
    return Facts(
        run=run,
        employee=employee,
        head=head,
        own=_own(run, head, rows),
        areas=dict(Area.objects.values_list("code", "name")),
        before=_before(run, employee),
        validation=validation_act(run.pool.plan),
    )


def _own(run: DistributionRun, head: Head, rows: list[DistributionEmployeeLine]) -> list[Own]:
    projects = [row.project_id for row in rows]
    records = dict(
        DistributionProjectLine.objects.filter(run=run, project__in=projects).values_list(
            "project", "record"
        )
    )
    sharers = _sharers(run, projects)
    groups = _allocated(run)
    sources = {source["project"]: source["kind"] for source in head.sources}
    found = []
    for row in rows:
        record = records[row.project_id]
        group, allocated = groups.get(record["number"], ({}, {}))
        found.append(
            Own(
                number=row.project.number,
                title=row.project.title,
                line=line_from_dict(row.record),
                presences=row.record.get("presences", []),
                project=record,
                sharers=sharers[row.project_id],
                group=group,
                allocated=allocated,
                source=sources.get(record["number"], ""),
            )
        )
    return found


def _sharers(run: DistributionRun, projects: list[int]) -> dict[int, Counter[str]]:
    """Those with a share, by project and area."""
    lines = run.employee_lines.filter(project__in=projects, record__reason="")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for project, area in lines.values_list("project", "record__area"):
        found[project][area] += 1
    return found


def _allocated(run: DistributionRun) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """Group and line of the allocation by the number that the project had in it."""
    results = AllocationRun.objects.values_list("results", flat=True).get(pk=run.allocation_id)
    return {
        line["project"]: (group, line) for group in results["groups"] for line in group["lines"]
    }


def _before(run: DistributionRun, employee: Employee) -> Decimal | None:
    if run.supersedes_id is None:
        return None
    lines = DistributionEmployeeLine.objects.filter(run=run.supersedes_id, employee=employee)
    return sum(lines.values_list("amount", flat=True), Decimal("0.00"))
