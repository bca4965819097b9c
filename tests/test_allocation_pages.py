"""The pages of the allocation: what they say, to whom, at what cost; trials store nothing."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from model_bakery import baker

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.enums import RoundingRule, RunState
from incentives.models import (
    AllocationGroup,
    AllocationRun,
    CoefficientBand,
    Pool,
    ProjectFunding,
    Reserve,
)
from objectives.enums import ProjectKind, Role
from objectives.models import Act, AuditEvent, Plan, Project, ProjectClass, User
from tests.conftest import Clients

RUN = "/piano/2023/riparto/"
WHATIF = "/piano/2023/riparto/prova/"
READERS = (Role.HR, Role.NIV)
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)


def text_of(response: Any) -> str:
    """The words of a page on one line, without markup."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(words.replace("&#x27;", "'").split())


@pytest.fixture
def in_force(demo: Plan) -> AllocationRun:
    """Give the run in force, by largest remainder: made here where the demo has none."""
    run = AllocationRun.objects.filter(state=RunState.APPROVED, rule="largest_remainder").first()
    if run:
        return run
    first, second = User.objects.filter(role=Role.HR).order_by("pk")
    run = record_allocation(by=first, plan=demo)
    return approve_allocation(by=second, run=run, act=demo.acts.get(number="61"))


@pytest.fixture
def prepared(demo: Plan, in_force: AllocationRun) -> AllocationRun:
    first = User.objects.filter(role=Role.HR).order_by("pk")[0]
    return record_allocation(by=first, plan=demo, rule=RoundingRule.HALF_UP)


@pytest.fixture
def approver(demo: Plan) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=Role.HR).order_by("pk")[1])
    return client


def small_plan(year: int, projects: int) -> Plan:
    """A plan with one group of so many projects and no run."""
    plan = Plan.objects.create(
        year=year, triennium_start=year, triennium_end=year + 2, title=f"Piano {year}"
    )
    pool = Pool.objects.create(plan=plan, amount=Decimal("1000.00"))
    CoefficientBand.objects.create(pool=pool, from_heads=1, coefficient=Decimal(1))
    Reserve.objects.create(pool=pool, name="Riserva", amount=Decimal("90.00"))
    group = AllocationGroup.objects.create(
        pool=pool, code="G", name="Gruppo unico", budget_amount=Decimal("900.00")
    )
    kind = ProjectClass.objects.create(plan=plan, name="strategico", weight=40)
    for number in range(1, projects + 1):
        project = baker.make(
            Project,
            plan=plan,
            number=number,
            kind=ProjectKind.GENERAL,
            project_class=kind,
            weight=40,
            counted_staff=3,
            threshold=80,
            title=f"Progetto di prova {number}",
        )
        ProjectFunding.objects.create(project=project, group=group)
    return plan


# --- Who may ---------------------------------------------------------------------------------

PAGES = ("allocation", "allocation_whatif", "allocation_compare")


@pytest.mark.parametrize("name", PAGES)
def test_hr_and_niv_read(clients: Clients, in_force: AllocationRun, role: str, name: str) -> None:
    expected = 200 if role in READERS else 403
    assert clients[role].get(reverse(name, args=[2023])).status_code == expected


def test_one_run_is_read_by_hr_and_niv(
    clients: Clients, in_force: AllocationRun, role: str
) -> None:
    expected = 200 if role in READERS else 403
    assert clients[role].get(f"{RUN}{in_force.number}/").status_code == expected


def test_only_hr_prepares_and_approves(
    clients: Clients, prepared: AllocationRun, role: str
) -> None:
    before = AllocationRun.objects.count()
    expected = {False: 403, True: 302}[role == Role.HR]
    assert clients[role].post(f"{RUN}prepara/", {"rule": "half_up"}).status_code == expected
    approval = clients[role].get(f"{RUN}{prepared.number}/approva/")
    assert approval.status_code == (200 if role == Role.HR else 403)
    assert AllocationRun.objects.count() == before


def test_preparing_is_a_post(clients: Clients, in_force: AllocationRun) -> None:
    before = AllocationRun.objects.count()
    assert clients[Role.HR].get(f"{RUN}prepara/").status_code == 405
    assert AllocationRun.objects.count() == before


