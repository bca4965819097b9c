"""Executors of the worked tables of RESULT-1 to RESULT-4 and FORECAST-1."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from objectives.scoring import (
    RESULT_MODES,
    Forecast,
    IndicatorInput,
    achievement,
    expected_achievement,
    forecast,
)
from tests.rule_pages import Row, cases
from tests.scoring_cases import judged, number_up, read_value, result_of

YES_NO = {True: "yes", False: "no"}


def run_achievements(rows: list[Row]) -> None:
    for row in rows:
        line = achievement(_indicator(row))
        found = line.state if line.undecided else str(line.shown)
        assert found == row["achievement"], row
        assert YES_NO[line.capped] == row["capped"], row


def _indicator(row: Row) -> IndicatorInput:
    target, _, unit = row["target"].partition(" ")
    return IndicatorInput(
        1,
        Decimal(100),
        row["kind"],
        target=Decimal(target) if target else None,
        unit=unit,
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        late_percent=Decimal(row["late %"] or 0),
        value=read_value(row["kind"], row["value"]),
    )


def run_results(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        indicators = [
            number_up(order, row["weight"], row["value"], row["target"])
            for order, row in enumerate(case)
        ]
        _assert_results(case, indicators)


def run_states(rows: list[Row]) -> None:
    for case in cases(rows, "case"):
        indicators = [_with_state(order, row) for order, row in enumerate(case)]
        _assert_results(case, indicators)
        result = result_of(indicators)
        for row, line in zip(case, result.lines, strict=True):
            assert line.state == row["counted as"], row
            assert YES_NO[result.blocked] == row["blocked"], row


def _with_state(order: int, row: Row) -> IndicatorInput:
    kind = "ratio" if "/" in row["value"] else "judged"
    return IndicatorInput(
        order,
        Decimal(row["weight"]),
        kind,
        target=Decimal(1) if kind == "ratio" else None,
        value=read_value(kind, row["value"]),
        neutralised=row["counted as"] == "neutralised",
    )


def _assert_results(case: list[Row], indicators: list[IndicatorInput]) -> None:
    for mode in RESULT_MODES:
        result = result_of(indicators, mode)
        for row in case:
            assert row[mode] == (result.reason or str(result.result)), row


def run_thresholds(rows: list[Row]) -> None:
    for row in rows:
        percents = enumerate(row["achievements"].split())
        indicators = [judged(order, "50", percent) for order, percent in percents]
        result = result_of(indicators, threshold=row["threshold"])
        assert result.exact == Fraction(row["exact"]), row
        assert str(result.result) == row["result"], row
        assert YES_NO[bool(result.met)] == row["met"], row


def run_progress(rows: list[Row]) -> None:
    for row in rows:
        found = _forecast(row) if row["figure"] == "forecast" else _expected(row)
        assert found == (row["percent"], row["assumption"]), row


def _forecast(row: Row) -> tuple[str, str]:
    entries = [entry.split(": ") for entry in row["given"].split(", ")]
    start = date.fromisoformat(row["start"]) if row["start"] else None
    found: Forecast = forecast(
        [(date.fromisoformat(on), Decimal(percent)) for on, percent in entries],
        date.fromisoformat(row["end"]),
        start,
    )
    return ("–" if found.percent is None else str(found.percent)), found.assumption


def _expected(row: Row) -> tuple[str, str]:
    start, end, today = (date.fromisoformat(row[name]) for name in ("start", "end", "given"))
    indicator = IndicatorInput(1, Decimal(100), row["figure"])
    found = expected_achievement(indicator, start, end, today)
    return str(found.percent), found.assumption


EXECUTORS: Mapping[str, Callable[[list[Row]], None]] = {
    "RESULT-1": run_achievements,
    "RESULT-2": run_results,
    "RESULT-3": run_states,
    "RESULT-4": run_thresholds,
    "FORECAST-1": run_progress,
}
# A column of each page whose every cell is compared.
COMPARED: Mapping[str, str] = {
    "RESULT-1": "achievement",
    "RESULT-2": "as_written",
    "RESULT-3": "blocked",
    "RESULT-4": "result",
    "FORECAST-1": "percent",
}
