"""Every role, and who is not logged in, at every address with every method.

A new address fails `test_every_address_is_in_the_tables` until it has its line in PAGES
(a model of the data administration: in ADMIN_MODELS):

    Page("project_edit", OWN, get="login 403 200 403 403 403", post="login 403 200 403 403 403"),

The statuses are in the order of WHO; `login` is a redirect to the login page, 302 any other one.
A method without statuses is refused with 405 to whoever is logged in. Where it matters whose
object it is, an address has two lines: OWN and FOREIGN to the demo's manager and employee.
A value of kwargs may be a function: it is called when the demo is loaded, to find a key.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from model_bakery import baker

from incentives.enums import PayoutKind
from incentives.models import Absence, AbsenceKind, IndividualPremium, PayoutRule
from objectives.enums import EvidenceKind, ResultState, Role, WindowKind
from objectives.models import (
    AuditEvent,
    Employee,
    Evidence,
    MonitoringWindow,
    Plan,
    Project,
    Remark,
    User,
)
from tests.conftest import Clients
from tests.crawl import written_statements
from tests.distributed import all_attended, prepared
from tests.individual import on_in_the_demo

ANONYMOUS = "anonymous"
WHO = (ANONYMOUS, Role.MANAGER, Role.HR, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR)
METHODS = ("get", "post", "put", "patch", "delete")

ANYBODY = "200 200 200 200 200 200"
LOGGED_IN = "login 200 200 200 200 200"
REFUSED = "login 405 405 405 405 405"
REFUSED_TO_ANYBODY = "405 405 405 405 405 405"
HR_ALONE = "login 403 200 403 403 403"
HR_FOREIGN = "login 404 200 403 404 403"
NIV_ALONE = "login 403 403 200 403 403"
NIV_FOREIGN = "login 404 403 200 404 403"
MANAGER_ALONE = "login 200 403 403 403 403"
MANAGER_FOREIGN = "login 404 403 403 404 403"
WORK = "login 200 200 200 403 403"
STEPS = "login 403 200 200 403 403"
THREAD = "login 200 200 200 403 403"
THREAD_FOREIGN = "login 404 200 200 404 403"
NOT_FOUND = "login 404 404 404 403 403"
NOT_APPROVED = "login 403 404 404 403 403"
NOWHERE = "login 404 404 404 404 404"
MONEY = "login 403 200 200 403 403"
EXPORT = "login 200 200 200 403 200"
DATA_ENTRY = "login 403 200 403 403 200"
DATA_ENTRY_READ = "login 403 405 403 403 405"  # whoever enters data may not write here
DATA_ENTRY_AWAY = "login 403 302 403 403 302"  # and is sent to another page of the site


@dataclass(frozen=True)
class Page:
    """An address, with the status for each of WHO by method; `other` holds for methods unnamed."""

    name: str
    kwargs: Mapping[str, Any]
    get: str = ""
    post: str = ""
    other: str = REFUSED

    @property
    def statuses(self) -> dict[str, str]:
        return {name: row for name in ("get", "post") if (row := getattr(self, name))}

    @property
    def url(self) -> str:
        return reverse(
            self.name, kwargs={k: v() if callable(v) else v for k, v in self.kwargs.items()}
        )

    def expected(self, method: str, who: str) -> str:
        row = self.statuses.get(method, self.other).split()
        return dict(zip(WHO, row, strict=True))[who]


PLAN = {"year": 2023}
OWN = {**PLAN, "number": 8}
FOREIGN = {**PLAN, "number": 15}
RUN = {**PLAN, "number": 2}
DISTRIBUTED = {**PLAN, "number": 1}
CARD = {"file_number": 8, "file_year": 2023}
FOREIGN_CARD = {"file_number": 15, "file_year": 2023}


ABSENCES = {**PLAN, "kind": "assenze"}


def person() -> int:
    return Employee.objects.get(code="D-0031").pk


def window() -> int:
    found = MonitoringWindow.objects.order_by("pk").first() or MonitoringWindow.objects.create(
        plan=Plan.objects.get(),
        name="Giugno",
        kind=WindowKind.INTERMEDIATE,
        reference_date=date(2023, 6, 30),
        opens=date(2023, 7, 3),
        closes=date(2023, 7, 21),
    )
    return found.pk


def absence() -> int:
    kind, _made = AbsenceKind.objects.get_or_create(code="FER", defaults={"name": "Ferie"})
    person = Employee.objects.get(code="D-0031")
    days = {"start": date(2023, 8, 1), "end": date(2023, 8, 4)}
    return Absence.objects.get_or_create(employee=person, kind=kind, **days)[0].pk


def override() -> int:
    """The number of a project that is paid by a rule of its own."""
    plan = Plan.objects.get()
    project = plan.projects.get(number=6)
    how = {"kind": PayoutKind.THRESHOLD_FULL, "reason": "Contratto"}
    PayoutRule.objects.get_or_create(plan=plan, project=project, defaults=how)
    return 6


def remark_on(number: int) -> Callable[[], int]:
    """The key of an open remark on a project of the demo."""

    def find() -> int:
        project = Project.objects.get(plan__year=2023, number=number)
        niv = User.objects.filter(role=Role.NIV)[0]
        values = {"project": project, "closed_at": None}
        return Remark.objects.get_or_create(**values, defaults={"subject": "x", "by": niv})[0].pk

    return find


def account() -> int:
    return User.objects.get(username="dipendente").pk


def paper() -> int:
    """A file of evidence on the manager's own project."""
    found = Evidence.objects.filter(kind=EvidenceKind.FILE, project__number=8).first()
    if found is None:
        project = Project.objects.get(number=8)
        file = SimpleUploadedFile("verbale.pdf", b"%PDF-1.7 verbale")
        name = default_storage.save("evidence/prova.pdf", file)
        by = User.objects.get(username="responsabile")
        found = Evidence.objects.create(
            project=project,
            kind=EvidenceKind.FILE,
            description="Verbale",
            file=name,
            by=by,
            sha256="0" * 64,
            original_name="verbale.pdf",
            content_type="application/pdf",
            size=16,
        )
    return found.pk


