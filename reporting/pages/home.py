"""What each role finds first: what to do, where the plan stands, which figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.allocation import result_from_dict
from incentives.charts import PoolPart
from incentives.enums import RunState
from incentives.models import AllocationRun
from incentives.queries import parts_of_run
from objectives.checks import Finding
from objectives.enums import Role, Severity
from objectives.models import Area, Employee, Plan, Sector, StaffAssignment, User
from objectives.queries import visible_projects
from objectives.rules import (
    Someone,
    prepare_allocation,
    view_findings,
    view_money,
    view_project_money,
)
from objectives.templatetags.display import money, percent
from reporting.findings import finding_rows, place_text, plan_findings
from reporting.pages.money_todo import money_tasks
from reporting.pages.own_work import own_work
from reporting.pages.plan import project_base
from reporting.pages.staff import period_text
from reporting.pages.state import checklist
from reporting.pages.stepper import steps_of
from reporting.pages.todo import Task, result_tasks
from reporting.rows import PlanTable, plan_table

LISTED_FINDINGS = 5
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnProject:
    """A project of a manager's areas, as written."""

    number: str
    url: str
    title: str
    kind: str
    indicators: str
    weights: str
    weights_differ: bool
    threshold: str
    staff: str
    amount: str


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    count: int
    note: str
    url: str


def context_for(user: User, plan: Plan) -> Context:
    shown = {"plan": plan, "steps": steps_of(plan)}
    return shown | _BY_ROLE[Role(user.role)](user, plan)


def _whole_body(user: User, plan: Plan) -> Context:
    """HR and NIV: what is open, the pool, the findings; the tasks are HR's alone."""
    table = _table(user, plan)
    found = plan_findings(table, with_money=view_money(user))
    may_prepare, tasks = prepare_allocation(user, plan), result_tasks(user, plan)
    return {
        **_findings(user, plan, found),
        "pool": _pool(table.run),
        "pool_shown": True,
        "run": table.run,
        "approved": table.run is not None and table.run.state == RunState.APPROVED,
        "tasks": [*tasks, *(_tasks(user, plan, table.run, found) if may_prepare else [])],
        "tasks_shown": may_prepare or tasks,
        "checklist": checklist(user, plan),
    }


def _manager(user: User, plan: Plan) -> Context:
    table = _table(user, plan)
    found = plan_findings(table, with_money=view_money(user))
    tasks = result_tasks(user, plan)
    return {
        **_findings(user, plan, found),
        "own_projects": _own_projects(table, plan.year),
        "own_projects_shown": True,
        "tasks": tasks,
        "tasks_shown": bool(tasks),
        "checklist": checklist(user, plan),
    }


def _employee(user: User, plan: Plan) -> Context:
    rows = StaffAssignment.objects.filter(employee__user=user, project__plan=plan)
    rows = rows.select_related("project__plan", "area").prefetch_related("project__phases")
    found = list(rows.order_by("project__number"))
    work = own_work([row.project for row in found], timezone.localdate())
    assignments = [
        {"row": row, "period": period_text(row), "work": work[row.project_id]} for row in found
    ]
    return {"assignments": assignments, "assignments_shown": True}


def _administrator(user: User, plan: Plan) -> Context:
    accounts = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        closed=Count("pk", filter=Q(is_active=False)),
        unlinked=Count("pk", filter=Q(is_active=True, employee=None)),
    )
    notes = _("%(unlinked)s without an employee, %(closed)s closed") % accounts
    figures = [
        Figure(_("Active accounts"), accounts["active"], notes, _admin("objectives_user")),
        *(_figure(model, name) for model, name in _ORGANISATION),
    ]
    return {"figures": figures}


_BY_ROLE: dict[Role, Callable[[User, Plan], Context]] = {
    Role.HR: _whole_body,
    Role.NIV: _whole_body,
    Role.MANAGER: _manager,
    Role.EMPLOYEE: _employee,
    Role.ADMINISTRATOR: _administrator,
}
_ORGANISATION: tuple[tuple[type[Any], str], ...] = (
    (Sector, "objectives_sector"),
    (Area, "objectives_area"),
    (Employee, "objectives_employee"),
)


def _table(user: Someone, plan: Plan) -> PlanTable:
    return plan_table(
        plan,
        projects=visible_projects(user),
        with_money=view_project_money(user),
        with_budgets=view_money(user),
    )


def _pool(run: AllocationRun | None) -> list[PoolPart]:
    return [] if run is None else parts_of_run(run, result_from_dict(run.results))


def _findings(user: Someone, plan: Plan, found: Sequence[Finding]) -> Context:
    return {
        "findings": finding_rows(found[:LISTED_FINDINGS], plan.year),
        "findings_count": len(found),
        "findings_shown": view_findings(user),
    }


def _tasks(
    user: User, plan: Plan, run: AllocationRun | None, found: Sequence[Finding]
) -> Iterator[Task]:
    """What HR can do now: nothing is listed that has no page."""
    yield from money_tasks(user, plan, run)
    blocking = [finding for finding in found if finding.severity == Severity.BLOCKS]
    if blocking:
        yield Task(
            ngettext(
                "Look into %(count)s finding that blocks",
                "Look into %(count)s findings that block",
                len(blocking),
            )
            % {"count": len(blocking)},
            "; ".join(place_text(finding) for finding in blocking),
            _("See the findings"),
            reverse("findings", kwargs={"year": plan.year}),
        )


def _own_projects(table: PlanTable, year: int) -> list[OwnProject]:
    base = project_base(year)
    return [
        OwnProject(
            number=str(row.number),
            url=f"{base}{row.number}/",
            title=row.title,
            kind=row.kind_text,
            indicators=str(row.indicator_count),
            weights=percent(row.indicator_weights),
            weights_differ=row.indicator_weights != 100,
            threshold=percent(max(row.threshold, row.threshold_card or row.threshold)),
            staff=str(row.counted_staff),
            amount=money(row.amount),
        )
        for row in sorted(table.rows, key=lambda row: row.number)
    ]


def _figure(model: type[Any], admin_name: str) -> Figure:
    objects: QuerySet = model.objects.all()
    label = str(model._meta.verbose_name_plural)
    return Figure(label[0].upper() + label[1:], objects.count(), "", _admin(admin_name))


def _admin(name: str) -> str:
    try:
        return reverse(f"admin:{name}_changelist")
    except NoReverseMatch:
        return ""
