"""Headless chromium on a running server: pages by role, axe, and a console that stays empty.

def test_home(visit, axe, width):
    page = visit(Role.HR, "/")     # logged in, at both widths
    assert page.get_by_role("heading", level=1).is_visible()
    axe(page)
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import ConsoleMessage, Page

from tests.conftest import Clients

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
# What chromium needs to start as root in a container and to ask nothing of the network.
LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright(django_db_setup: None) -> Iterator[None]:
    """Playwright keeps an event loop in this thread, in which Django would refuse the ORM.

    The database comes before the server: it would take one that is still named `:memory:` for a
    database whose only connection all its threads have to share.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": "/usr/bin/chromium", "args": list(LAUNCH)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "it-IT", "timezone_id": "Europe/Rome", "reduced_motion": "reduce"}


@pytest.fixture(params=[1280, 360], ids=["1280px", "360px"])
def width(request: pytest.FixtureRequest) -> int:
    """A desk and a phone: every test that names this fixture runs at both."""
    return request.param


@pytest.fixture
def console() -> Iterator[list[str]]:
    """What the pages of this test say on the console; anything at all fails the test."""
    lines: list[str] = []
    yield lines
    assert not lines, "the console is not empty:\n" + "\n".join(lines)


# Said of a font that came seconds before the page: it tells of a busy machine, not of a page.
UNPUNCTUAL = "was preloaded using link preload but not used within a few seconds"


def _listen(page: Page, console: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if UNPUNCTUAL in message.text:
            return
        console.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    page.on("console", heard)
    page.on("pageerror", lambda error: console.append(f"uncaught: {error}"))


@pytest.fixture
def new_page(
    live_server: Any, demo: Any, new_context: Any, console: list[str]
) -> Callable[..., Page]:
    """`new_page(width=1280, java_script_enabled=False)`: nobody is logged in."""
    cache.clear()

    def open_page(width: int = 1280, **options: Any) -> Page:
        size = {"width": width, "height": 800}
        page: Page = new_context(viewport=size, base_url=live_server.url, **options).new_page()
        _listen(page, console)
        return page

    return open_page


@pytest.fixture
def visit(
    new_page: Callable[..., Page],
    clients: Clients,
    live_server: Any,
    request: pytest.FixtureRequest,
) -> Callable[..., Page]:
    """`visit(Role.HR, "/piano/2023/")`: the page as that role sees it, already logged in.

    The width comes from the `width` fixture where the test names it, else it is 1280.
    """
    wide = request.getfixturevalue("width") if "width" in request.fixturenames else 1280

    def open_as(role: str, path: str, **options: Any) -> Page:
        page = new_page(width=wide, **options)
        session = clients[role].cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        response = page.goto(path)
        assert response is not None
        assert response.ok, f"{path} answers {response.status}"
        return page

    return open_as


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: axe-core finds nothing, best practices included."""

    def check(page: Page) -> None:
        # Sent over the debugging protocol: the page's own policy would rightly refuse the script.
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")[
            "violations"
        ]
        assert not found, f"axe at {page.url}:\n" + "\n".join(map(_violation, found))

    return check


def _violation(item: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['html'][:200]}" for node in item["nodes"][:5])
    return f"  {item['id']} ({item['impact']}): {item['help']}\n{places}"


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """`fits(page)`: nothing makes the page scroll sideways."""

    def check(page: Page) -> None:
        wide, seen = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen, f"{page.url} is {wide} px wide in a window of {seen} px"

    return check
