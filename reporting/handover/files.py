"""Payroll workbook and CSV: typed columns, the reconciliation of the run in each."""

from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from objectives.templatetags.display import percent
from reporting.columns import Column, Kind, Value
from reporting.csvs import csv_bytes, csv_lines
from reporting.exports import demo_text
from reporting.handover.read import (
    ChapterTotal,
    EconomyTotal,
    Entry,
    HandedRun,
    Handover,
    PayLine,
)
from reporting.statement.pool import approved_text
from reporting.workbooks.archive import workbook_bytes
from reporting.workbooks.grid import Grid
from reporting.workbooks.looks import Look
from reporting.workbooks.sheets import add_table, new_book, new_sheet


def pay_columns(handed: HandedRun) -> list[Column[PayLine]]:
    """No names: payroll knows the codes."""
    kind = Kind.DIFFERENCE if handed.is_difference else Kind.MONEY
    title = _("Difference to pay") if handed.is_difference else _("Amount")
    return [
        Column(_("Employee code"), Kind.TEXT, 18, lambda line: line.code),
        Column(title, kind, 16, lambda line: line.amount),
        Column(_("Chapter"), Kind.TEXT, 18, lambda line: line.chapter),
        Column(_("Reference year"), Kind.YEAR, 14, lambda line: line.year),
    ]


def chapter_columns(handed: HandedRun) -> list[Column[ChapterTotal]]:
    return [
        Column(_("Chapter"), Kind.TEXT, 18, lambda total: total.chapter),
        Column(_("People"), Kind.INT, 10, lambda total: total.people),
        Column(_("Amounts, €"), Kind.MONEY, 16, lambda total: total.amount),
        *(_charge_column(place, rate) for place, rate in enumerate(handed.rates)),
        Column(_("Total cost, €"), Kind.MONEY, 16, lambda total: total.total_cost),
    ]


def _charge_column(place: int, rate: tuple[str, Decimal]) -> Column[ChapterTotal]:
    return Column(rate_text(rate), Kind.MONEY, 16, lambda total: total.charges[place])


class ChapterRow(NamedTuple):
    """A chapter as it is printed, or the sum of all; each charge with its name."""

    label: str
    total: ChapterTotal
    charges: list[tuple[str, Decimal]]


def chapter_rows(handed: HandedRun) -> list[ChapterRow]:
    """The sum comes last."""
    rates = [rate_text(rate) for rate in handed.rates]
    labelled = [(total.chapter or "–", total) for total in handed.chapters]
    return [
        ChapterRow(label, total, list(zip(rates, total.charges, strict=True)))
        for label, total in [*labelled, (_("Total"), handed.total)]
    ]


def rate_text(rate: tuple[str, Decimal]) -> str:
    """ "CPDEL 23,80 %, €"."""
    return f"{rate[0]} {percent(rate[1], 2)}, €"


def economy_columns() -> list[Column[EconomyTotal]]:
    return [
        Column(_("Funding"), Kind.TEXT, 40, lambda item: item.source),
        Column(_("Destination"), Kind.TEXT, 50, lambda item: item.destination),
        Column(_("Reason"), Kind.TEXT, 34, lambda item: item.reason),
        Column(_("Amount, €"), Kind.MONEY, 16, lambda item: item.amount),
    ]


def payroll_workbook(handed: HandedRun) -> bytes:
    """stipendi-2023.xlsx; economies by funding have a sheet where projects leave them."""
    book = new_book(handed)
    chapters = [*handed.chapters, handed.total]
    add_table(book, handed, _("Payroll"), pay_columns(handed), handed.lines, kept=1)
    add_table(book, handed, _("Chapters"), chapter_columns(handed), chapters, kept=1)
    if isinstance(handed, Handover):
        add_table(book, handed, _("Economies"), economy_columns(), handed.economies, kept=1)
    _add_reconciliation(book, handed)
    return workbook_bytes(book, handed.run.approved_at or handed.run.prepared_at)


def _add_reconciliation(book: Workbook, handed: HandedRun) -> None:
    columns: list[Column[Entry]] = [
        Column(_("Item"), Kind.TEXT, 56, lambda entry: entry.label),
        Column(_("Amount, €"), Kind.MONEY, 16, lambda entry: entry.amount),
    ]
    sheet = new_sheet(book, _("Reconciliation"), [56, 16], handed)
    grid = Grid[Entry](sheet, columns, [])
    for text in opening(handed):
        grid.write(text, Look.NOTE)
    grid.skip()
    grid.head()
    for entry in handed.reconciled:
        grid.add(entry)


def opening(handed: HandedRun) -> list[str]:
    run = handed.run
    return [
        f"{settings.BODY_NAME} · {handed.plan.title}",
        approved_text(str(run), run.act, run.approved_at),
        *([_("Difference from the run before: %(run)s") % {"run": run.supersedes}]
          if run.supersedes else []),
        _("SHA-256: %(digest)s") % {"digest": run.sha256},
        *filter(None, [demo_text()]),
    ]  # fmt: skip


def payroll_csv(handed: HandedRun) -> bytes:
    """stipendi-2023.csv: one row for each line, then an empty row and the reconciliation."""
    table = csv_bytes(pay_columns(handed), handed.lines)
    rows: list[list[Value]] = [[entry.label, entry.amount] for entry in handed.reconciled]
    return table + csv_lines([[], [_("Reconciliation"), day(handed)], *rows])


def day(handed: HandedRun) -> str:
    moment = timezone.localtime(handed.run.approved_at or handed.run.prepared_at)
    return f"{moment:%d/%m/%Y}"
