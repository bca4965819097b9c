"""A body with a plan ready to be distributed, filled in bulk, with a dozen people on a project.

python -m bench.city PROJECTS PEOPLE     in the environment of `environment()`; prints a session
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

YEAR = 2023
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
BATCH = 2000
AREAS = 40
ON_A_PROJECT = 12  # about
PART_TIMES = (100, 100, 100, 100, 100, 100, Decimal("83.33"), 75, 50)
PARTICIPATIONS = (100, 100, 100, 100, 80, 60, 30)


def fill(projects: int, people: int) -> str:
    """Migrate and fill; the key of a session of human resources."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from bench.data import session_key

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        plan = _plan(projects)
        made = _projects(plan, projects)
        _people(plan, made, people)
        _results(made)
        _validated(plan)
    _allocated(plan)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return session_key()


def _plan(projects: int) -> Any:
    """A plan with its pool: 5,000 euro for each project and a tenth more in reserve."""
    from incentives.models import AllocationGroup, CoefficientBand, Pool, Reserve
    from objectives.models import Plan, ProjectClass

    plan = Plan.objects.create(
        year=YEAR, triennium_start=YEAR, triennium_end=YEAR + 2, title=f"Piano {YEAR}"
    )
    ProjectClass.objects.create(plan=plan, name="strategico", weight=40)
    amount = Decimal(5000 * projects)
    pool = Pool.objects.create(plan=plan, amount=amount + amount / 10)
    Reserve.objects.create(pool=pool, name="Riserva", amount=amount / 10)
    AllocationGroup.objects.create(pool=pool, code="G", name="Gruppo unico", budget_amount=amount)
    for heads, most, coefficient in ((1, 3, 1), (4, 9, 2), (10, None, 3)):
        CoefficientBand.objects.create(
            pool=pool, from_heads=heads, to_heads=most, coefficient=coefficient
        )
    return plan


def lines_of(projects: int, people: int) -> int:
    """How many lines a run has: in a small body everybody is on several projects."""
    return people * _projects_each(projects, people)