@pytest.mark.parametrize("path", ["/piano/2022/riparto/", f"{RUN}999/", f"{RUN}999/approva/"])
def test_what_does_not_exist_answers_404(clients: Clients, demo: Plan, path: str) -> None:
    assert clients[Role.HR].get(path).status_code == 404


# --- The run -----------------------------------------------------------------------------------


def test_the_page_says_every_figure(clients: Clients, in_force: AllocationRun) -> None:
    text = text_of(clients[Role.HR].get(RUN))
    for words in (
        f"Riparto n. {in_force.number}, dal monte premi ai progetti",
        "Monte premi 91.223,09 = Assegnati ai progetti 63.200,00 + Riserva 28.000,00 "
        "+ Non attribuiti 23,09 Quadratura 0,00",
        "da Dario Fontebella; preparato da Marta Querciola",
        "Generali e intersettoriali a punti 500 36,4000 18.200,00 18.200,00 0,00",
        "Settore 5 120 35,2083 4.225,00 4.225,01 +0,01",
        "18.200,00 × 75 / 500 = 2.730,00 75 punti: peso 30 × coefficiente 2,5 (9 dipendenti).",
        "Quota esatta 2.897,3878: l’arrotondamento le dà un centesimo in più.",
        "fisso 15.000,00 15.000,00 0,00",
        "15 528,1250 528,12 528,13 +0,01",
        "75 2.640,6250 2.640,63 +0,01 2.640,63 0,00",
        "Totale assegnato 63.200,00 63.200,01 +0,01",
        "Riserva per un atto successivo 28.000,00",
        "Non attribuiti: nessun atto li nomina 23,09",
        "Identico. Il ricalcolo",
        in_force.sha256,
    ):
        assert words in text


def test_the_difference_from_the_act_has_its_reason(
    clients: Clients, in_force: AllocationRun
) -> None:
    assert (
        "L’atto supera il calcolo di 0,01 € in «Settore 5». I progetti 23 e 24 finiscono a mezzo "
        "centesimo (2.640,625 e 528,125). L’atto li arrotonda tutti per eccesso; il calcolo dà il "
        "centesimo al 23, che ha il numero più basso. I due importi restano affiancati. ALLOC-3"
    ) in text_of(clients[Role.HR].get(RUN))


def test_half_up_shows_its_named_line(clients: Clients, prepared: AllocationRun) -> None:
    text = text_of(clients[Role.HR].get(f"{RUN}{prepared.number}/"))
    assert "Assegnati ai progetti 63.200,01 + Arrotondamento −0,01 + Riserva 28.000,00" in text
    assert "di cui arrotondamento, oltre i 4.225,00 € da dividere ALLOC-3 +0,01" in text
    assert "I progetti di «Settore 5» superano il budget di 0,01 €." in text
    assert "L’atto supera" not in text


def test_the_drawings_have_title_and_description(clients: Clients, in_force: AllocationRun) -> None:
    page = clients[Role.HR].get(RUN).content.decode()
    drawn = " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())
    assert re.search(r"> ?Monte premi per parte, 91\.223,09 € ?</title>", drawn)
    assert re.search(r"Settore 5: 120 punti, 4\.225,00 € ?\. ?</desc>", drawn)
    assert page.count('role="img"') == 2
    assert "style=" not in page


