"""A workbook and its sheets, set up for screen and print."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Protocol

from django.conf import settings
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from objectives.texts import printable
from reporting.columns import Column, R
from reporting.exports import demo_text, version_text
from reporting.workbooks.grid import Grid
from reporting.workbooks.looks import DressedBook

A3 = 8  # paper; on A4 the printer makes it smaller
PAGE_WIDTH = 300  # characters that can still be read on it
MARGIN, HEADER_MARGIN = 0.4, 0.25  # inches
HEADER_SIZE = 8  # points
HEADER_LIMIT = 75  # characters: a header holds 255 in all, codes included


class OfPlan(Protocol):
    """Whatever is exported of one plan, found by `plans_with_version`."""

    @property
    def plan(self) -> Any: ...


def new_book(export: OfPlan) -> Workbook:
    book = DressedBook()
    book.remove(book.active)
    book.properties.title = printable(export.plan.title)
    book.properties.creator = printable(settings.BODY_NAME)
    book.properties.language = "it-IT"
    return book


def new_sheet(book: Workbook, title: str, widths: Sequence[int], export: OfPlan) -> Any:
    """A sheet set up for print: landscape A3, as few pages wide as can be read, all named."""
    sheet = book.create_sheet(title)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A3
    sheet.page_setup.fitToWidth = ceil(sum(widths) / PAGE_WIDTH)
    sheet.page_setup.fitToHeight = 0
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top = margins.bottom = 2 * MARGIN
    margins.header = margins.footer = HEADER_MARGIN
    head, foot = sheet.oddHeader, sheet.oddFooter
    head.left.text = header_text(settings.BODY_NAME)
    head.center.text = header_text(f"{export.plan.title} · {title}")
    head.right.text = header_text(version_text(export.plan))
    foot.left.text = header_text(demo_text())
    foot.right.text = "&P / &N"
    for part in (head.left, head.center, head.right, foot.left, foot.right):
        part.size = HEADER_SIZE
    return sheet


def add_table(
    book: Workbook,
    export: OfPlan,
    title: str,
    columns: Sequence[Column[R]],
    rows: Sequence[R],
    *,
    kept: int = 2,
) -> None:
    """A plain table from the first row on, so that other programs read it without searching.

    The first `kept` columns stay in sight.
    """
    sheet = new_sheet(book, title, [column.width for column in columns], export)
    head_at(sheet, 1, columns=kept)
    grid = Grid(sheet, columns, rows)
    grid.head()
    for row in rows:
        grid.add(row)
    filter_over(sheet, 1, grid.row, len(columns))


def header_text(text: str) -> str:
    """Text for a printed header, where an ampersand starts a code and must be doubled."""
    text = " ".join(printable(text).split())
    while len(doubled := text.replace("&", "&&")) > HEADER_LIMIT:
        text = text[:-1]
    return doubled


def head_at(sheet: Any, row: int, *, columns: int = 1) -> None:
    """Keep the header row and the first columns in sight, and print them on every page."""
    sheet.freeze_panes = f"{get_column_letter(columns + 1)}{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    sheet.print_title_cols = f"A:{get_column_letter(columns)}"


def filter_over(sheet: Any, first: int, last: int, columns: int) -> None:
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(columns)}{last}"