PAGES = (
    # WHO: anonymous manager HR NIV employee administrator
    Page("home", {}, get=LOGGED_IN),
    Page("guide", {}, get=ANYBODY, other=REFUSED_TO_ANYBODY),
    Page("rules", {}, get=ANYBODY, other=REFUSED_TO_ANYBODY),
    Page("accessibility", {}, get=ANYBODY, other=REFUSED_TO_ANYBODY),
    Page("set_language", {}, get="302 302 302 302 302 302", post="302 302 302 302 302 302",
         other="302 302 302 302 302 302"),
    # The plan
    Page("plan", PLAN, get=LOGGED_IN),
    Page("findings", PLAN, get="login 200 200 200 403 403"),
    Page("plan_xlsx", PLAN, get=EXPORT),
    Page("plan_data_xlsx", PLAN, get=EXPORT),
    Page("plan_csv", PLAN, get=EXPORT),
    Page("book_pdf", {**PLAN, "file_year": 2023}, get=LOGGED_IN),
    # A project
    Page("project", OWN, get=LOGGED_IN),
    Page("project", FOREIGN, get="login 404 200 200 404 200"),
    Page("project_history", OWN, get="login 200 200 200 403 403"),
    Page("project_history", FOREIGN, get="login 404 200 200 404 403"),
    Page("project_slices", OWN, get=LOGGED_IN),
    Page("project_slices", FOREIGN, get="login 404 200 200 404 200"),
    Page("card_pdf", {**OWN, **CARD}, get=LOGGED_IN),
    Page("card_pdf", {**FOREIGN, **FOREIGN_CARD}, get="login 404 200 200 404 200"),
    Page("project_create", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("project_edit", OWN, get=HR_ALONE, post=HR_ALONE),
    Page("project_edit", FOREIGN, get=HR_FOREIGN, post=HR_FOREIGN),
    # The windows of the year
    Page("monitoring", PLAN, get="login 200 200 200 403 403"),
    Page("deadlines_ics", PLAN, get=LOGGED_IN),
    Page("window_create", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("window_edit", {**PLAN, "pk": window}, get=HR_ALONE, post=HR_ALONE),
    Page("window_close", {**PLAN, "pk": window}, post="login 403 302 403 403 403"),
    Page("window_reopen", {**PLAN, "pk": window}, get=HR_ALONE, post=HR_ALONE),
    # The year's work
    Page("my_indicators", PLAN, get=MANAGER_ALONE, post="login 302 403 403 403 403"),
    Page("paste_values", PLAN, get=MANAGER_ALONE, post=MANAGER_ALONE),
    Page("values_template", PLAN, get=MANAGER_ALONE),
    Page("indicator", {**OWN, "order": 1}, get="login 200 200 200 403 403",
         post="login 302 403 403 403 403"),
    Page("indicator", {**FOREIGN, "order": 1}, get="login 404 200 200 404 403",
         post="login 404 403 403 404 403"),
    Page("indicator_draft", {**OWN, "order": 1}, post=MANAGER_ALONE),
    Page("indicator_draft", {**FOREIGN, "order": 1}, post=MANAGER_FOREIGN),
    Page("phases", OWN, get=MANAGER_ALONE, post="login 302 403 403 403 403"),
    Page("phases", FOREIGN, get=MANAGER_FOREIGN, post=MANAGER_FOREIGN),
    Page("evidence_add", OWN, get=MANAGER_ALONE, post=MANAGER_ALONE),
    Page("evidence_add", FOREIGN, get=MANAGER_FOREIGN, post=MANAGER_FOREIGN),
    Page("evidence_file", {**OWN, "key": paper}, get="login 200 200 200 403 403"),
    Page("evidence_file", {**FOREIGN, "key": paper}, get="login 404 404 404 404 403"),
    Page("evidence_withdraw", {**OWN, "key": paper}, get=MANAGER_ALONE, post=MANAGER_ALONE),
    Page("evidence_withdraw", {**FOREIGN, "key": paper}, get=MANAGER_FOREIGN,
         post=MANAGER_FOREIGN),
    # The allocation
    Page("allocation", PLAN, get=MONEY),
    Page("allocation_run", RUN, get=MONEY),
    Page("allocation_compare", PLAN, get=MONEY),
    Page("allocation_whatif", PLAN, get=MONEY, post=MONEY),
    Page("allocation_prepare", PLAN, post="login 403 302 403 403 403"),
    Page("allocation_approve", RUN, get=HR_ALONE, post=HR_ALONE),
    # The distribution
    Page("distribution", PLAN, get=MONEY),
    Page("distribution_whatif", PLAN, get=MONEY),
    Page("distribution_compare", PLAN, get=MONEY),
    Page("distribution_run", DISTRIBUTED, get=MONEY),
    Page("distribution_people", DISTRIBUTED, get=MONEY),
    Page("distribution_prepare", PLAN, post="login 403 200 403 403 403"),
    Page("distribution_approve", DISTRIBUTED, get=HR_ALONE, post=HR_ALONE),
    # The individual premium, switched on
    Page("individual_premium", PLAN, get=MONEY),
    Page("premium_terms", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("premium_off", PLAN, post="login 403 302 403 403 403"),
    Page("premium_prepare", PLAN, post=HR_ALONE),
    Page("premium_run", DISTRIBUTED, get=MONEY),
    Page("premium_approve", DISTRIBUTED, get=HR_ALONE, post=HR_ALONE),
    Page("premium_hand_over", DISTRIBUTED, get=NOT_APPROVED),
    Page("premium_payroll_xlsx", DISTRIBUTED, get=NOT_APPROVED),
    Page("premium_payroll_csv", DISTRIBUTED, get=NOT_APPROVED),
    Page("premium_annex_pdf", DISTRIBUTED, get=NOT_APPROVED),
    # Data for the distribution
    Page("data_overview", PLAN, get=HR_ALONE),
    Page("data_list", ABSENCES, get=HR_ALONE),
    Page("data_add", ABSENCES, get=HR_ALONE, post=HR_ALONE),
    Page("data_import", ABSENCES, get=HR_ALONE, post=HR_ALONE),
    Page("data_xlsx", ABSENCES, get=HR_ALONE),
    Page("data_change", {**ABSENCES, "pk": absence}, get=HR_ALONE, post=HR_ALONE),
    Page("data_delete", {**ABSENCES, "pk": absence}, get=HR_ALONE,
         post="login 403 302 403 403 403"),
    Page("payment_rules", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("economies", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("override_add", PLAN, get=HR_ALONE, post=HR_ALONE),
    Page("override_change", {**PLAN, "number": override}, get=HR_ALONE, post=HR_ALONE),
    Page("override_delete", {**PLAN, "number": override}, post="login 403 302 403 403 403"),
    Page("participation_list", PLAN, get="login 200 200 403 403 403"),
    Page("participation", OWN, get="login 200 200 403 403 403",
         post="login 200 403 403 403 403"),
    Page("participation", FOREIGN, get="login 404 200 403 404 403",
         post="login 404 403 403 404 403"),
    Page("participation_import", OWN, get="login 200 403 403 403 403",
         post="login 200 403 403 403 403"),
    Page("participation_import", FOREIGN, get="login 404 403 403 404 403",
         post="login 404 403 403 404 403"),
    Page("participation_xlsx", OWN, get="login 200 200 403 403 403"),
    Page("participation_confirm", OWN, post="login 403 302 403 403 403"),
    Page("participation_confirm", FOREIGN, post="login 404 302 403 404 403"),
    # Results, validation and the state of the plan
    Page("results", PLAN, get=WORK),
    Page("results_xlsx", PLAN, get=WORK),
    Page("results_csv", PLAN, get=WORK),
    Page("plan_state", PLAN, get=WORK, post=STEPS),
    Page("plan_state_undo", PLAN, post=STEPS),
    Page("result_confirm", OWN, get=MANAGER_ALONE, post=MANAGER_ALONE),
    Page("result_confirm", FOREIGN, get=MANAGER_FOREIGN, post=MANAGER_FOREIGN),
    Page("project_amend", OWN, get=HR_ALONE, post=HR_ALONE),
    Page("project_amend", FOREIGN, get=HR_FOREIGN, post=HR_FOREIGN),
    Page("result_send_back", OWN, get=HR_ALONE, post=HR_ALONE),
    Page("result_send_back", FOREIGN, get=HR_FOREIGN, post=HR_FOREIGN),
    Page("result_mode", OWN, get=HR_ALONE, post=HR_ALONE),
    Page("result_mode", FOREIGN, get=HR_FOREIGN, post=HR_FOREIGN),
    Page("indicator_neutralise", {**OWN, "order": 1}, get=HR_ALONE, post=HR_ALONE),
    Page("indicator_neutralise", {**FOREIGN, "order": 1}, get=HR_FOREIGN, post=HR_FOREIGN),
    Page("result_validate", OWN, get=NIV_ALONE, post=NIV_ALONE),
    Page("result_validate", FOREIGN, get=NIV_FOREIGN, post=NIV_FOREIGN),
    Page("remark_open", OWN, get=NIV_ALONE, post=NIV_ALONE),
    Page("remark_open", FOREIGN, get=NIV_FOREIGN, post=NIV_FOREIGN),
    Page("remark", {**OWN, "key": remark_on(8)}, get=THREAD, post=THREAD),
    Page("remark", {**FOREIGN, "key": remark_on(15)}, get=THREAD_FOREIGN, post=THREAD_FOREIGN),
    Page("remark", {**OWN, "key": remark_on(15)}, get=NOT_FOUND, post=NOT_FOUND),
    Page("remark_close", {**OWN, "key": remark_on(8)}, post="login 403 403 302 403 403"),
    Page("remark_close", {**FOREIGN, "key": remark_on(15)}, post="login 404 403 302 404 403"),
    # One's own amount, requests for review: before a distribution there is nothing to ask about
    Page("my_statement", PLAN, get="login 200 200 404 200 200"),
    Page("my_statement_pdf", {**PLAN, "file_year": 2023}, get=NOWHERE),
    Page("acknowledge", PLAN, post=NOWHERE),
    Page("ask_review", PLAN, get=NOWHERE, post=NOWHERE),
    Page("statement", {**DISTRIBUTED, "key": person}, get=MONEY),
    Page("statement_pdf", {**DISTRIBUTED, "key": person, "file_year": 2023}, get=MONEY),
    Page("reviews", PLAN, get=MONEY),
    Page("hand_over", DISTRIBUTED, get=NOT_APPROVED),
    Page("payroll_xlsx", DISTRIBUTED, get=NOT_APPROVED),
    Page("payroll_csv", DISTRIBUTED, get=NOT_APPROVED),
    Page("annex_pdf", DISTRIBUTED, get=NOT_APPROVED),
    Page("review", {**PLAN, "key": 1}, get="login 403 404 403 403 403",
         post="login 403 404 403 403 403"),
    # The data administration beside its models
    Page("admin:index", {}, get=DATA_ENTRY, other=DATA_ENTRY),
    Page("admin:login", {}, get=DATA_ENTRY_AWAY, other=DATA_ENTRY_AWAY),
    Page("admin:logout", {}, post="login 403 login 403 403 login", other=DATA_ENTRY_READ),
    Page("admin:password_change", {}, get=DATA_ENTRY_AWAY, other=DATA_ENTRY_AWAY),
    Page("admin:password_change_done", {}, get=DATA_ENTRY, other=DATA_ENTRY_READ),
    Page("admin:autocomplete", {}, get="login 403 403 403 403 403",
         other=DATA_ENTRY_READ),
    Page("admin:jsi18n", {}, get=DATA_ENTRY, other=DATA_ENTRY_READ),
    Page("admin:app_list", {"app_label": "objectives"}, get=DATA_ENTRY, other=DATA_ENTRY),
    Page("admin:app_list", {"app_label": "incentives"}, get="login 403 200 403 403 404",
         other="login 403 200 403 403 404"),
    Page("admin:view_on_site", {"content_type_id": 0, "object_id": 0},
         get="login 403 404 403 403 404", other="login 403 404 403 403 404"),
    Page("admin:auth_user_password_change", {"id": account}, get="login 403 403 403 403 200",
         other="login 403 403 403 403 200"),
)  # fmt: skip

# What allauth answers about one's own account, the same to every role:
#    who is not logged in       who is
#    GET POST PUT PATCH DELETE  GET POST PUT PATCH DELETE
_OWN_ACCOUNT = """
account_login                         200 200 200 405 405               302 302 302 302 302
account_logout                        login login 405 405 405           200 login 405 405 405
account_inactive                      200 405 405 405 405               200 405 405 405 405
account_signup                        200 200 200 200 200               302 302 302 302 302
account_reauthenticate                login login login login login     200 200 200 405 405
account_email                         login login login login login     200 302 302 405 405
account_email_verification_sent       200 405 405 405 405               200 405 405 405 405
account_change_password               login login login login login     200 200 200 405 405
account_set_password                  login login login login login     302 302 302 302 302
account_reset_password                200 200 200 405 405               200 200 200 405 405
account_confirm_login_code            login login login login login     302 302 302 302 302
account_confirm_email                 200 404 405 405 405               200 404 405 405 405
account_reset_password_from_key_done  200 405 405 405 405               200 405 405 405 405
account_reset_password_from_key       200 200 200 200 200               200 200 200 200 200
account_reset_password_done           200 405 405 405 405               200 405 405 405 405
mfa_index                             login login login login login     200 405 405 405 405
mfa_authenticate                      login login login login login     302 302 302 302 302
mfa_reauthenticate                    login login login login login     302 302 302 302 302
mfa_activate_totp                     login login login login login     302 302 302 302 302
mfa_deactivate_totp                   login login login login login     404 404 404 404 404
mfa_view_recovery_codes               login login login login login     404 405 405 405 405
mfa_generate_recovery_codes           login login login login login     302 302 302 302 302
mfa_download_recovery_codes           login login login login login     404 404 404 404 404
"""
OWN_ACCOUNT = {line.split()[0]: line.split()[1:] for line in _OWN_ACCOUNT.strip().splitlines()}
KEYS = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
}

# Who reaches a model in the data administration, and what they find there of its first row.
ALL = ("changelist", "add", "change", "history", "delete")
NO_DELETE = ("changelist", "add", "change", "history")  # accounts, what an approved plan holds
READ = ("changelist", "view", "history")
ADMIN_MODELS = {
    "objectives": {
        "user": ("administrator", NO_DELETE),
        "sector area employee employmentperiod headship": ("hr administrator", ALL),
        "act": ("hr", ALL),
        "plan projectclass macrocategory strategicguideline": ("hr", NO_DELETE),
        "project phase indicator staffassignment": ("hr", NO_DELETE),
        "auditevent": ("hr administrator", READ),
        "planversion": ("hr", READ),
        "monitoringwindow windowreopening remindersent": ("hr", READ),
        "progressentry phasereport entrydraft evidence": ("hr", READ),
        "neutralisation projectresult validation remark remarkmessage": ("hr", READ),
        "projectamendment": ("hr", READ),
        "plantransition": ("hr", READ),
    },
    "incentives": {
        "pool allocationgroup reserve coefficientband": ("hr", NO_DELETE),
        "projectfunding sharingrule areaquota tariffband": ("hr", NO_DELETE),
        "allocationrun allocationline": ("hr", READ),
        "absencekind absence employerrate budgetchapter": ("hr", ALL),
        "eventattendance courseattendance individualscore": ("hr", ALL),
        "payoutrule payoutband sharingpolicy employeechapter": ("hr", ALL),
        "economyrule": ("hr", ALL),
        "participationsheet distributionrun distributionprojectline": ("hr", READ),
        "distributionemployeeline economy acknowledgement reviewrequest adjustment": ("hr", READ),
        "individualpremium evaluation individualrun individualline": ("hr", READ),
    },
    "auth": {"group": ("", ())},
    "account": {"emailaddress": ("", ())},
    "mfa": {"authenticator": ("", ())},
}
REACH = {
    apps.get_model(app, name): reach
    for app, rows in ADMIN_MODELS.items()
    for names, reach in rows.items()
    for name in names.split()
}
# What a row made for the question needs, when the demo has none.
FILLED: dict[str, dict[str, Any]] = {
    "evidence": {"kind": EvidenceKind.LINK, "url": "https://example.org/"},
    "projectresult": {"state": ResultState.CONFIRMED},
    "validation": {"text": "Rilievo"},
    "economyrule": {"reason": "withdrawn", "destination": "budget"},
}
# Addresses without a name: the admin's shorter one of a row, and whatever it does not know.
UNNAMED = {"admin/objectives/plan/1/": "302", "admin/nowhere/": "404"}

# --- Asking -------------------------------------------------------------------------------------

Question = tuple[str, str, str]  # method, address, expected


def answer_of(response: HttpResponse) -> str:
    target = response.headers.get("Location", "")
    if response.status_code == 302 and target.startswith(("/accounts/login/", "/admin/login/")):
        return "login"
    return str(response.status_code)


def may_write(method: str, answer: str) -> bool:
    return method == "post" and answer in ("200", "302", "login")


def faults(client: Client, questions: Iterable[Question]) -> Iterator[str]:
    """Ask each question on its own: what an answer wrote, logged in or out is undone."""
    client.raise_request_exception = False
    cookies = dict(client.cookies)
    for method, url, expected in questions:
        with transaction.atomic(), written_statements() as written:
            response = getattr(client, method)(url)
            answer = answer_of(response)
            if response.streaming:
                list(response.streaming_content)  # read to its end, so that the file is closed
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(cookies)
        if answer != expected:
            yield f"{method.upper()} {url}: {answer}, expected {expected}"
        if written and not may_write(method, answer):
            yield f"{method.upper()} {url}: {answer}, but writes {written}"


def assert_none(found: Iterable[str]) -> None:
    listed = list(found)
    assert not listed, "\n" + "\n".join(listed)


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def client_of(
    who: str,
    clients: Clients,
    settings: Any,
    demo: Plan,
    rendered: list[str],
    caplog: pytest.LogCaptureFixture,
) -> Client:
    """Without a count of attempts, which would refuse the hundredth question of one address."""
    caplog.set_level(logging.ERROR, "django.request")  # refusals are meant
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    _distribute(demo)
    return Client() if who == ANONYMOUS else clients[who]


def _distribute(plan: Plan) -> None:
    """Runs that pages can be asked about, where the demo has none."""
    if not plan.pool.distributions.exists():
        all_attended(plan)
        prepared(plan)
    if not IndividualPremium.objects.exists():
        on_in_the_demo(plan)


# --- Every address --------------------------------------------------------------------------------


def names_in(resolver: URLResolver, *spaces: str) -> Iterator[str]:
    for item in resolver.url_patterns:
        if isinstance(item, URLPattern):
            yield ":".join((*spaces, item.name)) if item.name else f"{spaces}{item.pattern}"
        else:
            yield from names_in(item, *spaces, *filter(None, [item.namespace]))


def names_of_models() -> Iterator[str]:
    for model in REACH:
        for view in ALL:
            yield f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"


def test_every_address_is_in_the_tables() -> None:
    listed = {page.name for page in PAGES} | set(OWN_ACCOUNT) | set(names_of_models())
    unnamed = {"('admin',)<path:object_id>/", "('admin',)(?P<url>.*)$"}
    found = set(names_in(get_resolver()))
    missing, left_over = found - listed - unnamed, (listed | unnamed) - found
    if missing or left_over:
        pytest.fail(
            f"Give these a line in PAGES or ADMIN_MODELS: {sorted(missing)}\n"
            f"Take the lines of these away: {sorted(left_over)}",
            pytrace=False,
        )
    assert set(admin.site._registry) == set(REACH)


def test_pages(who: str, client_of: Client) -> None:
    questions = (
        (method, page.url, page.expected(method, who)) for page in PAGES for method in METHODS
    )
    assert_none(faults(client_of, questions))


def test_own_account(who: str, client_of: Client) -> None:
    half = 0 if who == ANONYMOUS else len(METHODS)
    questions = (
        (method, reverse(name, kwargs=KEYS.get(name)), statuses[half + place])
        for name, statuses in OWN_ACCOUNT.items()
        for place, method in enumerate(METHODS)
    )
    assert_none(faults(client_of, questions))


def expected_in_admin(who: str, model: type, view: str, method: str) -> str:
    readers, views = REACH[model]
    if who == ANONYMOUS:
        return "login"
    opens = view in views or (view == "change" and "view" in views and method != "post")
    return "200" if who in readers.split() and opens else "403"


def row_of(model: Any) -> Any:
    """A row that all who reach the model may see: the administrator's trail has no plans in it."""
    if model is AuditEvent:
        return baker.make(AuditEvent, target_type="employee")
    return model._default_manager.first() or baker.make(model, **_needed(model))


def _needed(model: Any) -> dict[str, Any]:
    """The rows of the demo that a new row hangs on, and what its constraints want of it."""
    fields = [f for f in model._meta.concrete_fields if f.remote_field and not f.null]
    above = {field.name: row_of(field.related_model) for field in fields}
    return above | FILLED.get(model._meta.model_name, {})


def questions_in_admin(who: str, models: Iterable[type]) -> Iterator[Question]:
    """To the admin what is not POST is the same: PUT on the projects stands for the rest."""
    for model in models:
        row = row_of(model)
        for view in ALL:
            place = f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
            url = reverse(place, args=[] if view in ("changelist", "add") else [row.pk])
            put = model is Project and view == "change"
            for method in ("get", "post", "put") if put else ("get", "post"):
                yield method, url, expected_in_admin(who, model, view, method)


@pytest.mark.parametrize("part", [0, 1])
def test_models_in_the_data_administration(
    part: int, who: str, client_of: Client, demo: Plan
) -> None:
    assert_none(faults(client_of, questions_in_admin(who, list(REACH)[part::2])))


def test_unnamed_addresses(who: str, client_of: Client) -> None:
    readers = (Role.HR, Role.ADMINISTRATOR)
    refused = "login" if who == ANONYMOUS else "403"
    questions = (
        (method, f"/{url}", status if who in readers else refused)
        for url, status in UNNAMED.items()
        for method in METHODS
    )
    assert_none(faults(client_of, questions))