def test_a_damaged_run_is_said_so(
    clients: Clients, in_force: AllocationRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incentives.views.allocation.differences", lambda run: ["results"])
    text = text_of(clients[Role.HR].get(RUN))
    assert "Diverso. Il ricalcolo" in text
    assert "Identico" not in text


def test_niv_is_offered_nothing_to_prepare(clients: Clients, prepared: AllocationRun) -> None:
    text = text_of(clients[Role.NIV].get(f"{RUN}{prepared.number}/"))
    assert "Prepara un nuovo riparto" not in text
    assert "Approva il riparto" not in text


def test_without_a_run_the_page_says_what_to_do(clients: Clients, demo: Plan) -> None:
    small_plan(2024, 1)
    path = "/piano/2024/riparto/"
    assert "Nessun riparto preparato Il monte premi è di 1.000,00 €." in text_of(
        clients[Role.HR].get(path)
    )
    assert "Lo preparano le Risorse umane." in text_of(clients[Role.NIV].get(path))
    response = clients[Role.HR].post(f"{path}prepara/", {"rule": "half_up"}, follow=True)
    assert "Riparto n. 1 preparato. Lo approva un’altra persona" in text_of(response)


def test_without_a_pool_the_page_says_so(clients: Clients, demo: Plan) -> None:
    Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Nuovo")
    page = clients[Role.HR].get("/piano/2024/riparto/")
    assert "Il monte premi non c’è ancora" in text_of(page)
    assert clients[Role.HR].get("/piano/2024/riparto/prova/").status_code == 302
    assert clients[Role.HR].post("/piano/2024/riparto/prepara/").status_code == 302


def test_what_cannot_be_prepared_says_why(clients: Clients, in_force: AllocationRun) -> None:
    CoefficientBand.objects.filter(to_heads=None).delete()
    response = clients[Role.HR].post(f"{RUN}prepara/", {"rule": "half_up"}, follow=True)
    assert (
        "Nessun riparto preparato. Progetto 1: nessuna fascia comprende 62 dipendenti, "
        "quindi manca il coefficiente."
    ) in text_of(response)


@pytest.mark.parametrize("name", ["allocation", "allocation_whatif", "allocation_compare"])
def test_queries_do_not_grow_with_the_projects(clients: Clients, demo: Plan, name: str) -> None:
    counts, client = [], clients[Role.HR]
    people = User.objects.filter(role=Role.HR).order_by("pk")
    for year, projects in ((2024, 1), (2026, 3)):
        plan = small_plan(year, projects)
        for rule in RoundingRule.values:
            record_allocation(by=people[0], plan=plan, rule=rule)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name, args=[year])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


# --- Approving -----------------------------------------------------------------------------------


def test_the_one_who_prepared_reads_why_not(clients: Clients, prepared: AllocationRun) -> None:
    for path in (f"{RUN}{prepared.number}/", f"{RUN}{prepared.number}/approva/"):
        page = clients[Role.HR].get(path)
        assert "Chi approva deve essere diverso da chi ha preparato" in text_of(page)
        assert 'aria-disabled="true"' in page.content.decode()


def test_the_approval_asks_with_three_figures(approver: Client, prepared: AllocationRun) -> None:
    text = text_of(approver.get(f"{RUN}{prepared.number}/approva/"))
    assert f"Approvi il riparto n. {prepared.number}?" in text
    assert (
        "Totale calcolato 63.200,01 € Totale deliberato 63.200,01 € Differenza dichiarata 0,00 €"
    ) in text
    assert "Dopo l’approvazione gli importi dei 24 progetti non si modificano." in text


def test_the_approval_puts_in_force(
    approver: Client, prepared: AllocationRun, in_force: AllocationRun
) -> None:
    act = Act.objects.get(number="61")
    path = f"{RUN}{prepared.number}/approva/"
    response = approver.post(path, {"act": act.pk}, follow=True)
    text = text_of(response)
    assert f"Riparto n. {prepared.number} approvato. Da ora non si modifica;" in text
    assert f"per correggere prepara un riparto n. {prepared.number + 1}." in text
    assert f"Sostituito dal {prepared.number}" in text
    prepared.refresh_from_db()
    assert (prepared.state, prepared.act) == (RunState.APPROVED, act)


@pytest.mark.parametrize("value", ["", "0", "no", None])
def test_no_approval_without_an_act(
    approver: Client, prepared: AllocationRun, value: str | None
) -> None:
    data = {} if value is None else {"act": value}
    text = text_of(approver.post(f"{RUN}{prepared.number}/approva/", data))
    assert "Atto che approva: Scegli l’atto." in text
    prepared.refresh_from_db()
    assert prepared.state == RunState.PREPARED


def test_the_one_who_prepared_cannot_post_either(clients: Clients, prepared: AllocationRun) -> None:
    act = Act.objects.get(number="61")
    response = clients[Role.HR].post(f"{RUN}{prepared.number}/approva/", {"act": act.pk})
    assert "Chi approva deve essere diverso da chi ha preparato" in text_of(response)
    prepared.refresh_from_db()
    assert prepared.state == RunState.PREPARED


