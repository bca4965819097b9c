"""The published table as a workbook of one sheet: groups, subtotals, totals, reconciliation.

Totals are values, not formulas: they are what the run and the page say, and stay so when someone
filters or sorts the rows.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from incentives.allocation import result_from_dict
from reporting.columns import Column, Kind, Value, plan_columns
from reporting.exports import Export, demo_text, run_text, shown_text, version_text
from reporting.pages.plan import difference_text, total_label
from reporting.rows import PlanRow
from reporting.workbooks.archive import workbook_bytes
from reporting.workbooks.grid import Grid
from reporting.workbooks.ledger import Entry, pool_entries
from reporting.workbooks.looks import Look
from reporting.workbooks.sheets import filter_over, head_at, new_book, new_sheet

HEAD_ROW = 6


def summary_workbook(export: Export) -> bytes:
    """piano-2023.xlsx, with the columns, groups and totals of the plan page."""
    plan = export.plan
    columns = plan_columns(plan.year, with_money=export.with_money)
    book = new_book(export)
    title = _("Plan %(year)s") % {"year": plan.year}
    sheet = new_sheet(book, title, [column.width for column in columns], export)
    head_at(sheet, HEAD_ROW)
    grid = Grid(sheet, columns, export.table.rows)
    _opening(grid, export)
    grid.head()
    for group in export.table.groups:
        grid.sums(group.name, group.rows, Look.GROUP)
        for row in group.rows:
            grid.add(row)
    filter_over(sheet, HEAD_ROW, grid.row, len(columns))
    grid.sums(total_label(export.table), export.table.rows, Look.TOTAL)
    _closing(grid, export, columns)
    return workbook_bytes(book, export.moment)


def _opening(grid: Grid[PlanRow], export: Export) -> None:
    """Five rows above the headers: what this is, of which version, which rows, which run."""
    grid.write(export.plan.title, Look.TITLE)
    grid.write(f"{settings.BODY_NAME} · {version_text(export.plan)}", Look.NOTE)
    grid.write(" · ".join(filter(None, (shown_text(export), demo_text()))), Look.NOTE)
    grid.write(run_text(export.run) if export.with_money else "", Look.NOTE)
    grid.skip()


def _closing(grid: Grid[PlanRow], export: Export, columns: Sequence[Column[PlanRow]]) -> None:
    """Below the total: the sum assigned, the pool and its parts, what the figures leave out."""
    for entry in _assigned(export):
        _ledger_row(grid, columns, entry)
    if export.with_pool and export.run is not None:
        grid.skip()
        grid.write(_("The pool and its parts"), Look.HEADING)
        for entry in pool_entries(result_from_dict(export.run.results)):
            _ledger_row(grid, columns, entry)
    grid.skip()
    for text in _remarks(export):
        grid.write(text, Look.NOTE)


def _ledger_row(grid: Grid[PlanRow], columns: Sequence[Column[PlanRow]], entry: Entry) -> None:
    """Label, amount and difference under their columns, the note beside them."""
    kinds = [column.kind for column in columns]
    values: list[Value] = [None] * len(columns)
    values[0] = entry.label
    values[kinds.index(Kind.MONEY)] = entry.amount
    values[kinds.index(Kind.DIFFERENCE)] = entry.difference
    values[kinds.index(Kind.DIFFERENCE) + 1] = entry.note
    grid.values(values, Look.TOTAL if entry.is_result else Look.LEDGER)


def _assigned(export: Export) -> list[Entry]:
    """Only beside the whole table: a part of the amounts has nothing to do with the sum."""
    table = export.table
    if not export.complete or table.budget is None:
        return []
    return [
        Entry(_("Sum assigned by the act"), table.budget),
        Entry(
            _("Amounts less the sum assigned"),
            difference=table.difference,
            note=difference_text(table),
        ),
    ]


def _remarks(export: Export) -> list[str]:
    rows = export.table.rows
    remarks = [_("On a coloured ground: values that differ from the published table.")]
    fixed = ", ".join(str(row.number) for row in rows if row.is_fixed)
    if fixed:
        text = _("The total of the coefficients leaves out what has a fixed amount: %(projects)s.")
        remarks.append(text % {"projects": fixed})
    if export.run is not None:
        remarks.append(_("SHA-256 of the allocation: %(digest)s") % {"digest": export.run.sha256})
    return remarks
