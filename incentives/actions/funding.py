"""The funding of a project: from which group, by points or fixed, and what the act deliberated."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from incentives.models import ProjectFunding
from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.projects import Errors, amendment_errors
from objectives.actions.versions import lock_plan
from objectives.enums import AuditAction
from objectives.models import Act, User
from objectives.rules import edit_plan

COLUMNS = ("group", "mode", "fixed_amount", "deliberated_amount")


@transaction.atomic
def save_funding(
    *, by: User | None, funding: ProjectFunding, act: Act | None = None, reason: str = ""
) -> ProjectFunding:
    """Store the funding of a stored project. A plan past its draft needs `act` and `reason`.

    Raises PermissionDenied, and ValidationError by input name; nothing is stored then.
    """
    plan = lock_plan(funding.project.plan_id)
    if by is not None and not edit_plan(by, plan):
        raise PermissionDenied
    stored = ProjectFunding.objects.filter(project=funding.project).first()
    changes = difference(_readable(stored), _readable(funding))
    if stored and not changes:
        return stored
    if errors := {**funding_errors(funding), **amendment_errors(plan, act, reason)}:
        raise ValidationError(errors)
    funding.save()
    record_event(
        by=by,
        action=AuditAction.CHANGED if stored else AuditAction.CREATED,
        target=funding,
        changes=changes,
        project=funding.project,
        act=act,
        reason=reason,
    )
    return funding


def funding_errors(funding: ProjectFunding) -> Errors:
    """Every broken rule by input name; the project may still be waiting to be stored."""
    try:
        funding.full_clean(exclude=None if funding.project_id else {"project"})
    except ValidationError as error:
        return {f"funding-{field}": found for field, found in error.error_dict.items()}
    return {}


def _readable(funding: ProjectFunding | None) -> dict[str, str]:
    return snapshot(funding, COLUMNS) if funding and funding.group_id else {}
