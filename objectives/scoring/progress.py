"""Expected against actual by a day, and a forecast that names what it assumes: FORECAST-1.

Help for reading, never part of a result. Days are whole: a figure of a day holds at its end, so
the last day of a period is worth 100 and the first one its share.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from objectives.exact import rounded
from objectives.scoring.achievement import (
    NOTHING,
    SHOWN_PLACES,
    WHOLE,
    achievement,
)
from objectives.scoring.errors import ScoringError
from objectives.scoring.result import weighted_percent
from objectives.scoring.types import (
    ALL_ON_DUE_DATE,
    HELD_THROUGHOUT,
    LINEAR_IN_DAYS,
    MEASURED_AT_END,
    MILESTONE,
    NUMBER_DOWN,
    PACE_FROM_ZERO,
    PACE_GOES_ON,
    STAYS_REACHED,
    TOO_FEW_ENTRIES,
    YES_NO,
    Expected,
    Forecast,
    IndicatorInput,
)
from objectives.scoring.validity import is_percent

Entry = tuple[date, Decimal]

_ONE_DAY = timedelta(days=1)


def expected_percent(start: date, end: date, today: date) -> Decimal:
    """Percent of the days from `start` to `end`, both included, gone when `today` ends.

    0 before the start, 100 from the end on; two decimals. ScoringError: bad_period.
    """
    return rounded(_linear(start, end, today), SHOWN_PLACES)


def _linear(start: date, end: date, today: date) -> Fraction:
    if end < start:
        raise ScoringError("bad_period", start=start.isoformat(), end=end.isoformat())
    gone = (min(today, end) - start + _ONE_DAY).days
    return Fraction(max(gone, 0), (end - start + _ONE_DAY).days) * WHOLE


def expected_achievement(
    indicator: IndicatorInput, start: date, end: date, today: date
) -> Expected:
    """What this indicator should have reached when `today` ends, by its kind.

    A yes/no or a milestone: nothing before its due date (the end of the period if it has none),
    all from that day on. A number not to exceed: all, on every day. Any other: in proportion to
    the days gone, until its due date if it has one. ScoringError: bad_period.
    """
    percent, assumption = _expected(indicator, start, end, today)
    return Expected(rounded(percent, SHOWN_PLACES), assumption)


def _expected(
    indicator: IndicatorInput, start: date, end: date, today: date
) -> tuple[Fraction, str]:
    due = indicator.due or end
    if indicator.kind == NUMBER_DOWN:
        return WHOLE, HELD_THROUGHOUT
    if indicator.kind in (YES_NO, MILESTONE):
        return (WHOLE if today >= due else NOTHING), ALL_ON_DUE_DATE
    return _linear(min(start, due), due, today), LINEAR_IN_DAYS


def expected_result(
    indicators: Sequence[IndicatorInput], mode: str, start: date, end: date, today: date
) -> Decimal | None:
    """The result the project should show when `today` ends, weighted as its result is.

    Percent with two decimals, at most 100; None where the project can have no result.
    """
    lines = [achievement(indicator) for indicator in indicators]
    percents: Mapping[int, Fraction] = {
        indicator.order: _expected(indicator, start, end, today)[0]
        for indicator in indicators
        if not indicator.neutralised
    }
    exact = weighted_percent(lines, percents, mode)
    return None if exact is None else rounded(min(exact, WHOLE), SHOWN_PLACES)


def days_late(due: date, done_on: date | None, today: date) -> int:
    """Days between the due day and the day it was done, or today; 0 when in time or not yet due."""
    return max(((done_on or today) - due).days, 0)


def forecast(entries: Sequence[Entry], end: date, start: date | None = None) -> Forecast:
    """What the measured pace would reach by `end`, between 0 and 100.

    `entries` are days with the percentage reached, in any order; of several on one day the last
    given counts, and what was measured after `end` does not. The pace is the one from the first
    to the last day measured; with a single day it is the one from nothing before `start`, when
    that is given. ScoringError: bad_entry, bad_period.
    """
    measured = _by_day(entries, end)
    if not measured:
        return Forecast(None, TOO_FEW_ENTRIES)
    until, reached = measured[-1]
    if until == end:
        return Forecast(rounded(reached, SHOWN_PLACES), MEASURED_AT_END)
    if reached == WHOLE:
        return Forecast(rounded(reached, SHOWN_PLACES), STAYS_REACHED)
    if len(measured) > 1:
        return _at_pace(measured[0], measured[-1], end, PACE_GOES_ON)
    if start is None:
        return Forecast(None, TOO_FEW_ENTRIES)
    if until < start:
        raise ScoringError("bad_period", start=start.isoformat(), end=until.isoformat())
    return _at_pace((start - _ONE_DAY, NOTHING), measured[-1], end, PACE_FROM_ZERO)


def _by_day(entries: Sequence[Entry], end: date) -> list[tuple[date, Fraction]]:
    for on, percent in entries:
        if not is_percent(percent):
            raise ScoringError("bad_entry", on=on.isoformat(), value=str(percent))
    return sorted({on: Fraction(percent) for on, percent in entries if on <= end}.items())


def _at_pace(
    first: tuple[date, Fraction], last: tuple[date, Fraction], end: date, assumption: str
) -> Forecast:
    (since, begun), (until, reached) = first, last
    per_day = Fraction(reached - begun, (until - since).days)
    percent = reached + per_day * (end - until).days
    within = min(max(percent, NOTHING), WHOLE)
    return Forecast(rounded(within, SHOWN_PLACES), assumption, since, until)
