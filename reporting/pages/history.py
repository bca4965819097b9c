"""The trail of a project as sentences: who, when, what from what to what, by which act, why."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, DecimalField, Model
from django.utils.translation import gettext as _

from objectives.enums import AuditAction
from objectives.models import AuditEvent
from objectives.templatetags.display import date_it, number

APPS = ("objectives", "incentives")


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `target` is empty when the event is about the project itself."""

    at: datetime.datetime
    who: str
    what: str
    target: str
    changes: list[Change]
    act: str
    reason: str


def entry(event: AuditEvent) -> Entry:
    own, what = event.target_type == "project", event.action_label
    return Entry(
        at=event.at,
        who=event.actor_name or _("automatic"),
        what=what if own else f"{_model_name(event)}: {_lower(what)}",
        target="" if own else event.target_label,
        changes=_changes(event) if event.action == AuditAction.CHANGED else [],
        act=str(event.act) if event.act else "",
        reason=event.reason,
    )


def _model_name(event: AuditEvent) -> str:
    model = _model(event.target_type)
    return _upper(str(model._meta.verbose_name) if model else event.target_type)


def _model(target_type: str) -> type[Model] | None:
    models = (apps.all_models[app].get(target_type) for app in APPS)
    return next((model for model in models if model), None)


def _changes(event: AuditEvent) -> list[Change]:
    changes = []
    for name, (old, new) in event.changes.items():
        field = _field(event.target_type, name)
        changes.append(Change(_label(field, name), _written(field, old), _written(field, new)))
    return changes


def _field(target_type: str, name: str) -> Any:
    model = _model(target_type)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(field: Any, name: str) -> str:
    """Lists hang on the project by a relation that has no name of its own."""
    lists = {"phases": _("phases"), "indicators": _("indicators")}
    return _upper(lists.get(name) or str(getattr(field, "verbose_name", name)))


def _written(field: Any, text: str) -> str:
    """The stored text as people write it; anything unexpected as it stands."""
    if not text:
        return ""
    if isinstance(field, DecimalField):
        return number(Decimal(text))
    if isinstance(field, DateField):
        return date_it(datetime.date.fromisoformat(text[:10]))
    if isinstance(field, BooleanField):
        return _("yes") if text == "True" else _("no")
    return text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
