"""A measured value and what it is worth, as people write them: 148 · 28/30 · 74,00 %."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from objectives import scoring
from objectives.enums import TargetKind
from objectives.measurements import indicator_input
from objectives.models import Indicator
from objectives.templatetags.display import date_it, number, percent


def value_text(kind: str, entry: Any) -> str:
    """The value of an entry, stored or not, without its unit; empty where there is none."""
    match kind:
        case TargetKind.RATIO:
            return f"{number(entry.numerator)} / {number(entry.denominator)}"
        case TargetKind.YES_NO:
            return _("yes") if entry.done else _("no")
        case TargetKind.MILESTONE:
            return date_it(entry.done_on) or _("not done")
        case TargetKind.JUDGED:
            return percent(entry.percent)
    return number(entry.number)


def reached(indicator: Indicator, entry: Any) -> Decimal | None:
    """The achievement of a value in percent, None where it cannot be counted."""
    try:
        return scoring.achievement(indicator_input(indicator, entry)).shown
    except scoring.ScoringError:
        return None


def worth_text(indicator: Indicator, entry: Any) -> str:
    """Below the value: its unit and the achievement it gives."""
    shown = reached(indicator, entry)
    if shown is None:
        return indicator.target_unit
    worth = percent(shown, 2)
    if indicator.target_kind == TargetKind.JUDGED:
        return _("%(worth)s, as judged") % {"worth": worth}
    unit = "" if indicator.target_unit == "%" else indicator.target_unit
    return " · ".join(filter(None, [unit, worth]))
