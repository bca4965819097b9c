"""The columns of the results, for the workbook and the CSV alike."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from reporting.columns import Column, Kind
from reporting.pages.results import ResultRow


def result_columns() -> list[Column[ResultRow]]:
    """Percentages are 0–100; a project without a result has an empty cell, not a zero."""
    return [
        Column(_("No."), Kind.INT, 6, lambda row: row.number),
        Column(_("Title of the project"), Kind.TEXT, 60, lambda row: row.title),
        Column(_("Sector"), Kind.TEXT, 18, lambda row: row.sector),
        Column(_("Indicators"), Kind.INT, 11, lambda row: row.indicators),
        Column(_("Values missing"), Kind.INT, 11, lambda row: row.missing),
        Column(_("Result"), Kind.PERCENT, 11, lambda row: row.result),
        Column(_("Threshold"), Kind.PERCENT, 11, lambda row: row.threshold),
        Column(_("Threshold reached"), Kind.TEXT, 14, lambda row: row.met_text),
        Column(_("State"), Kind.TEXT, 24, lambda row: row.stage_text),
        Column(_("Confirmed by"), Kind.TEXT, 22, _confirmed_by),
        Column(_("Confirmed on"), Kind.DATE, 13, _confirmed_on),
        Column(_("Outcome of the NIV"), Kind.TEXT, 22, lambda row: row.decision),
        Column(_("Text of the outcome"), Kind.TEXT, 40, _text),
        Column(_("Evidence"), Kind.INT, 10, lambda row: row.papers.evidence),
        Column(_("Deviations"), Kind.INT, 11, lambda row: row.outcome.deviations),
        Column(_("Open remarks"), Kind.INT, 11, lambda row: row.papers.open_remarks),
        Column("SHA-256", Kind.TEXT, 66, _sha256),
    ]


def _confirmed_by(row: ResultRow) -> str | None:
    return str(row.outcome.standing.confirmed_by) if row.outcome.standing else None


def _confirmed_on(row: ResultRow) -> date | None:
    return localdate(row.outcome.standing.confirmed_at) if row.outcome.standing else None


def _text(row: ResultRow) -> str | None:
    return row.outcome.validation.text if row.outcome.validation else None


def _sha256(row: ResultRow) -> str | None:
    return row.outcome.standing.sha256 if row.outcome.standing else None