def test_a_run_older_than_the_data_warns(approver: Client, prepared: AllocationRun) -> None:
    path = f"{RUN}{prepared.number}/approva/"
    assert "Il piano è cambiato dopo." not in text_of(approver.get(path))
    Project.objects.filter(number=8).update(weight=40)
    assert "Il piano è cambiato dopo." in text_of(approver.get(path))


# --- Comparing -----------------------------------------------------------------------------------


def test_two_runs_line_by_line(
    clients: Clients, in_force: AllocationRun, prepared: AllocationRun
) -> None:
    query = {"a": prepared.number, "b": in_force.number}
    text = text_of(clients[Role.NIV].get(f"{RUN}confronto/", query))
    assert "1 progetto cambia importo." in text
    assert "15 15 528,13 528,12 −0,01" in text
    assert "Totale assegnato 63.200,01 63.200,00 −0,01" in text
    assert "Monte premi 91.223,09 91.223,09 0,00" in text


def test_a_later_weight_shows_before_and_after_of_its_whole_group(
    clients: Clients, in_force: AllocationRun, demo_user: Callable[[str], User]
) -> None:
    Project.objects.filter(number=8).update(weight=20)
    second = record_allocation(by=demo_user(Role.HR), plan=in_force.pool.plan)
    query = {"a": in_force.number, "b": second.number}
    text = text_of(clients[Role.HR].get(f"{RUN}confronto/", query))
    assert "8 progetti cambiano importo." in text
    assert "75 50 2.730,00 1.915,79 −814,21" in text
    assert text.count("60 60 2.184,00 2.298,95 +114,95") == 2
    assert "Totale assegnato 63.200,00 63.200,00 0,00" in text


def test_a_run_that_is_not_there_is_said_at_the_field(
    clients: Clients, prepared: AllocationRun
) -> None:
    response = clients[Role.HR].get(f"{RUN}confronto/", {"a": "999", "b": "x"})
    assert response.status_code == 200
    assert text_of(response).count("Scegli dall’elenco.") == 4


# --- The trial -----------------------------------------------------------------------------------


def typed(client: Client, **changes: str) -> dict[str, str]:
    """What a person sends who opened the trial and changed some fields."""
    form = client.get(WHATIF).context["form"]
    values = {field.name: field.value() for field in form}
    data = {name: "" if value is None else str(value) for name, value in values.items()}
    return {**data, **changes}


@pytest.fixture
def hr(clients: Clients, in_force: AllocationRun) -> Client:
    return clients[Role.HR]


def test_the_trial_opens_with_the_data_of_the_plan(hr: Client) -> None:
    response = hr.get(WHATIF)
    text = text_of(response)
    assert "0 progetti cambiano importo." in text
    assert 'name="g0_amount" value="33.200,00"' in response.content.decode()
    assert 'name="p8_weight" value="30"' in response.content.decode()


def test_a_changed_weight_stands_beside_the_run_in_force(hr: Client) -> None:
    text = text_of(hr.post(WHATIF, typed(hr, p8_weight="40")))
    assert "8 progetti cambiano importo." in text
    assert "2,5 100 2.730,00 3.466,67 +736,67" in text
    assert "Quadratura 0,00" in text


def test_changed_heads_bands_budget_and_rule(hr: Client) -> None:
    changes = {
        "rule": "half_up",
        "p22_staff": "4",
        "b4_to": "20",
        "b5_from": "21",
        "b5_coefficient": "3,5",
        "g1_mode": "percent",
        "g1_percent": "3,7",
        "g1_amount": "",
    }
    response = hr.post(WHATIF, typed(hr, **changes))
    trial = response.context["trial"]
    assert not response.context["form"].errors
    assert trial.rule == "half_up"
    by_code = {group.code: group for group in trial.groups}
    assert by_code["S1"].budget == Decimal("3375.25")
    assert by_code["S5"].lines[0].coefficient == Decimal("1.5")
    assert by_code["GEN"].lines[0].coefficient == Decimal("3.5")


