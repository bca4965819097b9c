"""Single rows as the data administration enters them: the same trail, the same need of an act."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.db.models import Model

from objectives.actions.audit import Changes, difference, record_event, snapshot
from objectives.actions.projects import missing_amendment
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction, PlanState
from objectives.models import Act, AuditEvent, Plan, Project, User

# The way from a row to its plan; the first that a model has is taken.
PARENTS = frozenset({"plan", "project", "pool", "rule", "group"})
# What no trail repeats.
SECRETS = frozenset({"password", "last_login"})


def plan_of(row: Model) -> Plan | None:
    """The plan a row belongs to; None for the organisation and for users."""
    if isinstance(row, Plan):
        return row
    return next((plan_of(parent) for parent in _parents(row)), None)


def project_of(row: Model) -> Project | None:
    """The project whose history tells of the row."""
    if isinstance(row, Project):
        return row
    return next((project_of(parent) for parent in _parents(row)), None)


def _parents(row: Model) -> list[Any]:
    names = (field.name for field in type(row)._meta.concrete_fields if field.name in PARENTS)
    found = (getattr(row, name, None) for name in names)
    return [parent for parent in found if isinstance(parent, Model)]


def belongs_to_a_plan(model: type[Model]) -> bool:
    """Whether rows of the model are part of what an act approves; acts come before that."""
    columns = {field.name for field in model._meta.concrete_fields}
    approved = model is not Act and getattr(model, "is_approved_content", True)
    return model is Plan or (approved and not PARENTS.isdisjoint(columns))


def amended_plan(row: Model) -> Plan | None:
    """The plan that changes with this row and is past its draft, before or after the change."""
    plan = plan_of(row) if belongs_to_a_plan(type(row)) else None
    if plan is None or (plan.is_draft and not _left_draft(plan)):
        return None
    return plan


def _left_draft(plan: Plan) -> bool:
    return bool(plan.pk) and not Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).exists()


@transaction.atomic
def save_row(*, by: User, row: Any, act: Act | None = None, reason: str = "") -> None:
    """Store one row. Raises ValidationError by field; a plan past its draft needs act, reason."""
    _check(row, act, reason)
    stored = type(row).objects.filter(pk=row.pk).first() if row.pk else None
    before = _readable(stored) if stored else {}
    row.save()
    changes = difference(before, _readable(row))
    if changes or not stored:
        action = AuditAction.CHANGED if stored else AuditAction.CREATED
        log_row(by=by, action=action, row=row, changes=changes, act=act, reason=reason)


@transaction.atomic
def delete_row(*, by: User, row: Model, act: Act | None = None, reason: str = "") -> None:
    """Delete one row and what hangs on it; the trail keeps what each of them said."""
    _check(row, act, reason)
    for lost in _with_dependants(row):
        changes = difference(_readable(lost), {})
        log_row(
            by=by, action=AuditAction.DELETED, row=lost, changes=changes, act=act, reason=reason
        )
    row.delete()


def log_row(
    *, by: User, action: str, row: Model, changes: Changes, act: Act | None, reason: str
) -> AuditEvent:
    return record_event(
        by=by,
        action=action,
        target=row,
        changes=changes,
        project=project_of(row),
        plan=plan_of(row),
        act=act,
        reason=reason,
    )


def _check(row: Model, act: Act | None, reason: str) -> None:
    plan = amended_plan(row)
    if plan is None:
        return
    if plan.pk:
        lock_plan(plan.pk)
    if errors := missing_amendment(plan, act, reason):
        raise ValidationError([error for found in errors.values() for error in found])


def _with_dependants(row: Model) -> Iterable[Model]:
    """The row and every row that goes with it, joins of many-to-many apart."""
    collector = NestedObjects(using=router.db_for_write(type(row)), origin=row)
    collector.collect([row])
    found: Any = collector.model_objs
    return [lost for model, rows in found.items() for lost in rows if not model._meta.auto_created]


def _readable(row: Model) -> dict[str, str]:
    return {name: text for name, text in snapshot(row).items() if name not in SECRETS}
