"""One row of what the distribution needs to know; tables come in by objectives/actions/imports."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from objectives.actions.records import delete_row, save_row
from objectives.actions.versions import lock_plan
from objectives.models import Plan, User
from objectives.rules import Someone, enter_attendance


@transaction.atomic
def save_data(
    *,
    by: User,
    plan: Plan,
    row: Model,
    may: Callable[[Someone], bool] = enter_attendance,
) -> None:
    """Store one row. Raises PermissionDenied, and ValidationError by field."""
    _queue(by, plan, may)
    save_row(by=by, row=row)


@transaction.atomic
def delete_data(
    *,
    by: User,
    plan: Plan,
    row: Model,
    may: Callable[[Someone], bool] = enter_attendance,
) -> None:
    """Delete one row. Raises PermissionDenied, and ValidationError while others hang on it."""
    _queue(by, plan, may)
    try:
        with transaction.atomic():
            delete_row(by=by, row=row)
    except ProtectedError as error:
        users = len(error.protected_objects)
        message = _("It is in use in %(count)s rows: change those first.")
        raise ValidationError(message % {"count": users}, "in_use") from error


def _queue(by: Any, plan: Plan, may: Callable[[Someone], bool]) -> None:
    if not may(by):
        raise PermissionDenied
    lock_plan(plan.pk)
