"""Reads across tables: querysets and frozen rows, never a write."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from objectives.enums import Role
from objectives.models import (
    Act,
    Area,
    Headship,
    Phase,
    PhaseReport,
    Plan,
    PlanVersion,
    Project,
    Sector,
    StaffAssignment,
    User,
)
from objectives.prepared import Prepared
from objectives.rules import Someone, has_role, reads_all_projects


def current_plan() -> Plan | None:
    """The most recent plan: where everybody's day begins."""
    return Plan.objects.order_by("-year").first()


@cache
def plans_with_version() -> QuerySet[Plan]:
    """Plans with their latest version in `version_*`, all None before the first (one query).

    Built once, as it never changes; whoever uses it filters it, and so gets a copy.
    """
    latest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    return Plan.objects.annotate(
        version_number=Subquery(latest.values("number")[:1]),
        version_from=Subquery(latest.values("in_force_from")[:1]),
        version_act_kind=Subquery(latest.values("act__kind")[:1]),
        version_act_number=Subquery(latest.values("act__number")[:1]),
        version_act_date=Subquery(latest.values("act__date")[:1]),
    )


def version_act(plan: Any) -> Act | None:
    """The act of the version found by `plans_with_version`."""
    if plan.version_act_kind is None:
        return None
    return Act(
        kind=plan.version_act_kind, number=plan.version_act_number, date=plan.version_act_date
    )


def headships_on(user: User, day: date) -> QuerySet[Headship]:
    return Headship.objects.filter(
        Q(end__isnull=True) | Q(end__gte=day), employee__user=user, start__lte=day
    )


def visible_projects(user: Someone, day: date | None = None) -> QuerySet[Project]:
    """Projects a person may read. Managers: the whole body's and those of what they head today;
    employees: those they take part in."""
    projects = Project.objects.all()
    if reads_all_projects(user):
        return projects
    if has_role(user, Role.MANAGER):
        return projects.filter(_headed(user, day or timezone.localdate()))
    if has_role(user, Role.EMPLOYEE):
        own = StaffAssignment.objects.filter(project=OuterRef("pk"), employee__user=user)
        return projects.filter(Exists(own))
    return projects.none()


def first_slices(plan: Plan) -> QuerySet[Project]:
    """What a multi-year project of the plan may continue: first years in earlier plans."""
    begun = Project.objects.filter(multi_year=True, begun_as=None, plan__year__lt=plan.year)
    return begun.select_related("plan").order_by("-plan__year", "number")


def headed_projects(user: User, day: date | None = None) -> QuerySet[Project]:
    """Projects whose values a manager enters: those of the sectors and areas they head.

    A project of the whole body without areas is everybody's who heads anything.
    """
    today = day or timezone.localdate()
    heads = headships_on(user, today)
    named = Project.areas.through.objects.filter(project=OuterRef("pk"))
    whole_body = Q(Exists(heads)) & Q(lead_sector__isnull=True) & ~Q(Exists(named))
    return Project.objects.filter(_headed_areas(user, today) | whole_body)


def headed_sectors(user: User, day: date | None = None) -> QuerySet[Sector]:
    return Sector.objects.filter(headships__in=headships_on(user, day or timezone.localdate()))


def _headed(user: User, day: date) -> Q:
    return Q(lead_sector__isnull=True) | _headed_areas(user, day)


def _headed_areas(user: User, day: date) -> Q:
    heads = headships_on(user, day)
    sectors = Sector.objects.filter(headships__in=heads)
    areas = Area.objects.filter(Q(headships__in=heads) | Q(sector__in=sectors))
    involved = Project.areas.through.objects.filter(project=OuterRef("pk"), area__in=areas)
    return Q(lead_sector__in=sectors) | Q(Exists(involved))


def latest_reports(project: Project) -> dict[int, PhaseReport]:
    """The report that counts of each phase (one query)."""
    reports = PhaseReport.objects.filter(phase__project=project).select_related("by")
    return {report.phase_id: report for report in reports.order_by("pk")}


_REPORT: tuple[str, ...] = ("report",)


def reported_phases(project: Project) -> tuple[list[Phase], dict[int, PhaseReport]]:
    """The phases in order, and the report that counts of each by its key (one query)."""
    phases: dict[int, Phase] = {}
    reports: dict[int, PhaseReport] = {}
    for phase in _PHASES.rows(project=project.pk):
        phases.setdefault(phase.pk, phase)
        if report := getattr(phase, "report", None):
            reports[phase.pk] = report
    return list(phases.values()), reports


def _phases(project: int) -> QuerySet[Phase]:
    rows = Phase.objects.filter(project=project).annotate(report=FilteredRelation("reports"))
    return rows.select_related(*_REPORT).order_by("order", "pk", "report__pk")


_PHASES = Prepared[Phase](_phases, "project")
