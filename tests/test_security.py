"""What strangers, curious colleagues and hostile browsers try."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now
from model_bakery import baker

from objectives.enums import PlanState, Role
from objectives.models import AuditEvent, Plan, Project, User
from reporting.demo import read
from tests.conftest import Clients
from tests.crawl import Seen, words_of, written_statements
from tests.states import put_in_state
from tests.test_crawl import POLICY, faults_of_headers
from tests.test_role_matrix import OWN_ACCOUNT, PAGES
from tests.typed import typed_in

LOGIN = "/accounts/login/"
HR_NAME = "risorse.umane"
TOO_MANY = "Troppi tentativi"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests(db: None) -> None:
    cache.clear()


@pytest.fixture
def password() -> str:
    return str(read("people")["demo_password"])


def log_in(name: str, password: str, client: Client | None = None, **more: str) -> HttpResponse:
    """Post the login form; `more` are headers of the request, or its `next`."""
    data = {"login": name, "password": password, "next": more.pop("next", "")}
    return (client or Client()).post(LOGIN, data, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- The door --------------------------------------------------------------------------------


def test_the_password_opens_and_a_wrong_one_does_not(demo: Plan, password: str) -> None:
    client = Client()
    assert log_in(HR_NAME, "sbagliata", client).status_code == 200
    assert not is_in(client)
    assert log_in(HR_NAME, password, client)["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(method: str, demo: Plan) -> None:
    before = User.objects.count()
    data = {"username": "nuova", "password1": "una-frase-lunga-9", "password2": "una-frase-lunga-9"}
    response = getattr(Client(), method)("/accounts/signup/", data)
    assert response.status_code == 200
    assert User.objects.count() == before
    assert "<form" not in response.content.decode().partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_no_way_out_through_next(target: str, demo: Plan, password: str) -> None:
    inside = Client()
    assert log_in(HR_NAME, password, inside, next=target)["Location"] == "/"
    assert "evil" not in inside.post("/accounts/logout/", {"next": target})["Location"]
    language = Client().post("/lingua/", {"language": "en", "next": target})
    assert "evil" not in language["Location"]
    assert not language["Location"].startswith("javascript")
    door = Client().get(LOGIN, {"next": target}).content.decode()
    assert 'href="javascript' not in door


def test_there_is_one_door(demo: Plan, password: str) -> None:
    """The admin's own login page would know neither the lock-out nor the second factor."""
    client = Client()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == f"{LOGIN}?next=/admin/"
    answer = client.post("/admin/login/", {"username": "ced", "password": password})
    assert not is_in(client)
    assert answer.status_code in (302, 405)


@pytest.mark.parametrize("role", [Role.NIV, Role.MANAGER, Role.EMPLOYEE])
def test_the_admin_is_refused_without_going_round_in_circles(role: str, clients: Clients) -> None:
    assert clients[role].get("/admin/", follow=True).status_code == 403


