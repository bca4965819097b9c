"""From stored entries to the pure scoring: what was measured last, and the result it gives.

Queries are constant in the number of projects. While the year runs the latest value of each
indicator counts. For the final report a value of an earlier window counts only when it cannot get
worse any more (a number, a yes or a date that reached its target); the others are missing until
somebody measures them for the final window (docs/adr/0006-measurements.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from objectives import scoring
from objectives.enums import PlanState, TargetKind, WindowKind
from objectives.models import Indicator, Neutralisation, Plan, ProgressEntry, Project

# Once reached they stay reached: a ratio, a number to stay under and a judgement may get worse.
LASTING = frozenset({TargetKind.NUMBER_UP, TargetKind.YES_NO, TargetKind.MILESTONE})
YEAR_RUNS = frozenset({PlanState.DRAFT, PlanState.APPROVED, PlanState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class MeasuredIndicator:
    """An indicator with the entry that counts (None: missing) and what it is worth."""

    indicator: Indicator
    entry: ProgressEntry | None
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
    prefetch_related_objects(projects, "indicators", "plan")
    keys = [project.pk for project in projects]
    entries = standing_entries(keys)
    neutralised = {
        row.indicator_id: row
        for row in Neutralisation.objects.filter(
            indicator__project__in=keys, revoked_at__isnull=True
        ).select_related("act")
    }
    return {
        project.pk: _measured(
            project, entries, neutralised, is_final(project.plan) if final is None else final
        )
        for project in projects
    }


def standing_entries(projects: Iterable[int]) -> dict[int, ProgressEntry]:
    """Latest entry of each indicator of these projects (one query): none that was replaced."""
    entries = ProgressEntry.objects.filter(
        indicator__project__in=list(projects), replaced_by__isnull=True
    ).select_related("window", "by")
    return {
        entry.indicator_id: entry
        for entry in entries.order_by("window__reference_date", "window_id", "pk")
    }


def _measured(
    project: Project,
    entries: Mapping[int, ProgressEntry],
    neutralised: Mapping[int, Neutralisation],
    final: bool,
) -> MeasuredProject:
    indicators = list(project.indicators.all())
    counting = {row.pk: _counting(row, entries.get(row.pk), final) for row in indicators}
    inputs = scoring.ResultInput(
        tuple(indicator_input(row, counting[row.pk], row.pk in neutralised) for row in indicators),
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
            MeasuredIndicator(row, counting[row.pk], neutralised.get(row.pk), lines[row.order])
            for row in indicators
        ),
    )


def _counting(
    indicator: Indicator, entry: ProgressEntry | None, final: bool
) -> ProgressEntry | None:
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
