"""The phases of a project on a time line: geometry in percent of the chart's width.

Each row is a table cell with its own drawing, so that long texts wrap and the table reads well
without it.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.markup import NOTHING, SUB, filled, given, joined
from objectives.models import Phase, PhaseReport
from objectives.scoring import days_late
from objectives.templatetags.components import drawn
from objectives.templatetags.display import date_it, remembered

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
    """A phase; `x` is empty when the plan gives it no date, `done_x` while it is not done.

    `label` stands beside the later of the two signs; `late` says the delay in words.
    """

    phase: Phase
    x: str
    left: bool
    done_on: datetime.date | None = None
    done_x: str = ""
    label_x: str = ""
    label: str = ""
    late: str = ""


@register.inclusion_tag("components/timeline.html")
def timeline(
    phases: Sequence[Phase],
    year: int,
    today: datetime.date | None = None,
    reports: Mapping[int, PhaseReport] | None = None,
) -> dict[str, Any]:
    """Planned dates as hollow signs between January of the first and December of the last year;
    what was done, by the reports given (key of the phase), as filled ones."""
    done = {key: row.done_on for key, row in (reports or {}).items() if row.done_on}
    start, end = span(phases, year, done.values())
    now = place(today, start, end) if today and start <= today <= end else None
    known = today if now is not None and reports is not None else None
    rows = [_row(phase, start, end, done.get(phase.pk), known) for phase in phases]
    dated = any(row.label for row in rows)
    grid = _grid(start, end, "" if now is None else drawn(now)) if dated else None
    return {
        "rows": joined(_written(row, grid) for row in rows),
        "axis": _axis(start, end),
        "today": today if now is not None else None,
        "now": "" if now is None else drawn(now),
        "now_left": now is not None and now > LABEL_LEFT_FROM,
        "dated": dated,
    }


# --- Its markup --------------------------------------------------------------------------------

_ROW = (
    '<tr role="row"><td role="cell" class="pp-num">{}</td>'
    '<th role="rowheader" scope="row">{}{}</th>'
    '<td role="cell" class="pp-axis">{}{}</td></tr>'
)
_DRAWING = (
    '<svg class="pp-svg" width="100%" height="100%" aria-hidden="true" focusable="false">'
    "{}{}{}{}</svg>"
)
_PLANNED = (
    '<svg class="pp-mark" x="{}%" y="50%"><path class="pp-planned" d="M0-6L6 0 0 6-6 0z"'
    ' fill="#fff" stroke="#0066cc" stroke-width="1.5" /></svg>'
)
_DONE = (
    '<svg class="pp-mark" x="{}%" y="50%"><path class="pp-real" d="M0-6L6 0 0 6-6 0z"'
    ' fill="#0066cc" /></svg>'
)
_DATE = '<text class="pp-date-label{}" x="{}%" y="50%" dx="{}" dy="4.5" text-anchor="{}">{}</text>'


@remembered
def _axis(start: datetime.date, end: datetime.date) -> SafeString:
    """Years and months."""
    years = '<text class="pp-svg-strong" x="{}%" y="13">{}</text>'
    labels = '<text class="pp-svg-grey" x="{}%" y="31" dx="4">{}</text>'
    return joined(
        (filled(years, mark.x, mark.year) if mark.year else NOTHING)
        + filled(labels, mark.x, mark.label)
        for mark in ticks(start, end)
    )


def _written(row: Row, grid: SafeString | None) -> SafeString:
    phase = row.phase
    drawing = NOTHING if grid is None else _drawing(row, grid)
    return filled(_ROW, phase.order, phase.text, given(SUB, phase.note), drawing, _when(row))


def _drawing(row: Row, grid: SafeString) -> SafeString:
    signs = given(_PLANNED, row.x), given(_DONE, row.done_x)
    return filled(_DRAWING, grid, *signs, _date(row) if row.label else NOTHING)


def _date(row: Row) -> SafeString:
    """Beside its sign, on the side where there is room."""
    place = ("-12", "end") if row.left else ("12", "start")
    look = " pp-svg-late" if row.late else ""
    return filled(_DATE, look, row.label_x, *place, _listed(row.label, row.late))


def _when(row: Row) -> SafeString:
    """The same in words, for narrow screens and readers."""
    done = _("done on %(day)s") % {"day": date_it(row.done_on)} if row.done_on else ""
    if row.phase.due_date:
        words = _listed(date_it(row.phase.due_date), done, row.late)
        return filled('<span class="pp-when">{}</span>', words)
    words = _listed(row.phase.period or "–", done)
    return filled('<span class="pp-when pp-when--words">{}</span>', words)


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))


@remembered
def _grid(start: datetime.date, end: datetime.date, now: str) -> SafeString:
    """The lines behind every row."""
    line = '<line class="{}" x1="{}%" x2="{}%" y1="0" y2="100%" stroke="#d9e0e6"/>'
    lines = joined(
        filled(line, "pp-grid-year" if mark.year else "pp-grid-line", mark.x, mark.x)
        for mark in ticks(start, end)
    )
    if not now:
        return lines
    today = (
        '<line class="pp-today-line" x1="{}%" x2="{}%" y1="0" y2="100%" stroke="#b3152b"'
        ' stroke-dasharray="4 3"/>'
    )
    return lines + filled(today, now, now)


def span(
    phases: Sequence[Phase], year: int, done: Iterable[datetime.date] = ()
) -> tuple[datetime.date, datetime.date]:
    """Whole years that hold the plan's year, every dated phase and every day one was done."""
    years = [phase.due_date.year for phase in phases if phase.due_date]
    years += [year, *(day.year for day in done)]
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


def _row(
    phase: Phase,
    start: datetime.date,
    end: datetime.date,
    done_on: datetime.date | None = None,
    today: datetime.date | None = None,
) -> Row:
    planned = place(phase.due_date, start, end) if phase.due_date else None
    done = place(done_on, start, end) if done_on else None
    signs = [sign for sign in (planned, done) if sign is not None]
    if not signs:
        return Row(phase, "", left=False)
    last = max(signs)
    left = last > LABEL_LEFT_FROM
    return Row(
        phase=phase,
        x="" if planned is None else drawn(planned),
        left=left,
        done_on=done_on,
        done_x="" if done is None else drawn(done),
        label_x=drawn(min(signs) if left else last),
        label=_label(phase, done_on),
        late=_late(phase, done_on, today),
    )


def _label(phase: Phase, done_on: datetime.date | None) -> str:
    if done_on is None:
        return f"{phase.due_date:%d/%m}"
    return _("done %(day)s") % {"day": f"{done_on:%d/%m}"}


def _late(phase: Phase, done_on: datetime.date | None, today: datetime.date | None) -> str:
    """The delay in words; empty when in time, when no date was planned or today is not told."""
    if phase.due_date is None or (done_on is None and today is None):
        return ""
    days = days_late(phase.due_date, done_on, today or phase.due_date)
    if not days:
        return ""
    if done_on is None:
        words = ngettext("not done, %(days)s day late", "not done, %(days)s days late", days)
    else:
        words = ngettext("%(days)s day late", "%(days)s days late", days)
    return words % {"days": days}
