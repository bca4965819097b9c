"""The plan as CSV: one row per project, `;` between fields, decimal comma, UTF-8 with a mark.

The mark (BOM) makes Excel read the accents; Python's "utf-8-sig" and LibreOffice take it off.
A text that a spreadsheet would run as a formula gets an apostrophe before it, no other does.
Percentages are 0–100, as written in the plan; amounts have no thousands separator.
"""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from objectives.canonical import decimal_text
from objectives.texts import FORMULA_STARTS, printable
from reporting.columns import Column, Kind, R, Value, plan_columns
from reporting.exports import Export
from reporting.rows import PlanRow

UNITS = {Kind.PERCENT: "%", Kind.MONEY: "€", Kind.DIFFERENCE: "€", Kind.QUOTA: "€"}


def plan_csv(export: Export) -> bytes:
    """piano-2023.csv: the columns of the workbook, and the group that its rows stand under."""
    group: Column[PlanRow] = Column(_("Allocation group"), Kind.TEXT, 0, lambda row: row.group_name)
    columns = plan_columns(export.plan.year, with_money=export.with_money)
    return csv_bytes([*columns, group], export.rows)


def csv_bytes(columns: Sequence[Column[R]], rows: Iterable[R]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_header(column) for column in columns])
    writer.writerows([field(column.kind, column.of(row)) for column in columns] for row in rows)
    return BOM_UTF8 + buffer.getvalue().encode()


def csv_lines(rows: Iterable[Sequence[Value]]) -> bytes:
    """Lines below a table, each as long as it is; amounts are euro."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([field(Kind.MONEY, value) for value in row] for row in rows)
    return buffer.getvalue().encode()


def field(kind: Kind, value: Value) -> str:
    """The value as Italians write it; empty for None."""
    match value:
        case None:
            return ""
        case str():
            return guarded(printable(value))
        case Decimal():
            text = decimal_text(value) if kind in (Kind.DECIMAL, Kind.PERCENT) else f"{value:f}"
            return text.replace(".", ",")
        case date():
            return value.strftime("%d/%m/%Y")
    return str(value)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _header(column: Column[R]) -> str:
    unit = UNITS.get(column.kind)
    return f"{column.header} ({unit})" if unit else column.header