def test_heads_propose_the_budgets_of_the_sectors(hr: Client) -> None:
    empty = {f"g{place}_amount": "" for place in range(1, 6)}
    data = typed(hr, **empty, heads_amount="30.000,00", heads_unit="1", propose="1")
    form = hr.post(WHATIF, data).context["form"]
    assert [form[f"g{place}_amount"].value() for place in range(6)] == [
        "33.200,00",
        "3.380,00",
        "11.831,00",
        "5.071,00",
        "5.493,00",
        "4.225,00",
    ]
    assert form.allocation is not None


BAD = [
    ({"p8_weight": "105"}, "p8_weight", "Scrivi una percentuale fra 0 e 100."),
    ({"p8_weight": "-1"}, "p8_weight", "Scrivi una percentuale fra 0 e 100."),
    ({"p8_weight": "trenta"}, "p8_weight", "Scrivi un numero, per esempio 710 oppure 710,5."),
    ({"p9_staff": "2,5"}, "p9_staff", "Scrivi un numero intero da 0 in su, per esempio 12."),
    ({"p9_staff": "999999"}, "p9_staff", "Sono troppe teste: controlla il numero."),
    (
        {"p9_staff": "0"},
        "p9_staff",
        "Progetto 9: nessuna fascia comprende 0 dipendenti, quindi manca il coefficiente.",
    ),
    ({"b1_from": "3"}, "b1_from", "Le fasce 1-3 e 3-5 si sovrappongono."),
    ({"b1_from": ""}, "b1_from", "Completa la fascia, oppure svuota la riga."),
    (
        {"g0_amount": "14.999,99"},
        "g0_amount",
        "Gruppo GEN: gli importi fissi (15.000,00 €) superano il budget di 14.999,99 €: "
        "0,01 € di troppo.",
    ),
    (
        {"g4_mode": "percent"},
        "g4_percent",
        "Gruppo S4: manca la cifra per «Percentuale del monte premi».",
    ),
    (
        {"p20_weight": "0", "p21_weight": "0"},
        "g4_amount",
        "Gruppo S4: ci sono 5.493,00 € da dividere e tutti i punti sono zero. "
        "Dai un peso ad almeno un progetto.",
    ),
    (
        {"g5_amount": "4.248,10"},
        "__all__",
        "Gruppi (63.223,10 €) e riserve (28.000,00 €) superano il monte premi di 91.223,09 €: "
        "0,01 € di troppo.",
    ),
    (
        {"propose": "1", **{f"g{place}_heads": "" for place in range(6)}},
        "heads_amount",
        "Ci sono 30.000,00 € da dividere per teste e nessuna testa: scrivi le teste dei gruppi.",
    ),
    ({"propose": "1", "heads_amount": ""}, "heads_amount", "Scrivi l’importo da dividere."),
]


@pytest.mark.parametrize(("changes", "field", "words"), BAD)
def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(
    hr: Client, changes: dict[str, str], field: str, words: str
) -> None:
    data = typed(hr, **changes)
    response = hr.post(WHATIF, data)
    form = response.context["form"]
    assert form.errors.get(field) == [words]
    assert response.context["trial"] is None
    assert {name: form[name].value() for name in form.fields} == {
        name: data[name] for name in form.fields
    }
    if field in form.fields:
        assert f'id="id_{field}_error"' in response.content.decode()


def test_a_trial_writes_nothing(hr: Client) -> None:
    data = typed(hr, p8_weight="40", propose="1")
    stored = [AllocationRun.objects.count(), AuditEvent.objects.count()]
    with CaptureQueriesContext(connection) as queries:
        assert hr.post(WHATIF, data).status_code == 200
    assert not [query["sql"] for query in queries if WRITES.match(query["sql"])]
    assert [AllocationRun.objects.count(), AuditEvent.objects.count()] == stored


def test_niv_may_try_too(clients: Clients, in_force: AllocationRun) -> None:
    data = typed(clients[Role.NIV], p8_weight="40")
    assert "+736,67" in text_of(clients[Role.NIV].post(WHATIF, data))


def test_reading_pages_writes_nothing(clients: Clients, prepared: AllocationRun) -> None:
    client = clients[Role.HR]
    paths = (RUN, WHATIF, f"{RUN}confronto/", f"{RUN}{prepared.number}/approva/")
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert not [query["sql"] for query in queries if WRITES.match(query["sql"])], path
