"""The phases of a project on a time line: geometry in percent of the chart's width.

Each row is a table cell with its own drawing, so that long texts wrap and the table reads well
without it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from objectives.models import Phase
from objectives.templatetags.components import drawn

register = template.Library()

MONTHS_SHOWN = 18  # a longer span is divided by quarters
LABEL_LEFT_FROM = 82  # percent: past this the date stands left of its sign


@dataclass(frozen=True, slots=True)
class Tick:
    """A vertical line of the axis; `year` is written above the first one of each year."""

    x: str
    label: str
    year: str


@dataclass(frozen=True, slots=True)
class Row:
    """A phase; `x` is empty when the plan gives it no date."""

    phase: Phase
    x: str
    left: bool


@register.inclusion_tag("components/timeline.html")
def timeline(
    phases: Sequence[Phase], year: int, today: datetime.date | None = None
) -> dict[str, Any]:
    """Planned dates as hollow signs between January of the first and December of the last year."""
    start, end = span(phases, year)
    rows = [_row(phase, start, end) for phase in phases]
    now = place(today, start, end) if today and start <= today <= end else None
    return {
        "rows": rows,
        "ticks": ticks(start, end),
        "today": today if now is not None else None,
        "now": "" if now is None else drawn(now),
        "now_left": now is not None and now > LABEL_LEFT_FROM,
        "dated": any(row.x for row in rows),
    }


def span(phases: Sequence[Phase], year: int) -> tuple[datetime.date, datetime.date]:
    """Whole years that hold the plan's year and every dated phase."""
    years = [phase.due_date.year for phase in phases if phase.due_date] + [year]
    return datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)


def place(day: datetime.date, start: datetime.date, end: datetime.date) -> Decimal:
    """Percent 0–100 of the way from the first day to the last."""
    return Decimal(100 * (day - start).days) / ((end - start).days + 1)


def ticks(start: datetime.date, end: datetime.date) -> list[Tick]:
    """Months, or quarters when there are more than MONTHS_SHOWN of them."""
    step = 3 if (end.year - start.year + 1) * 12 > MONTHS_SHOWN else 1
    days = [
        datetime.date(year, month, 1)
        for year in range(start.year, end.year + 1)
        for month in range(1, 13, step)
    ]
    return [
        Tick(
            x=drawn(place(day, start, end)),
            label=_quarter(day) if step == 3 else str(MONTHS_3[day.month]),
            year=str(day.year) if day.month == 1 else "",
        )
        for day in days
    ]


def _quarter(day: datetime.date) -> str:
    return (_("Q1"), _("Q2"), _("Q3"), _("Q4"))[(day.month - 1) // 3]


def _row(phase: Phase, start: datetime.date, end: datetime.date) -> Row:
    if not phase.due_date:
        return Row(phase, "", left=False)
    x = place(phase.due_date, start, end)
    return Row(phase, drawn(x), left=x > LABEL_LEFT_FROM)