def test_the_session_changes_at_login_and_dies_at_logout(demo: Plan, password: str) -> None:
    client = Client()
    client.get(LOGIN)
    log_in(HR_NAME, password, client)
    stolen = client.cookies[configured.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/").status_code == 302


def test_a_session_ends_with_its_time_its_row_and_its_signature(demo: Plan, password: str) -> None:
    for end in (
        lambda rows: rows.update(expire_date=now() - timedelta(seconds=1)),
        lambda rows: rows.update(session_data=rows.get().session_data[:-1] + "?"),
        lambda rows: rows.delete(),
    ):
        client = Client()
        log_in(HR_NAME, password, client)
        assert client.get("/").status_code == 200
        end(Session.objects.filter(pk=client.session.session_key))
        assert client.get("/").status_code == 302


# --- Lock-out --------------------------------------------------------------------------------


def fail(name: str, times: int, headers: Callable[[int], dict[str, str]]) -> None:
    for turn in range(times):
        log_in(name, f"sbagliata-{turn}", **headers(turn))


def assert_locked(name: str, password: str, **headers: str) -> None:
    """Not even the right password opens now, and the page says why."""
    client = Client()
    response = log_in(name, password, client, **headers)
    assert not is_in(client)
    assert TOO_MANY in words_of(response.content.decode())


@pytest.mark.parametrize(
    "headers",
    [
        lambda turn: {},
        lambda turn: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{turn}"},
        lambda turn: {"REMOTE_ADDR": f"198.51.100.{turn}"},
        lambda turn: {"HTTP_X_REAL_IP": f"198.51.100.{turn}", "HTTP_USER_AGENT": str(turn)},
        lambda turn: {"HTTP_HOST": ["localhost", "127.0.0.1", "testserver"][turn % 3]},
        lambda turn: {"HTTP_HOST": f"testserver:{8000 + turn}"},
    ],
    ids=["one", "forwarded", "addresses", "other-headers", "hosts", "ports"],
)
def test_five_failures_lock_the_account(headers, demo: Plan, password: str) -> None:
    fail(HR_NAME, 5, headers)
    assert_locked(HR_NAME, password, REMOTE_ADDR="203.0.113.7")
    assert log_in("niv", password, REMOTE_ADDR="203.0.113.7").status_code == 302


@pytest.mark.parametrize("spelling", ["RISORSE.UMANE", "Risorse.Umane ", "ri\u017forse.umane"])
def test_another_spelling_of_the_name_is_the_same_account(
    spelling: str, demo: Plan, password: str
) -> None:
    fail(spelling, 5, lambda turn: {"REMOTE_ADDR": f"198.51.100.{turn}"})
    assert_locked(HR_NAME, password, REMOTE_ADDR="203.0.113.7")


def test_ten_failures_lock_the_address_whatever_it_says_of_itself(
    demo: Plan, password: str
) -> None:
    for turn in range(10):
        log_in(f"nome{turn}", "sbagliata", HTTP_X_FORWARDED_FOR=f"198.51.100.{turn}")
    assert_locked(HR_NAME, password, HTTP_X_FORWARDED_FOR="203.0.113.7")


def test_behind_a_proxy_the_address_is_the_one_the_proxy_wrote(
    demo: Plan, password: str, settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for turn in range(10):
        log_in(f"nome{turn}", "sbagliata", HTTP_X_FORWARDED_FOR=f"10.0.0.{turn}, 198.51.100.1")
    assert_locked(HR_NAME, password, HTTP_X_FORWARDED_FOR="10.0.0.99, 198.51.100.1")
    assert log_in("niv", password, HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 302


def test_many_other_failures_do_not_push_the_lock_out_of_the_cache(
    demo: Plan, password: str
) -> None:
    fail(HR_NAME, 5, lambda turn: {"REMOTE_ADDR": f"198.51.100.{turn}"})
    for number in range(1000):
        cache.set(f"another-{number:04}", [number], 300)
    assert_locked(HR_NAME, password, REMOTE_ADDR="203.0.113.7")


@pytest.mark.django_db(transaction=True)
def test_guesses_in_parallel_are_counted_one_by_one(demo: Plan, password: str) -> None:
    """Twelve at once: the ones beyond the fifth find the account locked, the right one too."""
    start = threading.Barrier(4)
    answers: list[str] = []

    def guess(hand: int) -> None:
        start.wait()
        try:
            for turn in range(3):
                response = log_in(HR_NAME, f"no-{hand}-{turn}", REMOTE_ADDR=f"198.51.100.{hand}")
                answers.append(words_of(response.content.decode()))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(guess, range(4)))
    assert len(answers) == 12
    assert sum(TOO_MANY not in answer for answer in answers) <= 5
    assert_locked(HR_NAME, password, REMOTE_ADDR="203.0.113.7")


def test_an_unknown_name_answers_as_a_wrong_password(demo: Plan) -> None:
    known, unknown = (
        words_of(log_in(name, "sbagliata").content.decode()) for name in (HR_NAME, "nessuno")
    )
    assert known == unknown


def test_too_many_requests_are_refused_in_italian(demo: Plan) -> None:
    answers = [log_in(f"nome{turn}", "x") for turn in range(31)]
    last = answers[-1]
    assert last.status_code == 429
    text = last.content.decode()
    assert "Too Many" not in text
    assert '<html lang="it">' in text
    assert "<h1>" in text
    assert set(last["Content-Security-Policy"].split("; ")) == POLICY


# --- Demo accounts ---------------------------------------------------------------------------


def test_demo_accounts_are_nobody_while_demo_is_off(demo: Plan, password: str, settings) -> None:
    client = Client()
    log_in(HR_NAME, password, client)
    assert client.get("/").status_code == 200
    settings.DEMO = False
    assert client.get("/").status_code == 302
    newcomer = Client()
    assert log_in(HR_NAME, password, newcomer).status_code in (200, 302)
    assert newcomer.get("/").status_code == 302


# --- Cookies, hosts, settings ----------------------------------------------------------------

NAMES = (
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_SAMESITE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "DEBUG",
)


def in_production(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the settings of a real site, nothing taken from a `.env`."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "chiari_performance.settings",
        "SECRET_KEY": "k9#" * 20 + "another-long-and-random-enough",
        "ALLOWED_HOSTS": "performance.example.org",
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "1",
        "DATABASE_URL": "sqlite://:memory:",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cookies_and_transport_of_a_real_site() -> None:
    code = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps({{n: getattr(s, n) for n in {NAMES}}}))"
    )
    assert json.loads(in_production(code).stdout) == {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "DEBUG": False,
    }


def test_the_checks_for_deployment_have_nothing_to_say() -> None:
    code = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    answer = in_production(code)
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


def test_a_foreign_host_is_refused(demo: Plan) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example"):
        response = Client().get(LOGIN, HTTP_HOST=host)
        assert response.status_code == 400
        assert "evil" not in response.content.decode()
    forwarded = Client().get(LOGIN, HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in forwarded.content.decode()


def test_a_mail_for_a_new_password_names_no_foreign_host(demo: Plan, mailoutbox) -> None:
    User.objects.filter(username=HR_NAME).update(email="ru@example.org")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "ru@example.org"}, HTTP_HOST="evil.example")
    assert not mailoutbox
    client.post(
        "/accounts/password/reset/",
        {"email": "ru@example.org"},
        HTTP_X_FORWARDED_HOST="evil.example",
    )
    (mail,) = mailoutbox
    assert "evil" not in mail.body
    assert "http://testserver/accounts/password/reset/key/" in mail.body


