"""The data for the distribution at a desk and on a phone, with and without scripts."""

import io
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from incentives.models import EventAttendance
from objectives.enums import Role

pytestmark = pytest.mark.usefixtures("year_end")

DATA = "/piano/2023/dati/"
PRESENCES = f"{DATA}presenze/"


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.HR, DATA),
        (Role.HR, PRESENCES),
        (Role.HR, f"{PRESENCES}nuovo/"),
        (Role.HR, f"{DATA}regole-di-pagamento/"),
        (Role.HR, f"{DATA}partecipazione/"),
        (Role.HR, f"{DATA}partecipazione/21/"),
        (Role.MANAGER, f"{DATA}partecipazione/8/"),
    ],
)
def test_pages_fit_and_axe_finds_nothing(
    visit: Any, axe: Any, fits: Any, width: int, role: str, path: str
) -> None:
    page = visit(role, path)
    axe(page)
    fits(page)


def test_a_workbook_is_corrected_and_stored(visit: Any, axe: Any, fits: Any, width: int) -> None:
    page = visit(Role.HR, f"{PRESENCES}importa/")
    rows = workbook([3, "D-0022", "13/5/2023", "Sagra di prova", "12,5,0", "sì"])
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "presenze.xlsx", "mimeType": mime, "buffer": rows}
    page.get_by_label("oppure un file Excel").set_input_files(file)
    page.get_by_role("button", name="Mostra che cosa cambierebbe").click()
    refusal = "Riga 1, colonna «Ore»: «12,5,0» non è un numero"
    expect(page.get_by_role("alert").get_by_text(refusal)).to_be_visible()
    axe(page)
    fits(page)
    block = page.get_by_label("Righe copiate da un foglio di calcolo")
    block.fill(block.input_value().replace("12,5,0", "6,5"))
    page.get_by_role("button", name="Mostra che cosa cambierebbe").click()
    axe(page)
    page.get_by_role("button", name="Salva 1 riga").click()
    expect(page.get_by_text("Righe salvate: 1 nuove, 0 cambiate.")).to_be_visible()
    assert EventAttendance.objects.get(event="Sagra di prova").hours == 6.5


def test_a_block_is_stored_without_scripts(visit: Any, width: int) -> None:
    page = visit(Role.HR, f"{PRESENCES}importa/", java_script_enabled=False)
    block = page.get_by_label("Righe copiate da un foglio di calcolo")
    block.fill("3\tD-0022\t13/5/2023\tSagra di prova\t4\tsì")
    page.get_by_role("button", name="Mostra che cosa cambierebbe").click()
    page.get_by_role("button", name="Salva 1 riga").click()
    assert EventAttendance.objects.filter(event="Sagra di prova").count() == 1
