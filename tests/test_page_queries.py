"""What the two pages that everybody opens may ask the database, in the plan of the whole year.

That a page asks the same with more rows is shown beside each page's own tests.
"""

import pytest

from objectives.enums import Role
from objectives.models import Plan
from tests.conftest import Clients
from tests.pages import count_queries

PLAN_AT_MOST = 6
# The card asks 12; the result, the NIV's word on it and the evidence of the year the rest.
PROJECT_AT_MOST = 20


@pytest.mark.parametrize("query", ["", "?tipo=sector&q=2", "?personale=1"])
def test_the_plan_page(year_end: Plan, clients: Clients, query: str) -> None:
    assert count_queries(clients[Role.HR], f"/piano/2023/{query}") <= PLAN_AT_MOST


@pytest.mark.parametrize("number", [1, 3, 5, 8, 24])
def test_a_project_page(year_end: Plan, clients: Clients, number: int) -> None:
    address = f"/piano/2023/progetti/{number}/"
    assert count_queries(clients[Role.HR], address) <= PROJECT_AT_MOST
