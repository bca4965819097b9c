"""The audit row that every action writes, inside the action's own transaction."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from objectives.canonical import decimal_text
from objectives.models import Act, AuditEvent, Plan, Project, User

Changes = dict[str, list[str]]


def snapshot(instance: Model, fields: Iterable[str] | None = None) -> dict[str, str]:
    """Column values as text, ready to be compared and stored."""
    names = set(fields) if fields is not None else None
    return {
        field.name: _text(getattr(instance, field.attname), field, instance)
        for field in instance._meta.concrete_fields
        if not field.primary_key and (names is None or field.name in names)
    }


def _text(value: Any, field: Any, instance: Model) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return str(getattr(instance, field.name))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    # 20 typed and 20.00 stored are one figure.
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def difference(old: dict[str, str], new: dict[str, str]) -> Changes:
    """Field → [old, new] for what changed."""
    return {
        name: [old.get(name, ""), new.get(name, "")]
        for name in {**old, **new}
        if old.get(name, "") != new.get(name, "")
    }


def record_event(
    *,
    by: User | None,
    action: str,
    target: Model,
    changes: Changes | None = None,
    project: Project | None = None,
    plan: Plan | None = None,
    act: Act | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write the trail. `project` and `plan` are whose history shows the event."""
    event = new_event(
        by=by,
        action=action,
        target=target,
        changes=changes or {},
        project=project,
        plan=plan,
        act=act,
        reason=reason,
    )
    event.save()
    return event


def new_event(
    *,
    by: User | None,
    action: str,
    target: Model,
    changes: Changes,
    project: Project | None,
    plan: Plan | None,
    act: Act | None = None,
    reason: str = "",
) -> AuditEvent:
    """An entry for whoever writes many at once; `target` is stored and has its key."""
    return AuditEvent(
        actor=by,
        actor_name=str(by) if by else "",
        action=action,
        target_type=target._meta.model_name or "",
        target_id=str(target.pk),
        target_label=str(target)[:300],
        project=project,
        plan=plan or (project.plan if project else None),
        act=act,
        changes=changes,
        reason=reason,
    )
