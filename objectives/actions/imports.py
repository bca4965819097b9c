"""Many rows at once, from a table that somebody confirmed: all of them are stored or none."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from objectives.actions.audit import Changes, new_event
from objectives.actions.records import plan_of, project_of
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction
from objectives.models import AuditEvent, Plan, User


@dataclass(frozen=True, slots=True)
class Change:
    """A row to store, checked by whoever made it, with what the trail will say."""

    row: Any
    changes: Changes
    is_new: bool


@transaction.atomic
def import_table(
    *, by: User, plan: Plan, allowed: bool, read: Callable[[], Sequence[Change]]
) -> Sequence[Change]:
    """Store the rows that `read` gives, in a handful of statements.

    Writers of one plan queue at its row, and `read` runs behind that lock: what it compared with
    is still so when it is written. Raises PermissionDenied, and what `read` raises; nothing is
    stored then.
    """
    if not allowed:
        raise PermissionDenied
    lock_plan(plan.pk)
    changes = read()
    by_model: dict[Any, list[Change]] = defaultdict(list)
    for change in changes:
        by_model[type(change.row)].append(change)
    for model, found in by_model.items():
        _store(model, found)
    AuditEvent.objects.bulk_create(_event(by, plan, change) for change in changes)
    return changes


def _store(model: Any, changes: Sequence[Change]) -> None:
    model.objects.bulk_create(change.row for change in changes if change.is_new)
    changed = [change for change in changes if not change.is_new]
    if fields := sorted({name for change in changed for name in change.changes}):
        model.objects.bulk_update([change.row for change in changed], fields, batch_size=500)


def _event(by: User, plan: Plan, change: Change) -> AuditEvent:
    return new_event(
        by=by,
        action=AuditAction.CREATED if change.is_new else AuditAction.CHANGED,
        target=change.row,
        changes=change.changes,
        project=project_of(change.row),
        plan=plan_of(change.row) or plan,
    )
