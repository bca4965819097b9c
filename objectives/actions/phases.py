"""When phases were really done: reports that never change, the latest counts."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.entries import hold_project
from objectives.enums import AuditAction
from objectives.models import Phase, PhaseReport, User
from objectives.templatetags.display import date_it
from objectives.windows import entry_access

REPORTED = ("done_on", "note")


@transaction.atomic
def report_phase(*, by: User, phase: Phase, done_on: date | None, note: str = "") -> PhaseReport:
    """Say when a phase was done; None says that it is not done after all.

    The same report twice is stored once. Raises PermissionDenied, and ValidationError at
    `done_on` or, while values are not entered, for the whole report.
    """
    project = hold_project(by, phase.project_id)
    access = entry_access(project)
    if not access.is_open:
        raise ValidationError(access.refusal, code="closed")
    today = timezone.localdate()
    if done_on and done_on > today:
        message = _("This day is still to come: today is %(day)s.") % {"day": date_it(today)}
        raise ValidationError({"done_on": ValidationError(message, "future")})
    last = PhaseReport.objects.filter(phase=phase).order_by("-pk").first()
    if last and (last.done_on, last.note) == (done_on, note):
        return last
    report = PhaseReport.objects.create(phase=phase, done_on=done_on, note=note, by=by)
    before = snapshot(last, REPORTED) if last else {}
    record_event(
        by=by,
        action=AuditAction.CORRECTED if last else AuditAction.ENTERED,
        target=report,
        project=project,
        changes=difference(before, snapshot(report, REPORTED)),
        reason=note,
    )
    return report


@transaction.atomic
def report_phases(*, by: User, reports: Iterable[tuple[Phase, date | None, str]]) -> None:
    """Phase, day and note of each: all of them are stored, or none. Raises as report_phase."""
    for phase, done_on, note in reports:
        report_phase(by=by, phase=phase, done_on=done_on, note=note)
