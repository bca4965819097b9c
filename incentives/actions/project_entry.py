"""A project with its card and its funding, entered together: all of it is stored or none."""

from django.core.exceptions import ValidationError
from django.db import transaction

from incentives.actions.funding import funding_errors, save_funding
from incentives.models import ProjectFunding
from objectives.actions.projects import project_errors, save_project
from objectives.actions.versions import lock_plan
from objectives.canonical import sha256_hex
from objectives.contents import ProjectRows, project_content, row_content, stored_rows
from objectives.models import Act, AuditEvent, Project, User


class StaleEntry(Exception):  # noqa: N818 - a state of affairs, not a mistake
    """Somebody stored another content after the form was opened; nothing was written."""


@transaction.atomic
def save_project_entry(
    *,
    by: User | None,
    project: Project,
    rows: ProjectRows,
    funding: ProjectFunding | None,
    token: str = "",
    act: Act | None = None,
    reason: str = "",
) -> Project:
    """Store card and funding. The same content sent twice is stored once.

    `token` is what `entry_token` gave when the form was opened. Raises StaleEntry,
    PermissionDenied, and ValidationError by input name; nothing is stored then.
    """
    lock_plan(project.plan_id)
    stored = _already_there(project)
    if stored and entry_digest(stored) == _digest(project, rows, funding):
        return stored
    if token and stored and stored.pk == project.pk and is_stale(stored, token):
        raise StaleEntry
    errors = project_errors(project, rows, act, reason)
    if errors := errors | (funding_errors(funding) if funding else {}):
        raise ValidationError(errors)
    save_project(
        by=by,
        project=project,
        areas=rows.areas,
        guidelines=rows.guidelines,
        phases=list(rows.phases),
        indicators=list(rows.indicators),
        staff=list(rows.staff),
        act=act,
        reason=reason,
    )
    if funding:
        funding.project = project
        save_funding(by=by, funding=funding, act=act, reason=reason)
    return project


def _already_there(project: Project) -> Project | None:
    """The project as stored; for a new one, the project that took its number meanwhile."""
    same_plan = Project.objects.filter(plan=project.plan_id)
    if project.pk:
        return same_plan.filter(pk=project.pk).first()
    return same_plan.filter(number=project.number).first()


# --- Has it changed? -----------------------------------------------------------------------


def entry_token(project: Project) -> str:
    """What a form carries to be refused when stale: last entry of the trail, digest of all."""
    return f"{_last_event(project)}-{entry_digest(project)}"


def is_stale(project: Project, token: str) -> bool:
    return token.partition("-")[2] != entry_digest(project)


def event_of(token: str) -> int:
    """The last entry of the trail when the form was opened; 0 when the token is not ours."""
    first = token.partition("-")[0]
    return int(first) if first.isdecimal() else 0


def entry_digest(project: Project) -> str:
    funding = ProjectFunding.objects.filter(project=project).select_related("group").first()
    return _digest(project, stored_rows(project), funding)


def _digest(project: Project, rows: ProjectRows, funding: ProjectFunding | None) -> str:
    money = row_content(funding) if funding else {}
    return sha256_hex({**project_content(project, rows), "funding": money})


def _last_event(project: Project) -> int:
    events = AuditEvent.objects.filter(project=project).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0
