"""Suspending, withdrawing and taking up a project by an act; nothing of it is deleted.

The money stays as deliberated: a distribution pays nothing for a withdrawn project, and its
amount is an economy that nobody shares (PAYOUT). Weights change by an amendment of the card.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from objectives import rules
from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.projects import missing_amendment
from objectives.actions.results import Refusal, hold, refuse
from objectives.actions.versions import record_version
from objectives.enums import AmendmentKind, AuditAction
from objectives.models import Act, Project, ProjectAmendment, User

COLUMNS = ("amended", "amended_from", "amended_to")


@transaction.atomic
def amend_project(
    *,
    by: User,
    project: Project,
    kind: str,
    start: date,
    end: date | None = None,
    act: Act | None = None,
    reason: str = "",
) -> ProjectAmendment:
    """Record what the act says of the project from `start` on, as a new version of the plan.

    The same twice in a row is recorded once. Raises PermissionDenied, ValidationError by field
    or for the whole form.
    """
    project = hold(project)
    if not rules.amend_project(by, project):
        raise PermissionDenied
    values = {"kind": kind, "start": start, "end": end, "act": act, "reason": reason.strip()}
    last = project.amendments.first()
    if last and all(getattr(last, name) == value for name, value in values.items()):
        return last
    refuse(amendment_refusal(project))
    if errors := missing_amendment(project.plan, act, reason):
        raise ValidationError(errors)
    _check(project, kind, start)
    row = ProjectAmendment(project=project, by=by, **values)
    row.save()
    _apply(row)
    return row


def amendment_refusal(project: Project) -> Refusal | None:
    """Why no project of this plan is suspended or withdrawn now."""
    if project.plan.is_draft:
        return "draft", _("The plan is a draft: change or delete the project instead.")
    return None


def _check(project: Project, kind: str, start: date) -> None:
    year = project.plan.year
    if not date(year, 1, 1) <= start <= date(year, 12, 31):
        raise _at("start", _("Choose a day of %(year)s.") % {"year": year}, "outside")
    if kind == AmendmentKind.REINSTATED and project.amended in ("", AmendmentKind.REINSTATED):
        text = _("The project is neither suspended nor withdrawn.")
        raise _at("kind", text, "not_amended")
    if project.is_withdrawn and kind != AmendmentKind.REINSTATED:
        text = _("The project is withdrawn: it can only be taken up again.")
        raise _at("kind", text, "withdrawn")
    since = project.amended_from
    if since and start < since:
        text = _("The latest amendment holds from %(day)s: choose that day or a later one.")
        raise _at("start", text % {"day": f"{since:%d/%m/%Y}"}, "before_last")


def _at(field: str, text: str, code: str) -> ValidationError:
    return ValidationError({field: [ValidationError(text, code=code)]})


def _apply(row: ProjectAmendment) -> None:
    """The project carries its latest amendment, so that lists read it without another query."""
    project = row.project
    before = snapshot(project, COLUMNS)
    project.amended, project.amended_from, project.amended_to = row.kind, row.start, row.end
    project.save(update_fields=COLUMNS)
    why = {"by": row.by, "act": row.act, "reason": row.reason}
    record_event(
        action=AuditAction.CHANGED,
        target=project,
        project=project,
        changes=difference(before, snapshot(project, COLUMNS)),
        **why,
    )
    record_version(plan=project.plan, in_force_from=row.start, **why)
