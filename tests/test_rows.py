"""The rows of the plan: one read, constant in queries, money only for who may see it."""

from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from model_bakery import baker

from incentives.models import (
    AllocationGroup,
    AllocationLine,
    AllocationRun,
    CoefficientBand,
    Pool,
    ProjectFunding,
)
from objectives.enums import ProjectKind
from objectives.models import Indicator, Plan, Project, ProjectClass, Sector, StaffAssignment
from reporting import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return baker.make(Plan, year=2031, triennium_start=2031, triennium_end=2033, title="P")


@pytest.fixture
def group(plan: Plan) -> AllocationGroup:
    pool = baker.make(Pool, plan=plan, amount=Decimal("1000.00"))
    baker.make(CoefficientBand, pool=pool, from_heads=1, to_heads=3, coefficient=1)
    baker.make(CoefficientBand, pool=pool, from_heads=4, to_heads=None, coefficient=Decimal("1.5"))
    return baker.make(
        AllocationGroup,
        pool=pool,
        code="S1",
        name="Group one",
        budget_mode="amount",
        budget_amount=Decimal("500.00"),
    )


def add_project(plan: Plan, number: int, **values: Any) -> Project:
    project_class, _ = ProjectClass.objects.get_or_create(plan=plan, name="c", weight=20)
    return baker.make(
        Project,
        plan=plan,
        number=number,
        kind=ProjectKind.GENERAL,
        project_class=project_class,
        weight=20,
        counted_staff=4,
        threshold=80,
        title=f"Project {number}",
        **values,
    )


def add_run(group: AllocationGroup, state: str = "prepared", number: int = 1) -> AllocationRun:
    figures = {
        "code": "S1",
        "budget": "500.00",
        "fixed_total": "0.00",
        "distributable": "500.00",
        "rounding": "0.00",
    }
    approval = {}
    if state == "approved":
        approval = {
            "approved_by": baker.make("objectives.User"),
            "approved_at": "2031-03-01 10:00+0100",
        }
        approval["act"] = baker.make(
            "objectives.Act", plan=group.pool.plan, kind="other", number="1"
        )
    return baker.make(
        AllocationRun,
        pool=group.pool,
        number=number,
        state=state,
        rule="half_up",
        results={"groups": [figures]},
        **approval,
    )


def add_line(run: AllocationRun, project: Project, **values: Any) -> None:
    defaults = {
        "group_code": "S1",
        "mode": "points",
        "weight": 20,
        "counted_staff": 4,
        "coefficient": Decimal("1.5"),
        "points": 30,
        "quota": Decimal("500.000000"),
        "correction": 0,
        "amount": Decimal("500.00"),
    }
    baker.make(AllocationLine, run=run, project=project, **{**defaults, **values})


def fund(group: AllocationGroup, project: Project, deliberated: str | None = "500.01") -> None:
    amount = Decimal(deliberated) if deliberated else None
    baker.make(
        ProjectFunding, project=project, group=group, mode="points", deliberated_amount=amount
    )


def test_a_plan_without_projects_has_no_rows(plan: Plan) -> None:
    table = rows.plan_table(plan)
    assert (table.rows, table.run, table.amount, table.difference) == ([], None, None, None)


def test_without_a_run_points_come_from_the_bands(plan: Plan, group: AllocationGroup) -> None:
    fund(group, add_project(plan, 1))
    (row,) = rows.plan_table(plan).rows
    assert (row.coefficient, row.points, row.computed) == (Decimal("1.5"), Decimal(30), None)


def test_figures_come_from_the_run_in_force(plan: Plan, group: AllocationGroup) -> None:
    project = add_project(plan, 1)
    fund(group, project)
    for number, state, amount in ((1, "approved", "500.00"), (2, "prepared", "499.00")):
        run = add_run(group, state, number)
        add_line(run, project, amount=Decimal(amount))
    table = rows.plan_table(plan)
    assert table.run is not None
    assert table.run.number == 1
    assert table.rows[0].computed == Decimal("500.00")
    assert table.rows[0].difference == Decimal("0.01")
    assert (table.groups[0].over_budget, table.difference) == (Decimal("0.01"), Decimal("0.01"))


