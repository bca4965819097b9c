"""The form on which values are written in a spreadsheet, to be pasted back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from objectives.access import fetch_plan
from objectives.forms.entry_row import EntryRow
from objectives.forms.entry_sheet import entry_sheet
from objectives.forms.paste import template_values
from objectives.rules import enter_some_progress
from reporting.columns import Column, Kind
from reporting.exports import LANGUAGE
from reporting.views.exports import XLSX
from reporting.workbooks.archive import workbook_bytes
from reporting.workbooks.grid import Grid
from reporting.workbooks.looks import DressedBook


@require_safe
@cache_control(private=True, no_cache=True)
def values_template(request: HttpRequest, year: int) -> HttpResponse:
    user: Any = request.user
    plan = fetch_plan(user, year, enter_some_progress)
    with translation.override(LANGUAGE):
        content = _workbook(entry_sheet(user, plan).rows)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="valori-{plan.year}.xlsx"'
    return response


def _workbook(rows: list[EntryRow]) -> bytes:
    """All cells are text, so that a program changes neither commas nor dates."""
    book = DressedBook()
    sheet: Any = book.active
    sheet.title = _("Values")
    columns = _columns()
    for place, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = column.width
    lines = [template_values(row) for row in rows]
    grid = Grid(sheet, columns, lines)
    grid.head()
    for line in lines:
        grid.add(line)
    sheet.freeze_panes = "A2"
    return workbook_bytes(book, timezone.now())


def _columns() -> list[Column[list[str]]]:
    """The columns of objectives.forms.paste, in its order."""
    heads = (
        (_("Project"), 9),
        (_("Indicator"), 10),
        (_("Name of the indicator"), 50),
        (_("Quantity, as written in the plan"), 30),
        (_("Value reached"), 16),
        (_("As of"), 12),
        (_("Note"), 40),
        (_("Reason (of a judgement or of less than 100 %)"), 40),
    )
    return [
        Column(name, Kind.TEXT, width, lambda line, place=place: line[place])  # type: ignore[misc]
        for place, (name, width) in enumerate(heads)
    ]
