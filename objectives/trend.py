"""How a project moved through its year: its result day by day, what is late (FORECAST-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from objectives import scoring
from objectives.measurements import MeasuredProject, indicator_input
from objectives.models import Phase, PhaseReport, Plan, ProgressEntry


@dataclass(frozen=True, slots=True)
class Trend:
    """Expected and measured result of a day, percent 0–100; what the measured pace would reach."""

    expected: Decimal | None
    actual: Decimal | None
    forecast: scoring.Forecast
    end: date


@dataclass(frozen=True, slots=True)
class LatePhase:
    """`done_on` is None while the phase is still to do."""

    phase: Phase
    done_on: date | None
    days: int


def trend_of(found: MeasuredProject, today: date) -> Trend:
    start, end = year_of(found.project.plan)
    inputs = found.inputs
    return Trend(
        expected=scoring.expected_result(inputs.indicators, inputs.mode, start, end, today),
        actual=found.result.result,
        forecast=scoring.forecast(list(_measured_days(found, start, end)), end, start),
        end=end,
    )


def year_of(plan: Plan) -> tuple[date, date]:
    return date(plan.year, 1, 1), date(plan.year, 12, 31)


def _measured_days(
    found: MeasuredProject, start: date, end: date
) -> Iterator[tuple[date, Decimal]]:
    """The result as it stood on each day on which something was measured."""
    entries = (entry for row in found.indicators for entry in row.entries)
    rows = sorted(
        (entry for entry in entries if start <= entry.reference_date <= end),
        key=lambda entry: (entry.reference_date, entry.pk),
    )
    known: dict[int, ProgressEntry] = {}
    for place, entry in enumerate(rows):
        known[entry.indicator_id] = entry
        last = place + 1 == len(rows) or rows[place + 1].reference_date != entry.reference_date
        result = _result(found, known) if last else None
        if result is not None:
            yield entry.reference_date, result


def _result(found: MeasuredProject, known: dict[int, ProgressEntry]) -> Decimal | None:
    inputs = [
        indicator_input(row.indicator, known.get(row.indicator.pk), row.neutralisation is not None)
        for row in found.indicators
    ]
    result = scoring.project_result(inputs, found.inputs.mode, found.inputs.threshold)
    return result.result


def late_phases(
    phases: Sequence[Phase], reports: Mapping[int, PhaseReport], today: date
) -> list[LatePhase]:
    """Phases done after their day, or past it and still to do; `reports` by key of the phase."""
    done = {key: report.done_on for key, report in reports.items()}
    late = (
        LatePhase(row, done.get(row.pk), scoring.days_late(row.due_date, done.get(row.pk), today))
        for row in phases
        if row.due_date
    )
    return [row for row in late if row.days]