def _projects_each(projects: int, people: int) -> int:
    return max(1, ON_A_PROJECT * projects // people)


def _projects(plan: Any, projects: int) -> list[Any]:
    from incentives.models import AllocationGroup, ProjectFunding
    from objectives.enums import ProjectKind
    from objectives.models import Project

    draw = random.Random(projects)  # noqa: S311 - the same projects on every run
    kind, group = plan.classes.get(), AllocationGroup.objects.get()
    made = Project.objects.bulk_create(
        (
            Project(
                plan=plan,
                number=number,
                kind=ProjectKind.GENERAL,
                project_class=kind,
                weight=draw.choice((10, 20, 30, 40)),
                counted_staff=ON_A_PROJECT,
                threshold=80,
                title=f"Progetto di prova {number}",
            )
            for number in range(1, projects + 1)
        ),
        batch_size=BATCH,
    )
    ProjectFunding.objects.bulk_create(
        (ProjectFunding(project=project, group=group) for project in made), batch_size=BATCH
    )
    return made


# --- People ----------------------------------------------------------------------------------


def _people(plan: Any, projects: list[Any], count: int) -> None:
    """Hired on thousands of days, some in the year; part-time, absences, some EQ holders."""
    from incentives.models import Absence, BudgetChapter, EmployeeChapter
    from objectives.models import Area, Employee, EmploymentPeriod, Sector, StaffAssignment

    draw = random.Random(count)  # noqa: S311 - the same people on every run
    each = _projects_each(len(projects), count)
    sector = Sector.objects.create(code="1", name="Settore 1")
    areas = Area.objects.bulk_create(
        Area(code=f"A{n:02}", name=f"Area {n}", sector=sector) for n in range(AREAS)
    )
    chapters = BudgetChapter.objects.bulk_create(
        BudgetChapter(code=f"{n}.10", name=f"Retribuzioni {n}") for n in range(101, 121)
    )
    people = Employee.objects.bulk_create(
        (
            Employee(code=f"M{n:05}", first_name="Prova", last_name=f"Persona {n:05}")
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    periods = (
        EmploymentPeriod(employee=person, area=draw.choice(areas), category="C1", **values)
        for person in people
        for values in _work(draw)
    )
    EmploymentPeriod.objects.bulk_create(periods, batch_size=BATCH)
    kinds = _absence_kinds()
    absences = (
        Absence(employee=person, kind=draw.choice(kinds), start=start, end=end)
        for person in people
        for start, end in _away(draw)
    )
    Absence.objects.bulk_create(absences, batch_size=BATCH)
    EmployeeChapter.objects.bulk_create(
        (EmployeeChapter(plan=plan, employee=p, chapter=draw.choice(chapters)) for p in people),
        batch_size=BATCH,
    )
    StaffAssignment.objects.bulk_create(
        (
            StaffAssignment(
                project=projects[(place * each + turn) % len(projects)],
                employee=person,
                area=draw.choice(areas),
                participation=draw.choice(PARTICIPATIONS),
                start=date(YEAR, 4, 1) if draw.random() < 0.05 else None,
            )
            for place, person in enumerate(people)
            for turn in range(each)
        ),
        batch_size=BATCH,
    )


def _work(draw: random.Random) -> Iterator[dict[str, Any]]:
    """The periods of one person: mostly one, begun in one of the last thirty years."""
    hired = date(YEAR - 30, 1, 1) + timedelta(draw.randrange(30 * 365))
    part_time = draw.choice(PART_TIMES)
    chance = draw.random()
    if chance < 0.05:
        yield {"start": _in_year(draw), "part_time_percent": part_time}
    elif chance < 0.10:
        change = _in_year(draw)
        eq = chance < 0.07
        yield {"start": hired, "end": change - timedelta(1), "part_time_percent": part_time}
        yield {"start": change, "part_time_percent": 100, "is_eq_holder": eq}
    else:
        yield {"start": hired, "part_time_percent": part_time}


def _in_year(draw: random.Random) -> date:
    return FIRST + timedelta(draw.randrange(1, 365))


def _away(draw: random.Random) -> Iterator[tuple[date, date]]:
    """Two people in five were away, once or twice, in spells that do not touch."""
    if draw.random() < 0.4:
        for half in range(draw.choice((1, 1, 2))):
            start = FIRST + timedelta(half * 180 + draw.randrange(150))
            yield start, start + timedelta(draw.randrange(25))


def _absence_kinds() -> list[Any]:
    from incentives.models import AbsenceKind

    return AbsenceKind.objects.bulk_create(
        [
            AbsenceKind(code="malattia", name="Malattia", effect="redistribute", is_sickness=True),
            AbsenceKind(code="aspettativa", name="Aspettativa", effect="economy"),
            AbsenceKind(code="maternita", name="Maternità", effect="none"),
        ]
    )


# --- Results and money -----------------------------------------------------------------------


def _results(projects: list[Any]) -> None:
    """Validated, most above the threshold of 80."""
    from objectives import scoring
    from objectives.enums import ResultState
    from objectives.models import ProjectResult

    draw = random.Random(len(projects))  # noqa: S311 - the same results on every run
    by = _human_resources()[0]
    rows = []
    for project in projects:
        judged = scoring.Judged(Decimal(draw.randrange(7800, 10001)) / 100, "Giudizio della prova")
        measure = scoring.IndicatorInput(order=1, weight=Decimal(100), kind="judged", value=judged)
        inputs = scoring.ResultInput((measure,), project.result_mode, Decimal(project.threshold))
        made = scoring.project_result(inputs.indicators, inputs.mode, inputs.threshold)
        record = scoring.inputs_to_dict(inputs), scoring.result_to_dict(made)
        rows.append(
            ProjectResult(
                project=project,
                number=1,
                state=ResultState.VALIDATED,
                mode=inputs.mode,
                result=made.result,
                threshold=inputs.threshold,
                met=made.met,
                inputs=record[0],
                results=record[1],
                sha256=scoring.fingerprint(*record),
                confirmed_by=by,
            )
        )
    ProjectResult.objects.bulk_create(rows, batch_size=BATCH)


def _human_resources() -> list[Any]:
    from objectives.enums import Role
    from objectives.models import User

    for name in ("hr1", "hr2"):
        User.objects.get_or_create(username=name, defaults={"role": Role.HR, "is_demo": True})
    return list(User.objects.filter(role=Role.HR).order_by("pk")[:2])


def _validated(plan: Any) -> None:
    """The rules of payment, and the NIV's validation by its minutes."""
    from incentives.models import PayoutRule, SharingPolicy
    from objectives.enums import ActKind, PlanState
    from objectives.models import Act, Plan, PlanTransition

    PayoutRule.objects.create(plan=plan)
    SharingPolicy.objects.create(plan=plan, presence="redistribute")
    minutes = Act.objects.create(
        plan=plan, kind=ActKind.MINUTES, number="3", date=date(YEAR + 1, 6, 20), subject="Atto"
    )
    PlanTransition.objects.create(
        plan=plan,
        from_state=plan.state,
        to_state=PlanState.VALIDATED,
        by=_human_resources()[0],
        act=minutes,
    )
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.VALIDATED)


def _allocated(plan: Any) -> None:
    from incentives.actions.allocation import approve_allocation, record_allocation
    from objectives.enums import ActKind
    from objectives.models import Act

    first, second = _human_resources()
    act = Act.objects.create(
        plan=plan, kind=ActKind.DETERMINATION, number="1", date=date(YEAR, 3, 28), subject="Atto"
    )
    approve_allocation(by=second, run=record_allocation(by=first, plan=plan), act=act)


if __name__ == "__main__":
    import django

    django.setup()
    print(fill(int(sys.argv[1]), int(sys.argv[2])))
