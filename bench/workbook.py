"""The summary workbook against openpyxl writing the very cells that are in it."""

import io
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from bench.common import Check, Comparison, Place, Report, interleave, say
from bench.data import PROJECTS, YEAR, fill

GOAL = 1.2
# How many times the plan's rows, and rounds with them.
SIZES = {1: 21, 100: 5}
NOTE = (
    "Ours makes the workbook from the rows of the plan, and with 24 projects reads them from the "
    "database too. Openpyxl gets the cells that came out, as values and looks ready to write: each "
    "look put together once, and the sheet set up for screen and print in the same way. The bare "
    "values are the same cells without any look."
)
Book = Callable[[], bytes]


def measure(place: Place) -> Report:
    report = Report("Workbook: the summary", notes=[NOTE])
    fill()
    for times, rounds in SIZES.items():
        if not (place.size.quick and times > 1):
            count = f"{times * PROJECTS:,} projects"
            say(f"  {count}")
            _measure(report, count, summary(times), place.size.rounds_of(rounds))
    return report


def _measure(report: Report, count: str, ours: Book, rounds: int) -> None:
    recipe = Recipe.of(ours())
    times = interleave(
        {"ours": ours, "openpyxl": recipe.write, "openpyxl, bare values": recipe.write_bare},
        rounds,
    )
    for against, goal in (("openpyxl", GOAL), ("openpyxl, bare values", None)):
        report.comparisons.append(
            Comparison(f"summary, {count}", against, times["ours"], times[against], goal)
        )
    same = Recipe.of(recipe.write()).cells() == recipe.cells()
    cells = sum(map(len, recipe.values))
    found = f"{cells:,} cells of the same value and look" if same else "they differ"
    report.checks.append(Check(f"summary, {count}: ours and openpyxl's", found, same))


def summary(times: int) -> Book:
    """Makes the plan's workbook; with `times` as if every project were there so often."""
    from reporting.workbooks import summary_workbook

    if times == 1:
        return lambda: in_italian(lambda: summary_workbook(export()))
    once = in_italian(export)
    groups = tuple(replace(group, rows=group.rows * times) for group in once.table.groups)
    table = replace(once.table, groups=groups)
    many = replace(once, table=table, whole=table)
    return lambda: in_italian(lambda: summary_workbook(many))


def in_italian(make: Callable[[], Any]) -> Any:
    from django.utils import translation

    with translation.override("it"):
        return make()


def export() -> Any:
    """What a person of human resources downloads, without filters."""
    from objectives.queries import plans_with_version
    from reporting.exports import Export
    from reporting.pages.filters import PlanFilter
    from reporting.rows import plan_table

    plan = plans_with_version().get(year=YEAR)
    table = plan_table(plan)
    return Export(
        plan=plan,
        table=table,
        whole=table,
        filters=PlanFilter.of({}, table.rows),
        with_money=True,
        with_pool=True,
        with_staff=True,
    )


@dataclass(frozen=True, slots=True)
class Recipe:
    """The cells of a sheet: values row by row, the look of each, and the looks themselves."""

    title: str
    values: list[list[Any]]
    styles: list[list[int]]
    looks: list[dict[str, Any]]
    widths: dict[str, float]
    heights: dict[int, float]
    setting: dict[str, Any]

    @classmethod
    def of(cls, content: bytes) -> "Recipe":
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        looks: dict[int, dict[str, Any]] = {}
        rows = list(sheet.iter_rows())
        for row in rows:
            for cell in row:
                looks.setdefault(cell.style_id, _look(cell))
        places = {style: place for place, style in enumerate(looks)}
        return cls(
            title=sheet.title,
            values=[[cell.value for cell in row] for row in rows],
            styles=[[places[cell.style_id] for cell in row] for row in rows],
            looks=list(looks.values()),
            widths={name: column.width for name, column in sheet.column_dimensions.items()},
            heights={n: row.height for n, row in sheet.row_dimensions.items() if row.height},
            setting={part: getattr(sheet, part) for part in SETTING},
        )

    def cells(self) -> list[tuple[Any, str]]:
        """Value and look of each cell, to compare."""
        looks = [repr(look) for look in self.looks]
        return [
            (value, looks[style])
            for values, styles in zip(self.values, self.styles, strict=True)
            for value, style in zip(values, styles, strict=True)
        ]

    def write(self) -> bytes:
        book = Workbook()
        sheet = book.active
        self._set_up(sheet)
        made = [_made(sheet, look) for look in self.looks]
        for values, styles in zip(self.values, self.styles, strict=True):
            row = []
            for value, style in zip(values, styles, strict=True):
                cell = Cell(sheet, style_array=made[style])
                cell.value = value
                row.append(cell)
            sheet.append(row)
        return _saved(book)

    def write_bare(self) -> bytes:
        book = Workbook()
        for values in self.values:
            book.active.append(values)
        return _saved(book)

    def _set_up(self, sheet: Any) -> None:
        sheet.title = self.title
        for part, value in self.setting.items():
            setattr(sheet, part, value)
        for name, width in self.widths.items():
            sheet.column_dimensions[name].width = width
        for number, height in self.heights.items():
            sheet.row_dimensions[number].height = height


# How a sheet is set up for screen and print, besides the sizes of its rows and columns.
SETTING = (
    "freeze_panes",
    "auto_filter",
    "sheet_properties",
    "page_setup",
    "page_margins",
    "HeaderFooter",
    "print_title_rows",
    "print_title_cols",
)
PARTS = ("font", "fill", "border", "alignment", "number_format", "quotePrefix")


def _look(cell: Any) -> dict[str, Any]:
    return {part: copy(getattr(cell, part)) for part in PARTS}


def _made(sheet: Any, look: dict[str, Any]) -> Any:
    cell = Cell(sheet)
    for part, value in look.items():
        setattr(cell, part, value)
    return cell._style  # noqa: SLF001 - openpyxl gives no other way to share it


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
