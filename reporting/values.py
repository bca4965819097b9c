"""Measured values and the sum of a result in words: the same for pages, cards and workbooks."""

import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives import scoring
from objectives.templatetags.display import date_it, number, percent


def number_2(value: Decimal | None) -> str:
    """Two decimals without a sign of its own: 32,00."""
    text = percent(value, 2)
    return text[:-2] if text else ""


def value_text(line: scoring.Achievement, due: datetime.date | None) -> str:
    """What was measured, in the words of its kind; empty when nothing was."""
    match line.value:
        case scoring.Number(value):
            return f"{number(value)} {line.unit}".strip()
        case scoring.Ratio(numerator, denominator):
            return _("%(a)s out of %(b)s") % {"a": number(numerator), "b": number(denominator)}
        case scoring.Done(done):
            return _("done") if done else _("not done")
        case scoring.DoneOn(day):
            return _milestone(day, due)
        case scoring.Judged(judged):
            return _("judged %(percent)s") % {"percent": percent(judged)}
    return ""


def _milestone(day: datetime.date | None, due: datetime.date | None) -> str:
    if day is None:
        return _("not done")
    done = _("done on %(day)s") % {"day": date_it(day)}
    days = scoring.days_late(due, day, day) if due else 0
    return f"{done}, {days_after(days)}" if days else done


def days_after(days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def short_value_text(line: scoring.Achievement) -> str:
    """The same for the narrow column of a printed card."""
    match line.value:
        case scoring.Number(value):
            return number(value)
        case scoring.Ratio(numerator, denominator):
            return f"{number(numerator)} / {number(denominator)}"
        case scoring.Done(done):
            return _("done") if done else _("not done")
        case scoring.DoneOn(day):
            return date_it(day) or _("not done")
        case scoring.Judged(judged):
            return _("%(percent)s, judged") % {"percent": percent(judged)}
    return ""


def sum_text(parts: scoring.Formula) -> str:
    """ "(70 × 100 + 30 × 80) / 100", weights before achievements."""
    terms = " + ".join(f"{number(term.weight)} × {number(term.percent)}" for term in parts.terms)
    scale = "" if parts.scale is None else f" × {number(parts.scale)} / 100"
    return f"({terms}) / {number(parts.divisor)}{scale}"
