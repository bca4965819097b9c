"""What the page that everybody opens may ask the database, in the plan of the whole year.

That a page asks the same with more rows is shown beside each page's own tests.
"""

import pytest

from objectives.enums import Role
from objectives.models import Plan
from tests.conftest import Clients
from tests.pages import count_queries

PLAN_AT_MOST = 6


@pytest.mark.parametrize("query", ["", "?tipo=sector&q=2", "?personale=1"])
def test_the_plan_page(year_end: Plan, clients: Clients, query: str) -> None:
    assert count_queries(clients[Role.HR], f"/piano/2023/{query}") <= PLAN_AT_MOST
