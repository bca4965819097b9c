"""Every role opens every link it is offered: what must hold on each page, whatever its content."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Field, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client

from incentives.actions.allocation import record_allocation
from objectives.actions.audit import difference, record_event, snapshot
from objectives.enums import Role
from objectives.models import Employee, Plan, User
from tests.conftest import Clients
from tests.crawl import (
    Seen,
    crawl,
    in_data_administration,
    outside_data_administration,
    words_of,
)

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Common in any English sentence, absent from Italian ones (and from the plan).
ENGLISH = re.compile(r"\b(?:the|and|of|with|this|that|your|you|please|not|is|are|was|has)\b", re.I)
# A link that a person of the demo gave as evidence.
TYPED = "https://www.example.org/"
# What the pages hold in English on purpose.
ENGLISH_MEANT = ("English",)


def faults_of_headers(seen: Seen) -> Iterable[str]:
    headers = seen.response.headers
    policy = set(headers.get("Content-Security-Policy", "").split("; "))
    if policy != POLICY:
        yield f"policy {policy}"
    for name, value in HEADERS.items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}"


def faults_of_page(seen: Seen) -> Iterable[str]:
    source = seen.source
    if len(re.findall(r"<h1[ >]", source)) != 1:
        yield "not exactly one h1"
    if 'href="#content' not in source:
        yield "no skip link"
    if re.search(r"<[^>]+ style=|<style|<[^>]+ on[a-z]+=|<script(?![^>]*(?: src=|json))", source):
        yield "inline style or script"
    found = [link for link in seen.links if re.match(r"(?:\w+:)?//", link)]
    if outside := [link for link in found if not link.startswith(TYPED)]:
        yield f"links outside: {outside}"


def english_in(seen: Seen) -> Iterable[str]:
    """Not in the data administration, which shows names and records as they were typed."""
    if seen.url.startswith("/admin/"):
        return
    for line in seen.words.splitlines():
        if ENGLISH.search(line) and line not in ENGLISH_MEANT:
            yield f"English: {line[:90]}"


def told(pages: Iterable[Seen], *checks: Callable[[Seen], Iterable[str]]) -> list[str]:
    """The faults of all the pages, one line each."""
    return [
        f"{seen.url} (from {seen.found_on}): {fault}"
        for seen in pages
        for check in checks
        for fault in check(seen)
    ]


def assert_none(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)


def faults_of_answer(seen: Seen) -> Iterable[str]:
    if seen.response.status_code not in (200, 302):
        yield str(seen.response.status_code)
    if seen.written:
        yield f"a GET writes: {seen.written}"


def faults_of_link(seen: Seen) -> Iterable[str]:
    """Addresses end up in histories and logs: no name, no user name, no code of a person."""
    address = unquote(seen.url).casefold()
    people = Employee.objects.values_list("code", "last_name")
    private = {word for row in people for word in row} | set(
        User.objects.values_list("username", flat=True)
    )
    if names := [word for word in private if re.search(rf"\b{word.casefold()}\b", address)]:
        yield f"personal data: {names}"


def assert_all_hold(pages: list[Seen]) -> None:
    assert_none(told(pages, faults_of_answer, faults_of_headers, faults_of_link))
    whole = [seen for seen in pages if seen.is_page]
    assert len(whole) > 8
    assert_none(told(whole, faults_of_page, english_in))


@pytest.mark.usefixtures("paid_year")
def test_what_is_offered_opens_and_holds(role: str, clients: Clients, rendered: list[str]) -> None:
    """In the whole demo: there is more to open than under the plan alone."""
    assert_all_hold(list(crawl(clients[role], "/", outside_data_administration)))


@pytest.mark.once  # the role matrix opens its lists and forms on both engines
@pytest.mark.usefixtures("paid_year")
@pytest.mark.parametrize("reader", [Role.HR, Role.ADMINISTRATOR])
def test_the_data_administration_opens_and_holds(reader: str, clients: Clients) -> None:
    assert_all_hold(list(crawl(clients[reader], "/admin/", in_data_administration)))


def test_who_is_not_logged_in_sees_no_more_than_the_door(demo: Plan) -> None:
    pages = list(crawl(Client(), "/"))
    assert_none(told(pages, faults_of_answer, faults_of_headers))
    assert_none(told([seen for seen in pages if seen.is_page], faults_of_page, english_in))
    text = "\n".join(seen.words for seen in pages if seen.is_page)
    assert not [
        name for name in Plan.objects.get().projects.values_list("title", flat=True) if name in text
    ]


def test_english_pages_keep_no_italian_frame(clients: Clients) -> None:
    client = clients[Role.HR]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for url in ("/", "/piano/2023/", "/piano/2023/progetti/8/", "/piano/2023/riparto/"):
        source = client.get(url).content.decode()
        assert '<html lang="en' in source, url
        menu = words_of(source.partition("<nav")[2].partition("</nav>")[0])
        assert {"Today", "Plan", "Allocation", "Checks", "Data administration"} <= set(
            menu.splitlines()
        ), url
        foot = words_of(source.partition("<footer")[2])
        assert {"Change password", "Guide", "Accessibility"} <= set(foot.splitlines()), url


# --- Typed markup ----------------------------------------------------------------------------

MARKUP = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
# Written once by the database's own rules; what they hold was copied from rows poisoned here.
APPEND_ONLY = {
    "AuditEvent",
    "PlanVersion",
    "AllocationRun",
    "AllocationLine",
    "ProgressEntry",
    "PhaseReport",
    "WindowReopening",
    "Evidence",
    "Neutralisation",
    "ProjectResult",
    "Validation",
    "Remark",
    "RemarkMessage",
    "PlanTransition",
}


def _takes_markup(field: Field) -> bool:
    free = isinstance(field, CharField | TextField) and not field.choices
    return free and (field.max_length or 1000) > len(MARKUP) + 8


def _poison() -> set[str]:
    """Put markup into every free text of every object, past the forms and their checks."""
    poisoned = set()
    for label in ("objectives", "incentives"):
        for model in apps.get_app_config(label).get_models():
            texts = [f.name for f in model._meta.concrete_fields if _takes_markup(f)]
            if texts and model.__name__ not in APPEND_ONLY | {"User"}:
                value = Concat(Value(MARKUP), Cast("pk", CharField()))
                model._default_manager.update(**dict.fromkeys(texts, value))
                poisoned.add(model.__name__)
    return poisoned


def _faults_of_escaping(seen: Seen) -> Iterable[str]:
    if seen.is_page and ("<script>alert" in seen.source or "<img src=x" in seen.source):
        yield "typed markup is live"


@pytest.fixture
def poisoned(demo: Plan, demo_user: Callable[[str], User]) -> Plan:
    """The demo with markup as its texts, copied into the trail, a version and a run as well."""
    assert {"Project", "Employee", "Indicator", "AllocationGroup", "Act"} <= _poison()
    User.objects.update(first_name=MARKUP, last_name=MARKUP)
    person, plan = demo_user(Role.HR), Plan.objects.get()
    record_allocation(by=person, plan=plan)
    project = plan.projects.get(number=8)
    before = snapshot(project)
    project.title += "!"
    changes = difference(before, snapshot(project))
    record_event(by=person, action="changed", target=project, changes=changes, project=project)
    return plan


@pytest.mark.once
def test_typed_markup_is_shown_as_typed(
    role: str, poisoned: Plan, clients: Clients, rendered: list[str]
) -> None:
    pages = list(crawl(clients[role], "/"))
    assert_none(told(pages, faults_of_answer, _faults_of_escaping))
    shown = [seen.url for seen in pages if seen.is_page and MARKUP in seen.words]
    assert len(shown) >= 4, shown
    assert rendered
    assert not [s for s in rendered if "<script>alert" in s or "<img src=x" in s]
