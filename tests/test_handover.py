"""What an approved distribution hands over: payroll files, annex, totals; and who may take them."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incentives.models import BudgetChapter, DistributionRun, EmployeeChapter
from objectives.enums import AuditAction, Role
from objectives.models import AuditEvent, Plan, User
from reporting.handover import handover_of
from tests.distributed import approved, give_result, prepared, ready, small_plan
from tests.test_documents import assert_accessible, squeezed, text_of
from tests.test_statement import client_of, hr_client, page_of, person

pytestmark = pytest.mark.django_db

PLACE = "/piano/2031/distribuzione/{}/consegna/"
FILES = {
    "payroll_xlsx": "stipendi-2031.xlsx",
    "payroll_csv": "stipendi-2031.csv",
    "annex_pdf": "allegato-determina-2031.pdf",
}


def on_chapters(plan: Plan, **chapters: str) -> None:
    """T1="101" puts the first person on that chapter."""
    for key, code in chapters.items():
        chapter = BudgetChapter.objects.get_or_create(code=code, defaults={"name": "Stipendi"})[0]
        EmployeeChapter.objects.update_or_create(
            plan=plan, employee=person(int(key[1:])), defaults={"chapter": chapter}
        )


@pytest.fixture
def plan() -> Plan:
    """Seven people on one project of which 90.00 are payable; two chapters."""
    plan = small_plan(projects=1, people=7)
    on_chapters(plan, **dict.fromkeys(("T1", "T2", "T3", "T4"), "101"))
    on_chapters(plan, T5="=102", T6="=102", T7="=102")
    return ready(plan, {1: "90"})


@pytest.fixture
def run(plan: Plan) -> DistributionRun:
    return approved(plan)


@pytest.fixture
def second(run: DistributionRun, plan: Plan) -> DistributionRun:
    """After a remark of the NIV the result falls to 85, and somebody is paid elsewhere."""
    give_result(plan.projects.get(), "85")
    on_chapters(plan, T1="103")
    return approved(plan, act="141", reason="Rilievo del NIV")


def taken(run: DistributionRun, name: str, client: Client | None = None) -> Any:
    response = (client or hr_client()).get(PLACE.format(run.number) + FILES[name])
    assert response.status_code == 200
    assert FILES[name] in response["Content-Disposition"]
    return response


def book_of(run: DistributionRun) -> Any:
    return openpyxl.load_workbook(io.BytesIO(taken(run, "payroll_xlsx").content))


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


# --- Figures ---------------------------------------------------------------------------------


def test_totals_are_those_of_the_record(run: DistributionRun) -> None:
    handed = handover_of(run)
    assert [line.amount for line in handed.lines] == [Decimal("12.86")] * 5 + [Decimal("12.85")] * 2
    stored = [
        (row["chapter"], row["people"], row["amount"], *row["charges"], row["total_cost"])
        for row in run.results["chapters"]
    ]
    found = [
        (t.chapter, t.people, *map(str, (t.amount, *t.charges, t.total_cost)))
        for t in handed.chapters
    ]
    assert found == stored
    assert handed.rates == (("CPDEL", Decimal("23.80")), ("IRAP", Decimal("8.50")))
    (economy,) = handed.economies
    assert (economy.source, economy.amount) == ("Gruppo unico", Decimal("10.00"))
    assert handed.reconciliation.difference == 0


def test_a_later_run_hands_over_the_difference(
    run: DistributionRun, second: DistributionRun
) -> None:
    """By chapter too: the old one of who moved gives back all, the new one pays all."""
    handed = handover_of(second)
    figures = {(line.code, line.chapter): line.amount for line in handed.lines}
    assert figures[person(1).code, "101"] == Decimal("-12.86")
    assert figures[person(1).code, "103"] == Decimal("12.15")
    assert figures[person(2).code, "101"] == Decimal("-0.71")
    assert handed.total.amount == Decimal("-5.00")
    costs = [
        sum((Decimal(c["total_cost"]) for c in one.results["chapters"]), Decimal(0))
        for one in (run, second)
    ]
    assert handed.total.total_cost == costs[1] - costs[0]
    assert handed.total.people == 7


def test_amounts_are_exact_to_the_last_digit(run: DistributionRun) -> None:
    """Read out of the record by the database, they must not have been floats on the way."""
    head = handover_of(run).head
    assert str(head.pool) == run.results["pool"] == "115.00"
    assert str(head.unassigned) == run.results["unassigned"]


# --- Files -----------------------------------------------------------------------------------


def test_every_cell_of_the_workbook(run: DistributionRun) -> None:
    book = book_of(run)
    assert book.sheetnames == ["Stipendi", "Capitoli", "Economie", "Quadratura"]
    pay = rows_of(book["Stipendi"])
    assert pay[0] == ["Matricola", "Importo", "Capitolo", "Anno di riferimento"]
    assert pay[1] == ["T-00001", 12.86, "101", 2031]
    assert pay[7] == ["T-00007", 12.85, "=102", 2031]
    assert len(pay) == 8
    cells = list(book["Stipendi"].iter_rows(min_row=2))
    assert {row[1].number_format for row in cells} == {"#,##0.00"}
    assert {row[3].number_format for row in cells} == {"0"}
    assert cells[-1][2].data_type == "s"
    handed = handover_of(run)
    chapters = rows_of(book["Capitoli"])
    assert chapters[0][3:5] == ["CPDEL 23,80\xa0%, €", "IRAP 8,50\xa0%, €"]
    for row, total in zip(chapters[1:], [*handed.chapters, handed.total], strict=True):
        figures = (total.amount, *total.charges, total.total_cost)
        assert row[1:] == [total.people, *map(float, figures)]
    assert rows_of(book["Economie"])[1][3] == 10
    assert [row[:2] for row in rows_of(book["Quadratura"])[-6:]] == [
        ["Monte premi", 115],
        ["Pagato alle persone", 90],
        ["Economie", 10],
        ["Riserve", 10],
        ["Non attribuiti", 5],
        ["Differenza fra il monte premi e le sue parti", 0],
    ]


def test_the_workbook_of_a_difference(second: DistributionRun) -> None:
    sheet = book_of(second)["Stipendi"]
    assert sheet["B1"].value == "Differenza da pagare"
    assert sheet["B2"].number_format.startswith("+")
    assert sum(Decimal(str(row[1])) for row in rows_of(sheet)[1:]) == Decimal("-5.00")


def test_equal_data_give_equal_files(run: DistributionRun) -> None:
    for name in FILES:
        assert taken(run, name).content == taken(run, name).content


def test_csv(run: DistributionRun) -> None:
    content = taken(run, "payroll_csv").content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Matricola", "Importo (€)", "Capitolo", "Anno di riferimento"]
    assert rows[1] == ["T-00001", "12,86", "101", "2031"]
    assert rows[7] == ["T-00007", "12,85", "'=102", "2031"]
    assert rows[8] == []
    assert rows[9][0] == "Quadratura"
    assert rows[10:] == [
        ["Monte premi", "115,00"],
        ["Pagato alle persone", "90,00"],
        ["Economie", "10,00"],
        ["Riserve", "10,00"],
        ["Non attribuiti", "5,00"],
        ["Differenza fra il monte premi e le sue parti", "0,00"],
    ]


def test_annex(run: DistributionRun, second: DistributionRun) -> None:
    content = taken(second, "annex_pdf").content
    assert_accessible(content)
    text = squeezed(text_of(content))
    assert "Nominativo, interno: non si pubblica" in text
    assert "Persona 00001 Prova" in text
    assert "−12,86" in text
    assert "Distribuzione n. 1" in text or "distribuzione n. 1" in text
    assert re.search("Differenza fra il monte premi e le sue parti .*0,00", text)


# --- Who takes them --------------------------------------------------------------------------


def test_each_download_is_in_the_trail(run: DistributionRun) -> None:
    client = hr_client()
    page_of(client, PLACE.format(1))
    looks = AuditEvent.objects.filter(action=AuditAction.READ).order_by("pk")
    assert not looks.exists()  # totals by chapter name nobody
    for name in FILES:
        taken(run, name, client)
    assert [look.changes["what"][1] for look in looks] == list(FILES)


def test_a_prepared_run_hands_nothing_over(plan: Plan) -> None:
    prepared(plan)
    client = hr_client()
    for file in ("", *FILES.values()):
        assert client.get(PLACE.format(1) + file).status_code == 404


def test_neither_employees_nor_others_reach_them(run: DistributionRun) -> None:
    administrator = Client()
    administrator.force_login(User.objects.create(username="a9", role=Role.ADMINISTRATOR))
    for client in (client_of(person(1)), administrator):
        for file in ("", *FILES.values()):
            assert client.get(PLACE.format(1) + file).status_code == 403


def test_a_file_of_another_year_does_not_exist(run: DistributionRun) -> None:
    assert hr_client().get(PLACE.format(1) + "stipendi-2030.xlsx").status_code == 404


def test_queries_do_not_grow_with_people() -> None:
    counts = []
    for year, people in ((2031, 4), (2032, 7)):
        run = approved(ready(small_plan(1, people, year)), act=f"15{people}")
        with CaptureQueriesContext(connection) as queries:
            handover_of(run)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 12
