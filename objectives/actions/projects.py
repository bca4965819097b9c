"""Create and change projects with everything on their card, in one transaction.

All rules are checked before anything is written, so that a person sees every error at once.
Keys of the ValidationError are the names of the form's inputs: "weight", "indicators-2-weight".
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives.actions.audit import difference, record_event, snapshot
from objectives.actions.rows import Log, changed_rows, known_rows, replace_rows, work_errors
from objectives.actions.versions import lock_plan, record_version
from objectives.contents import ProjectRows, project_digest, stored_rows
from objectives.enums import AuditAction
from objectives.models import (
    Act,
    Area,
    Indicator,
    Phase,
    Plan,
    Project,
    StaffAssignment,
    StrategicGuideline,
    User,
)
from objectives.rules import edit_plan

Errors = dict[str, list[ValidationError]]


@transaction.atomic
def save_project(
    *,
    by: User | None,
    project: Project,
    areas: Iterable[Area],
    guidelines: Iterable[StrategicGuideline],
    phases: Sequence[Phase],
    indicators: Sequence[Indicator],
    staff: Sequence[StaffAssignment],
    act: Act | None = None,
    reason: str = "",
) -> Project:
    """Store the project with exactly these rows, phases and indicators in the order given.

    A plan that is no longer a draft needs `act` and `reason`, and gets a new version in force
    from the day of the act. Raises PermissionDenied, and ValidationError by input name; nothing is
    stored then.
    """
    project.plan = plan = lock_plan(project.plan_id)
    if by is not None and not edit_plan(by, plan):
        raise PermissionDenied
    people = _by_person(project, staff)
    rows = ProjectRows(list(areas), list(guidelines), list(phases), list(indicators), people)
    if errors := project_errors(project, rows, act, reason):
        raise ValidationError(errors)
    stored = Project.objects.filter(pk=project.pk).first()
    if stored and project_digest(stored, stored_rows(stored)) == project_digest(project, rows):
        return project
    _write(project, rows, partial(record_event, by=by, project=project, act=act, reason=reason))
    if not plan.is_draft:
        day = act.date if act else timezone.localdate()
        record_version(plan=plan, by=by, act=act, reason=reason, in_force_from=day)
    return project


# --- Checks --------------------------------------------------------------------------------


def project_errors(project: Project, rows: ProjectRows, act: Act | None, reason: str) -> Errors:
    """Every broken rule, by input name; empty when the project may be stored."""
    errors: Errors = {}
    _collect(errors, "", project)
    for prefix, model, found in _kinds(rows):
        news = changed_rows(found, known_rows(model, project))
        for place, row in enumerate(found):
            if any(row is new for new in news):
                _collect(errors, f"{prefix}-{place}-", row, exclude={"project", "order"})
    others = (*_staff_errors(rows.staff), *_plan_errors(project, rows.guidelines))
    for key, error in (*others, *work_errors(project, rows.phases, rows.indicators)):
        errors.setdefault(key, []).append(error)
    return errors | amendment_errors(project.plan, act, reason)


def amendment_errors(plan: Plan, act: Act | None, reason: str) -> Errors:
    """Nothing approved changes without saying by which act and why (domain.md §2.3)."""
    return {} if plan.is_draft else missing_amendment(plan, act, reason)


def missing_amendment(plan: Plan, act: Act | None, reason: str) -> Errors:
    """What is missing to change this plan, once it is known to be approved."""
    errors: Errors = {}
    if act is None:
        errors["act"] = [
            ValidationError(_("The plan is approved: choose the act that changes it."), "act")
        ]
    elif act.plan_id != plan.pk:
        errors["act"] = [ValidationError(_("The act belongs to another plan."), "act_plan")]
    if not reason.strip():
        errors["reason"] = [
            ValidationError(_("The plan is approved: write why it changes."), "why")
        ]
    return errors


def _kinds(rows: ProjectRows) -> tuple[tuple[str, type[Any], Sequence[Any]], ...]:
    return (
        ("phases", Phase, list(rows.phases)),
        ("indicators", Indicator, list(rows.indicators)),
        ("staff", StaffAssignment, list(rows.staff)),
    )


def _collect(errors: Errors, prefix: str, instance: Model, exclude: set[str] | None = None) -> None:
    try:
        instance.full_clean(exclude=exclude)
    except ValidationError as error:
        for field, found in error.error_dict.items():
            errors.setdefault(prefix + field, []).extend(found)


def _by_person(project: Project, staff: Iterable[StaffAssignment]) -> list[StaffAssignment]:
    """An assignment is known by its person, so that rows swapping people never clash."""
    known = {row.employee_id: row for row in known_rows(StaffAssignment, project).values()}
    return [_copied(row, known.get(row.employee_id) or StaffAssignment()) for row in staff]


def _copied(source: StaffAssignment, target: StaffAssignment) -> StaffAssignment:
    for column in ("employee", "area"):
        if getattr(source, f"{column}_id"):
            setattr(target, column, getattr(source, column))
    for column in ("participation", "shares_premium", "start", "end"):
        setattr(target, column, getattr(source, column))
    return target


def _staff_errors(staff: Iterable[StaffAssignment]) -> Iterator[tuple[str, ValidationError]]:
    seen: set[int | None] = set()
    for place, row in enumerate(staff):
        if row.employee_id in seen:
            message = _("This person is already on the project.")
            yield f"staff-{place}-employee", ValidationError(message, "staff_once")
        if row.employee_id:
            seen.add(row.employee_id)


def _plan_errors(
    project: Project, guidelines: Iterable[StrategicGuideline]
) -> Iterator[tuple[str, ValidationError]]:
    if any(guideline.plan_id != project.plan_id for guideline in guidelines):
        yield "guidelines", ValidationError(_("Choose guidelines of the same plan."), "other_plan")


# --- Writing -------------------------------------------------------------------------------


def _write(project: Project, rows: ProjectRows, log: Log) -> None:
    stored = Project.objects.filter(pk=project.pk).first()
    before = _readable(stored, stored_rows(stored)) if stored else {}
    project.save()
    project.areas.set(rows.areas)
    project.guidelines.set(rows.guidelines)
    if changes := difference(before, _readable(project, rows)):
        action = AuditAction.CHANGED if stored else AuditAction.CREATED
        log(action=action, target=project, changes=changes)
    for _prefix, model, found in _kinds(rows):
        replace_rows(project, model, found, log)


def _readable(project: Project, rows: ProjectRows) -> dict[str, str]:
    return {
        **snapshot(project),
        "areas": ", ".join(sorted(area.name for area in rows.areas)),
        "guidelines": ", ".join(sorted(guideline.code for guideline in rows.guidelines)),
    }
