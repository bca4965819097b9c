"""What the tests share: the demo plan, a client for each role, a flush that passes the triggers."""

import io
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client
from hypothesis import settings as hypothesis_settings
from model_bakery import baker

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.enums import RunState
from objectives.actions.entries import EntryConflict
from objectives.enums import Role
from objectives.models import Plan, User
from tests import snapshot

# Two workers share two cores with a browser: how long an example takes says nothing.
hypothesis_settings.register_profile("shared", deadline=None)
hypothesis_settings.load_profile("shared")


baker.generators.add("objectives.models.base.PercentField", lambda: Decimal(80))


def pytest_configure() -> None:
    configured.SCRATCH.mkdir(mode=0o700)


# Fixtures that open the test database.
_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what no database can change: arithmetic, texts, files."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if not (item.get_closest_marker("django_db") or asked & _DATABASE):
            item.add_marker("once")


def pytest_unconfigure() -> None:
    shutil.rmtree(configured.SCRATCH, ignore_errors=True)


# --- Append-only tables --------------------------------------------------------------------

_sql_flush = DatabaseOperations.sql_flush


def _sql_flush_past_triggers(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
    """Django empties SQLite tables with DELETE, which the append-only tables refuse."""
    statements = _sql_flush(self, *args, **kwargs)
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    drop = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
    return [*drop, *statements, *(sql for _, sql in triggers)]


DatabaseOperations.sql_flush = _sql_flush_past_triggers


@pytest.fixture(autouse=True)
def _skip_other_engines(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("says something about PostgreSQL alone")


# --- The demo plan -------------------------------------------------------------------------


def _loaded(blocker: Any, name: str, *options: str) -> snapshot.Kept:
    """Load the demo, keep its rows and roll it back: the test database stays empty."""
    with blocker.unblock():
        with transaction.atomic():
            before = snapshot.take()
            call_command("load_demo", *options, stdout=io.StringIO())
            rows = snapshot.added(before, snapshot.take())
            transaction.set_rollback(True)
        return snapshot.Kept(name, rows)


@pytest.fixture(scope="session")
def demo_rows(django_db_setup: None, django_db_blocker: Any) -> snapshot.Kept:
    return _loaded(django_db_blocker, "kept_demo", "--until=approved")


@pytest.fixture(scope="session")
def year_end_rows(django_db_setup: None, django_db_blocker: Any) -> snapshot.Kept:
    return _loaded(django_db_blocker, "kept_year_end", "--until=final_report")


@pytest.fixture(scope="session")
def paid_year_rows(django_db_setup: None, django_db_blocker: Any) -> snapshot.Kept:
    return _loaded(django_db_blocker, "kept_paid_year")


@pytest.fixture
def demo(request: pytest.FixtureRequest, db: None) -> Plan:
    """Put the demo into this test's database, with or without `transaction=True`.

    The approved plan before anything is measured; `year_end` beside it takes it to the final
    report, `paid_year` to the end.
    """
    stages = ("paid_year", "year_end", "demo")
    stage = next(name for name in stages if name in request.fixturenames)
    with transaction.atomic():
        request.getfixturevalue(f"{stage}_rows").put_back()
    return Plan.objects.get()


@pytest.fixture
def year_end(demo: Plan) -> Plan:
    """Give the demo at its final report: values, results, outcomes, the last window open."""
    return demo


@pytest.fixture
def paid_year(demo: Plan) -> Plan:
    """Give the demo as `load_demo` leaves it: paid once, a second distribution to approve."""
    return demo


@pytest.fixture
def demo_user(demo: Plan) -> Callable[[str], User]:
    """Give the first demo account of a role."""

    def find(role: str) -> User:
        return User.objects.filter(is_demo=True, role=role).order_by("pk")[0]

    return find


@pytest.fixture
def allocated(demo: Plan) -> Plan:
    """Give the demo plan with an approved allocation by largest remainder."""
    if not demo.pool.runs.filter(state=RunState.APPROVED).exists():
        people = User.objects.filter(is_demo=True, role=Role.HR).order_by("pk")
        run = record_allocation(by=people[0], plan=demo)
        approve_allocation(by=people[1], run=run, act=demo.acts.get(number="61"))
    return demo


class Clients(dict[str, Client]):
    """Logged-in clients by role, made when first asked for."""

    def __init__(self, find: Callable[[str], User]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, role: str) -> Client:
        self[role] = client = Client()
        client.force_login(self._find(role))
        return client


@pytest.fixture
def clients(demo_user: Callable[[str], User]) -> Clients:
    """`clients[Role.HR].get("/")` in the demo plan."""
    return Clients(demo_user)


@pytest.fixture(params=Role.values)
def role(request: pytest.FixtureRequest) -> str:
    """Run the test once for each role."""
    return request.param


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """Documents answer at once; the list holds the HTML they would be made of."""
    settings.DOCUMENT_STORE = tmp_path
    sources: list[str] = []

    def render(source: str) -> bytes:
        sources.append(source)
        return b"%PDF-1.7"

    monkeypatch.setattr("reporting.documents.render", render)
    return sources


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[Any]]]:
    """Run the calls in threads that start together; give results and refusals in order."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                start.wait(timeout=20)
                return call()
            except (ValidationError, EntryConflict) as refusal:
                return refusal
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    yield run
    connections.close_all()
