"""Downloads ask the database as often for three projects as for one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from model_bakery import baker

from incentives.actions.allocation import record_allocation
from incentives.models import AllocationGroup, CoefficientBand, Pool, ProjectFunding
from objectives.enums import ProjectKind, Role, TargetKind
from objectives.models import (
    Area,
    Indicator,
    Phase,
    Plan,
    Project,
    ProjectClass,
    Sector,
    StaffAssignment,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr() -> User:
    return baker.make(User, username="hr", role=Role.HR, is_active=True)


def plan_of(size: int, year: int, by: User) -> Plan:
    """A plan with everything the sheets show, `size` times."""
    plan = baker.make(Plan, year=year, triennium_start=year, triennium_end=year, title="P")
    pool = baker.make(Pool, plan=plan, amount=Decimal("1000.00"))
    baker.make(CoefficientBand, pool=pool, from_heads=1, to_heads=None, coefficient=1)
    group = baker.make(
        AllocationGroup,
        pool=pool,
        code="S1",
        name="G",
        budget_mode="amount",
        budget_amount=Decimal("500.00"),
    )
    project_class = baker.make(ProjectClass, plan=plan, name="c", weight=20)
    sector = baker.make(Sector, code=f"{year}", name="S")
    area = baker.make(Area, code=f"{year}", name="A", sector=sector)
    for number in range(1, size + 1):
        project = baker.make(
            Project,
            plan=plan,
            number=number,
            kind=ProjectKind.SECTOR,
            lead_sector=sector,
            project_class=project_class,
            weight=20,
            counted_staff=2,
            threshold=80,
        )
        project.areas.add(area)
        baker.make(ProjectFunding, project=project, group=group)
        baker.make(Phase, project=project, order=1)
        baker.make(Indicator, project=project, order=1, target_kind=TargetKind.YES_NO, weight=100)
        baker.make(StaffAssignment, project=project, area=area)
    record_allocation(by=by, plan=plan)
    return plan


@pytest.mark.parametrize("name", ["piano-{}.xlsx", "dati-{}.xlsx", "piano-{}.csv"])
def test_queries_do_not_grow_with_the_projects(hr: User, client: Client, name: str) -> None:
    client.force_login(hr)
    counts = []
    for size, year in ((1, 2041), (3, 2042)):
        plan_of(size, year, hr)
        address = f"/piano/{year}/{name.format(year)}"
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("name", ["piano-2041.xlsx", "dati-2041.xlsx", "piano-2041.csv"])
def test_a_plan_without_projects_can_be_downloaded(hr: User, client: Client, name: str) -> None:
    baker.make(Plan, year=2041, triennium_start=2041, triennium_end=2041, title="P")
    client.force_login(hr)
    assert client.get(f"/piano/2041/{name}").status_code == 200