def test_a_project_changed_after_the_run_shows_its_points_of_today(
    plan: Plan, group: AllocationGroup
) -> None:
    project = add_project(plan, 1)
    fund(group, project)
    add_line(add_run(group), project, weight=10, points=15)
    (row,) = rows.plan_table(plan).rows
    assert not row.in_run_as_now
    assert (row.points, row.computed) == (Decimal(30), Decimal("500.00"))


def test_money_is_left_out_for_who_may_not_see_it(plan: Plan, group: AllocationGroup) -> None:
    project = add_project(plan, 1)
    fund(group, project)
    add_line(add_run(group), project)
    table = rows.plan_table(plan, with_money=False)
    (row,) = table.rows
    assert (row.amount, row.quota, row.group_budget, table.budget) == (None, None, None, None)
    assert row.points == 30


def test_counts_belong_to_their_project(plan: Plan) -> None:
    first, second = add_project(plan, 1), add_project(plan, 2)
    for order, weight in enumerate(("33.30", "66.60"), 1):
        baker.make(
            Indicator, project=first, order=order, target_kind="judged", weight=Decimal(weight)
        )
    area = baker.make("objectives.Area", code="A1", sector=baker.make(Sector, code="1"))
    for code, shares in (("E1", True), ("E2", False)):
        employee = baker.make("objectives.Employee", code=code)
        baker.make(
            StaffAssignment, project=second, employee=employee, area=area, shares_premium=shares
        )
    one, two = rows.plan_table(plan).rows
    assert (one.indicator_weights, one.indicator_count, one.sharing_staff) == (
        Decimal("99.90"),
        2,
        0,
    )
    assert (two.indicator_weights, two.indicator_count, two.sharing_staff) == (0, 0, 1)


@pytest.mark.parametrize(
    ("kind", "extra", "expected"),
    [
        ("general", None, "Generale"),
        ("intersectoral", False, "Intersettoriale settore 2"),
        ("sector", False, "Settore 2"),
        ("extra_sector", True, "Area extra settore"),
    ],
)
def test_kind_as_the_table_prints_it(
    plan: Plan, kind: str, extra: bool | None, expected: str
) -> None:
    sector = None
    if extra is not None:
        sector = baker.make(Sector, code="2", name="Area Piano di Zona", is_extra=extra)
    project = add_project(plan, 1, lead_sector=sector)
    Project.objects.filter(pk=project.pk).update(kind=kind)
    (row,) = rows.plan_table(plan).rows
    assert row.kind_text == expected


def test_the_whole_table_and_a_part_of_it_are_read_alike(
    plan: Plan, group: AllocationGroup
) -> None:
    """The one by SQL that is kept, the other by a query: the same values of the same types."""
    add_project(plan, 1, threshold_card=Decimal("82.5"))
    add_project(plan, 2, amended="suspended", amended_from=date(2031, 3, 1))
    add_run(group, state="approved")
    for _time in range(2):
        whole = rows.plan_table(plan).rows
        part = rows.plan_table(plan, projects=Project.objects.filter(plan=plan)).rows
        assert whole == part
        assert [list(map(type, astuple(row))) for row in whole] == [
            list(map(type, astuple(row))) for row in part
        ]
        Project.objects.filter(plan=plan, number=2).update(title="Renamed")
    assert whole[1].title == "Renamed"


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_however_many_projects(
    plan: Plan, group: AllocationGroup, count: int, django_assert_num_queries: Any
) -> None:
    run = add_run(group)
    for number in range(1, count + 1):
        project = add_project(plan, number)
        fund(group, project)
        add_line(run, project)
    with django_assert_num_queries(2):
        assert len(rows.plan_table(plan).rows) == count
