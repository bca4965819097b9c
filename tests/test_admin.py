"""The data administration: who reaches what, one trail, the same rules, constant queries."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from model_bakery import baker

from incentives.models import AllocationRun, CoefficientBand, Pool
from objectives.enums import PlanState, Role
from objectives.models import (
    Area,
    AuditEvent,
    Employee,
    EmploymentPeriod,
    Plan,
    PlanVersion,
    Project,
    Sector,
    User,
)
from tests.crawl import words_of
from tests.states import put_in_state
from tests.test_crawl import ENGLISH
from tests.typed import typed_in

MODELS = [
    model for app in ("objectives", "incentives") for model in apps.get_app_config(app).get_models()
]
ORGANISATION = {"sector", "area", "employee", "employmentperiod", "headship"}
WORK = {
    "monitoringwindow",
    "windowreopening",
    "progressentry",
    "phasereport",
    "entrydraft",
    "evidence",
    "remindersent",
    "neutralisation",
    "projectresult",
    "validation",
    "remark",
    "remarkmessage",
    "plantransition",
    "projectamendment",
}
DISTRIBUTION = {
    "distributionrun",
    "distributionprojectline",
    "distributionemployeeline",
    "economy",
    "acknowledgement",
    "reviewrequest",
    "adjustment",
    "participationsheet",
}
INDIVIDUAL = {"individualpremium", "evaluation", "individualrun", "individualline"}
READ_ONLY = {"auditevent", "planversion", "allocationrun", "allocationline"}
READ_ONLY |= WORK | DISTRIBUTION | INDIVIDUAL
ADMINISTRATOR = ORGANISATION | {"user", "auditevent"}


def page(model: type, name: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def draft(demo: Plan) -> Plan:
    return put_in_state(demo, PlanState.DRAFT)


@pytest.fixture
def hr(clients) -> Client:
    return clients[Role.HR]


@pytest.fixture
def ced(clients) -> Client:
    return clients[Role.ADMINISTRATOR]


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


# --- Who reaches what ----------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_every_model_is_there_for_its_role(clients, allocated: Plan, model: type) -> None:
    assert admin.site.is_registered(model)
    name = model._meta.model_name
    expected = {
        Role.HR: 403 if name == "user" else 200,
        Role.ADMINISTRATOR: 200 if name in ADMINISTRATOR else 403,
        Role.MANAGER: 403,
        Role.NIV: 403,
        Role.EMPLOYEE: 403,
    }
    for role, status in expected.items():
        assert clients[role].get(page(model, "changelist")).status_code == status, role
    adds = 403 if name in READ_ONLY | {"user"} else 200
    assert clients[Role.HR].get(page(model, "add")).status_code == adds
    row = model.objects.first()
    if row and name != "user":
        assert clients[Role.HR].get(page(model, "change", row.pk)).status_code == 200
        assert clients[Role.HR].get(page(model, "history", row.pk)).status_code == 200
        assert clients[Role.HR].get(page(model, "changelist"), {"q": "a"}).status_code == 200


def test_others_are_shown_out_not_round_in_circles(clients, demo: Plan) -> None:
    for role in (Role.MANAGER, Role.NIV, Role.EMPLOYEE):
        for url in ("/admin/", page(Sector, "changelist"), "/admin/login/?next=/admin/"):
            assert clients[role].get(url).status_code == 403
    for url in ("/admin/", "/admin/login/"):
        passed = Client().get(url, follow=True).redirect_chain
        assert passed[-1][0] == f"{reverse('account_login')}?next=/admin/"


def test_records_cannot_be_written_or_deleted(hr: Client, ced: Client, allocated: Plan) -> None:
    for model in (AuditEvent, PlanVersion, AllocationRun):
        row = model.objects.first()
        before = model.objects.filter(pk=row.pk).values().get()
        for client in (hr, ced):
            assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code in (403,)
            assert client.post(page(model, "change", row.pk), {"number": "9"}).status_code == 403
            assert client.post(page(model, "add"), {}).status_code == 403
        assert model.objects.filter(pk=row.pk).values().get() == before


def test_administrator_sees_no_plan_and_no_money_in_the_trail(ced: Client, draft: Plan) -> None:
    baker.make(AuditEvent, target_type="employee", target_label="Matricola D-0031")
    hidden = baker.make(AuditEvent, target_type="projectfunding", target_label="2.730,00 euro")
    listed = ced.get(page(AuditEvent, "changelist")).content.decode()
    assert "Matricola D-0031" in listed
    assert "2.730,00" not in listed
    opened = ced.get(page(AuditEvent, "change", hidden.pk), follow=True)
    assert "2.730,00" not in opened.content.decode()


def test_revoked_role_stops_at_once(hr: Client, demo: Plan, demo_user) -> None:
    User.objects.filter(pk=demo_user(Role.HR).pk).update(role=Role.EMPLOYEE)
    assert hr.get(page(Sector, "changelist")).status_code == 403


# --- Accounts ------------------------------------------------------------------------------

NEW = {
    "username": "nuova.persona",
    "usable_password": "true",
    "password1": "una-frase-lunga-9",
    "password2": "una-frase-lunga-9",
    "role": "niv",
}


def test_new_account_has_one_role_and_a_hashed_password(ced: Client, demo: Plan) -> None:
    sneaked = {"is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1"}
    answer = ced.post(page(User, "add"), {**NEW, **sneaked})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    user = User.objects.get(username="nuova.persona")
    assert (user.role, user.is_superuser, user.is_staff) == ("niv", False, False)
    assert user.check_password("una-frase-lunga-9")
    assert "una-frase" not in user.password
    event = last_event()
    assert (event.action, event.target_type) == ("created", "user")
    assert "password" not in event.changes
    assert event.changes["role"][1]


def test_pages_of_an_account_are_in_italian(ced: Client, demo_user) -> None:
    key = demo_user(Role.NIV).pk
    pages = (page(User, "add"), page(User, "change", key))
    for url in (*pages, reverse("admin:auth_user_password_change", args=[key])):
        lines = words_of(ced.get(url).content.decode()).splitlines()
        foreign = ("Enabled", "Disabled", "Reset password", "Set password", "Unset password")
        assert [line for line in lines if ENGLISH.search(line) or line in foreign] == [], url


def test_an_account_may_have_no_password(ced: Client, demo: Plan) -> None:
    data = {**NEW, "usable_password": "false", "password1": "", "password2": ""}
    assert ced.post(page(User, "add"), data).status_code == 302
    user = User.objects.get(username="nuova.persona")
    assert not user.has_usable_password()
    text = words_of(ced.get(page(User, "change", user.pk)).content.decode())
    assert "Impostane una per far accedere la persona con la password." in text


def test_weak_password_is_refused(ced: Client, demo: Plan) -> None:
    weak = {**NEW, "password1": "12345678", "password2": "12345678"}
    assert ced.post(page(User, "add"), weak).status_code == 200
    assert not User.objects.filter(username="nuova.persona").exists()


def test_nobody_raises_themselves(ced: Client, demo_user) -> None:
    me = demo_user(Role.ADMINISTRATOR)
    url = page(User, "change", me.pk)
    typed = typed_admin(ced, url)
    ced.post(url, {**typed, "role": "hr", "is_superuser": "on", "is_active": ""})
    me.refresh_from_db()
    assert (me.role, me.is_superuser, me.is_active) == ("administrator", False, True)


def test_accounts_are_not_deleted(ced: Client, demo_user) -> None:
    user = demo_user(Role.NIV)
    assert ced.post(page(User, "delete", user.pk), {"post": "yes"}).status_code == 403


def test_new_password_is_told_without_the_password(ced: Client, demo_user) -> None:
    user = demo_user(Role.NIV)
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    words = {"password1": "altra-frase-lunga-8", "password2": "altra-frase-lunga-8"}
    assert ced.post(url, {**words, "usable_password": "true"}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("altra-frase-lunga-8")
    assert (last_event().action, last_event().changes) == ("password", {})


# --- The same rules and the same trail -----------------------------------------------------


def typed_admin(client: Client, url: str) -> dict[str, object]:
    answer = client.get(url)
    assert answer.status_code == 200
    return dict(typed_in(answer))


def test_change_is_told_with_old_and_new(hr: Client, draft: Plan, demo_user) -> None:
    area = Area.objects.first()
    url = page(Area, "change", area.pk)
    old = area.name
    assert hr.post(url, {**typed_admin(hr, url), "name": "Nome nuovo"}).status_code == 302
    event = last_event()
    assert event.changes == {"name": [old, "Nome nuovo"]}
    assert event.actor == demo_user(Role.HR)
    assert "Nome nuovo" in hr.get(page(Area, "history", area.pk)).content.decode()


def test_change_and_trail_go_together(hr: Client, draft: Plan, monkeypatch) -> None:
    area = Area.objects.first()
    url = page(Area, "change", area.pk)
    typed = typed_admin(hr, url)

    def fail(**_kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("objectives.actions.records.record_event", fail)
    with pytest.raises(RuntimeError):
        hr.post(url, {**typed, "name": "Nome nuovo"})
    assert not Area.objects.filter(name="Nome nuovo").exists()


def test_delete_tells_what_is_lost(hr: Client, draft: Plan) -> None:
    employee = baker.make(Employee, code="D-9001", last_name="Prova", first_name="Una")
    baker.make(EmploymentPeriod, employee=employee, category="C1", part_time_percent=50)
    count = AuditEvent.objects.count()
    assert hr.post(page(Employee, "delete", employee.pk), {"post": "yes"}).status_code == 302
    assert AuditEvent.objects.count() == count + 2
    told = {event.target_type: event for event in AuditEvent.objects.filter(action="deleted")}
    assert told["employee"].changes["code"] == ["D-9001", ""]
    assert told["employmentperiod"].changes["category"] == ["C1", ""]


def test_bulk_delete_is_told_row_by_row(hr: Client, draft: Plan) -> None:
    sectors = baker.make(Sector, code=iter(["X1", "X2"]), name="Prova", _quantity=2)
    count = AuditEvent.objects.count()
    data = {
        "action": "delete_selected",
        "_selected_action": [sector.pk for sector in sectors],
        "post": "yes",
    }
    assert hr.post(page(Sector, "changelist"), data).status_code == 302
    assert not Sector.objects.filter(name="Prova").exists()
    assert AuditEvent.objects.count() == count + 2


def test_links_of_a_project_are_told(hr: Client, draft: Plan) -> None:
    project = draft.projects.get(number=8)
    url = page(Project, "change", project.pk)
    first = project.areas.first()
    assert hr.post(url, {**typed_admin(hr, url), "areas": [str(first.pk)]}).status_code == 302
    assert list(project.areas.all()) == [first]
    assert last_event().changes["areas"][1] == first.name
    assert last_event().project == project


BAD = {
    "percent": (Project, {"weight": "100,5"}, "weight"),
    "number taken": (Project, {"number": "9"}, "number"),
    "pool below its groups": (Pool, {"amount": "91.199,99"}, "amount"),
    "pool negative": (Pool, {"amount": "-1"}, "amount"),
}


@pytest.mark.parametrize(("model", "changes", "field"), BAD.values(), ids=BAD.keys())
def test_bad_input(hr: Client, draft: Plan, model, changes, field) -> None:
    row = model.objects.filter(number=8).first() if model is Project else model.objects.first()
    url = page(model, "change", row.pk)
    before = model.objects.filter(pk=row.pk).values().get()
    answer = hr.post(url, {**typed_admin(hr, url), **changes})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[field]
    assert model.objects.filter(pk=row.pk).values().get() == before
    assert typed_in(answer)[field] == [changes[field]]


def test_rows_that_clash_with_each_other_are_refused_together(hr: Client, draft: Plan) -> None:
    """Two new bands overlap: neither sees the other in the database when it is checked."""
    CoefficientBand.objects.all().delete()
    url = page(Pool, "change", draft.pool.pk)
    typed = typed_admin(hr, url)
    for index, (low, high) in enumerate((("1", "5"), ("4", "9"))):
        typed |= {
            f"bands-{index}-id": "",
            f"bands-{index}-pool": str(draft.pool.pk),
            f"bands-{index}-from_heads": low,
            f"bands-{index}-to_heads": high,
            f"bands-{index}-coefficient": "1,5",
        }
    answer = hr.post(url, {**typed, "bands-TOTAL_FORMS": "2", "bands-INITIAL_FORMS": "0"})
    assert answer.status_code == 200
    assert "sovrappone" in answer.content.decode()
    assert not CoefficientBand.objects.exists()


def test_approved_plan_needs_act_and_reason(hr: Client, demo: Plan) -> None:
    project = demo.projects.get(number=8)
    url = page(Project, "change", project.pk)
    typed = {**typed_admin(hr, url), "weight": "20"}
    refused = hr.post(url, typed)
    assert set(refused.context["adminform"].form.errors) == {"amending_act", "amending_reason"}
    act, versions = demo.acts.order_by("date").last(), demo.versions.count()
    given = {"amending_act": str(act.pk), "amending_reason": "Nuovo peso"}
    assert hr.post(url, {**typed, **given}).status_code == 302
    assert demo.versions.count() == versions + 1
    changed = AuditEvent.objects.filter(action="changed", target_type="project").latest("pk")
    assert (changed.act, changed.reason, changed.changes) == (
        act,
        "Nuovo peso",
        {"weight": ["30", "20"]},
    )
    assert hr.post(page(Project, "delete", project.pk), {"post": "yes"}).status_code == 403


def test_approved_plan_does_not_slip_back_into_draft(hr: Client, demo: Plan) -> None:
    url = page(Plan, "change", demo.pk)
    answer = hr.post(url, {**typed_admin(hr, url), "state": PlanState.DRAFT})
    assert answer.status_code in (200, 302)
    demo.refresh_from_db()
    assert not demo.is_draft


# --- Speed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if model._meta.model_name != "user"],
    ids=lambda model: model._meta.model_name,
)
def test_lists_ask_the_same_with_more_rows(
    hr: Client, allocated: Plan, model: type, settings
) -> None:
    """Lists cut to one row and to all of them ask the database equally often."""
    counts = []
    for rows in (1, 50):
        admin.site._registry[model].list_per_page = rows
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(page(model, "changelist")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14
