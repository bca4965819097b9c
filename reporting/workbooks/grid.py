"""Rows of typed columns on a sheet, each value as the number, date or text it is.

Styles are put together once for each kind of row and column, and shared by their cells: many times
quicker than styling cell by cell. Named styles would crowd the gallery of the program.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from math import ceil
from textwrap import wrap
from typing import Any, Generic

from openpyxl.cell.cell import Cell

from objectives.texts import FORMULA_STARTS, cell_text
from reporting.columns import TEXTS, Column, Kind, R, Value
from reporting.workbooks.looks import TEXT_FORMAT, Look, Looks, Style

FORMATS = {
    Kind.TEXT: TEXT_FORMAT,
    Kind.LABEL: TEXT_FORMAT,
    Kind.INT: "#,##0",
    Kind.YEAR: "0",
    Kind.MONEY: "#,##0.00",
    Kind.DIFFERENCE: "+#,##0.00;-#,##0.00;0.00",
    Kind.QUOTA: "#,##0.000000",
    Kind.DATE: "dd/mm/yyyy",
}

CHARACTERS_PER_UNIT = Decimal("1.2")  # of Arial 9 in a unit of width, a digit of Arial 10
LINE_HEIGHT, TALLEST_ROW = 12, 409  # points


class Shape(Enum):
    NUMBER = 1
    TEXT = 2
    QUOTED = 3
    ALERT = 4


class Grid(Generic[R]):
    """Appends rows to a new sheet; `row` is the number of the last one, from 1."""

    def __init__(self, sheet: Any, columns: Sequence[Column[R]], rows: Sequence[R]) -> None:
        self.row = 0
        self._sheet = sheet
        self._columns = columns
        self._looks = Looks(sheet)
        self._made: dict[Look, Line] = {}
        self._rooms = [int(column.width * CHARACTERS_PER_UNIT) for column in columns]
        self._wrapping = [n for n, column in enumerate(columns) if column.kind == Kind.TEXT]
        self._formats = [number_format(column.kind, map(column.of, rows)) for column in columns]

    def write(self, text: str, look: Look) -> None:
        """A row with one text, which runs over the empty cells at its right."""
        quoted = text.startswith(FORMULA_STARTS)
        style = self._looks.style(look, Kind.TEXT, quoted=quoted)
        cells = [ReadyCell(self._sheet, style, cell_text(text), "s")] if text else []
        self._append(cells, lines=2 if look == Look.TITLE else 1)

    def skip(self) -> None:
        self._append([])

    def head(self) -> None:
        """The row of the headers: those the published table has, and those added to it."""
        lines = max(
            len(wrap(column.header, room))
            for room, column in zip(self._rooms, self._columns, strict=True)
        )
        self._append([self._head_cell(column) for column in self._columns], lines)

    def _head_cell(self, column: Column[R]) -> Cell:
        look = Look.HEAD_ADDED if column.added else Look.HEAD
        style = self._looks.style(look, column.kind)
        return ReadyCell(self._sheet, style, cell_text(column.header), "s")

    def add(self, row: R) -> None:
        values = [column.of(row) for column in self._columns]
        self.values(values, Look.BODY, self._lines_of(values))

    def sums(self, label: str, rows: Sequence[R], look: Look) -> None:
        """A row of totals, with its label in the first column."""
        totals = [column.total(rows) if column.total else None for column in self._columns]
        self.values([label, *totals[1:]], look)

    def values(self, values: Sequence[Value], look: Look, lines: int = 1) -> None:
        if look not in self._made:
            self._made[look] = Line(self._looks, self._columns, self._formats, look)
        self._append(self._made[look].cells(values), lines)

    def _append(self, cells: list[Cell], lines: int = 1) -> None:
        self.row += 1
        if lines > 1:
            height = min(lines * LINE_HEIGHT + 2, TALLEST_ROW)
            self._sheet.row_dimensions[self.row].height = height
        self._sheet.append(cells)

    def _lines_of(self, values: Sequence[Value]) -> int:
        """Lines the longest text needs: not every program finds the height of a row by itself."""
        needed = [
            sum(ceil(len(part) / self._rooms[place]) or 1 for part in text.split("\n"))
            for place in self._wrapping
            if isinstance(text := values[place], str)
        ]
        return max(needed, default=1)


class Line:
    """Makes the cells of one kind of row."""

    def __init__(
        self, looks: Looks, columns: Sequence[Column], formats: Sequence[str], look: Look
    ) -> None:
        self._looks = looks
        self._shapes = list(zip(columns, formats, strict=True))
        self._look = look
        self._alerts = look == Look.BODY
        self._styles: dict[Shape, list[Style | None]] = {
            shape: [None] * len(columns) for shape in Shape
        }

    def cells(self, values: Sequence[Value]) -> list[Cell]:
        return [self._filled(place, value) for place, value in enumerate(values)]

    def _filled(self, place: int, value: Value) -> Cell:
        if value is None or value == "":
            return self._cell(place, Shape.TEXT)
        if isinstance(value, str):
            text = cell_text(value)
            risky = text.startswith(FORMULA_STARTS)
            return self._cell(place, Shape.QUOTED if risky else Shape.TEXT, text, "s")
        column = self._shapes[place][0]
        shape = Shape.ALERT if column.alert and value and self._alerts else Shape.NUMBER
        if isinstance(value, Decimal):
            return self._cell(place, shape, digits(value, column.kind))
        if isinstance(value, int):
            return self._cell(place, shape, value)
        return Cell(self._looks.sheet, value=value, style_array=self._of(place, shape).array)

    def _cell(
        self, place: int, shape: Shape, value: str | int | None = None, data_type: str = "n"
    ) -> Cell:
        return ReadyCell(self._looks.sheet, self._of(place, shape), value, data_type)

    def _of(self, place: int, shape: Shape) -> Style:
        style = self._styles[shape][place]
        if style is None:
            style = self._styles[shape][place] = self._style(place, shape)
        return style

    def _style(self, place: int, shape: Shape) -> Style:
        """Text in a column of numbers (a label, a note) is set as text all the same."""
        column, number_format = self._shapes[place]
        if shape == Shape.ALERT:
            return self._looks.style(Look.ALERT, column.kind, number_format)
        if shape == Shape.NUMBER:
            return self._looks.style(self._look, column.kind, number_format)
        kind = column.kind if column.kind in TEXTS else Kind.TEXT
        return self._looks.style(self._look, kind, quoted=shape == Shape.QUOTED)


ADDED_SLOTS = ("style_id",)


class ReadyCell(Cell):
    """A cell of a style that others share, with a value in the form the file will have.

    openpyxl's own copies the style and searches the text for what `cell_text` took out. It would
    also take "=…" for a formula, "#N/A" for an error, and pass a Decimal through a float (8.20 as
    8.199999999999999): here "s" is text whatever it says, "n" a number digit by digit.
    """

    __slots__ = ADDED_SLOTS
    has_style = True

    def __init__(self, sheet: Any, style: Style, value: str | int | None, data_type: str) -> None:
        self.parent, self.row, self.column = sheet, None, None
        self._style, self.style_id = style
        self._value, self.data_type = value, data_type
        self._hyperlink = self._comment = None


def digits(value: Decimal, kind: Kind) -> str:
    """A percentage 0–100 becomes the fraction that a percent format shows."""
    return format(value.scaleb(-2) if kind == Kind.PERCENT else value, "f")


def number_format(kind: Kind, values: Iterable[Value]) -> str:
    """The format of a column: weights and percentages show the decimals that their values need."""
    if kind not in (Kind.DECIMAL, Kind.PERCENT):
        return FORMATS[kind]
    places = max((_places(value) for value in values if isinstance(value, Decimal)), default=0)
    zeros = f".{'0' * places}" if places else ""
    return f"0{zeros}%" if kind == Kind.PERCENT else f"#,##0{zeros}"


def _places(value: Decimal) -> int:
    """Decimals left once trailing zeros are gone."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
