"""Home: what each role finds first."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from incentives.actions.allocation import record_allocation
from incentives.models import CoefficientBand, Pool, ReviewRequest
from objectives.enums import PlanState, Role
from objectives.models import Plan, StaffAssignment, User
from reporting.pages.stepper import steps
from tests.distributed import approved, human_resources, prepared, ready, small_plan
from tests.pages import count_queries, text_of


def test_hr_finds_the_pool_to_the_cent(allocated: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.HR].get("/"))
    for words in (
        "Monte premi 91.223,09 €",
        "Quadra al centesimo.",
        "16,44 % 15.000,00",
        "19,95 % 18.200,00",
        "32,89 % 30.000,00",
        "30,69 % 28.000,00",
        "0,03 % 23,09",
        "100,00 % 91.223,09",
        "Verifica 2 incongruenze che bloccano",
        "Le 5 più gravi.",
    ):
        assert words in text


def test_niv_reads_the_same_without_tasks(allocated: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.NIV].get("/"))
    assert "Monte premi 91.223,09 €" in text
    assert "Da fare" not in text


def test_hr_is_told_what_the_allocation_waits_for(db: None, client: Client) -> None:
    plan = baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026, title="P")
    pool = baker.make(Pool, plan=plan, amount=Decimal("100.00"))
    baker.make(CoefficientBand, pool=pool, from_heads=1, to_heads=None, coefficient=1)
    hr = baker.make(User, role=Role.HR, username="hr")
    client.force_login(hr)
    before = text_of(client.get("/"))
    assert "Prepara il riparto" in before
    assert "Il monte premi non è ancora ripartito" in before
    record_allocation(by=hr, plan=plan)
    after = text_of(client.get("/"))
    assert "Approva il riparto n. 1" in after
    assert "Da approvare." in after


def test_without_a_pool_hr_is_told_to_enter_it_first(db: None, client: Client) -> None:
    baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026, title="P")
    client.force_login(baker.make(User, role=Role.HR, username="hr"))
    page = client.get("/")
    assert "Inserisci il monte premi" in text_of(page)
    assert "Prepara il riparto" not in text_of(page)
    assert client.get(reverse("admin:incentives_pool_add")).status_code == 200


def test_who_did_not_prepare_the_distribution_is_told_to_approve_it(
    db: None, client: Client
) -> None:
    run = prepared(ready(small_plan()))
    by, other = human_resources()
    seen = []
    for person in (by, other):
        client.force_login(person)
        seen.append("Approva la distribuzione n. 1" in text_of(client.get("/")))
    assert run.prepared_by == by
    assert seen == [False, True]


def test_hr_is_told_who_waits_for_an_answer(db: None, client: Client) -> None:
    run = approved(ready(small_plan(projects=1, people=4), {1: "90"}))
    line = run.employee_lines.select_related("employee")[0]
    baker.make(ReviewRequest, run=run, employee=line.employee, project=line.project)
    client.force_login(human_resources()[0])
    assert "Rispondi a 1 richiesta di verifica" in text_of(client.get("/"))


def test_a_manager_finds_their_projects(allocated: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.MANAGER].get("/"))
    assert "I tuoi progetti 13" in text
    assert "90 % attesi 100 %" in text
    assert "Progetti 9, 20, 22" in text
    assert "Monte premi" not in text


def test_an_employee_finds_their_projects_with_dates(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    text = text_of(clients[Role.EMPLOYEE].get("/"))
    assert "Progetti a cui partecipi 4" in text
    assert "27/01/2023 Perfezionamento e sottoscrizione del contratto" in text
    assert "hai una quota del premio" in text


def test_the_administrator_finds_accounts(demo: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.ADMINISTRATOR].get("/"))
    assert "Utenze attive 11 1 senza dipendente collegato, 0 chiusi" in text
    assert "Settori 6" in text


def test_without_a_plan_everybody_is_told_so(db: None, client: Client, role: str) -> None:
    client.force_login(baker.make(User, role=role, username="u"))
    assert "Non c’è ancora un piano" in text_of(client.get("/"))


def test_without_projects_of_their_own(db: None, client: Client) -> None:
    baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026, title="P")
    for role, words in (
        (Role.EMPLOYEE, "Non partecipi a nessun progetto"),
        (Role.MANAGER, "Nessun tuo progetto"),
        (Role.HR, "Il monte premi non è ancora ripartito"),
    ):
        client.force_login(baker.make(User, role=role, username=f"u-{role}"))
        assert words in text_of(client.get("/"))


def test_queries_do_not_grow_with_an_employees_projects(
    demo: Plan, clients: dict[str, Client], demo_user: Callable[[str], User]
) -> None:
    own = StaffAssignment.objects.filter(employee__user=demo_user(Role.EMPLOYEE))
    many = count_queries(clients[Role.EMPLOYEE], "/")
    assert own.count() > 1
    own.exclude(pk=own[0].pk).delete()
    assert count_queries(clients[Role.EMPLOYEE], "/") == many


@pytest.mark.parametrize(
    ("state", "place", "label"),
    [
        (PlanState.DRAFT, 0, "Bozza"),
        (PlanState.IN_PROGRESS, 2, "In corso"),
        (PlanState.SENT_BACK, 4, "Rinviato con rilievi"),
        (PlanState.VALIDATED, 4, "Validato"),
        (PlanState.PUBLISHED, 7, "Pubblicato"),
    ],
)
def test_the_stepper_has_eight_steps_and_one_is_current(
    state: PlanState, place: int, label: str
) -> None:
    shown = steps(Plan(year=2023, state=state), [])
    assert [step.status for step in shown] == ["done"] * place + ["current"] + ["later"] * (
        7 - place
    )
    assert shown[place].label == label
