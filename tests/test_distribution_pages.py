"""The pages of the distribution: what they say, to whom, at what cost, and what they record."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incentives.distribution.charts import flow, histogram
from incentives.distribution.runs import head_of
from incentives.models import DistributionRun, PayoutRule
from incentives.views import distribution_trial
from objectives.enums import ActKind, ResultState, Role
from objectives.models import AuditEvent, Employee, Plan, User
from tests.distributed import (
    an_act,
    approved,
    give_result,
    give_results,
    human_resources,
    prepared,
    ready,
    small_plan,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/piano/2031/distribuzione/"


@pytest.fixture
def plan() -> Plan:
    return ready(small_plan(), {1: "90", 2: "79.99"})


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def first(plan: Plan) -> Client:
    return client_of(human_resources()[0])


@pytest.fixture
def second(plan: Plan) -> Client:
    return client_of(human_resources()[1])


def get(client: Client, path: str = "") -> str:
    response = client.get(f"{PAGE}{path}")
    assert response.status_code == 200, response
    return text_of(response)


def assert_has(text: str, *parts: str) -> None:
    missing = [part for part in parts if part not in text]
    assert not missing, f"{missing}\nnot in\n{text}"


# --- The guide -----------------------------------------------------------------------------


def test_the_guide_shows_what_is_needed_and_what_today_gives(first: Client) -> None:
    assert_has(
        get(first),
        "a posto: riparto n. 1 approvato",
        "a posto: tutti i risultati sono validati",
        "validazione del NIV: verbale n. 3 del 28/06/2024",
        "il contratto integrativo non è fra gli atti",
        "l’atto che approva la distribuzione non è registrato",
        "Monte premi 215,00 = Pagato 90,00 + Economie 110,00 + Riserva 10,00 "
        "+ Non attribuiti 5,00 Quadratura 0,00",
        "1 progetto non paga nulla. Progetto 2.",
        "100,00 × 90 % = 90,00",
        "Risultato 79,99 %, sotto la soglia di 80 %: non si paga nulla.",
        "Risultato sotto la soglia 2 100,00",
        "Prepara la distribuzione",
        "Dati manca: Regole di pagamento: Manca la regola di pagamento del piano.",
    )


def test_the_guide_says_what_is_missing(plan: Plan, first: Client) -> None:
    give_results(plan, state=ResultState.CONFIRMED)
    an_act(plan, "9", ActKind.CONTRACT)
    an_act(plan, "140")
    assert_has(
        get(first),
        "risultati da validare: progetti 1, 2",
        "contratto firmato: contratto integrativo n. 9",
        "atto registrato: determina n. 140",
        "Alcuni risultati non sono validati dal NIV. Confermati ma non validati: progetti 1, 2. "
        "Queste cifre sono una simulazione e non si possono approvare.",
    )


def test_the_guide_says_why_nothing_can_be_computed(plan: Plan, first: Client) -> None:
    plan.projects.get(number=2).results.update(
        state=ResultState.SENT_BACK, sent_back_by=human_resources()[0], sent_back_reason="No"
    )
    text = get(first)
    assert_has(text, "Non si può ancora calcolare. Il progetto 2 non ha un risultato")
    assert "Prepara la distribuzione" not in text


def test_no_page_without_a_pool(first: Client) -> None:
    Plan.objects.create(year=2040, triennium_start=2040, triennium_end=2042, title="Nuovo")
    response = first.get("/piano/2040/distribuzione/")
    assert_has(text_of(response), "Manca il monte premi")
    assert first.get("/piano/2040/distribuzione/prova/").status_code == 200


# --- From preparing to superseding ---------------------------------------------------------


def test_two_people_take_it_from_preparing_to_approval(
    plan: Plan, first: Client, second: Client
) -> None:
    answer = first.post(f"{PAGE}prepara/", {"paid_on": "27/07/2024"}, follow=True)
    assert_has(text_of(answer), "Distribuzione n. 1 preparata.", "l’hai preparata tu")
    an_act(plan, "140")
    text = get(second, "1/approva/")
    assert_has(text, "Pagato alle persone 90,00 € 3 persone", "Approva la distribuzione n. 1")
    act = plan.acts.get(number="140")
    answer = second.post(f"{PAGE}1/approva/", {"act": act.pk}, follow=True)
    assert_has(text_of(answer), "Distribuzione n. 1 approvata. Da ora non si modifica")
    assert DistributionRun.objects.get().act == act


def test_an_approval_without_its_act_is_refused_in_words(plan: Plan, second: Client) -> None:
    prepared(plan)
    answer = second.post(f"{PAGE}1/approva/", {"act": plan.acts.get(number="3").pk})
    assert_has(text_of(answer), "Scegli l’atto.")
    assert DistributionRun.objects.get().approved_at is None


def test_a_wrong_day_and_a_missing_reason_stay_at_their_field(plan: Plan, first: Client) -> None:
    approved(plan)
    answer = first.post(f"{PAGE}prepara/", {"paid_on": "31/02/2024", "reason": "Ricorso"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["paid_on"]
    assert 'value="31/02/2024"' in answer.content.decode()
    answer = first.post(f"{PAGE}prepara/", {"paid_on": "27/07/2024", "reason": "Ricorso"})
    assert_has(text_of(answer), "Dalla distribuzione n. 1, in vigore, non è cambiato nulla.")
    give_result(plan.projects.get(number=2), "85")
    answer = first.post(f"{PAGE}prepara/", {"paid_on": "27/07/2024"})
    assert_has(text_of(answer), "Scrivi perché serve una nuova distribuzione")


def test_a_second_run_shows_and_pays_the_difference(plan: Plan, first: Client) -> None:
    approved(plan)
    give_result(plan.projects.get(number=1), "80.01")
    give_result(plan.projects.get(number=2), "100")
    approved(plan, "150", reason="Rilievo del NIV")
    assert_has(
        get(first, "2/"),
        "Si paga solo la differenza rispetto alla n. 1 Rilievo del NIV",
        "Pagato con la n. 1 90,00 € Dovuto con la n. 2 180,01 € Da pagare ora +90,01 €",
        "−9,99",
        "+100,00",
    )
    people = get(first, "2/persone/")
    assert_has(people, "30,00 60,01 +30,01", "26,67 (−3,33)")
    compared = get(first, "confronto/?a=1&b=2")
    assert_has(
        compared,
        "3 persone cambiano importo.",
        "90,00 % 80,01 % 90,00 80,01 −9,99",
        "Pagato 90,00 180,01 +90,01",
        "Economie 110,00 19,99 −90,01",
    )
    assert_has(get(first, "1/"), "Sostituita dalla n. 2")


# --- A run ---------------------------------------------------------------------------------


def test_the_run_says_every_figure(plan: Plan, first: Client) -> None:
    PayoutRule.objects.create(plan=plan, kind="proportional_full_from", full_from=Decimal(90))
    approved(plan)
    assert_has(
        get(first, "1/"),
        "Distribuzione n. 1, dai risultati alle persone",
        "Approvata il",
        "Monte premi 215,00 = Pagato 100,00 + Economie 100,00 + Riserva 10,00",
        "100,00 × 100 % = 100,00",
        "In proporzione, tutto da un risultato",
        "CPDEL 23,80 %",
        "Dove va il monte premi",
        "oltre 30,00 fino a 35,00",
        "Identico.",
    )


def test_a_run_of_many_lines_is_made_again_when_asked(
    plan: Plan, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(plan)
    monkeypatch.setattr("incentives.views.distribution.LINES_AT_ONCE", 1)
    assert_has(get(first, "1/"), "Rifalla adesso")
    assert_has(get(first, "1/?ricalcolo=1"), "dà gli stessi importi e la stessa impronta")


def test_today_of_many_lines_is_computed_when_asked(
    plan: Plan, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incentives.views.distribution.LINES_AT_ONCE", 1)
    guide = get(first)
    assert_has(guide, "Calcola ora", "Prepara la distribuzione")
    assert "Economie per motivo" not in guide
    assert_has(get(first, "?calcola=1"), "Economie per motivo", "Progetto di prova 1")


def test_projects_are_shown_a_page_at_a_time_with_the_totals_of_all(
    plan: Plan, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(plan)
    monkeypatch.setattr("incentives.views.distribution.ROWS_ON_A_PAGE", 1)
    pages = [first.get(f"{PAGE}1/?page={number}").content.decode() for number in (1, 2)]
    for page, shown, hidden in zip(pages, (1, 2), (2, 1), strict=True):
        assert f'id="progetto-{shown}"' in page
        assert f'id="progetto-{hidden}"' not in page
        assert_has(page, f"Pagina {shown} di 2", 'pp-card-skip">200,00</td>')


@pytest.mark.parametrize("path", ["9/", "9/persone/", "9/approva/"])
def test_a_run_that_is_not_there_answers_404(first: Client, path: str) -> None:
    assert first.get(f"{PAGE}{path}").status_code == 404


# --- Its people ----------------------------------------------------------------------------


def test_people_are_found_by_name_and_code(plan: Plan, first: Client) -> None:
    prepared(plan)
    person = Employee.objects.get(code="T-00002")
    Employee.objects.filter(pk=person.pk).update(last_name="Belriposo", first_name="Ines")
    assert "3 persone" in get(first, "1/persone/")
    for words in ("belrip", "T-00002", "ines belriposo"):
        assert_has(get(first, f"1/persone/?cerca={words}"), "1 persona", "Belriposo Ines")
    assert_has(get(first, "1/persone/?cerca=nessuno"), "Nessuno trovato")
    assert_has(get(first, "1/persone/?chi=senza"), "Nessuno trovato")


def test_people_without_a_share_say_why(plan: Plan, first: Client) -> None:
    project = plan.projects.get(number=1)
    project.staff.filter(employee__code="T-00001").update(shares_premium=False)
    prepared(plan)
    assert_has(get(first, "1/persone/?chi=senza"), "1 persona", "partecipa senza quota")


def test_each_look_at_names_is_recorded_and_no_other(plan: Plan, first: Client) -> None:
    prepared(plan)
    for path in ("", "1/", "prova/?kind=bands", "confronto/"):
        get(first, path)
    assert not AuditEvent.objects.filter(action="read").exists()
    get(first, "1/persone/")
    event = AuditEvent.objects.get(action="read")
    assert (event.actor, event.plan) == (human_resources()[0], plan)
    assert (event.target_type, event.changes) == (
        "distributionrun",
        {"what": ["", "distribution_people"]},
    )
    assert first.head(f"{PAGE}1/persone/").status_code == 405
    assert first.get(f"{PAGE}9/persone/").status_code == 404
    assert AuditEvent.objects.filter(action="read").count() == 1


def test_what_cannot_be_recorded_is_not_shown(
    plan: Plan, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(plan)

    def fail(**values: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("incentives.views.distribution.record_reading", fail)
    first.raise_request_exception = False
    answer = first.get(f"{PAGE}1/persone/")
    assert answer.status_code == 500
    assert "T-00001" not in answer.content.decode()


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EMPLOYEE, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["", "1/", "1/persone/", "prova/", "confronto/", "1/approva/"])
def test_nobody_else_reads(plan: Plan, role: str, path: str) -> None:
    prepared(plan)
    somebody = client_of(User.objects.create(username="altri", role=role))
    assert somebody.get(f"{PAGE}{path}").status_code == 403


def test_the_niv_reads_and_neither_prepares_nor_approves(plan: Plan) -> None:
    prepared(plan)
    niv = client_of(User.objects.create(username="niv", role=Role.NIV))
    text = get(niv)
    assert "Prepara una nuova distribuzione" not in text
    assert "Approva la distribuzione" not in get(niv, "1/")
    assert niv.get(f"{PAGE}1/persone/").status_code == 200
    assert niv.post(f"{PAGE}prepara/", {"paid_on": "27/07/2024"}).status_code == 403
    assert niv.get(f"{PAGE}1/approva/").status_code == 403


# --- Other rules ---------------------------------------------------------------------------


def test_other_rules_stand_beside_todays(plan: Plan, first: Client) -> None:
    text = get(first, "prova/?kind=threshold_full")
    assert_has(
        text,
        "Pagato con le regole di oggi 90,00 € Economie 110,00 €",
        "Pagato con queste regole 100,00 €",
        "Differenza +10,00 € 3 prendono di più, 0 di meno",
        # All rules side by side: whole, in proportion, whole from 95, by bands, by steps.
        "90,00 % 100,00 100,00 90,00 90,00 100,00 70,00 90,00 100,00 +10,00",
    )
    assert not DistributionRun.objects.exists()


def test_nothing_is_computed_before_there_are_rules_to_compare(
    first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refused(*args: Any, **kwargs: Any) -> tuple[None, str]:
        asked.append("asked")
        return None, "Manca qualcosa."

    monkeypatch.setattr(distribution_trial, "today_or_refusal", refused)
    assert "Calcola" in get(first, "prova/")
    assert not asked
    assert "Manca qualcosa." in get(first, "prova/?kind=threshold_full")
    assert asked == ["asked"]


def test_factors_and_caps_are_tried_too(plan: Plan, first: Client) -> None:
    plan.projects.get(number=1).staff.filter(employee__code="T-00001").update(participation=50)
    text = get(first, "prova/?kind=proportional&participation=economy")
    assert_has(text, "Pagato con queste regole 75,00 €", "0 prendono di più, 3 di meno")
    assert_has(get(first, "prova/?kind=proportional&cap=20"), "Pagato con queste regole 58,00 €")
    assert_has(get(first, "prova/?score=economy"), "Non si può ancora calcolare.", "valutazione")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("bands=settanta", "Scrivi ogni fascia come risultato: percentuale"),
        ("bands=70: 90; 90: 50", "le fasce pagano meno di prima"),
        ("base=101", "fra 0 e 100"),
        ("kind=altro", "Scegli"),
    ],
)
def test_impossible_rules_are_refused_at_their_field(first: Client, query: str, words: str) -> None:
    assert_has(get(first, f"prova/?{query}"), words)


# --- Cost ----------------------------------------------------------------------------------


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def counted(projects: int, people: int, year: int) -> dict[str, int]:
    plan = ready(small_plan(projects, people, year), {1: "90"})
    approved(plan)
    give_result(plan.projects.get(number=1), "95")
    prepared(plan, reason="Rilievo")
    client = client_of(human_resources()[1])
    page = f"/piano/{year}/distribuzione/"
    paths = ("", "2/", "2/persone/", "2/persone/?chi=diversi", "prova/?kind=bands")
    costs = {path: queries(client, f"{page}{path}") for path in paths}
    return costs | {"compare": queries(client, f"{page}confronto/?a=1&b=2")}


def test_pages_cost_the_same_however_many(db: None) -> None:
    human_resources()
    few, many = counted(1, 1, 2032), counted(3, 3, 2033)
    assert few == many
    assert max(few.values()) <= 45, few


# --- Drawings ------------------------------------------------------------------------------


def test_the_flow_is_true_to_scale(plan: Plan) -> None:
    drawing = flow(head_of(prepared(plan)))
    assert [(node.label, node.amount) for node in drawing["rows"]] == [
        ("Pagato", Decimal(90)),
        ("Economie", Decimal(110)),
        ("Riserva", Decimal(10)),
        ("Non attribuiti", Decimal(5)),
    ]
    paid, economies = drawing["ends"]
    assert round(paid.height / economies.height, 6) == round(Decimal(90) / 110, 6)
    assert sum(node.amount for node in drawing["rows"]) == drawing["pool"]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], [0]),
        (["0", "0"], [2]),
        (["0", "0.01", "1", "1.01"], [1, 2, 1]),
        (["1000", "100", "100.01"], [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]),
        (["1000.01"], [0, 0, 0, 0, 0, 0, 1]),
    ],
)
def test_the_histogram_counts_everybody_once(amounts: list[str], expected: list[int]) -> None:
    drawing = histogram([Decimal(amount) for amount in amounts])
    assert [item.people for item in drawing["bins"]] == expected


def test_drawings_say_what_they_show(plan: Plan, first: Client) -> None:
    prepared(plan)
    page = first.get(f"{PAGE}1/").content.decode()
    drawings = re.findall(r'<svg class="pp-svg"[^>]*role="img".*?</desc>', page, re.DOTALL)
    assert len(drawings) == 3
    assert all("<title" in drawing and "<desc" in drawing for drawing in drawings)


def test_nothing_is_written_inline(plan: Plan, first: Client) -> None:
    prepared(plan)
    answers: list[HttpResponse] = [
        first.get(f"{PAGE}{path}") for path in ("", "1/", "1/persone/", "prova/?kind=bands")
    ]
    assert not [a for a in answers if re.search(r"<[^>]+ style=", a.content.decode())]
