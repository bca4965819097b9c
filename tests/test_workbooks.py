"""The workbooks, read back cell by cell against the database."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from incentives.models import AllocationLine, AllocationRun
from objectives.enums import Role
from objectives.models import Indicator, Phase, Plan, Project, StaffAssignment
from objectives.queries import plans_with_version, visible_projects
from objectives.texts import CELL_LIMIT, cell_text
from reporting.exports import Export
from reporting.pages.filters import PlanFilter
from reporting.rows import PlanRow, PlanTable, plan_table
from reporting.workbooks import data_workbook, summary_workbook
from reporting.workbooks.sheets import header_text

SUMMARY = "/piano/2023/piano-2023.xlsx"
DATA = "/piano/2023/dati-2023.xlsx"
HEAD_ROW = 6

PUBLISHED = [
    "N. PROGR.",
    "TIP. PROGETTO",
    "MACRO CATEGORIA",
    "TITOLO DEL PROGETTO",
    "SOGLIA MINIMA RISULTATO ATTESO",
    "PERSONALE DA COINVOLGERE",
    "CLASSE",
    "N.DIP.",
    "PESO",
    "COEFF. MULTIPLIC. DIP.",
    "TOTALE COEFF.",
    "IMPORTO STANZIATO 2023",
]
ADDED = [
    "IMPORTO CALCOLATO",
    "DIFFERENZA",
    "SOGLIA DELLA SCHEDA",
    "N.DIP. DELLA SCHEDA",
    "PESO DELLA CLASSE",
    "SOMMA PESI INDICATORI",
    "PROGRESSIVO INSERIM.",
    "VARIAZIONE",
]
AMOUNTS = {"IMPORTO STANZIATO 2023", "IMPORTO CALCOLATO", "DIFFERENZA"}


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def got(client: Client, address: str) -> Workbook:
    response = client.get(address)
    assert response.status_code == 200
    return opened(response.content)


def exact(value: Any) -> Any:
    """What a cell holds, numbers as Decimal and dates as dates, to compare with the database."""
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    return value.date() if hasattr(value, "date") else value


def cells(row: tuple[Cell, ...]) -> list[Any]:
    return [exact(cell.value) for cell in row]


def below_head(sheet: Worksheet, row: int = 1) -> Iterator[dict[str, Any]]:
    names = [cell.value for cell in sheet[row]]
    for line in sheet.iter_rows(min_row=row + 1):
        yield dict(zip(names, cells(line), strict=True))


def fraction(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def export_of(plan: Plan, table: PlanTable | None = None) -> Export:
    found = plans_with_version().get(pk=plan.pk)
    table = table or plan_table(found)
    return Export(found, table, table, PlanFilter(), True, True, True)


def renamed(table: PlanTable, **values: Any) -> PlanTable:
    """The table with other texts in its first row."""
    group = table.groups[0]
    rows = (replace(group.rows[0], **values), *group.rows[1:])
    return replace(table, groups=(replace(group, rows=rows), *table.groups[1:]))


# --- Summary -------------------------------------------------------------------------------


def differing(value: Any, from_what: Any) -> Any:
    return None if value == from_what else value


def summary_line(row: PlanRow) -> list[Any]:
    return [
        Decimal(row.number),
        row.kind_text,
        row.macro_category,
        row.title,
        fraction(row.threshold),
        row.staff_text or None,
        row.class_name,
        Decimal(row.counted_staff),
        row.weight,
        row.coefficient,
        row.points,
        row.amount,
        row.computed,
        row.difference,
        fraction(differing(row.threshold_card, row.threshold)),
        differing(row.counted_staff_card, row.counted_staff),
        differing(row.class_weight, row.weight),
        differing(row.indicator_weights, Decimal(100)),
        row.proposal_number,
        row.amendment_text or None,
    ]


def test_summary_holds_every_cell_of_the_plan(demo: Plan, clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], SUMMARY)["Piano 2023"]
    table = plan_table(demo)
    assert [cell.value for cell in sheet[HEAD_ROW]] == PUBLISHED + ADDED
    lines = sheet.iter_rows(min_row=HEAD_ROW + 1)
    for group in table.groups:
        head = cells(next(lines))
        assert head[:2] == [group.name, None]
        assert head[10:13] == [group.points, group.amount, group.computed]
        for row in group.rows:
            assert cells(next(lines)) == summary_line(row)
    total = cells(next(lines))
    assert total[0] == "Totale dei 24 progetti, come deliberato"
    points = sum((group.points for group in table.groups), Decimal(0))
    assert total[10:14] == [points, table.amount, table.computed, Decimal("0.01")]
    assert table.amount == Decimal("63200.01")


def test_summary_numbers_are_numbers_in_italian_formats(clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], SUMMARY)["Piano 2023"]
    line = next(row for row in sheet.iter_rows(min_row=HEAD_ROW + 1) if row[0].value == 5)
    by_name = dict(zip(PUBLISHED + ADDED, line, strict=True))
    formats = {
        "N. PROGR.": "#,##0",
        "SOGLIA MINIMA RISULTATO ATTESO": "0%",
        "PESO": "#,##0",
        "COEFF. MULTIPLIC. DIP.": "#,##0.0",
        "IMPORTO STANZIATO 2023": "#,##0.00",
        "DIFFERENZA": "+#,##0.00;-#,##0.00;0.00",
        "SOGLIA DELLA SCHEDA": "0%",
    }
    for name, number_format in formats.items():
        assert (by_name[name].data_type, by_name[name].number_format) == ("n", number_format), name
    assert by_name["TITOLO DEL PROGETTO"].data_type == "s"
    assert by_name["SOGLIA DELLA SCHEDA"].fill.start_color.rgb == "00FFF4DC"
    assert by_name["PESO DELLA CLASSE"].fill.fill_type is None


def test_amounts_are_written_digit_by_digit(demo: Plan) -> None:
    """A float on the way would leave 528.1299999999999 in the file."""
    table = renamed(plan_table(demo), deliberated=Decimal("8.20"), weight=Decimal("9.95"))
    with zipfile.ZipFile(io.BytesIO(summary_workbook(export_of(demo, table)))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    numbers = set(re.findall(r"<v>([^<]*)</v>", sheet))
    assert {"8.20", "9.95", "528.13", "63200.00"} <= numbers
    assert max(len(number.replace(".", "")) for number in numbers) <= 12


def test_summary_ends_with_the_sum_assigned_and_the_pool(clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], SUMMARY)["Piano 2023"]
    found = {row[0].value: cells(row) for row in sheet.iter_rows(min_row=HEAD_ROW + 1)}
    assert found["Somma assegnata con l’atto"][11] == Decimal("63200")
    difference = found["Differenza fra gli importi e la somma assegnata"]
    assert difference[13:15] == [Decimal("0.01"), "Settore 5 (progetto 24)"]
    parts = [
        found[name][11]
        for name in (
            "Assegnati: importi calcolati dei progetti",
            "Riserva per un atto successivo",
            "Non attribuiti",
        )
    ]
    assert parts == [Decimal("63200"), Decimal("28000"), Decimal("23.09")]
    assert sum(parts) == found["Monte premi"][11] == Decimal("91223.09")
    assert found["Differenza fra il monte premi e le sue parti"][13] == 0


def test_summary_says_what_it_is(demo: Plan, clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], SUMMARY)["Piano 2023"]
    run = AllocationRun.objects.get(state="approved")
    assert sheet["A1"].value == demo.title
    assert "delibera G.C. n. 61 del 27/03/2023" in sheet["A2"].value
    assert sheet["A3"].value.startswith("24 progetti su 24")
    assert sheet["A4"].value.startswith("Riparto n. 2 (")
    texts = [row[0].value for row in sheet.iter_rows()]
    assert f"Impronta SHA-256 del riparto: {run.sha256}" in texts


def test_summary_is_set_up_for_screen_and_print(clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], SUMMARY)["Piano 2023"]
    assert sheet.freeze_panes == "B7"
    assert sheet.auto_filter.ref == "A6:T36"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.oddHeader.left.text == "Comune di Chiari"
    assert sheet.oddHeader.center.text == "Piano della performance 2023-2025 · Piano 2023"
    assert sheet.oddHeader.right.text.startswith("Versione 1")
    assert sheet.oddFooter.right.text == "&P / &N"
    assert sheet.column_dimensions["D"].width == 46
    title = sheet["D8"]
    assert title.alignment.wrap_text
    assert sheet.row_dimensions[title.row].height >= 24


def test_summary_of_filtered_rows_totals_what_it_shows(clients: dict[str, Client]) -> None:
    sheet = got(clients[Role.HR], f"{SUMMARY}?settore=5&classe=innovativo")["Piano 2023"]
    lines = [cells(row) for row in sheet.iter_rows(min_row=HEAD_ROW + 1)]
    numbers = [line[0] for line in lines if isinstance(line[0], Decimal)]
    assert numbers == [9, 23]
    total = next(line for line in lines if str(line[0]).startswith("Totale dei 2 progetti"))
    assert total[11] == Decimal("5370.63")
    assert not any("Somma assegnata" in str(line[0]) for line in lines)
    assert "2 progetti su 24: Settore 5; classe innovativo" in sheet["A3"].value


def test_same_data_give_the_same_bytes(demo: Plan) -> None:
    projects = Project.objects.filter(plan=demo)
    assert summary_workbook(export_of(demo)) == summary_workbook(export_of(demo))
    first, second = (data_workbook(export_of(demo), projects) for _ in range(2))
    assert first == second
    run = AllocationRun.objects.get(state="approved")
    book = opened(first)
    assert book.properties.created.date() == run.approved_at.date()
    assert book.properties.modified == book.properties.created


# --- Text that people typed ----------------------------------------------------------------

HOSTILE = [
    '=HYPERLINK("http://example.org";"premi")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "#N/A",
    "=",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_text_never_becomes_a_formula(demo: Plan, title: str) -> None:
    table = renamed(plan_table(demo), title=title, staff_text=title, macro_category=title)
    cell = opened(summary_workbook(export_of(demo, table)))["Piano 2023"]["D8"]
    assert (cell.value, cell.data_type) == (title, "s")
    # Quoted, it stays text also when someone edits the cell and presses Enter.
    assert bool(cell.quotePrefix) == (title != "#N/A")


def test_hostile_text_reaches_no_sheet_as_a_formula(demo: Plan, clients: dict[str, Client]) -> None:
    formula = HOSTILE[0]
    Plan.objects.update(title=formula)
    Project.objects.filter(plan=demo).update(description=formula, activities=formula)
    Indicator.objects.update(name=formula, activity=formula)
    Phase.objects.update(text=formula, note=formula)
    for address in (SUMMARY, DATA):
        book = got(clients[Role.HR], address)
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in found if cell.data_type in "fe"]
        assert any(cell.value == formula for cell in found)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b\x0bc\ufffe\ud800", "a\ufffdb\ufffdc\ufffd\ufffd"),
        ("uno\r\ndue\rtre", "uno\ndue\ntre"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("perché €, 😀", "perché €, 😀"),
    ],
)
def test_text_is_stored_so_that_it_reads_as_typed(typed: str, stored: str) -> None:
    assert cell_text(typed) == stored


def test_forbidden_characters_do_not_break_the_workbook(demo: Plan) -> None:
    table = renamed(plan_table(demo), title="Piano\x00 con\x1b comandi")
    cell = opened(summary_workbook(export_of(demo, table)))["Piano 2023"]["D8"]
    assert cell.value == "Piano\ufffd con\ufffd comandi"


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_text_too_long_for_a_cell_is_cut_and_says_so(
    demo: Plan, clients: dict[str, Client], letter: str
) -> None:
    Project.objects.filter(plan=demo, number=1).update(description=letter * 40_000)
    sheet = got(clients[Role.HR], DATA)["Progetti"]
    text = next(below_head(sheet))["Descrizione"]
    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert text.endswith("tagliato qui: una cella non contiene di più")
    assert text.startswith(letter * 16_000)


def test_headers_double_the_ampersand_and_stay_within_excels_limit() -> None:
    assert header_text("Scuola & Città\n2023") == "Scuola && Città 2023"
    assert len(header_text("&" * 300)) <= 75
    assert header_text("&" * 300).count("&") % 2 == 0


# --- Data ----------------------------------------------------------------------------------


@pytest.fixture
def data(clients: dict[str, Client]) -> Workbook:
    return got(clients[Role.HR], DATA)


def test_data_has_a_sheet_for_each_thing(data: Workbook) -> None:
    assert data.sheetnames == [
        "Quadratura",
        "Progetti",
        "Indicatori",
        "Fasi",
        "Personale",
        "Riparto",
    ]
    for sheet in data.worksheets[1:]:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$B")
        assert sheet.page_setup.orientation == "landscape"
    assert data["Progetti"].page_setup.fitToWidth > 1


def test_data_holds_every_project(demo: Plan, data: Workbook) -> None:
    rows = {row.number: row for row in plan_table(demo).rows}
    projects = Project.objects.filter(plan=demo).prefetch_related("areas", "guidelines")
    for line, project in zip(below_head(data["Progetti"]), projects, strict=True):
        row = rows[project.number]
        assert line == {
            "N.": project.number,
            "Titolo del progetto": project.title,
            "Progressivo inserimento": project.proposal_number,
            "Tipo progetto": row.kind_text,
            "Settore capofila": row.sector_name,
            "Aree coinvolte": "; ".join(area.name for area in project.areas.all()) or None,
            "Macro categoria": row.macro_category,
            "Indirizzi strategici": "; ".join(g.code for g in project.guidelines.all()) or None,
            "Pluriennale": "Sì" if project.multi_year else "No",
            "Variazione": None,
            "Classe": row.class_name,
            "Peso della classe": row.class_weight,
            "Peso": project.weight,
            "Dipendenti": project.counted_staff,
            "N. dip. della scheda": project.counted_staff_card,
            "Persone che partecipano al premio": row.sharing_staff,
            "Soglia minima": fraction(project.threshold),
            "Soglia della scheda": fraction(project.threshold_card),
            "Soglia applicata": fraction(project.applied_threshold),
            "Coefficiente": row.coefficient,
            "Totale coeff.": row.points,
            "Indicatori": row.indicator_count,
            "Somma dei pesi degli indicatori": row.indicator_weights,
            "Gruppo di riparto": row.group_name,
            "Finanziamento": "Importo fisso" if row.is_fixed else "A punti",
            "Importo fisso, €": row.fixed_amount,
            "Importo calcolato, €": row.computed,
            "Importo deliberato, €": row.deliberated,
            "Personale da coinvolgere": project.staff_text or None,
            "Descrizione": project.description or None,
            "Tempi": project.timing or None,
            "Attività operative": project.activities or None,
            "Regola speciale": project.special_rule or None,
        }


def test_data_holds_every_indicator(data: Workbook) -> None:
    stored = Indicator.objects.order_by("project__number", "order").select_related("project")
    for line, indicator in zip(below_head(data["Indicatori"]), stored, strict=True):
        assert line == {
            "N.": indicator.project.number,
            "Titolo del progetto": indicator.project.title,
            "Ordine": indicator.order,
            "Indicatore": indicator.name,
            "Quantità come scritta": indicator.quantity,
            "Tipo di obiettivo": str(indicator.get_target_kind_display()),
            "Obiettivo": indicator.target_value,
            "Unità": indicator.target_unit or None,
            "Entro il": indicator.target_date,
            "Attività operativa": indicator.activity or None,
            "Peso": fraction(indicator.weight),
        }


def test_data_holds_every_phase_with_real_dates(data: Workbook) -> None:
    sheet = data["Fasi"]
    stored = Phase.objects.order_by("project__number", "order").select_related("project")
    for line, phase in zip(below_head(sheet), stored, strict=True):
        assert line == {
            "N.": phase.project.number,
            "Titolo del progetto": phase.project.title,
            "Ordine": phase.order,
            "Fase": phase.text,
            "Data prevista": phase.due_date,
            "Periodo in parole": phase.period or None,
            "Nota": phase.note or None,
        }
    dates = [row[4] for row in sheet.iter_rows(min_row=2) if row[4].value]
    assert {(cell.is_date, cell.number_format) for cell in dates} == {(True, "dd/mm/yyyy")}
    assert isinstance(exact(dates[0].value), date)


def test_data_holds_every_assignment(data: Workbook) -> None:
    stored = StaffAssignment.objects.order_by("project__number", "employee__last_name", "pk")
    stored = stored.select_related("project", "employee", "area__sector")
    for line, person in zip(below_head(data["Personale"]), stored, strict=True):
        assert line == {
            "N.": person.project.number,
            "Titolo del progetto": person.project.title,
            "Settore": person.area.sector.name,
            "Area": person.area.name,
            "Matricola": person.employee.code,
            "Cognome": person.employee.last_name,
            "Nome": person.employee.first_name,
            "Partecipazione": fraction(person.participation),
            "Partecipa al premio": "Sì" if person.shares_premium else "No",
            "Dal": person.start,
            "Al": person.end,
        }


def test_data_holds_every_line_of_the_run(demo: Plan, data: Workbook) -> None:
    groups = {row.group_code: row.group_name for row in plan_table(demo).rows}
    stored = AllocationLine.objects.filter(run__state="approved").select_related("project")
    for line, run_line in zip(
        below_head(data["Riparto"]), stored.order_by("project__number"), strict=True
    ):
        assert run_line.deliberated is not None
        assert line == {
            "N.": run_line.project.number,
            "Titolo del progetto": run_line.project.title,
            "Gruppo di riparto": groups[run_line.group_code],
            "Finanziamento": str(run_line.get_mode_display()),
            "Peso": run_line.weight,
            "Dipendenti": run_line.counted_staff,
            "Coefficiente": run_line.coefficient,
            "Totale coeff.": run_line.points,
            "Quota esatta, €": run_line.quota,
            "Correzione, €": run_line.correction,
            "Importo calcolato, €": run_line.amount,
            "Importo deliberato, €": run_line.deliberated,
            "Differenza, €": run_line.deliberated - run_line.amount,
        }


def test_data_opens_with_the_reconciliation_of_the_run(data: Workbook) -> None:
    sheet = data["Quadratura"]
    run = AllocationRun.objects.get(state="approved")
    texts = [row[0].value for row in sheet.iter_rows()]
    assert f"Impronta SHA-256 del riparto: {run.sha256}" in texts
    assert any(str(text).startswith(f"Riparto n. {run.number} (") for text in texts)
    found = {row[0].value: cells(row)[1:] for row in sheet.iter_rows()}
    assert found["Assegnati: importi calcolati dei progetti"][0] == Decimal("63200")
    assert found["Riserva per un atto successivo"][0] == Decimal("28000")
    assert found["Non attribuiti"][0] == Decimal("23.09")
    assert found["Monte premi"][0] == Decimal("91223.09")
    assert found["Differenza fra il monte premi e le sue parti"][1] == 0
    assert found["Deliberato meno calcolato"][1:] == [Decimal("0.01"), "progetto 24: +0,01"]
    budgets = [found[group["name"]][0] for group in run.results["groups"]]
    assert sum(budgets) == found["Totale assegnato ai gruppi"][0] == Decimal("63200")


# --- Who may read what ---------------------------------------------------------------------


@pytest.mark.parametrize("address", [SUMMARY, DATA])
def test_readers(clients: dict[str, Client], role: str, address: str) -> None:
    response = clients[role].get(address)
    assert response.status_code == (403 if role == Role.EMPLOYEE else 200)


@pytest.mark.parametrize(
    "address",
    [
        "/piano/2023/piano-2024.xlsx",
        "/piano/2023/dati-2022.xlsx",
        "/piano/2031/piano-2031.xlsx",
        "/piano/02023/piano-2023.xlsx",
    ],
)
def test_another_year_in_the_name_is_no_address(clients: dict[str, Client], address: str) -> None:
    assert clients[Role.HR].get(address).status_code == 404


def test_download_has_a_plain_name_and_stays_private(clients: dict[str, Client]) -> None:
    response = clients[Role.HR].get(DATA)
    assert response["Content-Disposition"] == 'attachment; filename="dati-2023.xlsx"'
    assert "private" in response["Cache-Control"]


def test_administrator_gets_no_amount(clients: dict[str, Client]) -> None:
    summary = got(clients[Role.ADMINISTRATOR], SUMMARY)["Piano 2023"]
    heads = [cell.value for cell in summary[HEAD_ROW]]
    assert heads == [name for name in PUBLISHED + ADDED if name not in AMOUNTS]
    data = got(clients[Role.ADMINISTRATOR], DATA)
    assert data.sheetnames == ["Progetti", "Indicatori", "Fasi", "Personale"]
    assert not [cell.value for cell in data["Progetti"][1] if "€" in cell.value]
    for book in (summary.parent, data):
        shared = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        amounts = {528.13, 528.12, 2640.63, 15000, 63200, 91223.09}
        assert not amounts & {value for value in shared if isinstance(value, (int, float))}


def test_manager_gets_the_projects_they_see_and_no_pool(
    demo_user: Callable[[str], Any], clients: dict[str, Client]
) -> None:
    seen = set(visible_projects(demo_user(Role.MANAGER)).values_list("number", flat=True))
    assert 0 < len(seen) < 24
    data = got(clients[Role.MANAGER], DATA)
    assert data.sheetnames == ["Progetti", "Indicatori", "Fasi", "Personale", "Riparto"]
    for sheet in data:
        assert {line["N."] for line in below_head(sheet)} <= seen
    assert {line["N."] for line in below_head(data["Progetti"])} == seen
    texts = [row[0].value for row in got(clients[Role.MANAGER], SUMMARY)["Piano 2023"].iter_rows()]
    assert not {"Monte premi", "Somma assegnata con l’atto"} & set(texts)


def test_workbooks_are_italian_whatever_the_readers_language(clients: dict[str, Client]) -> None:
    client = clients[Role.NIV]
    client.post("/lingua/", {"language": "en"})
    assert [cell.value for cell in got(client, SUMMARY)["Piano 2023"][HEAD_ROW]][:12] == PUBLISHED
