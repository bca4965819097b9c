"""The plan page by pages of rows, and its column of results."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse

from objectives.enums import AmendmentKind, PlanState, ResultState, Role
from objectives.models import Plan, ProjectResult
from tests.conftest import Clients
from tests.measured import a_manager, complete, final_report
from tests.pages import count_queries, numbers_of, text_of
from tests.states import put_in_state
from tests.test_plan_pages import add_projects

PLAN = "/piano/2023/"


def test_pages_keep_the_filters_and_the_totals(allocated: Plan, clients: Clients) -> None:
    add_projects(allocated, 226)
    first, second = (clients[Role.HR].get(f"{PLAN}?tipo=sector&page={n}") for n in (1, 2))
    assert not set(numbers_of(first)) & set(numbers_of(second))
    assert 'href="?tipo=sector&amp;page=2"' in first.content.decode()
    totals = [text_of(page)[text_of(page).index("Totale dei") :] for page in (first, second)]
    assert totals[0].split("Righe")[0][:60] == totals[1].split("Righe")[0][:60]


def test_all_rows_can_stand_on_one_page(allocated: Plan, clients: Clients) -> None:
    add_projects(allocated, 226)
    whole = clients[Role.HR].get(f"{PLAN}?tutte=1")
    assert len(numbers_of(whole)) == 250
    assert "Mostra le righe pagina per pagina" in text_of(whole)
    assert "tutte=" not in exports_of(whole)


def exports_of(page: HttpResponse) -> str:
    source = page.content.decode()
    return source[source.index('id="export"') :].split("</div>")[0]


# --- Results -----------------------------------------------------------------------------------


def test_before_the_work_begins_there_is_no_column_of_results(demo: Plan, clients: Clients) -> None:
    put_in_state(demo, PlanState.APPROVED)
    assert "f-outcome" not in clients[Role.HR].get(PLAN).content.decode()
    put_in_state(demo, PlanState.IN_PROGRESS)
    text = text_of(clients[Role.HR].get(f"{PLAN}?q=8"))
    assert "0,00 % sotto soglia, provvisorio" in text
    assert "valori mancano" in text


def test_a_confirmed_result_is_shown_as_stored(demo: Plan, clients: Clients) -> None:
    project = demo.projects.get(number=4)
    complete(final_report(demo), project)
    assert "100,00 % soglia raggiunta, provvisorio" in result_of(clients, 4)
    by = a_manager("capo", sector="1")
    ProjectResult.objects.create(
        project=project,
        number=1,
        state=ResultState.CONFIRMED,
        mode="normalised",
        result=Decimal("79.99"),
        threshold=80,
        met=False,
        inputs={},
        results={},
        sha256="0" * 64,
        confirmed_by=by,
    )
    assert "79,99 % sotto soglia, confermato" in result_of(clients, 4)


def test_a_withdrawn_project_needs_no_result(demo: Plan, clients: Clients) -> None:
    put_in_state(demo, PlanState.IN_PROGRESS)
    before = clients[Role.HR].get(f"{PLAN}?risultato=aperto")
    assert 4 in numbers_of(before)
    demo.projects.filter(number=4).update(
        amended=AmendmentKind.WITHDRAWN, amended_from=date(2023, 10, 12)
    )
    assert 4 not in numbers_of(clients[Role.HR].get(f"{PLAN}?risultato=aperto"))
    shown = text_of(clients[Role.HR].get(PLAN)).count("provvisorio")
    assert shown == text_of(before).count("provvisorio") - 1


def result_of(clients: Clients, number: int) -> str:
    return text_of(clients[Role.HR].get(f"{PLAN}?q={number}"))


def test_every_role_reads_results_and_filters_by_them(
    year_end: Plan, clients: Clients, role: str
) -> None:
    client = clients[role]
    everything = numbers_of(client.get(PLAN))
    assert "soglia raggiunta" in text_of(client.get(PLAN))
    parts = [
        numbers_of(client.get(f"{PLAN}?risultato={x}")) for x in ("raggiunta", "sotto", "aperto")
    ]
    assert sorted(number for part in parts for number in part) == sorted(everything)
    stored = ProjectResult.objects.exclude(state=ResultState.SENT_BACK).filter(met=True)
    reached = set(stored.values_list("project__number", flat=True))
    assert set(parts[0]) == reached & set(everything)


def test_an_export_follows_the_filter(year_end: Plan, clients: Clients) -> None:
    body = clients[Role.HR].get("/piano/2023/piano-2023.csv?risultato=sotto").content.decode()
    shown = numbers_of(clients[Role.HR].get(f"{PLAN}?risultato=sotto"))
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))[1:]
    assert [int(row[0]) for row in rows] == shown


@pytest.mark.parametrize("state", [PlanState.IN_PROGRESS, PlanState.FINAL_REPORT])
def test_the_column_costs_the_same_for_any_number_of_rows(
    demo: Plan, clients: Clients, state: PlanState
) -> None:
    put_in_state(demo, state)
    counted = [count_queries(clients[Role.MANAGER], f"{PLAN}?q={words}") for words in ("3", "e")]
    assert counted[0] == counted[1] <= 6
