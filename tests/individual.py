"""A plan with the individual premium on, evaluations in it, runs prepared and approved."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from incentives.actions.individual import approve_individual, declare_terms, prepare_individual
from incentives.models import Evaluation, IndividualPremium, IndividualRun
from objectives.enums import ActKind
from objectives.models import Employee, EmploymentPeriod, Plan
from tests.distributed import PAID_ON, an_act, human_resources, small_plan, validate

MARKS = ("98.5", "95", "90", "60")


def terms(plan: Plan, **changes: Any) -> IndividualPremium:
    """1,000.00 euro, one person with 30 % more, ties by service; unsaved."""
    act = an_act(plan, "12", ActKind.CONTRACT)
    values = {"amount": Decimal("1000.00"), "act": act, "quota_people": 1}
    return IndividualPremium(plan=plan, **{**values, **changes})


def switched_on(plan: Plan, **changes: Any) -> IndividualPremium:
    return declare_terms(by=human_resources()[0], premium=terms(plan, **changes))


def evaluate(plan: Plan, *marks: str, **each: Any) -> list[Evaluation]:
    """The first employees of the small plan, T-00001 on, with these evaluations."""
    people = Employee.objects.filter(code__startswith="T-").order_by("code")
    return [
        Evaluation.objects.update_or_create(
            plan=plan, employee=person, defaults={"evaluation": Decimal(mark), **each}
        )[0]
        for person, mark in zip(people, marks, strict=False)
    ]


def hold_eq(employee: Employee, start: date, end: date | None = None) -> None:
    """EQ from `start` on; before it, and after `end`, the person works without."""
    first = employee.periods.get()
    common = {"employee": employee, "area": first.area, "category": "D1"}
    first.end = start - timedelta(days=1)
    first.save()
    EmploymentPeriod.objects.create(start=start, end=end, is_eq_holder=True, **common)
    if end:
        EmploymentPeriod.objects.create(start=end + timedelta(days=1), **common)


def plan_with_premium(*marks: str, people: int = 4, **changes: Any) -> Plan:
    """Validated by the NIV and evaluated: everything there to prepare and approve."""
    plan = small_plan(projects=1, people=people)
    switched_on(plan, **changes)
    evaluate(plan, *(marks or MARKS))
    validate(plan)
    return plan


def prepared(plan: Plan, **changes: Any) -> IndividualRun:
    values = {"paid_on": PAID_ON, **changes}
    return prepare_individual(by=human_resources()[0], plan=plan, **values)


def approved(plan: Plan, act: str = "150", **changes: Any) -> IndividualRun:
    run = prepared(plan, **changes)
    return approve_individual(by=human_resources()[1], run=run, act=an_act(plan, act))


def evaluate_in_the_demo(plan: Plan) -> None:
    """The first five employees, and the one who has an account."""
    without_eq = Employee.objects.exclude(periods__is_eq_holder=True).order_by("code")
    people = [*without_eq[:5], Employee.objects.get(code="D-0031")]
    for place, person in enumerate(people):
        Evaluation.objects.create(plan=plan, employee=person, evaluation=Decimal(95 - place))


def on_in_the_demo(plan: Plan) -> IndividualRun:
    """The demo with the premium on, people evaluated, a run prepared."""
    switched_on(plan)
    evaluate_in_the_demo(plan)
    return prepared(plan)
