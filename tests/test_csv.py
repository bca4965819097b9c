"""The CSV of the plan: what Excel and other programs read from it, and what they do not run."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from objectives.enums import Role
from objectives.models import Plan, Project
from objectives.queries import plans_with_version
from reporting.columns import Column, Kind
from reporting.csvs import csv_bytes, field, plan_csv
from reporting.exports import Export
from reporting.pages.filters import PlanFilter
from reporting.rows import plan_table

ADDRESS = "/piano/2023/piano-2023.csv"
AMOUNT = "IMPORTO STANZIATO 2023 (€)"


def read(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def written(value: Decimal | int | None) -> str:
    return "" if value is None else str(value).replace(".", ",")


def bare(value: Decimal | None) -> str:
    """Without useless zeros."""
    if value is None:
        return ""
    return written(value).rstrip("0") if value % 1 else str(int(value))


def test_every_field_of_every_project(demo: Plan, clients: dict[str, Client]) -> None:
    lines = read(clients[Role.HR].get(ADDRESS).content)
    rows = sorted(plan_table(demo).rows, key=lambda row: row.number)
    assert len(lines) == 24
    for line, row in zip(lines, rows, strict=True):
        assert line == {
            "N. PROGR.": str(row.number),
            "TIP. PROGETTO": row.kind_text,
            "MACRO CATEGORIA": row.macro_category or "",
            "TITOLO DEL PROGETTO": row.title,
            "SOGLIA MINIMA RISULTATO ATTESO (%)": bare(row.threshold),
            "PERSONALE DA COINVOLGERE": row.staff_text,
            "CLASSE": row.class_name,
            "N.DIP.": str(row.counted_staff),
            "PESO": bare(row.weight),
            "COEFF. MULTIPLIC. DIP.": bare(row.coefficient),
            "TOTALE COEFF.": bare(row.points),
            AMOUNT: written(row.amount),
            "IMPORTO CALCOLATO (€)": written(row.computed),
            "DIFFERENZA (€)": written(row.difference),
            "SOGLIA DELLA SCHEDA (%)": _other(row.threshold_card, row.threshold),
            "N.DIP. DELLA SCHEDA": _other(row.counted_staff_card, row.counted_staff),
            "PESO DELLA CLASSE": _other(row.class_weight, row.weight),
            "SOMMA PESI INDICATORI": _other(row.indicator_weights, Decimal(100)),
            "PROGRESSIVO INSERIM.": str(row.proposal_number),
            "VARIAZIONE": "",
            "Gruppo di riparto": row.group_name,
        }
    total = sum(Decimal(line[AMOUNT].replace(",", ".")) for line in lines)
    assert total == Decimal("63200.01")


def _other(value: Any, than: Any) -> str:
    return "" if value is None or value == than else bare(Decimal(value))


def test_file_is_utf8_with_its_mark_semicolons_and_crlf(clients: dict[str, Client]) -> None:
    response = clients[Role.HR].get(ADDRESS)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="piano-2023.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfN. PROGR.;TIP. PROGETTO;")
    assert response.content.endswith(b"\r\n")
    assert b";2184,00;" in response.content


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_would_run_gets_an_apostrophe(start: str) -> None:
    assert field(Kind.TEXT, f"{start}1+1")[0] == "'"


@pytest.mark.parametrize("text", ["Titolo", "3 = 3", " -1", "'così", "a;b", 'dice "sì"', "a\nb"])
def test_other_text_stays_as_it_is(text: str) -> None:
    column: Column[str] = Column("t", Kind.TEXT, 0, lambda row: row)
    (line,) = read(csv_bytes([column], [text]))
    assert line == {"t": text}


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.MONEY, Decimal("1234567.80"), "1234567,80"),
        (Kind.DIFFERENCE, Decimal("-4.48"), "-4,48"),
        (Kind.PERCENT, Decimal("72.50"), "72,5"),
        (Kind.DECIMAL, Decimal("3.00"), "3"),
        (Kind.INT, 0, "0"),
        (Kind.DATE, date(2023, 3, 7), "07/03/2023"),
        (Kind.TEXT, None, ""),
        (Kind.TEXT, "a\x00b", "a\ufffdb"),
    ],
)
def test_values_are_written_the_italian_way(kind: Kind, value: Any, text: str) -> None:
    assert field(kind, value) == text


def test_hostile_title_with_separators_stays_one_field(
    demo: Plan, clients: dict[str, Client]
) -> None:
    title = '=cmd|"/c calc"!A1;\r\n@SUM(1)'
    Project.objects.filter(plan=demo, number=1).update(title=title)
    lines = read(clients[Role.HR].get(ADDRESS).content)
    assert len(lines) == 24
    assert lines[0]["TITOLO DEL PROGETTO"] == "'" + title.replace("\r\n", "\n")


def test_filters_of_the_page_hold(clients: dict[str, Client]) -> None:
    lines = read(clients[Role.HR].get(f"{ADDRESS}?tipo=general").content)
    assert [line["N. PROGR."] for line in lines] == ["1", "2"]


def test_administrator_gets_no_amount(clients: dict[str, Client]) -> None:
    content = clients[Role.ADMINISTRATOR].get(ADDRESS).content.decode()
    assert "€" not in content
    assert "528,13" not in content


def test_readers(clients: dict[str, Client], role: str) -> None:
    assert clients[role].get(ADDRESS).status_code == (403 if role == Role.EMPLOYEE else 200)


def test_without_a_run_amounts_are_those_of_the_act(demo: Plan) -> None:
    found = plans_with_version().get(pk=demo.pk)
    table = plan_table(found)
    rows = tuple(replace(row, computed=None) for row in table.groups[0].rows)
    table = replace(table, groups=(replace(table.groups[0], rows=rows),), run=None)
    export = Export(found, table, table, PlanFilter(), True, True, True)
    first = read(plan_csv(export))[0]
    assert (first[AMOUNT], first["IMPORTO CALCOLATO (€)"]) == ("2184,00", "")
