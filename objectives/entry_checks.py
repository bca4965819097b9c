"""What a progress entry may say, whoever writes it: form, pasted block or shell (RESULT-1).

Every refusal is a sentence at the field that has to change; "" holds for the whole entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import scoring
from objectives.enums import TargetKind, WindowKind
from objectives.measurements import indicator_input
from objectives.models import Indicator, MonitoringWindow, ProgressEntry
from objectives.templatetags.display import date_it, percent

# The columns in which a value of each kind is kept; the first one is where a missing value is said.
VALUE_FIELDS = {
    TargetKind.NUMBER_UP: ("number",),
    TargetKind.NUMBER_DOWN: ("number",),
    TargetKind.RATIO: ("numerator", "denominator", "zero_percent"),
    TargetKind.YES_NO: ("done",),
    TargetKind.MILESTONE: ("done", "done_on"),
    TargetKind.JUDGED: ("percent", "reason"),
}
WORDS = ("note", "deviation")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryValues:
    """The content of an entry; which fields hold the value depends on the indicator's kind."""

    reference_date: date
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    zero_percent: Decimal | None = None
    done: bool | None = None
    done_on: date | None = None
    percent: Decimal | None = None
    reason: str = ""
    note: str = ""
    deviation: str = ""

    @classmethod
    def of(cls, entry: ProgressEntry) -> Self:
        return cls(**{name: getattr(entry, name) for name in CONTENT})

    def entry(self, indicator: Indicator, window: MonitoringWindow) -> ProgressEntry:
        """An entry with this content, not stored and without its author."""
        content: dict[str, Any] = {name: getattr(self, name) for name in CONTENT}
        return ProgressEntry(indicator=indicator, window=window, **content)


CONTENT = tuple(field.name for field in fields(EntryValues))


def reference_days(window: MonitoringWindow, today: date | None = None) -> tuple[date, date]:
    """First and last day at which a value of this window may have been measured."""
    last = min(today or timezone.localdate(), window.reference_date)
    return date(window.plan.year, 1, 1), last


def entry_errors(entry: ProgressEntry) -> dict[str, ValidationError]:
    """Every reason to refuse the entry, by field; empty when it may be stored."""
    errors: dict[str, ValidationError] = {}
    for field, code, message in (*_columns(entry), *_days(entry)):
        errors.setdefault(field, ValidationError(message, code))
    if not errors:
        errors = {field: ValidationError(message, code) for field, code, message in _worth(entry)}
    return errors


Found = Iterator[tuple[str, str, str]]


def _columns(entry: ProgressEntry) -> Found:
    own = VALUE_FIELDS[TargetKind(entry.indicator.target_kind)]
    for name in CONTENT:
        value = getattr(entry, name)
        if value in (None, ""):
            continue
        if name not in (*own, *WORDS, "reference_date"):
            yield name, "wrong_kind", _("This indicator is not measured this way.")
        else:
            yield from _column(entry, name, value)
    yield from _missing(entry)


def _column(entry: ProgressEntry, name: str, value: Any) -> Found:
    try:
        column: Any = entry._meta.get_field(name)
        column.clean(value, entry)
    except ValidationError as error:
        yield name, "bad_value", error.messages[0]
        return
    if isinstance(value, Decimal) and value < 0:
        yield name, "negative_value", _("Write a number from 0 up.")


def _missing(entry: ProgressEntry) -> Found:
    match entry.indicator.target_kind:
        case TargetKind.RATIO:
            yield from _missing_ratio(entry)
        case TargetKind.YES_NO | TargetKind.MILESTONE:
            yield from _missing_step(entry)
        case TargetKind.JUDGED:
            yield from _missing_judgement(entry)
        case _ if entry.number is None:
            yield "number", "required", _("Write the value reached.")


def _missing_ratio(entry: ProgressEntry) -> Found:
    for name in ("numerator", "denominator"):
        if getattr(entry, name) is None:
            yield name, "required", _("Write both numbers of the ratio.")
    if entry.denominator == 0 and entry.zero_percent is None:
        yield "zero_percent", "zero", _("The denominator is 0: choose what it is worth.")


def _missing_step(entry: ProgressEntry) -> Found:
    if entry.done is None and entry.done_on is None:
        yield "done", "required", _("Say whether it was done.")
    elif entry.indicator.target_kind == TargetKind.MILESTONE:
        if entry.done and entry.done_on is None:
            yield "done_on", "required", _("Write the day on which it was done.")
        if entry.done is False and entry.done_on is not None:
            yield "done_on", "not_done", _("Not done has no date: choose “done” or leave it empty.")


def _missing_judgement(entry: ProgressEntry) -> Found:
    if entry.percent is None:
        yield "percent", "required", _("Write a percentage from 0 to 100.")
    if not entry.reason.strip():
        yield "reason", "reason_missing", _("Write the reason of the judgement.")


def _days(entry: ProgressEntry) -> Found:
    first, last = reference_days(entry.window)
    if not first <= entry.reference_date <= last:
        yield "reference_date", "outside", between(first, last)
    elif entry.done_on and not first <= entry.done_on <= entry.reference_date:
        yield "done_on", "outside", between(first, entry.reference_date)


def between(first: date, last: date) -> str:
    days = {"first": date_it(first), "last": date_it(last)}
    return _("The date must be between %(first)s and %(last)s.") % days


# The scoring's own refusals, where the columns alone could not tell.
REFUSALS = {"reason_missing": "reason", "bad_percent": "percent"}


def _worth(entry: ProgressEntry) -> Found:
    """What the value is worth, and what a value below 100 has to explain in the final report."""
    try:
        reached = scoring.achievement(indicator_input(entry.indicator, entry))
    except scoring.ScoringError as error:
        field = REFUSALS.get(error.code) or error.params.get("field", "")
        yield (
            field if field in CONTENT else "",
            error.code,
            _("This value cannot be measured against the target: ask Human resources."),
        )
        return
    final = entry.window.kind == WindowKind.FINAL
    if final and reached.percent != 100 and not entry.deviation.strip():
        worth = percent(reached.shown, 2)
        yield (
            "deviation",
            "deviation_missing",
            _("Reached %(percent)s: write why it is less than 100.") % {"percent": worth},
        )
