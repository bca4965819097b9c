"""The plan as data: a sheet each for projects, indicators, phases, staff and allocation, and in
front the reconciliation of the run. Names and amounts only for who may read them."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook

from incentives.allocation import Allocation, result_from_dict
from incentives.models import AllocationRun
from objectives.models import Project
from reporting.columns import Column, Kind, without_amounts
from reporting.exports import Export, demo_text, run_text, shown_text, version_text
from reporting.workbooks import tables
from reporting.workbooks.archive import workbook_bytes
from reporting.workbooks.grid import Grid
from reporting.workbooks.ledger import Entry, deliberated_entries, group_entries, pool_entries
from reporting.workbooks.looks import Look
from reporting.workbooks.read import Reader
from reporting.workbooks.sheets import add_table, new_book, new_sheet


def data_workbook(export: Export, projects: QuerySet[Project]) -> bytes:
    """dati-2023.xlsx; `projects` are those of the plan that the reader may see."""
    reader = Reader(export, projects)
    book = new_book(export)
    if export.with_pool and export.run is not None:
        _reconciliation_sheet(book, export, export.run)
    for title, columns, rows in _sheets(export, reader):
        add_table(book, export, title, columns, rows)
    return workbook_bytes(book, export.moment)


def _sheets(export: Export, reader: Reader) -> list[tuple[str, list[Column[Any]], list[Any]]]:
    """Title, columns and rows of each sheet."""
    projects = tables.project_columns()
    if not export.with_money:
        projects = without_amounts(projects)
    sheets: list[tuple[str, list[Column[Any]], list[Any]]] = [
        (_("Projects"), projects, reader.project_lines()),
        (_("Indicators"), tables.indicator_columns(), reader.indicator_lines()),
        (_("Phases"), tables.phase_columns(), reader.phase_lines()),
    ]
    if export.with_staff:
        sheets.append((_("Staff"), tables.staff_columns(), reader.staff_lines()))
    if export.run is not None:
        names = {group["code"]: group["name"] for group in export.run.results["groups"]}
        columns = tables.run_columns(lambda code: names.get(code, code))
        sheets.append((_("Allocation"), columns, reader.run_lines()))
    return sheets


# --- Quadratura ----------------------------------------------------------------------------


def _ledger_columns() -> list[Column[Entry]]:
    return [
        Column(_("Item"), Kind.TEXT, 56, lambda entry: entry.label),
        Column(_("Amount, €"), Kind.MONEY, 16, lambda entry: entry.amount),
        Column(_("Difference, €"), Kind.DIFFERENCE, 14, lambda entry: entry.difference),
        Column(_("Note"), Kind.TEXT, 70, lambda entry: entry.note),
    ]


def _reconciliation_sheet(book: Workbook, export: Export, run: AllocationRun) -> None:
    columns = _ledger_columns()
    widths = [column.width for column in columns]
    sheet = new_sheet(book, _("Reconciliation"), widths, export)
    grid = Grid[Entry](sheet, columns, [])
    grid.write(export.plan.title, Look.TITLE)
    for text in _opening(export, run):
        grid.write(text, Look.NOTE)
    result = result_from_dict(run.results)
    for title, entries in _parts(export, result):
        grid.skip()
        grid.write(title, Look.HEADING)
        grid.head()
        for entry in entries:
            look = Look.TOTAL if entry.is_result else Look.LEDGER
            grid.values([column.of(entry) for column in columns], look)


def _opening(export: Export, run: AllocationRun) -> list[str]:
    return [
        f"{settings.BODY_NAME} · {version_text(export.plan)}",
        run_text(run),
        _("SHA-256 of the allocation: %(digest)s") % {"digest": run.sha256},
        demo_text(),
    ]


def _parts(export: Export, result: Allocation) -> list[tuple[str, list[Entry]]]:
    table = export.table
    shown = [
        Entry(_("Computed amounts"), table.computed, note=shown_text(export)),
        Entry(_("Deliberated amounts"), table.deliberated),
    ]
    return [
        (_("The pool and its parts"), pool_entries(result)),
        (_("Budgets of the groups"), group_entries(result)),
        (_("Act and computation"), deliberated_entries(result)),
        (_("Projects in this workbook"), shown),
    ]
