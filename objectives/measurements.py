"""From stored entries to the pure scoring: what was measured last, and the result it gives.

Queries are constant in the number of projects. While the year runs the latest value of each
indicator counts. For the final report a value of an earlier window counts only when it cannot get
worse any more (a number, a yes or a date that reached its target); the others are missing until
somebody measures them for the final window (docs/adr/0006-measurements.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, prefetch_related_objects

from objectives import scoring
from objectives.enums import PlanState, TargetKind, WindowKind
from objectives.models import Indicator, Neutralisation, Plan, ProgressEntry, Project
from objectives.prepared import Prepared

# Once reached they stay reached: a ratio, a number to stay under and a judgement may get worse.
LASTING = frozenset({TargetKind.NUMBER_UP, TargetKind.YES_NO, TargetKind.MILESTONE})
YEAR_RUNS = frozenset({PlanState.DRAFT, PlanState.APPROVED, PlanState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class MeasuredIndicator:
    """An indicator with the entry that counts (None: missing) and what it is worth.

    `entries` are those in force, one a window, in the order of the windows.
    """

    indicator: Indicator
    entry: ProgressEntry | None
    entries: tuple[ProgressEntry, ...]
    neutralisation: Neutralisation | None
    achievement: scoring.Achievement

    @property
    def needs_value(self) -> bool:
        return self.achievement.missing or self.achievement.undecided


@dataclass(frozen=True, slots=True)
class MeasuredProject:
    """`inputs` is what a confirmed result stores; `result` what the rules make of it."""

    project: Project
    inputs: scoring.ResultInput
    result: scoring.Result
    indicators: tuple[MeasuredIndicator, ...]

    @property
    def missing(self) -> list[MeasuredIndicator]:
        """What blocks the confirmation, in order."""
        return [row for row in self.indicators if row.needs_value]

    @property
    def measured_count(self) -> int:
        return len(self.indicators) - len(self.missing)


def is_final(plan: Plan) -> bool:
    """Whether results are those of the final report rather than of the year under way."""
    return plan.state not in YEAR_RUNS


def measured(project: Project, *, final: bool | None = None) -> MeasuredProject:
    return measured_projects([project], final=final)[project.pk]


def measured_projects(
    projects: Sequence[Project], *, final: bool | None = None
) -> dict[int, MeasuredProject]:
    """By key of the project; `final` None asks the state of each project's plan."""
    prefetch_related_objects(projects, "plan")
    written = _written(projects)
    return {
        project.pk: _measured(
            project, written[project.pk], is_final(project.plan) if final is None else final
        )
        for project in projects
    }


@dataclass(frozen=True, slots=True)
class _Written:
    """An indicator with its entries in force and what neutralises it."""

    indicator: Indicator
    neutralisation: Neutralisation | None
    entries: list[ProgressEntry]


def _written(projects: Sequence[Project]) -> dict[int, list[_Written]]:
    """Indicators in order, by key of the project (one query: a row for each entry in force)."""
    if not projects:
        return {}
    by_key = {project.pk: project for project in projects}
    found: dict[int, dict[int, _Written]] = {key: {} for key in by_key}
    for row in _read(list(by_key)):
        row.project = by_key[row.project_id]
        kept = found[row.project_id].setdefault(
            row.pk, _Written(row, getattr(row, "neutralised", None), [])
        )
        if entry := getattr(row, "entry", None):
            entry.indicator = kept.indicator
            kept.entries.append(entry)
    return {key: list(rows.values()) for key, rows in found.items()}


def _read(projects: Sequence[int]) -> Iterable[Indicator]:
    if len(projects) == 1:
        return _OF_ONE.rows(project=projects[0])
    return _indicators_with_entries().filter(project__in=projects)


_JOINED: tuple[str, ...] = ("entry__window", "entry__by", "neutralised__act")


@cache
def _indicators_with_entries() -> QuerySet[Indicator]:
    """Joined outwards: an indicator without entries is there too, once. Built once: whoever uses
    it filters it, and so gets a copy."""
    standing = Q(neutralisations__revoked_at__isnull=True)
    rows = Indicator.objects.annotate(
        entry=FilteredRelation("entries"),
        neutralised=FilteredRelation("neutralisations", condition=standing),
    )
    rows = rows.filter(entry__replaced_by__isnull=True)
    rows = rows.select_related(*_JOINED)
    by_window = ("entry__window__reference_date", "entry__window__pk", "entry__pk")
    return rows.order_by("project__pk", "order", *by_window)


_OF_ONE = Prepared[Indicator](
    lambda project: _indicators_with_entries().filter(project=project), "project"
)


def _measured(project: Project, written: Sequence[_Written], final: bool) -> MeasuredProject:
    counting = {row.indicator.pk: _counting(row, final) for row in written}
    inputs = scoring.ResultInput(
        tuple(
            indicator_input(
                row.indicator, counting[row.indicator.pk], row.neutralisation is not None
            )
            for row in written
        ),
        project.result_mode,
        project.applied_threshold,
    )
    result = scoring.project_result(inputs.indicators, inputs.mode, inputs.threshold)
    lines = {line.order: line for line in result.lines}
    return MeasuredProject(
        project=project,
        inputs=inputs,
        result=result,
        indicators=tuple(
            MeasuredIndicator(
                indicator=row.indicator,
                entry=counting[row.indicator.pk],
                entries=tuple(row.entries),
                neutralisation=row.neutralisation,
                achievement=lines[row.indicator.order],
            )
            for row in written
        ),
    )


def _counting(row: _Written, final: bool) -> ProgressEntry | None:
    indicator, entry = row.indicator, row.entries[-1] if row.entries else None
    if entry is None or not final or entry.window.kind == WindowKind.FINAL:
        return entry
    reached = scoring.achievement(indicator_input(indicator, entry)).percent == 100
    return entry if reached and indicator.target_kind in LASTING else None


def indicator_input(
    indicator: Indicator, entry: Any, neutralised: bool = False
) -> scoring.IndicatorInput:
    """What the scoring reads; `entry` is a ProgressEntry, stored or not, or None."""
    return scoring.IndicatorInput(
        order=indicator.order,
        weight=indicator.weight,
        kind=indicator.target_kind,
        target=indicator.target_value,
        unit=indicator.target_unit,
        due=indicator.target_date,
        late_percent=Decimal(indicator.late_percent),
        value=None if entry is None else value_of(indicator.target_kind, entry),
        neutralised=neutralised,
    )


def value_of(kind: str, entry: ProgressEntry) -> scoring.Value:
    """The columns of an entry that its indicator's kind reads, as the scoring's own value."""
    match kind:
        case TargetKind.RATIO:
            zero = entry.zero_percent
            return scoring.Ratio(_number(entry.numerator), _number(entry.denominator), zero)
        case TargetKind.YES_NO:
            return scoring.Done(bool(entry.done))
        case TargetKind.MILESTONE:
            return scoring.DoneOn(entry.done_on)
        case TargetKind.JUDGED:
            return scoring.Judged(_number(entry.percent), entry.reason)
    return scoring.Number(_number(entry.number))


def _number(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def entries_of(indicators: Iterable[Indicator]) -> dict[int, list[ProgressEntry]]:
    """Every entry of these indicators, latest first, by key of the indicator (one query)."""
    found: dict[int, list[ProgressEntry]] = defaultdict(list)
    entries = ProgressEntry.objects.filter(indicator__in=list(indicators))
    for entry in entries.select_related("window", "by", "replaces").order_by("-pk"):
        found[entry.indicator_id].append(entry)
    return found
