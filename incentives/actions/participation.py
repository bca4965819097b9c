"""Participation weights: the manager enters them, human resources confirm just those."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incentives.actions.project_entry import StaleEntry
from incentives.models import ParticipationSheet
from incentives.participation import sharing_staff, weights_digest
from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.imports import Change, import_table
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction
from objectives.models import Project, StaffAssignment, User
from objectives.rules import confirm_participation as may_confirm
from objectives.rules import enter_participation as may_enter


@transaction.atomic
def enter_participation(
    *, by: User, project: Project, weights: Mapping[int, Decimal], token: str = ""
) -> ParticipationSheet:
    """Store the weights (percent, by key of the assignment) and the sheet that names them.

    `token` is the digest the page was opened with. Raises StaleEntry when the stored weights
    changed meanwhile, PermissionDenied, and ValidationError; nothing is stored then.
    """
    _queue(by, project)
    staff = list(sharing_staff(project))
    if token and token != weights_digest(staff):
        raise StaleEntry
    for row in staff:
        _write(row, weights.get(row.pk, row.participation), by)
    return _sheet(by, project, staff)


@transaction.atomic
def import_participation(
    *, by: User, project: Project, read: Callable[[], Sequence[Change]]
) -> Sequence[Change]:
    """The weights of a table that the manager confirmed, and their sheet."""
    _queue(by, project)
    changes = import_table(by=by, plan=project.plan, allowed=True, read=read)
    _sheet(by, project, list(sharing_staff(project)))
    return changes


def _queue(by: User, project: Project) -> None:
    if not may_enter(by, project):
        raise PermissionDenied
    lock_plan(project.plan_id)


def _write(row: StaffAssignment, participation: Decimal, by: User) -> None:
    before = snapshot(row, ("participation",))
    row.participation = participation
    if changes := difference(before, snapshot(row, ("participation",))):
        row.save()
        record_event(
            by=by,
            action=AuditAction.CHANGED,
            target=row,
            changes=changes,
            project=row.project,
        )


def _sheet(by: User, project: Project, staff: Sequence[StaffAssignment]) -> ParticipationSheet:
    """The last sheet while it says the same, else a new one that waits for its confirmation."""
    digest = weights_digest(staff)
    last = _last_sheet(project)
    if last and last.digest == digest:
        return last
    sheet = ParticipationSheet.objects.create(project=project, digest=digest, entered_by=by)
    changes = {"digest": [last.digest if last else "", digest]}
    record_event(by=by, action=AuditAction.CREATED, target=sheet, changes=changes, project=project)
    return sheet


@transaction.atomic
def confirm_participation(*, by: User, project: Project, digest: str) -> ParticipationSheet:
    """Confirm the weights that `digest` names, if they are those stored now and entered last.

    Confirming twice changes nothing. Raises PermissionDenied, ValidationError.
    """
    if not may_confirm(by, project):
        raise PermissionDenied
    lock_plan(project.plan_id)
    sheet = _last_sheet(project)
    if sheet is None:
        raise ValidationError(_("Nobody has entered the weights of this project yet."), "missing")
    if digest != sheet.digest or digest != weights_digest(sharing_staff(project)):
        raise ValidationError(
            _("The weights changed meanwhile: look at them again before you confirm."), "changed"
        )
    if sheet.confirmed_at is None:
        _confirm(sheet, by)
    return sheet


def _confirm(sheet: ParticipationSheet, by: User) -> None:
    sheet.confirmed_by, sheet.confirmed_at = by, timezone.now()
    sheet.save(update_fields=["confirmed_by", "confirmed_at"])
    record_event(
        by=by,
        action=AuditAction.CONFIRMED,
        target=sheet,
        changes={"confirmed_by": ["", str(by)]},
        project=sheet.project,
    )


def _last_sheet(project: Project) -> ParticipationSheet | None:
    sheets = ParticipationSheet.objects.filter(project=project).select_for_update(of=("self",))
    return sheets.order_by("-pk").first()
