"""The life of an indicator's value: who wrote what, when, instead of what and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from objectives.enums import AuditAction
from objectives.measurements import entries_of
from objectives.models import AuditEvent, Indicator, ProgressEntry
from objectives.wording import reached, value_text


@dataclass(frozen=True, slots=True)
class Step:
    """One entry, or a value that was given up in a conflict (`dropped`, as it was typed)."""

    at: datetime
    who: str
    new: str = ""
    old: str = ""
    entry: ProgressEntry | None = None
    achievement: object = None
    dropped: bool = False
    note: str = ""


def steps_of(indicator: Indicator) -> list[Step]:
    """Latest first (two queries)."""
    entries = entries_of([indicator]).get(indicator.pk, [])
    steps = [_step(indicator, entry) for entry in entries]
    return sorted([*steps, *_dropped(entries)], key=lambda step: step.at, reverse=True)


def _step(indicator: Indicator, entry: ProgressEntry) -> Step:
    kind = indicator.target_kind
    return Step(
        at=entry.at,
        who=str(entry.by),
        new=value_text(kind, entry),
        old=value_text(kind, entry.replaces) if entry.replaces else "",
        entry=entry,
        achievement=reached(indicator, entry),
    )


def _dropped(entries: Sequence[ProgressEntry]) -> list[Step]:
    events = AuditEvent.objects.filter(
        action=AuditAction.NOT_KEPT,
        target_type="progressentry",
        target_id__in=[str(entry.pk) for entry in entries],
    )
    return [
        Step(
            at=event.at,
            who=event.actor_name,
            new=_typed_value(event),
            dropped=True,
            note=event.changes.get("note", [""])[0],
        )
        for event in events
    ]


def _typed_value(event: AuditEvent) -> str:
    """The value as it was typed, whatever its kind."""
    words = ("reference_date", "note", "deviation", "reason")
    return " / ".join(old for name, (old, _new) in event.changes.items() if name not in words)
