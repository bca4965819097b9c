"""What preparing and approving have in common, whatever the run (domain.md, RUNS).

The caller holds the lock of the run's owner: numbers follow one another and one run at most is in
force, whoever presses at once. On SQLite the lock is the transaction itself, which begins
IMMEDIATE.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from incentives.distribution.approval import Refusal
from incentives.enums import RunState
from incentives.models import StoredRun
from incentives.models.stored import APPROVAL
from objectives.actions.audit import difference, record_event, snapshot
from objectives.enums import AuditAction
from objectives.models import Act, Plan, User


def next_number(runs: Any) -> int:
    """The number after the latest of an owner's `runs`."""
    latest: int | None = runs.aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def says_the_same(latest: StoredRun, sha256: str) -> bool:
    """Whether the latest run still waits and is the one about to be stored: a second press."""
    return latest.is_prepared and latest.sha256 == sha256


def record_prepared(*, by: User, run: StoredRun, plan: Plan, reason: str = "") -> None:
    changes = {"state": ["", str(RunState.PREPARED.label)], "sha256": ["", run.sha256]}
    record_event(
        by=by, action=AuditAction.PREPARED, target=run, plan=plan, changes=changes, reason=reason
    )


def already_approved(run: StoredRun, by: User, act: Act) -> bool:
    """A second press of the same approval, which changes nothing."""
    return run.is_approved and run.approved_by_id == by.pk and run.act_id == act.pk


def refuse(refusal: Refusal | None, field: str = "") -> None:
    """Raises ValidationError with its sentence, at `field` or for the whole form."""
    if refusal is None:
        return
    error = ValidationError(refusal[1], code=refusal[0])
    raise ValidationError({field: error}) if field else error


def put_in_force(*, by: User, run: StoredRun, act: Act, in_force: StoredRun | None) -> None:
    """Approve a run that nothing refuses; the one in force before is superseded by it."""
    if in_force:
        superseded = {"state": RunState.SUPERSEDED}
        _write(in_force, superseded, by=by, action=AuditAction.SUPERSEDED, act=act)
    approval = {
        "state": RunState.APPROVED,
        "approved_by": by,
        "approved_at": timezone.now(),
        "act": act,
        "supersedes": in_force,
    }
    _write(run, approval, by=by, action=AuditAction.APPROVED, act=act)


def _write(run: StoredRun, values: dict[str, Any], *, by: User, action: str, act: Act) -> None:
    before = snapshot(run, APPROVAL)
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    changes = difference(before, snapshot(run, APPROVAL))
    record_event(by=by, action=action, target=run, plan=act.plan, act=act, changes=changes)
