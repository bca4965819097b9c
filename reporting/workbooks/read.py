"""What the data workbook holds beside the rows of the plan, in one query per sheet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Model, QuerySet

from incentives.models import AllocationLine
from objectives.models import Indicator, Phase, Project, StaffAssignment
from reporting.exports import Export
from reporting.rows import PlanRow


class ProjectLine(NamedTuple):
    """A project with the prose of its card; `areas` and `guidelines` are joined by semicolons."""

    row: PlanRow
    areas: str
    guidelines: str
    description: str
    timing: str
    activities: str
    special_rule: str
    multi_year: bool


class IndicatorLine(NamedTuple):
    row: PlanRow
    order: int
    name: str
    quantity: str
    target_kind: str
    target_value: Decimal | None
    target_unit: str
    target_date: date | None
    activity: str
    weight: Decimal


class PhaseLine(NamedTuple):
    row: PlanRow
    order: int
    text: str
    due_date: date | None
    period: str
    note: str


class StaffLine(NamedTuple):
    row: PlanRow
    sector: str
    area: str
    code: str
    last_name: str
    first_name: str
    participation: Decimal
    shares_premium: bool
    start: date | None
    end: date | None


class RunLine(NamedTuple):
    """A stored line: what the project was when the run was made."""

    row: PlanRow
    group_code: str
    mode: str
    weight: Decimal
    counted_staff: int
    coefficient: Decimal | None
    points: Decimal | None
    quota: Decimal
    correction: Decimal
    amount: Decimal
    deliberated: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.deliberated is None else self.deliberated - self.amount


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for the rows of one export; `projects` are those its reader may see."""

    export: Export
    projects: QuerySet[Project]

    def project_lines(self) -> list[ProjectLine]:
        columns = ("pk", "description", "timing", "activities", "special_rule", "multi_year")
        prose = {pk: rest for pk, *rest in self.projects.order_by().values_list(*columns)}
        areas = self._joined(Project.areas.through, "area__name", "area__sector__order")
        guidelines = self._joined(Project.guidelines.through, "strategicguideline__code")
        return [
            ProjectLine(row, areas[row.pk], guidelines[row.pk], *prose[row.pk])
            for row in self.export.rows
        ]

    def indicator_lines(self) -> list[IndicatorLine]:
        columns = IndicatorLine._fields[1:]
        return [IndicatorLine(*line) for line in self._children(Indicator, "order", columns)]

    def phase_lines(self) -> list[PhaseLine]:
        columns = PhaseLine._fields[1:]
        return [PhaseLine(*line) for line in self._children(Phase, "order", columns)]

    def staff_lines(self) -> list[StaffLine]:
        columns = (
            "area__sector__name",
            "area__name",
            "employee__code",
            "employee__last_name",
            "employee__first_name",
            *StaffLine._fields[6:],
        )
        lines = self._children(StaffAssignment, "employee__last_name", columns)
        return [StaffLine(*line) for line in lines]

    def run_lines(self) -> list[RunLine]:
        columns = RunLine._fields[1:]
        lines = self._children(AllocationLine, "pk", columns, run=self.export.run)
        return [RunLine(*line) for line in lines]

    def _children(
        self, model: type[Model], order: str, columns: Iterable[str], **only: object
    ) -> list[tuple]:
        """The rows of `model` that belong to the projects shown, each after its project's row."""
        shown = {row.pk: row for row in self.export.rows}
        rows: QuerySet = QuerySet(model).filter(project__in=self.projects, **only)
        ordered = rows.order_by("project__number", order, "pk")
        return [
            (shown[project], *values)
            for project, *values in ordered.values_list("project_id", *columns)
            if project in shown
        ]

    def _joined(self, links: type[Model], name: str, *order: str) -> dict[int, str]:
        names = defaultdict(list)
        rows: QuerySet = QuerySet(links).filter(project__in=self.projects).order_by(*order, name)
        for project, text in rows.values_list("project_id", name):
            names[project].append(text)
        return defaultdict(str, {pk: "; ".join(found) for pk, found in names.items()})
