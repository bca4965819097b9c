"""How cells look: a register in black, grey and one blue; colour only where two values differ."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

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


@dataclass
class Looks:
    """The styles of one sheet, each put together once: that is openpyxl's slow part.

    Cells take a style as it is (openpyxl's `style_array`), which costs next to nothing.
    """

    sheet: Any
    _bare: dict[Look, StyleArray] = field(default_factory=dict)
    _made: dict[tuple[Look, Kind, str, bool], StyleArray] = field(default_factory=dict)

    def style(
        self, look: Look, kind: Kind, number_format: str = TEXT_FORMAT, *, quoted: bool = False
    ) -> StyleArray:
        """`quoted` cells stay text when edited, whatever sign they begin with."""
        key = (look, kind, number_format, quoted)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, look: Look, kind: Kind, number_format: str, quoted: bool) -> StyleArray:
        if look not in self._bare:
            self._bare[look] = self._dressed(look)
        cell = Cell(self.sheet, style_array=self._bare[look])
        cell.alignment = Alignment(
            horizontal="left" if kind in TEXTS else "right",
            vertical="bottom" if look in HEADS else "top",
            indent=1 if kind in TEXTS and look not in UNBOUND else 0,
            wrap_text=look in WRAPPED and kind != Kind.LABEL,
        )
        cell.number_format = number_format
        cell.quotePrefix = quoted
        return cell._style  # noqa: SLF001 - what `style_array` takes; there is no other way to it

    def _dressed(self, look: Look) -> StyleArray:
        cell = Cell(self.sheet)
        cell.font, cell.fill, cell.border = STYLES[look]
        return cell._style  # noqa: SLF001 - as above
