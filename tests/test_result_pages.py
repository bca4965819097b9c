"""The pages of results, validation and state: what each person reads, does and is refused."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from objectives.actions.results import confirm_result
from objectives.actions.validation import open_remark, validate_result
from objectives.enums import PlanState, ResultState, Role, ValidationOutcome
from objectives.models import (
    AuditEvent,
    MonitoringWindow,
    Neutralisation,
    Plan,
    Project,
    ProjectResult,
    Remark,
    User,
)
from tests.crawl import written_statements
from tests.measured import complete, enter, final_report
from tests.pages import count_queries, numbers_of, text_of
from tests.states import put_in_state
from tests.test_role_matrix import METHODS, PAGES, answer_of

Find = Callable[[str], User]
P8 = "/piano/2023/progetti/8/"
RESULTS = "/piano/2023/risultati/"
STATE = "/piano/2023/stato/"


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


@pytest.fixture
def project(demo: Plan, window: MonitoringWindow) -> Project:
    found = demo.projects.get(number=8)
    complete(window, found)
    return found


@pytest.fixture
def result(project: Project, demo_user: Find) -> ProjectResult:
    return confirm_result(by=demo_user(Role.MANAGER), project=project)


# --- The project page --------------------------------------------------------------------------


def test_the_card_shows_the_computation_with_its_numbers(
    demo: Plan, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    first, second = demo.projects.get(number=4).indicators.all()
    enter(first, window, number=2)
    enter(second, window, numerator=80, denominator=100)
    text = text_of(clients[Role.HR].get("/piano/2023/progetti/4/"))
    assert "(70 × 100 + 30 × 80) / 100 = 94,00" in text
    assert "80 su 100 al 31/12/2023" in text
    assert "Risultato al 31/12/2023 RESULT-2" in text


def test_missing_values_are_listed_and_the_button_says_why(
    demo: Plan, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    enter(demo.projects.get(number=8).indicators.all()[0], window)
    page = clients[Role.MANAGER].get(P8)
    text = text_of(page)
    assert "Mancano 5 valori: indicatore 2 , indicatore 3" in text
    assert "Mancano 5 valori: indicatori 2, 3, 4, 5, 6." in text
    assert 'aria-disabled="true"' in page.content.decode()
    assert 'href="#indicatore-2"' in page.content.decode()


def test_the_mode_is_said_where_the_weights_do_not_total_100(
    demo: Plan, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    complete(window, *demo.projects.filter(number__in=[8, 9]))
    text = text_of(clients[Role.HR].get("/piano/2023/progetti/9/"))
    assert "(90 × 100) / 90 = 100,00" in text
    assert "I pesi danno 90: diviso per la somma dei pesi" in text
    assert "I pesi danno" not in text_of(clients[Role.HR].get(P8))


def test_while_the_year_runs_expected_and_forecast_stand_beside_the_result(
    demo: Plan, window: MonitoringWindow, clients: dict[str, Client], time_machine: Any
) -> None:
    put_in_state(demo, PlanState.IN_PROGRESS)
    MonitoringWindow.objects.filter(pk=window.pk).update(reference_date="2023-06-30")
    window.refresh_from_db()
    first = demo.projects.get(number=21).indicators.get()
    enter(first, window, number=1)
    time_machine.move_to("2023-06-30T12:00:00+02:00")
    clients[Role.HR].logout()
    clients[Role.HR].force_login(User.objects.get(username="risorse.umane"))
    text = text_of(clients[Role.HR].get("/piano/2023/progetti/21/"))
    assert "Atteso oggi FORECAST-1 49,59 %" in text
    assert "Misurato 33,33 %" in text
    assert "67,21 % se il passo da inizio anno continua fino al 31/12/2023" in text


def test_a_value_entered_after_the_confirmation_is_told(
    project: Project, result: ProjectResult, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    entry = project.indicators.all()[0].entries.get()
    enter(entry.indicator, window, number=0, replaces=entry)
    text = text_of(clients[Role.NIV].get(P8))
    assert "Valori o scheda sono cambiati dopo la conferma." in text
    assert "Risultato al 31/12/2023 100,00 %" in text


def test_an_employee_sees_progress_and_nothing_about_other_people(
    project: Project, result: ProjectResult, clients: dict[str, Client], demo_user: Find
) -> None:
    open_remark(by=demo_user(Role.NIV), project=project, subject="Riservato", text="x")
    text = text_of(clients[Role.EMPLOYEE].get(P8))
    assert "Confermato, da validare" in text
    assert "Marescotti" not in text.split("Responsabile")[0]
    assert "Riservato" not in text
    assert "Conferma e validazione" not in text


# --- Acts --------------------------------------------------------------------------------------


def test_a_manager_confirms_once_however_often_they_press(
    project: Project, clients: dict[str, Client]
) -> None:
    client = clients[Role.MANAGER]
    page = client.get(f"{P8}conferma/")
    assert "Confermi il risultato del progetto 8?" in text_of(page)
    seen = page.context["form"].initial["seen"]
    for _ in range(2):
        answer = client.post(f"{P8}conferma/", {"seen": seen})
        assert answer["Location"] == P8
    assert ProjectResult.objects.get().state == ResultState.CONFIRMED


def test_a_stale_confirmation_is_refused_with_a_sentence(
    project: Project, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    seen = clients[Role.MANAGER].get(f"{P8}conferma/").context["form"].initial["seen"]
    entry = project.indicators.all()[0].entries.get()
    enter(entry.indicator, window, number=0, replaces=entry)
    text = text_of(clients[Role.MANAGER].post(f"{P8}conferma/", {"seen": seen}))
    assert "I valori sono cambiati da quando hai aperto la pagina" in text
    assert not ProjectResult.objects.exists()


def test_hr_sends_back_with_a_reason(
    project: Project, result: ProjectResult, clients: dict[str, Client]
) -> None:
    client = clients[Role.HR]
    assert "Scrivi il motivo." in text_of(client.post(f"{P8}rinvio/", {"reason": " "}))
    client.post(f"{P8}rinvio/", {"reason": "Manca la ricevuta"})
    text = text_of(client.get(P8))
    assert "rinviato da Marta Querciola" in text
    assert "Manca la ricevuta" in text


def test_hr_neutralises_and_lets_count_again(
    demo: Plan, project: Project, clients: dict[str, Client]
) -> None:
    client, page = clients[Role.HR], f"{P8}indicatori/5/neutralizza/"
    text = text_of(client.post(page, {"act": "", "reason": ""}))
    assert "Scegli l’atto." in text
    assert "Scrivi quale causa esterna" in text
    act = demo.acts.all()[0]
    client.post(page, {"act": act.pk, "reason": "Sequestro del cantiere"})
    assert Neutralisation.objects.get().revoked_at is None
    assert "Sequestro del cantiere" in text_of(client.get(P8))
    client.post(page, {"reason": "Dissequestrato"})
    assert Neutralisation.objects.get().revoked_reason == "Dissequestrato"
    assert client.get(f"{P8}indicatori/77/neutralizza/").status_code == 404


def test_hr_settles_the_mode(
    demo: Plan, window: MonitoringWindow, clients: dict[str, Client]
) -> None:
    complete(window, demo.projects.get(number=9))
    page = "/piano/2023/progetti/9/pesi/"
    data = {"mode": "as_written", "act": demo.acts.all()[0].pk, "reason": "Come nell’atto"}
    assert "scegli l’atto che lo modifica" in text_of(
        clients[Role.HR].post(page, {"mode": "as_written"})
    )
    clients[Role.HR].post(page, data)
    text = text_of(clients[Role.HR].get("/piano/2023/progetti/9/"))
    assert "(90 × 100) / 100 = 90,00" in text


def test_the_niv_decides_remarks_are_answered_and_closed(
    project: Project, result: ProjectResult, clients: dict[str, Client]
) -> None:
    niv, manager = clients[Role.NIV], clients[Role.MANAGER]
    page = f"{P8}esito/"
    text = text_of(niv.post(page, {"result": 1}))
    assert "Scegli l’esito." in text
    text = text_of(niv.post(page, {"result": 1, "outcome": "with_remarks", "text": ""}))
    assert "Scrivi il rilievo, o perché il risultato viene rinviato." in text
    niv.post(page, {"result": 1, "outcome": "with_remarks", "text": "Manca il verbale"})
    thread = f"{P8}rilievi/{Remark.objects.get().pk}/"
    assert "Rispondi al rilievo del NIV sul progetto 8" in text_of(manager.get("/"))
    manager.post(thread, {"text": "Allegato oggi"})
    assert "Leggi la risposta sul progetto 8" in text_of(niv.get("/"))
    niv.post(f"{thread}chiudi/")
    text = text_of(manager.get(thread))
    assert "Allegato oggi" in text
    assert "Il rilievo è chiuso" in text
    assert manager.post(thread, {"text": "Ancora"}).status_code == 200
    assert Remark.objects.get().messages.count() == 2


# --- The NIV changes nothing else --------------------------------------------------------------

NIV_WRITES = {
    "result_validate": {"result": 1, "outcome": "with_remarks", "text": "x"},
    "remark_open": {"subject": "x", "text": "x"},
    "remark": {"text": "x"},
    "remark_close": {},
    "plan_state": {"to": "validated", "reason": "x"},
    "plan_state_undo": {"step": 1, "reason": "x"},
}
READ_ONLY_POSTS = {"allocation_whatif", "set_language"}
OWN_TABLES = {
    "objectives_validation",
    "objectives_projectresult",
    "objectives_remark",
    "objectives_remarkmessage",
    "objectives_plantransition",
    "objectives_plan",
    "objectives_auditevent",
}


def tables(statements: list[str]) -> set[str]:
    return {sql.replace('"', " ").replace("`", " ").split("objectives_")[1].split()[0]
            if "objectives_" in sql else sql for sql in statements}  # fmt: skip


def test_no_address_and_no_method_lets_the_niv_change_anything_else(
    project: Project, result: ProjectResult, clients: dict[str, Client]
) -> None:
    """Whatever it sends anywhere, it writes its own acts alone; everything else is refused."""
    client = clients[Role.NIV]
    everything = {key: value for data in NIV_WRITES.values() for key, value in data.items()}
    more = {"act": project.plan.acts.all()[0].pk, "mode": "as_written", "seen": "", "rule": "x"}
    for page in PAGES:
        for method in METHODS:
            data = NIV_WRITES.get(page.name, everything | more)
            address = page.url
            with written_statements() as written:
                response = getattr(client, method)(address, data)
            if response.streaming:  # an unread file stays open
                list(response.streaming_content)
            answer = answer_of(response)
            if page.name in NIV_WRITES and method == "post":
                assert {f"objectives_{name}" for name in tables(written)} <= OWN_TABLES
            else:
                assert not written, f"{method} {page.url}: {answer} {written}"
    allowed = {page.name for page in PAGES if page.post and page.expected("post", Role.NIV) != "403"
               and page.expected("post", Role.NIV) not in ("404", "login")}  # fmt: skip
    assert allowed <= set(NIV_WRITES) | READ_ONLY_POSTS | {"admin:logout"}


# --- The list ----------------------------------------------------------------------------------


def test_the_list_says_what_is_left_and_filters(
    demo: Plan, result: ProjectResult, window: MonitoringWindow, clients: dict[str, Client],
    demo_user: Find,
) -> None:  # fmt: skip
    niv = demo_user(Role.NIV)
    other = demo.projects.get(number=21)
    complete(window, other)
    done = confirm_result(by=demo_user(Role.MANAGER), project=other)
    validate_result(by=niv, project=other, result=done, outcome=ValidationOutcome.VALIDATED)
    open_remark(by=niv, project=demo.projects.get(number=1), subject="x", text="x")
    client = clients[Role.NIV]
    assert "24 progetti: 2 confermati, 1 validati dal NIV." in text_of(client.get(RESULTS))
    assert numbers_of(client.get(f"{RESULTS}?da_validare=1")) == [8]
    assert numbers_of(client.get(f"{RESULTS}?stato=validated")) == [21]
    assert numbers_of(client.get(f"{RESULTS}?rilievi=1")) == [1]
    assert 8 not in numbers_of(client.get(f"{RESULTS}?sotto_soglia=1"))
    assert len(numbers_of(client.get(f"{RESULTS}?settore=4&stato=missing"))) == 1
    assert "Nessun progetto" in text_of(client.get(f"{RESULTS}?stato=sent_back"))
    mine = numbers_of(clients[Role.MANAGER].get(RESULTS))
    assert 15 not in mine
    assert 8 in mine


def test_what_the_niv_sees_can_be_taken_away(
    project: Project, result: ProjectResult, clients: dict[str, Client], demo_user: Find
) -> None:
    open_remark(by=demo_user(Role.NIV), project=project, subject="=1+1", text="Testo")
    client = clients[Role.NIV]
    answer = client.get("/piano/2023/risultati-2023.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Risultati", "Indicatori", "Rilievi"]
    head, *rows = book["Risultati"].iter_rows(values_only=True)
    eighth = dict(zip(head, rows[7], strict=True))
    assert (eighth["N."], eighth["Risultato"], eighth["SHA-256"]) == (8, 1, result.sha256)
    assert eighth["Soglia raggiunta"] == "raggiunta"
    lines = list(book["Indicatori"].iter_rows(values_only=True, min_row=2))
    assert [row[6] for row in lines if row[0] == 8] == [1] * 6
    remark = book["Rilievi"].cell(2, 2)
    assert (remark.value, remark.data_type) == ("=1+1", "s")
    again = client.get("/piano/2023/risultati-2023.xlsx")
    assert again.content == answer.content
    text = client.get("/piano/2023/risultati-2023.csv?stato=confirmed").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert ";100;" in text


# --- The state ---------------------------------------------------------------------------------


def test_the_state_page_moves_and_takes_back(demo: Plan, clients: dict[str, Client]) -> None:
    put_in_state(demo, PlanState.DRAFT)
    client, act = clients[Role.HR], demo.acts.all()[0]
    steps = AuditEvent.objects.filter(action="state")
    before = steps.count()
    text = text_of(client.post(STATE, {"to": "approved", "reason": "x"}))
    assert "Scegli l’atto." in text
    assert client.post(STATE, {"to": "approved", "act": act.pk})["Location"] == STATE
    text = text_of(client.get(STATE))
    assert "Bozza → Approvato" in text
    step = demo.transitions.order_by("-pk")[0]
    undo = f"{STATE}annulla/"
    assert "Scrivi perché" in text_of(client.post(undo, {"step": step.pk, "reason": ""}))
    client.post(undo, {"step": step.pk, "reason": "Sbagliato"})
    demo.refresh_from_db()
    assert demo.is_draft
    assert steps.count() == before + 2
    assert client.post(undo, {"step": 999_999, "reason": "x"}).status_code == 404


def test_an_unmet_step_is_shown_and_refused(demo: Plan, clients: dict[str, Client]) -> None:
    put_in_state(demo, PlanState.FINAL_REPORT)
    page = clients[Role.NIV].get(STATE)
    assert 'href="/piano/2023/risultati/?stato=' in page.content.decode()
    answer = clients[Role.NIV].post(STATE, {"to": "validated", "act": demo.acts.all()[0].pk})
    assert "Non ancora:" in text_of(answer)
    assert clients[Role.HR].post(STATE, {"to": "validated"}).status_code == 403
    demo.refresh_from_db()
    assert demo.state == PlanState.FINAL_REPORT


# --- Queries -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [RESULTS, STATE, "/"])
@pytest.mark.parametrize("role", [Role.NIV, Role.HR])
def test_queries_do_not_grow_with_the_projects(
    address: str, role: str, demo: Plan, window: MonitoringWindow, clients: dict[str, Client],
    demo_user: Find,
) -> None:  # fmt: skip
    other = Plan.objects.create(year=2022, triennium_start=2022, triennium_end=2024, title="Altro")
    projects = list(demo.projects.filter(number__in=[8, 9, 21]))
    complete(window, *projects)
    for project in projects:
        confirm_result(by=demo_user(Role.MANAGER), project=project)
    demo.projects.exclude(number__in=[8, 9, 21]).update(plan=other)
    clients[role].get(address)
    three = count_queries(clients[role], address)
    demo.projects.exclude(number=8).update(plan=other)
    assert count_queries(clients[role], address) <= three
