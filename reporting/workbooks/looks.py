"""How cells look: a register in black, grey and one blue; colour only where two values differ."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.differential import DifferentialStyleList
from openpyxl.styles.table import TableStyleList
from openpyxl.utils.indexed_list import IndexedList

from reporting.columns import TEXTS, Kind

INK, INK_2, LINE = "17212B", "46545F", "D9E0E6"
RULE = Side(style="thin", color=LINE)
STRONG = Side(style="medium", color=INK)
SIZE = 9
TEXT_FORMAT = "General"


class Look(StrEnum):
    TITLE = "title"
    NOTE = "note"
    HEAD = "head"
    HEAD_ADDED = "head_added"
    BODY = "body"
    ALERT = "alert"
    GROUP = "group"
    TOTAL = "total"
    HEADING = "heading"
    LEDGER = "ledger"


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


def _font(color: str = INK, size: int = SIZE, *, bold: bool = False) -> Font:
    return Font(name="Arial", size=size, bold=bold, color=color)


BARE, OPEN = PatternFill(), Border()
STYLES: dict[Look, tuple[Font, PatternFill, Border]] = {
    Look.TITLE: (_font(size=14, bold=True), BARE, OPEN),
    Look.NOTE: (_font(INK_2), BARE, OPEN),
    Look.HEAD: (_font(bold=True, size=8), _fill("E9EDF1"), Border(bottom=STRONG)),
    Look.HEAD_ADDED: (_font(INK_2, size=8), _fill("F4F6F8"), Border(bottom=STRONG)),
    Look.BODY: (_font(), BARE, Border(bottom=RULE)),
    Look.ALERT: (_font("7A4A00", bold=True), _fill("FFF4DC"), Border(bottom=RULE)),
    Look.GROUP: (_font(bold=True), _fill("EAF3FC"), Border(bottom=RULE)),
    Look.TOTAL: (_font(bold=True), BARE, Border(top=STRONG, bottom=RULE)),
    Look.HEADING: (_font(size=11, bold=True), BARE, OPEN),
    Look.LEDGER: (_font(), BARE, Border(bottom=RULE)),
}
WRAPPED = frozenset({Look.HEAD, Look.HEAD_ADDED, Look.BODY, Look.ALERT})
UNBOUND = frozenset({Look.TITLE, Look.NOTE, Look.HEADING})  # lines outside the table
HEADS = frozenset({Look.HEAD, Look.HEAD_ADDED})


TABLES = ("_fonts", "_fills", "_borders", "_alignments", "_protections", "_cell_styles")
NAMED = "_named_styles"


class DressedBook(Workbook):
    """A workbook that knows every look from the start, copied from the wardrobe's tables.

    Filling them is openpyxl's slow part: it compares each font, border and fill field by field.
    """

    def _setup_styles(self) -> None:
        tables = vars(wardrobe().book)
        for name in TABLES:
            setattr(self, name, _copied(tables[name]))
        self._named_styles = tables[NAMED]
        self._number_formats = IndexedList()
        self._date_formats: dict[str, int] = {}
        self._timedelta_formats: dict[str, int] = {}
        self._colors = COLOR_INDEX
        self._table_styles = TableStyleList()
        self._differential_styles = DifferentialStyleList()


def _copied(table: IndexedList) -> IndexedList:
    """Equal and apart, without computing the hash of what is in it once more."""
    copied = IndexedList()
    list.extend(copied, table)
    copied._dict = dict(table._dict)  # noqa: SLF001 - the list's own index
    return copied


class Wardrobe:
    """Every look put together once per process, in a workbook that is never written."""

    def __init__(self) -> None:
        self.book = Workbook()
        # The unit of every column's width is a digit of this font, which any office has.
        normal = self.book._named_styles["Normal"]  # noqa: SLF001 - there is no other way to it
        normal.font = Font(name="Arial", size=10)
        self._sheet = self.book.active
        self.styles = {
            (look, kind, quoted): self._style(look, kind, quoted)
            for look in Look
            for kind in Kind
            for quoted in (False, True)
        }

    def _style(self, look: Look, kind: Kind, quoted: bool) -> StyleArray:
        cell = Cell(self._sheet)
        cell.font, cell.fill, cell.border = STYLES[look]
        cell.alignment = Alignment(
            horizontal="left" if kind in TEXTS else "right",
            vertical="bottom" if look in HEADS else "top",
            indent=1 if kind in TEXTS and look not in UNBOUND else 0,
            wrap_text=look in WRAPPED and kind != Kind.LABEL,
        )
        cell.quotePrefix = quoted
        return cell._style  # noqa: SLF001 - what `style_array` takes; there is no other way to it


@cache
def wardrobe() -> Wardrobe:
    return Wardrobe()


class Style(NamedTuple):
    """A style of one workbook, and its number there."""

    array: StyleArray
    number: int


@dataclass
class Looks:
    """The styles of one sheet, of a DressedBook."""

    sheet: Any
    _made: dict[tuple[Look, Kind, str, bool], Style] = field(default_factory=dict)

    def style(
        self, look: Look, kind: Kind, number_format: str = TEXT_FORMAT, *, quoted: bool = False
    ) -> Style:
        """`quoted` cells stay text when edited, whatever sign they begin with."""
        key = (look, kind, number_format, quoted)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, look: Look, kind: Kind, number_format: str, quoted: bool) -> Style:
        cell = Cell(self.sheet, style_array=wardrobe().styles[look, kind, quoted])
        cell.number_format = number_format
        return Style(cell._style, cell.style_id)  # noqa: SLF001 - as above
