"""Pages of the individual premium: switched on, evaluated, prepared, approved, handed over."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incentives.individual.runs import premium_of
from incentives.models import Evaluation, IndividualRun
from objectives.enums import AuditAction, Role
from objectives.models import AuditEvent, Plan, User
from tests.distributed import an_act, human_resources, ready, small_plan
from tests.distributed import approved as pay
from tests.individual import (
    approved,
    evaluate,
    hold_eq,
    plan_with_premium,
    prepared,
    switched_on,
)
from tests.test_documents import assert_accessible, squeezed, text_of
from tests.test_handover import on_chapters
from tests.test_statement import client_of as client_of_employee
from tests.test_statement import person

pytestmark = pytest.mark.django_db

PLACE = "/piano/2031/distribuzione/premio-individuale/"
LIST = "/piano/2031/dati/valutazioni-individuali/"
MINE = "/piano/2031/il-mio-premio/"
FILES = {
    "premium_payroll_xlsx": "stipendi-premio-individuale-2031.xlsx",
    "premium_payroll_csv": "stipendi-premio-individuale-2031.csv",
    "premium_annex_pdf": "allegato-premio-individuale-2031.pdf",
}


@pytest.fixture
def plan() -> Plan:
    return plan_with_premium()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def hr() -> Client:
    return client_of(human_resources()[0])


@pytest.fixture
def other() -> Client:
    return client_of(human_resources()[1])


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# --- On and off ----------------------------------------------------------------------------


def test_while_off_only_human_resources_see_where_it_is_switched_on(hr: Client) -> None:
    plan = small_plan(projects=1)
    evaluate(plan, "90")
    niv = client_of(User.objects.create(username="niv", role=Role.NIV))
    for path in (PLACE, PLACE + "1/", PLACE + "1/consegna/", LIST, LIST + "nuovo/"):
        page_of(hr, path, 404)
    assert hr.post(PLACE + "prepara/").status_code == hr.post(PLACE + "disattiva/").status_code
    assert "Premio individuale" in page_of(hr, "/piano/2031/distribuzione/")
    assert "Premio individuale" not in page_of(niv, "/piano/2031/distribuzione/")
    assert "premio individuale" not in words(page_of(hr, "/admin/")).lower()
    assert "mai con un punteggio da raggiungere" in page_of(hr, PLACE + "condizioni/")


def terms(plan: Plan, **changes: Any) -> dict[str, Any]:
    values = {
        "amount": "1.000,00",
        "act": an_act(plan, "12", "contract").pk,
        "quota_kind": "people",
        "quota_people": "1",
        "quota_percent": "",
        "quota_rounding": "down",
        "extra": "30",
        "tie_rule": "by_lot",
    }
    return {**values, **changes}


def test_switched_on_with_its_terms_and_off_again(hr: Client) -> None:
    plan = small_plan(projects=1)
    response = hr.post(PLACE + "condizioni/", terms(plan))
    assert response["Location"] == PLACE
    premium = premium_of(plan)
    assert premium
    assert (premium.amount, premium.tie_rule) == (Decimal(1000), "by_lot")
    assert "Sorteggio" in page_of(hr, PLACE)
    assert hr.post(PLACE + "disattiva/")["Location"] == "/piano/2031/distribuzione/"
    page_of(hr, PLACE, 404)


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"extra": "29,99"}, "extra", "La maggiorazione è una percentuale da 30 a 100."),
        ({"amount": "-1"}, "amount", "Scrivi un importo non negativo."),
        ({"act": ""}, "act", "Questo campo è obbligatorio."),
        ({"quota_people": ""}, "quota_people", "almeno una."),
        ({"quota_people": "0"}, "quota_people", "almeno una."),
        ({"quota_kind": "percent"}, "quota_percent", "sopra 0 e fino a 100."),
    ],
)
def test_refused_terms_stand_at_their_field(
    hr: Client, changes: dict[str, Any], field: str, text: str
) -> None:
    plan = small_plan(projects=1)
    form = hr.post(PLACE + "condizioni/", terms(plan, **changes)).context["form"]
    assert text in " ".join(form.errors[field])
    assert premium_of(plan) is None


def test_another_quota_needs_its_reason_once_somebody_is_evaluated(plan: Plan, hr: Client) -> None:
    values = terms(plan, quota_people="2", tie_rule="longer_service")
    form = hr.post(PLACE + "condizioni/", values).context["form"]
    assert "scrivi perché" in " ".join(form.errors["reason"])
    assert hr.post(PLACE + "condizioni/", {**values, "reason": "Contratto"}).status_code == 302
    assert AuditEvent.objects.latest("pk").reason == "Contratto"


def test_a_paid_premium_cannot_be_switched_off(plan: Plan, hr: Client) -> None:
    approved(plan)
    page = hr.post(PLACE + "disattiva/", follow=True).content.decode()
    assert "il modulo resta attivo" in page


# --- Evaluations ---------------------------------------------------------------------------


def test_one_evaluation_entered_by_hand(hr: Client) -> None:
    plan = small_plan(projects=1)
    switched_on(plan)
    typed = {"employee": "T-00001", "evaluation": "97,25", "positive": "on", "service_days": ""}
    assert hr.post(LIST + "nuovo/", typed).status_code == 302
    row = Evaluation.objects.get(plan=plan)
    assert (row.evaluation, row.positive, row.service_days) == (Decimal("97.25"), True, 0)
    again = hr.post(LIST + "nuovo/", typed).context["form"]
    assert "ha già una valutazione" in " ".join(again.errors["employee"])
    wrong = hr.post(LIST + "nuovo/", {**typed, "evaluation": "97,255", "lot": "0"}).context["form"]
    assert set(wrong.errors) == {"employee", "evaluation", "lot"}
    assert "Premio individuale" in page_of(hr, LIST)


def test_a_pasted_table_with_errors_at_their_cells(hr: Client) -> None:
    plan = small_plan(projects=1)
    switched_on(plan)
    lines = ["T-00001\t97,25\tsì\t4.000\t1\t", "T-00002\t101\t\tx\t\t0"]
    context = hr.post(LIST + "importa/", {"block": "\n".join(lines), "confirm": "1"}).context
    wrong = {cell["header"] for row in context["rows"] for cell in row["cells"] if cell["errors"]}
    assert {str(name) for name in wrong} == {
        "Valutazione",
        "Positiva",
        "Giorni di servizio",
        "Sorteggio",
    }
    assert not Evaluation.objects.exists()
    lines[1] = "T-00002\t90\tno\t\t\t2"
    assert (
        hr.post(LIST + "importa/", {"block": "\n".join(lines), "confirm": "1"}).status_code == 302
    )
    columns = ("evaluation", "positive", "service_days", "extras", "lot")
    assert list(Evaluation.objects.order_by("employee__code").values_list(*columns)) == [
        (Decimal("97.25"), True, 4000, 1, None),
        (Decimal(90), False, 0, 0, 2),
    ]


def test_an_eq_holder_is_refused_in_form_and_table_and_named_on_the_page(hr: Client) -> None:
    plan = small_plan(projects=1)
    switched_on(plan)
    evaluate(plan, "98", "90")
    hold_eq(person(2), date(2031, 1, 1))
    said = "l’art. 81 riguarda chi non è EQ"
    typed = {"employee": str(person(2).pk), "evaluation": "97", "positive": "on"}
    row = Evaluation.objects.get(employee=person(2))
    answer = hr.post(f"{LIST}{row.pk}/", typed)
    assert said in " ".join(answer.context["form"].errors["employee"])
    block = {"block": "T-00002\t97\tsì\t\t\t", "confirm": "1"}
    assert said in words(hr.post(LIST + "importa/", block).content.decode())
    text = words(page_of(hr, PLACE))
    assert "Persona 00002 Prova (T-00002) è EQ per tutto l’anno" in text
    answer = hr.post(PLACE + "prepara/", {"paid_on": "27/07/2024"})
    assert said in " ".join(answer.context["form"].non_field_errors())


def test_the_template_with_its_rows_changes_nothing(plan: Plan, hr: Client) -> None:
    content = hr.get(LIST + "modello.xlsx").content
    file = SimpleUploadedFile("modello.xlsx", content)
    preview = hr.post(LIST + "importa/", {"file": file}).context["preview"]
    assert [str(item.outcome) for item in preview.items] == ["same"] * 4


# --- Runs ----------------------------------------------------------------------------------


def test_the_whole_way_by_two_people(plan: Plan, hr: Client, other: Client) -> None:
    formula = "/ ( 4 persone + 1 con la maggiorazione × 0,30 maggiorazione ) = 232,5581 € a testa"
    assert formula in words(page_of(hr, PLACE))
    response = hr.post(PLACE + "prepara/", {"paid_on": "27/07/2024"})
    assert response["Location"] == PLACE + "1/"
    page = words(page_of(hr, PLACE + "1/"))
    assert "232,5581 × 1,30 = 302,3256" in page
    assert "l’hai preparata tu" in page
    act = an_act(plan, "150").pk
    refused = hr.post(PLACE + "1/approva/", {"act": act}).context["form"]
    assert "l’hai preparata tu" in " ".join(refused.non_field_errors())
    assert other.post(PLACE + "1/approva/", {"act": ""}).context["form"].errors["act"]
    assert other.post(PLACE + "1/approva/", {"act": act})["Location"] == PLACE + "1/"
    assert IndividualRun.objects.get().is_approved
    assert "È in vigore la ripartizione n. 1" in page_of(other, PLACE)


def test_the_run_shows_ranking_tie_and_reconciliation(hr: Client) -> None:
    plan = plan_with_premium("95", "95", "95", "60")
    for row, days in zip(
        Evaluation.objects.order_by("employee__code"), (10, 30, 20, 5), strict=True
    ):
        row.service_days = days
        row.positive = days != 5
        row.save()
    prepared(plan)
    page = words(page_of(hr, PLACE + "1/"))
    assert "Pari merito a 95 sul limite della quota." in page
    assert "Regola dichiarata: Chi ha più giorni di servizio." in page
    order = [page.index(f"{days} giorni di servizio") for days in (30, 20, 10)]
    assert order == sorted(order)
    assert "valutazione non positiva" in page
    assert "= Pagato alle persone 1.000,00" in page
    assert "Quadratura 0,00" in page
    events = AuditEvent.objects.filter(action=AuditAction.READ, target_type="individualrun")
    assert events.get().changes["what"] == ["", "premium_run"]


def test_a_refusal_stands_on_the_page(hr: Client) -> None:
    plan_with_premium("90", "90", "80")
    assert "sul limite della quota" in page_of(hr, PLACE)
    form = hr.post(PLACE + "prepara/", {"paid_on": "27/07/2024"}).context["form"]
    assert "sorteggia fra loro" in " ".join(form.non_field_errors())


def test_a_later_run_shows_what_it_pays(plan: Plan, hr: Client) -> None:
    approved(plan)
    Evaluation.objects.filter(employee=person(4)).delete()
    run = approved(plan, act="151", reason="Ricorso accolto")
    assert run.number == 2
    page = words(page_of(hr, PLACE + "2/"))
    assert "Si paga solo la differenza dalla n. 1: 0,00 € in tutto. Ricorso accolto" in page
    assert "non più valutata" in page
    assert "−232,56" in page


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        page_of(client, path)
    return len(found)


def test_pages_ask_the_same_with_more_people(hr: Client) -> None:
    plan = plan_with_premium("90", people=12)
    approved(plan)
    paths = (PLACE, PLACE + "1/", PLACE + "1/consegna/", LIST)
    few = [queries_of(hr, path) for path in paths]
    evaluate(plan, *(str(90 - n) for n in range(12)))
    assert [queries_of(hr, path) for path in (PLACE, LIST)] == [few[0], few[3]]
    approved(plan, act="151", reason="Altre valutazioni")
    later = [queries_of(hr, path.replace("/1/", "/2/")) for path in paths[1:3]]
    # The amounts of the run before, and who had them.
    assert all(many <= one + 2 for one, many in zip(few[1:3], later, strict=True))


# --- Hand-over -----------------------------------------------------------------------------


def taken(client: Client, run: IndividualRun, name: str) -> Any:
    response = client.get(f"{PLACE}{run.number}/consegna/{FILES[name]}")
    assert response.status_code == 200
    assert FILES[name] in response["Content-Disposition"]
    return response.content


def test_nothing_is_handed_over_before_the_approval(plan: Plan, hr: Client) -> None:
    prepared(plan)
    page_of(hr, PLACE + "1/consegna/", 404)
    for name in FILES.values():
        assert hr.get(f"{PLACE}1/consegna/{name}").status_code == 404


def test_payroll_files(plan: Plan, hr: Client) -> None:
    on_chapters(plan, T1="101", T2="101", T3="102", T4="102")
    run = approved(plan)
    book = openpyxl.load_workbook(io.BytesIO(taken(hr, run, "premium_payroll_xlsx")))
    assert book.sheetnames == ["Stipendi", "Capitoli", "Quadratura"]
    rows = list(book["Stipendi"].iter_rows(values_only=True))
    assert rows[0] == ("Matricola", "Importo", "Capitolo", "Anno di riferimento")
    assert rows[1:] == [
        ("T-00001", 302.32, "101", 2031),
        ("T-00002", 232.56, "101", 2031),
        ("T-00003", 232.56, "102", 2031),
        ("T-00004", 232.56, "102", 2031),
    ]
    assert list(book["Capitoli"].iter_rows(values_only=True))[-1][1:] == (
        4,
        1000,
        238,
        85.01,
        1323.01,
    )
    content = taken(hr, run, "premium_payroll_csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert lines[1] == ["T-00001", "302,32", "101", "2031"]
    assert lines[7:] == [
        ["Somma per il premio individuale", "1000,00"],
        ["Pagato alle persone", "1000,00"],
        ["Differenza fra la somma e le sue parti", "0,00"],
    ]


def test_annex_of_a_difference(plan: Plan, hr: Client) -> None:
    approved(plan)
    evaluate(plan, "50")
    run = approved(plan, act="151", reason="Ricorso")
    content = taken(hr, run, "premium_annex_pdf")
    assert_accessible(content)
    text = squeezed(text_of(content))
    assert "Nominativo, interno: non si pubblica" in text
    assert "1.000,00 / (4 + 1 × 0,30) = 232,5581" in text
    assert "+69,76" in text
    assert taken(hr, run, "premium_annex_pdf") == content


def test_each_download_is_recorded(plan: Plan, hr: Client) -> None:
    run = approved(plan)
    for name in FILES:
        taken(hr, run, name)
    events = AuditEvent.objects.filter(action=AuditAction.READ).order_by("pk")
    assert [event.changes["what"][1] for event in events] == list(FILES)


# --- One's own -----------------------------------------------------------------------------


def mine(number: int) -> str:
    return words(page_of(client_of_employee(person(number)), MINE))


def test_own_premium_shows_its_formula_in_a_large_group() -> None:
    marks = [str(90 - n) for n in range(9)]
    plan = plan_with_premium(*marks, people=10, quota_people=4)
    evaluate(plan, *marks, "20")
    Evaluation.objects.filter(employee=person(10)).update(positive=False)
    assert "Premio individuale" not in mine(1)
    prepared(plan)
    assert "Premio individuale" not in mine(1)
    approved(plan)
    text = mine(1)
    assert "1.000,00 / (9 + 4 × 0,30) = 98,0392" in text
    assert "Sei nella quota: hai il 30 % in più" in text
    assert "127,45" in text
    assert "Non sei nella quota" in mine(9)
    assert "98,04" in mine(9)
    assert "La tua valutazione è 20, non positiva." in mine(10)
    assert not any(person(n).last_name in mine(1) for n in range(2, 11))


@pytest.mark.parametrize("number", [1, 2])
def test_a_small_side_of_the_quota_shows_no_total(plan: Plan, number: int) -> None:
    """One person of four has the extra: the formula would say what everybody gets."""
    approved(plan)
    text = mine(number)
    assert "i totali non si mostrano" in text
    assert ("302,32" in text) == (number == 1)
    assert ("232,56" in text) == (number == 2)
    for figure in ("1.000,00", "232,5581", "302,3256"):
        assert figure not in text


def test_only_the_difference_of_a_later_run_is_paid(plan: Plan) -> None:
    approved(plan)
    evaluate(plan, "50")
    approved(plan, act="151", reason="Ricorso")
    assert "Nella ripartizione precedente: 302,32 €. Si paga ora: −69,76 €." in mine(1)


def test_the_statement_points_to_the_document_apart(hr: Client) -> None:
    """Only for who has a line in it, and with none of its sums."""
    plan = ready(small_plan(projects=1, people=5))
    switched_on(plan)
    evaluate(plan, "98", "95", "90", "60")
    paid = pay(plan)
    page = f"/piano/2031/distribuzione/{paid.number}/persona/{{}}/"
    said = "Il premio individuale (CCNL 16.11.2022, art. 81) ha somma e documenti propri"
    prepared(plan)
    assert said not in page_of(hr, page.format(person(1).pk))
    run = approved(plan)
    text = page_of(hr, page.format(person(1).pk))
    assert f"{said}: Premio individuale, ripartizione n. {run.number}, determina n. 150" in text
    assert f'href="{PLACE}{run.number}/"' in text
    assert "302,32" not in text
    assert said not in page_of(hr, page.format(person(5).pk))
    for number, expected in ((1, True), (5, False)):
        for client, address in (
            (hr, page.format(person(number).pk)),
            (client_of_employee(person(number)), MINE),
        ):
            content = client.get(address + "prospetto-2031.pdf").content
            assert_accessible(content)
            printed = squeezed(text_of(content))
            assert (said in printed) == expected
            assert "302,32" not in printed
