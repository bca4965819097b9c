"""Opening, changing, closing monitoring windows and reopening them for one project."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction
from objectives.models import MonitoringWindow, Plan, Project, User, WindowReopening
from objectives.rules import manage_windows
from objectives.windows import closing_day, standing_results

FIELDS = ("name", "kind", "reference_date", "opens", "closes", "grace_days")
# What entries were measured for: it does not move under them.
MEASURED_FOR = ("kind", "reference_date")


@transaction.atomic
def save_window(
    *, by: User, plan: Plan, values: Mapping[str, Any], window: MonitoringWindow | None = None
) -> MonitoringWindow:
    """Create a window of the plan, or change one. Raises PermissionDenied, ValidationError by
    field: overlapping periods, a name used twice, a change that entries no longer allow."""
    if not manage_windows(by, plan):
        raise PermissionDenied
    lock_plan(plan.pk)
    stored = MonitoringWindow.objects.filter(plan=plan, pk=window.pk).first() if window else None
    before = snapshot(stored, FIELDS) if stored else {}
    row = stored or MonitoringWindow(plan=plan)
    if stored:
        _check_change(stored, values)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.save()
    changes = difference(before, snapshot(row, FIELDS))
    if changes:
        action = AuditAction.CHANGED if stored else AuditAction.CREATED
        record_event(by=by, action=action, target=row, plan=plan, changes=changes)
    return row


def _check_change(stored: MonitoringWindow, values: Mapping[str, Any]) -> None:
    moved = [name for name in MEASURED_FOR if values[name] != getattr(stored, name)]
    if moved and stored.entries.exists():
        text = _("Values have been entered for this period: kind and reference date stay.")
        raise ValidationError({name: [ValidationError(text, "has_entries")] for name in moved})


@transaction.atomic
def close_window(*, by: User, window: MonitoringWindow) -> MonitoringWindow:
    """Close before its last day. Closing twice closes once."""
    window = _hold(by, window)
    if window.closed_at is None:
        window.closed_at = timezone.now()
        window.save()
        record_event(by=by, action=AuditAction.CLOSED, target=window, plan=window.plan)
    return window


@transaction.atomic
def open_window(*, by: User, window: MonitoringWindow) -> MonitoringWindow:
    """Take a closure by hand back; its days stay as they are."""
    window = _hold(by, window)
    if window.closed_at is not None:
        window.closed_at = None
        window.save()
        record_event(by=by, action=AuditAction.OPENED, target=window, plan=window.plan)
    return window


@transaction.atomic
def reopen_for_project(
    *, by: User, window: MonitoringWindow, project: Project, until: date, reason: str
) -> WindowReopening:
    """Let one project enter values of a closed window until a day.

    Raises PermissionDenied, ValidationError by field. Pressing twice records one reopening.
    """
    window = _hold(by, window)
    reason = reason.strip()
    again = window.reopenings.filter(project=project, until=until, reason=reason).first()
    if again:
        return again
    _check_reopening(window, project, until, reason)
    row = WindowReopening.objects.create(
        window=window, project=project, until=until, reason=reason, by=by
    )
    changes = {"until": ["", f"{until:%d/%m/%Y}"]}
    record_event(
        by=by,
        action=AuditAction.OPENED,
        target=window,
        project=project,
        changes=changes,
        reason=reason,
    )
    return row


def _check_reopening(window: MonitoringWindow, project: Project, until: date, reason: str) -> None:
    today = timezone.localdate()
    errors = {}
    if project.plan_id != window.plan_id:
        errors["project"] = _("Choose a project of this plan.")
    elif standing_results([project.pk]):
        errors["project"] = _("The result of this project is confirmed: send it back first.")
    if until < today:
        errors["until"] = _("Choose today or a later day.")
    if not reason:
        errors["reason"] = _("Write why the period is reopened.")
    if window.opens > today:
        errors["until"] = _("The period has not begun: it opens on %(day)s.") % {
            "day": f"{window.opens:%d/%m/%Y}"
        }
    elif window.is_open(today) and until <= window.last_day:
        errors["until"] = _("The period is open to everybody until %(day)s.") % {
            "day": f"{closing_day(window):%d/%m/%Y}"
        }
    if errors:
        raise ValidationError(errors)


def _hold(by: User, window: MonitoringWindow) -> MonitoringWindow:
    plan = lock_plan(window.plan_id)
    if not manage_windows(by, plan):
        raise PermissionDenied
    held = MonitoringWindow.objects.get(pk=window.pk)
    held.plan = plan
    return held
