"""A pasted block or a workbook as lines of text cells, each with its number in the sheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from warnings import catch_warnings, simplefilter

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from objectives.imports.guard import (
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    UploadRefused,
    check_workbook,
)

EXCEL_DIGITS = ".15g"  # what Excel shows of a number; further digits are binary noise


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1, empty lines included, as the spreadsheet does."""

    number: int
    cells: tuple[str, ...]


def lines_of_text(text: str) -> list[Line]:
    """Lines of a block copied from a spreadsheet (tabs), or of a CSV with semicolons.

    Raises ValidationError when there are too many.
    """
    sign = "\t" if "\t" in text else ";"
    try:
        rows = _split(StringIO(text, newline=""), sign, stray=bool(text.count('"') % 2))
        return _lines([cell.strip() for cell in row] for row in rows)
    except csv.Error as error:
        raise ValidationError(_("The block cannot be read as a table."), "no_table") from error


def _split(source: StringIO, sign: str, *, stray: bool) -> Iterator[list[str]]:
    """A cell with a line end comes in quotes; a single stray quote is just a sign."""
    if stray:
        return csv.reader(source, delimiter=sign, quoting=csv.QUOTE_NONE)
    return csv.reader(source, delimiter=sign)


def lines_of_workbook(data: bytes) -> list[Line]:
    """Lines of the sheet that opens first. Raises UploadRefused, before opening where it can."""
    check_workbook(data)
    try:
        return _lines(_sheet_rows(data))
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble on
        raise UploadRefused(
            _("The workbook cannot be read. Copy the rows into the template and retry."), "damaged"
        ) from error


def _sheet_rows(data: bytes) -> Iterable[list[str]]:
    with catch_warnings():
        simplefilter("ignore")  # of what a workbook holds beside its cells
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.active or book.worksheets[0]
        for row in sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS, values_only=True):
            yield [cell_text(value) for value in row]
    finally:
        book.close()


def _lines(rows: Iterable[Sequence[str]]) -> list[Line]:
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        if cells := trimmed(row):
            lines.append(Line(number, cells))
        if number > MOST_LINES or len(lines) > MOST_ROWS + 1:
            message = _("There are more than %(most)s rows: split them into more files.")
            raise ValidationError(message % {"most": MOST_ROWS}, "too_many_rows")
    return lines


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells at its end."""
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return tuple(cells[: last + 1])


def cell_text(value: Any) -> str:
    """A value of a workbook as a person would have typed it: 12,5 · 31/12/2023 · sì."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int():
            return str(value)
        case float() | Decimal():
            return _number_text(value)
        case datetime() if value.time() != time():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
    return str(value).strip()


def _number_text(value: float | Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(format(value, EXCEL_DIGITS))
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def text_of_lines(lines: Iterable[Line]) -> str:
    """The lines as one block that reads back the same, line numbers included."""
    block = StringIO()
    writer = csv.writer(block, delimiter="\t", lineterminator="\n")
    number = 0
    for line in lines:
        while number + 1 < line.number:
            block.write("\n")
            number += 1
        writer.writerow(line.cells)
        number += 1
    return block.getvalue()
