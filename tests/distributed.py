"""Plans ready to be distributed: a small one made here, and the demo with results and tests."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from model_bakery import baker

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.actions.distribution import approve_distribution, prepare_distribution
from incentives.enums import SharingKind
from incentives.models import (
    AllocationGroup,
    CoefficientBand,
    CourseAttendance,
    DistributionRun,
    Pool,
    ProjectFunding,
    Reserve,
    SharingRule,
)
from objectives import scoring
from objectives.enums import ActKind, PlanState, ProjectKind, ResultState, Role
from objectives.models import (
    Act,
    Area,
    Employee,
    EmploymentPeriod,
    Plan,
    PlanTransition,
    Project,
    ProjectClass,
    ProjectResult,
    Sector,
    StaffAssignment,
    User,
)

PAID_ON = date(2024, 7, 27)


def human_resources() -> list[User]:
    """The two who prepare and approve, as the demo has them or made here."""
    people = list(User.objects.filter(role=Role.HR).order_by("pk")[:2])
    for number in range(len(people), 2):
        people.append(User.objects.create(username=f"hr{number}", role=Role.HR))
    return people


# --- A small plan --------------------------------------------------------------------------


def small_plan(projects: int = 2, people: int = 3, year: int = 2031) -> Plan:
    """So many projects of 100.00 euro each, with as many people on every one; a reserve of 10."""
    plan = Plan.objects.create(
        year=year, triennium_start=year, triennium_end=year + 2, title=f"Piano {year}"
    )
    pool = Pool.objects.create(plan=plan, amount=Decimal(100 * projects + 15))
    CoefficientBand.objects.create(pool=pool, from_heads=1, coefficient=Decimal(1))
    Reserve.objects.create(pool=pool, name="Riserva", amount=Decimal("10.00"))
    group = AllocationGroup.objects.create(
        pool=pool, code="G", name="Gruppo unico", budget_amount=Decimal(100 * projects)
    )
    kind = ProjectClass.objects.create(plan=plan, name="strategico", weight=40)
    sector = Sector.objects.get_or_create(code="S9", defaults={"name": "Nono"})[0]
    area = Area.objects.get_or_create(code="A9", defaults={"name": "Area", "sector": sector})[0]
    staff = [_employee(number, area) for number in range(1, people + 1)]
    for number in range(1, projects + 1):
        project = baker.make(
            Project,
            plan=plan,
            number=number,
            kind=ProjectKind.GENERAL,
            project_class=kind,
            weight=40,
            counted_staff=people,
            threshold=80,
            title=f"Progetto di prova {number}",
        )
        ProjectFunding.objects.create(project=project, group=group)
        for employee in staff:
            StaffAssignment.objects.create(project=project, employee=employee, area=area)
    first, second = human_resources()
    run = record_allocation(by=first, plan=plan)
    approve_allocation(by=second, run=run, act=an_act(plan, "1", day=date(2023, 3, 28)))
    return plan


def _employee(number: int, area: Area) -> Employee:
    found, made = Employee.objects.get_or_create(
        code=f"T-{number:05}", defaults={"first_name": "Prova", "last_name": f"Persona {number:05}"}
    )
    if made:
        EmploymentPeriod.objects.create(
            employee=found, area=area, category="C1", start=date(2015, 3, 1)
        )
    return found


def an_act(
    plan: Plan, number: str, kind: str = ActKind.DETERMINATION, day: date = date(2024, 6, 28)
) -> Act:
    return Act.objects.get_or_create(
        plan=plan, kind=kind, number=number, date=day, defaults={"subject": "Atto"}
    )[0]


# --- Results -------------------------------------------------------------------------------


def give_results(
    plan: Plan, results: dict[int, str] | None = None, state: str = ResultState.VALIDATED
) -> None:
    """A standing result for each project: those named, else 100; a standing one is replaced."""
    found = results or {}
    for project in plan.projects.all():
        give_result(project, found.get(project.number, "100"), state)


def give_result(project: Project, result: str, state: str = ResultState.VALIDATED) -> None:
    by = human_resources()[0]
    project.results.exclude(state=ResultState.SENT_BACK).update(
        state=ResultState.SENT_BACK, sent_back_by=by, sent_back_reason="Da rivedere"
    )
    judged = scoring.Judged(Decimal(result), "Giudizio della prova")
    measure = scoring.IndicatorInput(order=1, weight=Decimal(100), kind="judged", value=judged)
    inputs = scoring.ResultInput((measure,), project.result_mode, project.applied_threshold)
    made = scoring.project_result(inputs.indicators, inputs.mode, inputs.threshold)
    record = scoring.inputs_to_dict(inputs), scoring.result_to_dict(made)
    ProjectResult.objects.create(
        project=project,
        number=project.results.count() + 1,
        state=state,
        mode=inputs.mode,
        result=made.result,
        threshold=inputs.threshold,
        met=made.met,
        inputs=record[0],
        results=record[1],
        sha256=scoring.fingerprint(*record),
        confirmed_by=by,
    )


def put_in(plan: Plan, state: str, act: Act | None = None) -> None:
    by = human_resources()[0]
    PlanTransition.objects.create(plan=plan, from_state=plan.state, to_state=state, by=by, act=act)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()


def validate(plan: Plan) -> None:
    """The NIV has validated the results of the plan, by its minutes."""
    put_in(plan, PlanState.VALIDATED, an_act(plan, "3", ActKind.MINUTES))


def ready(plan: Plan, results: dict[int, str] | None = None) -> Plan:
    """Everything in place for a run to be prepared and approved."""
    give_results(plan, results)
    all_attended(plan)
    validate(plan)
    return plan


def all_attended(plan: Plan, but: Iterable[str] = ()) -> None:
    """Attendance and test, where a project asks for both and nobody has entered them."""
    for rule in SharingRule.objects.filter(
        project__plan=plan, kind=SharingKind.ATTENDANCE_AND_TEST
    ):
        for person in rule.project.staff.select_related("employee"):
            CourseAttendance.objects.get_or_create(
                project=rule.project,
                employee=person.employee,
                defaults={
                    "attended_percent": 100,
                    "test_passed": person.employee.code not in but,
                },
            )


# --- Runs ----------------------------------------------------------------------------------


def prepared(plan: Plan, **changes: Any) -> DistributionRun:
    values = {"paid_on": PAID_ON, **changes}
    return prepare_distribution(by=human_resources()[0], plan=plan, **values)


def approved(plan: Plan, act: str = "140", **changes: Any) -> DistributionRun:
    run = prepared(plan, **changes)
    return approve_distribution(by=human_resources()[1], run=run, act=an_act(plan, act))
