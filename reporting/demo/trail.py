"""The trail of what the demo's year says was done, on the days on which it was.

The actions write an event for each thing they store; rows stored with a past day get theirs here,
in the order of the days, so that the history of a card is as full as if it had been lived.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from objectives.actions.audit import Changes, difference, new_event, snapshot
from objectives.entry_checks import CONTENT
from objectives.enums import AuditAction
from objectives.models import Act, AuditEvent, ProgressEntry, Project, User


class Trail:
    """Events collected while rows are loaded, stored together at the end."""

    def __init__(self) -> None:
        self._events: list[AuditEvent] = []

    def tell(
        self,
        action: str,
        target: Model,
        *,
        by: User,
        at: datetime,
        project: Project,
        changes: Changes | None = None,
        reason: str = "",
        act: Act | None = None,
    ) -> None:
        event = new_event(
            by=by,
            action=action,
            target=target,
            changes=changes or {},
            project=project,
            plan=project.plan,
            act=act,
            reason=reason,
        )
        event.at = at
        self._events.append(event)

    def tell_entry(
        self, entry: ProgressEntry, before: ProgressEntry | None, project: Project
    ) -> None:
        old = snapshot(before, CONTENT) if before else {}
        self.tell(
            AuditAction.CORRECTED if before else AuditAction.ENTERED,
            entry,
            by=entry.by,
            at=entry.at,
            project=project,
            changes=difference(old, snapshot(entry, CONTENT)),
            reason=entry.note,
        )

    def store(self) -> None:
        store_past(sorted(self._events, key=lambda event: event.at))


def store_past(events: Iterable[AuditEvent]) -> None:
    """Keep the moment that each event gives, where a save would write that of the save."""
    for event in events:
        event.save_base(raw=True, force_insert=True)


def told(values: dict[str, Any], names: Iterable[str]) -> Changes:
    """What the trail says of a new row: the columns that have a value."""
    return {name: ["", str(values[name])] for name in names if values.get(name)}
