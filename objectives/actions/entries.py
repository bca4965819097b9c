"""Writing measured values: entries that never change, drafts, the choice between two values.

Whoever writes holds the project first, so that two people who press at once are served one after
the other, and nothing is entered while its result is being confirmed. On SQLite the lock is the
transaction itself, which begins IMMEDIATE. Drafts are one person's notes: they leave no trail.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from objectives import rules
from objectives.actions.audit import difference, record_event, snapshot
from objectives.entry_checks import CONTENT, EntryValues, entry_errors
from objectives.enums import AuditAction
from objectives.models import (
    EntryDraft,
    Indicator,
    MonitoringWindow,
    Neutralisation,
    ProgressEntry,
    Project,
    User,
)
from objectives.windows import entry_access

Typed = Mapping[str, str]
LONGEST_TYPED = 20_000


class EntryConflict(Exception):  # noqa: N818 - a state of affairs, not a mistake
    """Somebody stored another value than the one this person's value was based on.

    `theirs` is the entry in force, None when the person's page showed one that is not there.
    """

    def __init__(self, theirs: ProgressEntry | None) -> None:
        super().__init__(theirs)
        self.theirs = theirs


@transaction.atomic
def save_entry(
    *,
    by: User,
    indicator: Indicator,
    window: MonitoringWindow,
    based_on: ProgressEntry | None,
    values: EntryValues,
) -> ProgressEntry:
    """Store a value, as a correction of `based_on` when the page showed one; drop the draft.

    What is stored already, as after a double click, is not stored again. Raises
    PermissionDenied, EntryConflict, and ValidationError by field or for the whole entry.
    """
    hold_for_entry(by, indicator, window)
    current = current_entry(indicator, window)
    if current is None or EntryValues.of(current) != values:
        if _key(current) != _key(based_on, window):
            raise EntryConflict(current)
        current = _store(by, indicator, window, current, values)
    EntryDraft.objects.filter(indicator=indicator, user=by).delete()
    return current


def hold_for_entry(by: User, indicator: Indicator, window: MonitoringWindow) -> None:
    """Lock the project; raise unless this person may enter this value today."""
    project = hold_project(by, indicator.project_id)
    indicator.project, window.plan = project, project.plan
    access = entry_access(project)
    if access.window is None:
        raise ValidationError(access.refusal, code="closed")
    if access.window.pk != window.pk:
        raise ValidationError(
            _("Values now go to the period “%(name)s”: check the date and send again.")
            % {"name": access.window.name},
            code="other_window",
        )
    if Neutralisation.objects.filter(indicator=indicator, revoked_at__isnull=True).exists():
        raise ValidationError(_("The indicator is neutralised: it needs no value."), "neutralised")


def hold_project(by: User, project_id: int) -> Project:
    """Lock a project whose values this person enters. Raises PermissionDenied."""
    held = Project.objects.select_for_update(of=("self",)).select_related("plan")
    project = held.get(pk=project_id)
    if not rules.enter_progress(by, project):
        raise PermissionDenied
    return project


def current_entry(indicator: Indicator, window: MonitoringWindow) -> ProgressEntry | None:
    """The entry of a window that no other one replaces."""
    entries = ProgressEntry.objects.filter(indicator=indicator, window=window)
    return entries.filter(replaced_by__isnull=True).select_related("by", "window").first()


def _key(entry: ProgressEntry | None, window: MonitoringWindow | None = None) -> int | None:
    """What a value of this window is based on: an entry of an earlier one is no entry here."""
    if entry is None or (window and entry.window_id != window.pk):
        return None
    return entry.pk


def _store(
    by: User,
    indicator: Indicator,
    window: MonitoringWindow,
    replaced: ProgressEntry | None,
    values: EntryValues,
) -> ProgressEntry:
    entry = values.entry(indicator, window)
    if errors := entry_errors(entry):
        raise ValidationError({name or "__all__": error for name, error in errors.items()})
    entry.by, entry.replaces = by, replaced
    entry.save()
    before = snapshot(replaced, CONTENT) if replaced else {}
    record_event(
        by=by,
        action=AuditAction.CORRECTED if replaced else AuditAction.ENTERED,
        target=entry,
        project=indicator.project,
        changes=difference(before, snapshot(entry, CONTENT)),
        reason=values.note,
    )
    return entry


# --- Two values ----------------------------------------------------------------------------


@transaction.atomic
def keep_theirs(
    *, by: User, indicator: Indicator, window: MonitoringWindow, theirs: ProgressEntry
) -> ProgressEntry:
    """Settle a conflict for the value already stored; the draft goes into the trail.

    For one's own value call `save_entry` based on the other one. Raises PermissionDenied,
    ValidationError, and EntryConflict when a third value came in between.
    """
    hold_for_entry(by, indicator, window)
    current = current_entry(indicator, window)
    if current is None or current.pk != theirs.pk:
        raise EntryConflict(current)
    draft = EntryDraft.objects.filter(indicator=indicator, user=by).first()
    if draft is not None:
        dropped = {name: text for name, text in draft.data.items() if name in CONTENT and text}
        record_event(
            by=by,
            action=AuditAction.NOT_KEPT,
            target=theirs,
            project=indicator.project,
            changes={name: [text, ""] for name, text in dropped.items()},
        )
        draft.delete()
    return current


# --- Drafts --------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    *, by: User, indicator: Indicator, based_on: ProgressEntry | None, data: Typed
) -> EntryDraft:
    """Keep what a person typed, as typed, even while the window is closed.

    `based_on` is the entry the page showed when they began. Raises PermissionDenied.
    """
    if not rules.enter_progress(by, indicator.project):
        raise PermissionDenied
    typed = {name: text.replace("\0", "")[:LONGEST_TYPED] for name, text in data.items()}
    draft, created = EntryDraft.objects.get_or_create(
        indicator=indicator, user=by, defaults={"data": typed, "based_on": based_on}
    )
    if not created and (draft.data != typed or draft.based_on_id != _key(based_on)):
        draft.data, draft.based_on = typed, based_on
        draft.save()
    return draft


def discard_draft(*, by: User, indicator: Indicator) -> None:
    """Forget what this person typed and did not send."""
    EntryDraft.objects.filter(indicator=indicator, user=by).delete()


# --- Many at once --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pasted:
    """A value of a pasted block; `based_on` is what the preview showed as stored."""

    indicator: Indicator
    window: MonitoringWindow
    based_on: ProgressEntry | None
    values: EntryValues


@transaction.atomic
def save_entries(*, by: User, pasted: Iterable[Pasted]) -> list[ProgressEntry]:
    """Store all of them or, when one is refused or in conflict, none. Raises as save_entry.

    Projects are held in the order of their keys, so that two blocks never wait for each other.
    """
    return [
        save_entry(
            by=by,
            indicator=item.indicator,
            window=item.window,
            based_on=item.based_on,
            values=item.values,
        )
        for item in sorted(pasted, key=lambda item: (item.indicator.project_id, item.indicator.pk))
    ]
