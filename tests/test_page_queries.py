"""What the two pages that everybody opens may ask the database, whoever opens them.

That a page asks the same with more rows is shown beside each page's own tests.
"""

import pytest

from objectives.enums import PlanState, Role
from objectives.models import Plan, User
from tests.conftest import Clients
from tests.measured import complete, final_report
from tests.pages import count_queries, text_of
from tests.states import put_in_state

PLAN_AT_MOST = 6
PROJECT_AT_MOST = 12

# The sharing by points, a tariff, quotas by area, one area alone.
PROJECTS = (1, 3, 5, 8, 24)


@pytest.mark.parametrize("query", ["", "?tipo=sector&q=2", "?personale=1"])
def test_the_plan_page(year_end: Plan, clients: Clients, role: str, query: str) -> None:
    assert count_queries(clients[role], f"/piano/2023/{query}") <= PLAN_AT_MOST


def address(number: int) -> str:
    return f"/piano/2023/progetti/{number}/"


def test_a_project_page(year_end: Plan, clients: Clients, role: str) -> None:
    """With the year's work on it: results, remarks, the NIV's word, evidence."""
    for number in visible(clients, role):
        assert count_queries(clients[role], address(number)) <= PROJECT_AT_MOST


def visible(clients: Clients, role: str) -> list[int]:
    found = [n for n in PROJECTS if clients[role].get(address(n)).status_code == 200]
    assert found
    return found


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.IN_PROGRESS])
def test_a_project_page_before_the_end(
    demo: Plan, clients: Clients, role: str, state: PlanState
) -> None:
    put_in_state(demo, state)
    for number in visible(clients, role):
        assert count_queries(clients[role], address(number)) <= PROJECT_AT_MOST


def test_a_project_page_without_an_allocation(demo: Plan, clients: Clients) -> None:
    """A project that the run in force does not cover: the run is read by itself."""
    project = demo.projects.get(number=8)
    project.pk, project.number, project.proposal_number = None, 99, None
    project.save()
    assert count_queries(clients[Role.HR], address(99)) <= PROJECT_AT_MOST


@pytest.mark.parametrize("number", [1, 3])
def test_a_manager_who_is_paid_by_the_project_they_confirm(
    demo: Plan, clients: Clients, number: int
) -> None:
    """The page looks for the person who would have to confirm after them; with the window open, and
    the bands where hours are paid by tariff (project 3)."""
    manager = User.objects.filter(role=Role.MANAGER, is_demo=True).order_by("pk")[0]
    project = demo.projects.get(number=number)
    assert manager.employee is not None
    project.staff.update_or_create(
        employee=manager.employee, defaults={"shares_premium": True, "area": a_place(demo)}
    )
    complete(final_report(demo), project)
    assert count_queries(clients[Role.MANAGER], address(number)) <= PROJECT_AT_MOST


def test_the_guidelines_of_a_project(demo: Plan, clients: Clients) -> None:
    """Read with the project, however many there are."""
    project = demo.projects.get(number=8)
    costs = count_queries(clients[Role.HR], address(8))
    made = [
        demo.guidelines.create(code=code, title=title)
        for code, title in (("Z9", "Sport & salute"), ("Z1", ""), ("Z5", "Scuola"))
    ]
    project.guidelines.set(made)
    assert "Z1 Z5 Scuola Z9 Sport & salute" in text_of(clients[Role.HR].get(address(8)))
    assert count_queries(clients[Role.HR], address(8)) == costs


def a_place(plan: Plan) -> object:
    return plan.projects.get(number=8).areas.all()[0]
