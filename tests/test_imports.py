"""Tables that people paste or upload: what is refused unopened, how cells are read."""

import io
import struct
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook, load_workbook

from objectives.forms.fields import DayField, LocalDecimalField
from objectives.imports.columns import Column, FlagField, Heading, Kind, NamedField
from objectives.imports.guard import (
    MOST_BYTES,
    MOST_ROWS,
    UploadRefused,
    check_workbook,
    uploaded_bytes,
)
from objectives.imports.lines import (
    Line,
    cell_text,
    lines_of_text,
    lines_of_workbook,
    text_of_lines,
)
from objectives.imports.parse import parse
from objectives.imports.template import template_workbook

CONTENT_TYPES, BOOK, SHEET = "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]


@pytest.fixture(autouse=True)
def _italian():
    with translation.override("it"):
        yield


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def archive(parts: Parts, base: bytes | None = None) -> bytes:
    """A workbook with some parts replaced or added."""
    found: Parts = {}
    with zipfile.ZipFile(io.BytesIO(base or workbook(["a", 1]))) as source:
        found = {name: source.read(name) for name in source.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {**found, **parts}.items():
            target.writestr(name, content)
    return buffer.getvalue()


# --- The guard -----------------------------------------------------------------------------


def lied_about_size() -> bytes:
    """Two gigabytes of zeros declared as ten bytes."""
    data = bytearray(archive({"xl/zeros.bin": b"\0" * 1_000_000}))
    place = data.rindex(b"PK\x01\x02")
    while data[place + 46 : place + 46 + 12] != b"xl/zeros.bin":
        place = data.rindex(b"PK\x01\x02", 0, place)
    struct.pack_into("<L", data, place + 24, 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(archive({}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


DIMENSION = b'<worksheet xmlns="x"><dimension ref="A1:%s"/><sheetData/></worksheet>'
HOSTILE = {
    "zeros": (lambda: archive({"xl/zeros.bin": b"\0" * 400_000_000}), "contiene troppo"),
    "many small": (
        lambda: archive({f"xl/m{n}.xml": b" " * 250_000 for n in range(60)}),
        "contiene troppo",
    ),
    "many parts": (lambda: archive({f"xl/{n}.xml": b"" for n in range(9000)}), "contiene troppo"),
    "size lied about": (lied_about_size, "non è un file Excel"),
    "entities": (
        lambda: archive(
            {"xl/sharedStrings.xml": b'<!DOCTYPE l [<!ENTITY a "aaaa">]><sst>&a;</sst>'}
        ),
        "contiene troppo",
    ),
    "rows declared": (lambda: archive({SHEET: DIMENSION % b"D1048576"}), "dichiara 1048576 righe"),
    "columns declared": (lambda: archive({SHEET: DIMENSION % b"XFD20"}), "dichiara 20 righe"),
    "password": (encrypted, "protetto da una password"),
    "too large": (lambda: b"PK" + b"\0" * MOST_BYTES, "troppo grande"),
    "no archive": (lambda: b"Progetto;Matricola\n3;D-0031\n", "non è un file Excel"),
    "half a file": (lambda: archive({})[:900], "non è un file Excel"),
    "no workbook": (lambda: b"PK\x05\x06" + b"\0" * 18, "non è un file Excel"),
    "empty": (lambda: b"", "non è un file Excel"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_under_a_second(name: str) -> None:
    make, sentence = HOSTILE[name]
    data = make()
    began = time.perf_counter()
    with pytest.raises(UploadRefused, match=sentence):
        check_workbook(data)
    assert time.perf_counter() - began < 1


def test_a_file_too_large_is_not_even_read() -> None:
    def read() -> bytes:
        raise AssertionError

    with pytest.raises(UploadRefused):
        uploaded_bytes(SimpleNamespace(size=MOST_BYTES + 1, read=read))


def test_a_damaged_part_is_a_sentence_and_no_error() -> None:
    with pytest.raises(UploadRefused, match="non si legge"):
        lines_of_workbook(archive({SHEET: b"<worksheet><sheetData><row r='x'>"}))


def test_a_cell_on_the_last_row_is_no_endless_sheet() -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    began = time.perf_counter()
    with pytest.raises(ValidationError, match="più di 5000"):
        lines_of_workbook(archive({SHEET: far}))
    assert time.perf_counter() - began < 1


# --- Lines ---------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_what_a_person_would_have_typed() -> None:
    row = ["=1+1", 12.5, 0.1 + 0.2, 7, date(2023, 5, 12), True, None, " testo ", 1234]
    book = workbook(row, ["x"])
    assert lines_of_workbook(book)[0].cells == (
        ("", "12,5", "0,3", "7", "12/05/2023", "sì", "", "testo", "1234")
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("10.00"), "10"),
        (1e15, "1000000000000000"),
        (datetime(2023, 5, 12), "12/05/2023"),
        (datetime(2023, 5, 12, 9, 30), "12/05/2023 09:30"),
        (False, "no"),
    ],
)
def test_cell_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_empty_lines_keep_the_numbers_of_the_others() -> None:
    lines = lines_of_text("a\tb\n\n\t\nc\td")
    assert lines == [Line(1, ("a", "b")), Line(4, ("c", "d"))]
    assert lines_of_text(text_of_lines(lines)) == lines


def test_quotes_and_semicolons() -> None:
    assert lines_of_text('a\t"due\nrighe"\nb\tc')[0].cells == ("a", "due\nrighe")
    assert [line.cells for line in lines_of_text('a\tfesta "uno\nb\tc')][1] == ("b", "c")
    assert lines_of_text("a;b")[0].cells == ("a", "b")


def test_too_many_rows() -> None:
    with pytest.raises(ValidationError, match="più di 5000"):
        lines_of_text("a\tb\n" * (MOST_ROWS + 2))


def test_as_many_rows_as_are_taken_come_back_from_their_template() -> None:
    headings = [column.heading for column in COLUMNS[1:3]]
    data = template_workbook("Tutte", headings, [[1, True]] * MOST_ROWS)
    assert len(lines_of_workbook(data)) == MOST_ROWS + 1


# --- Parsing -------------------------------------------------------------------------------

COLUMNS = (
    Column(Heading("day", "Data", Kind.DATE), DayField()),
    Column(Heading("hours", "Ore", Kind.NUMBER), LocalDecimalField()),
    Column(Heading("night", "Notturno", Kind.FLAG), FlagField()),
    Column(Heading("kind", "Tipo"), NamedField(names={"MAL": 1, "Malattia": 1}, required=False)),
)


def parsed(text: str) -> list:
    return parse(lines_of_text(text), COLUMNS)


def test_columns_in_their_order_or_by_name() -> None:
    plain = parsed("12/5/2023\t7,5\tX\tmal")[0]
    named = parsed("Tipo\tOre*\t notturno \tData\nMALATTIA\t7,5\tSì\t12.05.2023")[0]
    wanted = {"day": date(2023, 5, 12), "hours": Decimal("7.5"), "night": True, "kind": 1}
    assert plain.values == named.values == wanted
    assert (plain.line, named.line) == (1, 2)


@pytest.mark.parametrize(
    ("cell", "column", "sentence"),
    [
        ("x\t1\t\t", "day", "«x» non è una data"),
        ("\t1\t\t", "day", "è vuota"),
        ("31/2/2023\t1", "day", "«31/2/2023» non è una data"),
        ("1/1/2023\t12,5,0", "hours", "«12,5,0» non è un numero"),
        ("1/1/2023\tNaN", "hours", "«NaN» non è un numero"),
        ("1/1/2023\t1\tforse", "night", "«forse» non è né sì né no"),
        ("1/1/2023\t1\tno\tFERIE", "kind", "«FERIE» non è nell’elenco (MAL, Malattia)"),
        ("1/1/2023\t1\tno\tMAL\tin più", "", "ci sono 5 celle, e la tabella ha 4 colonne"),
    ],
)
def test_a_bad_cell_says_what_it_is_not(cell: str, column: str, sentence: str) -> None:
    assert parsed(cell)[0].errors == {column: [sentence]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Non c’è nessuna riga"),
        ("Data\tOre", "nessuna riga sotto"),
        ("Data\tOre\tStanza\n1/1/2023\t1\tx", "La colonna «Stanza»"),
        ("Data\tData\tOre\n1/1/2023\t1/1/2023\t1", "due volte"),
        ("Data\tNotturno\n1/1/2023\tsì", "Manca la colonna «Ore»"),
    ],
)
def test_a_table_that_cannot_be_told(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        parsed(text)


def test_headers_are_known_in_every_language() -> None:
    heading = Heading("employee", translation.gettext_lazy("Employee code"))
    columns = (Column(heading, forms.CharField()), COLUMNS[0])
    for name in ("Matricola", "Employee code"):
        rows = parse(lines_of_text(f"{name}\tData\nD-1\t1/1/2023"), columns)
        assert rows[0].values["employee"] == "D-1"


# --- The template --------------------------------------------------------------------------


def test_the_template_holds_values_and_never_a_formula() -> None:
    headings = [column.heading for column in COLUMNS]
    rows = [[date(2023, 5, 12), Decimal("7.50"), True, '=HYPERLINK("http://evil.example")']]
    data = template_workbook("Presenze", headings, rows)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Data", "Ore", "Notturno", "Tipo"]
    cells = sheet[2]
    assert cells[0].value == datetime(2023, 5, 12)
    assert cells[0].number_format == "dd/mm/yyyy"
    assert cells[1].value == 7.5
    assert cells[2].value == "sì"
    assert (cells[3].data_type, cells[3].quotePrefix) == ("s", True)
    assert sheet["A40"].number_format == "dd/mm/yyyy"
    check_workbook(data)
    assert lines_of_workbook(data)[1].cells[:3] == ("12/05/2023", "7,5", "sì")
