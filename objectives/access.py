"""Fetch and check in one step, so that no view can forget the check."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from objectives.enums import Role
from objectives.models import Plan, Project, StaffAssignment, User
from objectives.queries import headed_projects, visible_projects
from objectives.reach import Reach
from objectives.rules import Someone, has_role, view_plan


def allow(user: Someone, *checks: bool) -> None:
    """Raise PermissionDenied (403) unless every check holds."""
    if not all(checks):
        raise PermissionDenied


def fetch_plan(
    user: Someone,
    year: int,
    may: Callable[[Someone, Plan], bool] = view_plan,
    plans: QuerySet[Plan] | None = None,
    read: Callable[[int], Plan | None] | None = None,
) -> Plan:
    """The plan of a year. Raises Http404 when there is none, PermissionDenied when refused.

    `plans` or `read` give it with more than its own columns.
    """
    plan: Plan | None
    if read is None:
        plan = get_object_or_404(Plan.objects.all() if plans is None else plans, year=year)
    else:
        plan = read(year)
    if plan is None:
        raise Http404
    allow(user, may(user, plan))
    return plan


def fetch_project(
    user: Someone,
    year: int,
    number: int,
    may: Callable[[Someone, Project], bool] | None = None,
    read: Callable[[Someone, int, int], Project | None] | None = None,
) -> Project:
    """A project the person can see. What they cannot see answers 404, as if it did not exist;
    what they see but may not change answers 403.

    `read` gives the first of `readable_projects`, with more than the project if it likes.
    """
    project: Any = (read or _read)(user, year, number)
    if project is None:
        raise Http404
    if has_role(user, Role.MANAGER):
        project.reach = Reach(user.pk, enters=project.reader_enters, shares=project.reader_shares)
    allow(user, may is None or may(user, project))
    return project  # type: ignore[no-any-return]


def _read(user: Someone, year: int, number: int) -> Project | None:
    return readable_projects(user, year, number, Project.objects.select_related("plan")).first()


def readable_projects(
    user: Someone, year: int, number: int, projects: QuerySet[Project]
) -> QuerySet[Project]:
    """The project of that number if the person can see it, with their hold on it."""
    found = projects.filter(plan__year=year, number=number)
    visible = visible_projects(user)
    if visible.query.has_filters() or visible.query.is_empty():
        found = found.filter(pk__in=visible.values("pk"))
    return _with_reach(found, user) if has_role(user, Role.MANAGER) else found


def _with_reach(projects: QuerySet[Project], user: User) -> QuerySet[Project]:
    own = StaffAssignment.objects.filter(project=OuterRef("pk"), shares_premium=True)
    return projects.annotate(
        reader_enters=Exists(headed_projects(user).filter(pk=OuterRef("pk"))),
        reader_shares=Exists(own.filter(employee=user.employee_id)),
    )
