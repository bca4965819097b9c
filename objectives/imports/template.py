"""The workbook to fill in: headers, what is stored already, and a sheet that explains.

Numbers and dates are numbers and dates; text is text, whatever sign it begins with.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from objectives.imports.columns import Heading, Kind
from objectives.texts import FORMULA_STARTS, cell_text

FORMATS = {Kind.TEXT: "@", Kind.NUMBER: "General", Kind.DATE: "dd/mm/yyyy", Kind.FLAG: "@"}
SHEET_TITLE = 31  # characters Excel allows
EMPTY_ROWS = 300  # formatted beforehand, so that what is typed there is text, number or date


def template_workbook(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]
) -> bytes:
    """`rows` hold the values of each column: text, Decimal, int, date, bool or None."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:SHEET_TITLE]
    sheet.freeze_panes = "A2"
    _fill_table(sheet, headings, rows)
    _explain(book.create_sheet(_("How to fill in")), headings)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_table(sheet: Any, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> None:
    for place, heading in enumerate(headings, start=1):
        _put(sheet.cell(1, place), str(heading.header)).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = heading.width
    last = 1
    for last, row in enumerate(rows, start=2):
        for place, (heading, value) in enumerate(zip(headings, row, strict=True), start=1):
            _put(sheet.cell(last, place), value).number_format = FORMATS[heading.kind]
    for empty in range(last + 1, last + 1 + EMPTY_ROWS):
        for place, heading in enumerate(headings, start=1):
            sheet.cell(empty, place).number_format = FORMATS[heading.kind]


def _put(cell: Cell, value: Any) -> Cell:
    match value:
        case None | "":
            return cell
        case bool():
            cell.value = _("yes") if value else _("no")
        case int() | Decimal() | date():
            cell.value = value
        case _:
            text = cell_text(str(value))
            cell.value = text
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(FORMULA_STARTS)
    return cell


def _explain(sheet: Any, headings: Sequence[Heading]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 80
    kinds = {
        Kind.TEXT: _("text"),
        Kind.NUMBER: _("number, for example 7.5"),
        Kind.DATE: _("date, for example 31/12/2023"),
        Kind.FLAG: _("yes or no"),
    }
    lines = [(str(h.header), str(h.help) or kinds[h.kind]) for h in headings]
    lines.append((_("Rows"), _("Added or changed by this file; none is deleted.")))
    for line, (name, text) in enumerate(lines, start=1):
        _put(sheet.cell(line, 1), name).font = Font(bold=True)
        _put(sheet.cell(line, 2), text)
