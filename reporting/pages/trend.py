"""The year under way in words: expected, measured and forecast, and phases past their day."""

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.models import Phase, PhaseReport
from objectives.scoring import types
from objectives.templatetags.display import date_it, percent
from objectives.trend import Trend, late_phases


def trend_texts(trend: Trend, today: datetime.date) -> dict[str, str]:
    day = {"day": date_it(min(today, trend.end))}
    return {
        "expected": percent(trend.expected, 2) or "–",
        "expected_note": _("by %(day)s, in proportion to the days and at each due date") % day,
        "actual": percent(trend.actual, 2) or "–",
        "forecast": percent(trend.forecast.percent, 2) or "–",
        "forecast_note": _assumption(trend),
    }


def _assumption(trend: Trend) -> str:
    found = trend.forecast
    days = {"since": date_it(found.since), "until": date_it(found.until), "end": date_it(trend.end)}
    return {
        types.PACE_GOES_ON: _("if the pace from %(since)s to %(until)s goes on to %(end)s"),
        types.PACE_FROM_ZERO: _("if the pace since the beginning of the year goes on to %(end)s"),
        types.STAYS_REACHED: _("already reached: it stays so"),
        types.MEASURED_AT_END: _("measured on the last day: nothing to forecast"),
        types.TOO_FEW_ENTRIES: _("no value entered yet: nothing to forecast from"),
    }[found.assumption] % days


def overdue_text(
    phases: Iterable[Phase], reports: Mapping[int, PhaseReport], today: datetime.date
) -> str:
    """Phases past their day that nobody reported as done; the time line shows those done late."""
    late = late_phases(list(phases), reports, today)
    to_do = [str(row.phase.order) for row in late if not row.done_on]
    text = ngettext(
        "past its day and not reported as done: phase %(orders)s",
        "past their day and not reported as done: phases %(orders)s",
        len(to_do),
    )
    return text % {"orders": ", ".join(to_do)} if to_do else ""