# --- Requests from elsewhere -----------------------------------------------------------------


def addresses(resolver: URLResolver) -> Iterator[URLPattern]:
    for item in resolver.url_patterns:
        if isinstance(item, URLPattern):
            yield item
        else:
            yield from addresses(item)


def test_no_address_is_exempt_from_the_token() -> None:
    found = list(addresses(get_resolver()))
    assert len(found) > 60
    assert [item for item in found if getattr(item.callback, "csrf_exempt", False)] == []


def posted_addresses() -> list[str]:
    own = [reverse(name) for name in sorted(OWN_ACCOUNT) if name not in WITH_KEY]
    pages = [page.url for page in PAGES if "post" in page.statuses]
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}")
        for model in admin.site._registry
        for view in ("add", "changelist")
    ]
    return sorted({*own, *pages, *lists})


WITH_KEY = {"account_confirm_email", "account_reset_password_from_key"}


def test_every_post_needs_the_token(demo_user: Callable[[str], User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(demo_user(Role.HR))
    before = AuditEvent.objects.count()
    accepted = [url for url in posted_addresses() if client.post(url).status_code != 403]
    assert accepted == []
    assert AuditEvent.objects.count() == before
    assert len(posted_addresses()) > 20


# --- Hostile input ---------------------------------------------------------------------------

IDS = ("0", "-1", "99999999999999999999", "1e3", "abc", "8%00", "8%0a", "%2e%2e", "8'--", "٨")
PLACES = (
    "/piano/{}/",
    "/piano/{}/controlli/",
    "/piano/{}/riparto/",
    "/piano/2023/riparto/{}/",
    "/piano/2023/riparto/{}/approva/",
    "/piano/{}/riparto/prova/",
    "/piano/{}/dati/",
    "/piano/2023/dati/{}/",
    "/piano/2023/dati/assenze/{}/",
    "/piano/2023/dati/partecipazione/{}/",
    "/piano/2023/progetti/{}/",
    "/piano/2023/progetti/{}/storia/",
    "/piano/2023/progetti/{}/modifica/",
    "/piano/{}/progetti/nuovo/",
    "/piano/2023/progetti/{0}/scheda-{0}-2023.pdf",
    "/piano/{0}/piano-{0}.pdf",
    "/piano/{0}/piano-{0}.xlsx",
    "/piano/{0}/dati-{0}.xlsx",
    "/piano/{0}/piano-{0}.csv",
)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_number_of_anything_is_not_found(place: str, clients: Clients) -> None:
    answers = {value: clients[Role.HR].get(place.format(value)).status_code for value in IDS}
    assert answers == dict.fromkeys(IDS, 404)


@pytest.mark.parametrize("value", IDS[:-1])  # to the admin any script's digit is a number
def test_the_admin_knows_no_such_object(value: str, clients: Clients) -> None:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        answer = clients[Role.HR].get(f"{reverse(name)}{value}/change/")
        assert answer.status_code in (302, 403, 404), model


QUERIES = (
    "?page=abc", "?page=-1", "?page=99999999999999999999", "?page=%00", "?q=%00", "?q=%ff%fe",
    "?settore=%00", "?settore=99999999999999999999", "?tipo=%27%22%3E", "?classe=%00",
    "?personale=%00", "?incongruenze=%00", "?primo=%00&secondo=x", "?first=abc&second=-1",
    "?first=99999999999999999999&second=%00", "?next=%00", "?%00=%00", "?o=999", "?p=-5",
    "?id__exact=%00", "?e=1",
)  # fmt: skip
OPEN_PAGES = (
    "/",
    "/piano/2023/",
    "/piano/2023/piano-2023.csv",
    "/piano/2023/controlli/",
    "/piano/2023/progetti/8/",
    "/piano/2023/progetti/8/storia/",
    "/piano/2023/riparto/",
    "/piano/2023/riparto/confronto/",
    "/piano/2023/riparto/prova/",
    "/piano/2023/dati/presenze/",
    "/piano/2023/dati/partecipazione/",
    "/admin/objectives/project/",
    "/accounts/login/",
    "/accounts/2fa/",
)


@pytest.mark.parametrize("page", OPEN_PAGES)
def test_no_query_breaks_a_page(page: str, clients: Clients) -> None:
    client = clients[Role.HR]
    client.raise_request_exception = False
    broken = [query for query in QUERIES if client.get(page + query).status_code >= 500]
    assert broken == []


POSTS: tuple[dict[str, str], ...] = (
    {},
    {"number": "\x00", "weight": "1e999999999", "title": "\x00", "kind": "\ud800"[:0]},
    {"number": "9" * 400, "weight": "-" * 400, "threshold": "NaN", "counted_staff": "Infinity"},
    {"phases-TOTAL_FORMS": "abc", "phases-INITIAL_FORMS": "-1", "staff-TOTAL_FORMS": "999999999"},
    {"indicators-TOTAL_FORMS": "5", "indicators-INITIAL_FORMS": "5", "indicators-0-id": "x"},
    {"token": "\x00", "areas": "99999999999999999999", "project_class": "abc", "guidelines": "-1"},
    {"add-phases": "1", "phases-TOTAL_FORMS": "9" * 30, "phases-INITIAL_FORMS": "0"},
    {"rule": "\x00", "heads_amount": "1e9999", "heads_unit": "0", "p8_weight": "9" * 999},
    {"propose": "1", "heads_amount": "99999999999999999", "heads_unit": "0,0000001"},
    {"act": "\x00", "confirm": "x"},
    {"block": "\x00\t\ud800"[:2] + '"' * 9, "confirm": "1"},
    {"bands-TOTAL_FORMS": "9" * 30, "add-bands": "1", "kind": "\x00", "policy-cap": "1e9999"},
    {"token": "\x00", "digest": "\x00", "employee": "\x00", "start": "99/99/9999"},
    {"language": "\x00", "next": "\x00"},
    {"login": "\x00", "password": "\x00", "oldpassword": "\x00", "email": "\x00", "code": "\x00"},
)


def test_no_post_breaks_a_page(clients: Clients) -> None:
    client = clients[Role.HR]
    client.raise_request_exception = False
    pages = [url for url in posted_addresses() if not url.startswith(("/admin/", "/accounts/log"))]
    broken = [
        (url, data)
        for url in [*pages, LOGIN]
        for data in POSTS
        if client.post(url, data).status_code >= 500
    ]
    assert broken == []


# --- Mass assignment -------------------------------------------------------------------------


def test_fields_that_are_not_in_the_form_are_not_listened_to(
    clients: Clients, demo: Plan, demo_user: Callable[[str], User]
) -> None:
    put_in_state(demo, PlanState.DRAFT)
    other = baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026)
    url = "/piano/2023/progetti/8/modifica/"
    client, person = clients[Role.HR], demo_user(Role.HR)
    typed = typed_in(client.get(url))
    extra = {
        "title": "Titolo nuovo",
        "plan": str(other.pk),
        "id": "15",
        "pk": "15",
        "role": Role.ADMINISTRATOR,
        "is_superuser": "on",
        "is_staff": "on",
        "state": "published",
        "by": "1",
        "phases-0-project": "15",
        "funding-project": "15",
        "funding-id": "15",
    }
    response = client.post(url, {**typed, **extra})
    assert response.status_code == 302
    project = Project.objects.get(title="Titolo nuovo")
    assert (project.number, project.plan) == (8, demo)
    assert other.projects.count() == 0
    assert project.phases.count() == int(typed["phases-TOTAL_FORMS"][0])
    person.refresh_from_db()
    assert (person.role, person.is_superuser, person.is_staff) == (Role.HR, False, False)
    demo.refresh_from_db()
    assert demo.state == PlanState.DRAFT


def test_one_cannot_give_oneself_a_role(clients: Clients, demo_user) -> None:
    data = {"role": Role.HR, "is_superuser": "1", "username": "x", "email": "x@example.org"}
    for url in ("/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"):
        clients[Role.EMPLOYEE].post(url, {**data, "action_add": "1"})
    person = demo_user(Role.EMPLOYEE)
    assert (person.role, person.is_superuser) == (Role.EMPLOYEE, False)


# --- Errors ----------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("segreto interno")

    monkeypatch.setattr("incentives.views.project_form.ProjectEntry", fail)
    monkeypatch.setattr("reporting.views.home.current_plan", fail)


def error_answers(client: Client) -> Iterator[tuple[int, HttpResponse]]:
    client.raise_request_exception = False
    yield 400, Client().get("/", HTTP_HOST="evil.example")
    yield 403, client.get("/piano/2023/riparto/1/approva/")
    yield 403, Client(enforce_csrf_checks=True).post(LOGIN, {"login": "x"})
    yield 404, client.get("/non-esiste/")
    yield 405, client.get("/piano/2023/riparto/prepara/")
    yield 500, client.get("/")


def test_errors_speak_italian_and_tell_nothing_inside(clients: Clients, broken: None) -> None:
    for status, response in error_answers(clients[Role.NIV]):
        text = response.content.decode()
        assert response.status_code == status
        assert not [word for word in ("Traceback", "segreto", "/work", "Error") if word in text]
        assert list(faults_of_headers(Seen("", "", response, []))) == []
        if status != 405:
            assert '<html lang="it">' in text
            assert text.count("<h1") == 1


def test_what_people_typed_is_not_in_the_log_of_an_error(
    clients: Clients, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    client = clients[Role.HR]
    client.raise_request_exception = False
    data = {"staff-0-employee": "Quercia Marisa", "title": "Frase riservata", "password": "parola"}
    answer = client.post("/piano/2023/progetti/8/modifica/?q=Quercia", data)
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    for word in ("Quercia", "riservata", "parola", HR_NAME):
        assert word not in caplog.text


def test_reading_is_no_writing_where_it_might_be(clients: Clients, role: str) -> None:
    """HEAD and the pages behind a POST button, which a crawl does not reach."""
    client = clients[role]
    files = ("_pdf", "_xlsx", "_csv", "evidence_file")
    # Asking for an address may make the row it names: that is the test's own writing.
    urls = [page.url for page in PAGES if not page.name.endswith(files)]
    with written_statements() as written:
        for url in urls:
            client.head(url)
    assert written == []
