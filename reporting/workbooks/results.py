"""The results of a plan as a workbook: projects, their indicators, the remarks of the NIV."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from objectives.models import RemarkMessage
from objectives.scoring import Achievement
from reporting.columns import Column, Kind
from reporting.pages.results import ResultRow
from reporting.result_columns import result_columns
from reporting.values import value_text
from reporting.workbooks.archive import workbook_bytes
from reporting.workbooks.sheets import add_table, new_book


class Results(NamedTuple):
    """What the sheets are of; `plan` comes from `plans_with_version`."""

    plan: Any
    rows: Sequence[ResultRow]

    @property
    def moment(self) -> datetime:
        """When the data were last settled: the last confirmation or decision."""
        moments = [
            at
            for row in self.rows
            for at in (
                row.outcome.last and row.outcome.last.confirmed_at,
                row.outcome.validation and row.outcome.validation.at,
            )
            if at
        ]
        return max(moments, default=datetime(self.plan.year, 1, 1, tzinfo=UTC))


class IndicatorRow(NamedTuple):
    row: ResultRow
    name: str
    value: str
    as_of: Any
    line: Achievement
    deviation: str


def results_workbook(plan: Any, rows: Sequence[ResultRow]) -> bytes:
    """risultati-2023.xlsx: plain tables from the first row on."""
    export = Results(plan, rows)
    book = new_book(export)
    add_table(book, export, _("Results"), result_columns(), rows)
    add_table(book, export, _("Indicators"), indicator_columns(), list(_indicators(rows)))
    add_table(book, export, _("Remarks"), remark_columns(), _messages(rows))
    return workbook_bytes(book, export.moment)


def _indicators(rows: Sequence[ResultRow]) -> Iterator[IndicatorRow]:
    """The confirmed figures where there are any, else those of today."""
    for row in rows:
        lines = {line.order: line for line in row.outcome.shown.lines}
        for found in row.outcome.measured.indicators:
            indicator, entry = found.indicator, found.entry
            line = lines.get(indicator.order, found.achievement)
            yield IndicatorRow(
                row=row,
                name=indicator.name,
                value=value_text(line, indicator.target_date),
                as_of=entry.reference_date if entry else None,
                line=line,
                deviation=entry.deviation if entry else "",
            )


def indicator_columns() -> list[Column[IndicatorRow]]:
    return [
        Column(_("Project"), Kind.INT, 9, lambda item: item.row.number),
        Column(_("Indicator"), Kind.INT, 10, lambda item: item.line.order),
        Column(_("Operative indicator"), Kind.TEXT, 60, lambda item: item.name),
        Column(_("Weight"), Kind.DECIMAL, 9, lambda item: item.line.weight),
        Column(_("Latest value"), Kind.TEXT, 26, lambda item: item.value),
        Column(_("As of"), Kind.DATE, 12, lambda item: item.as_of),
        Column(_("Achievement"), Kind.PERCENT, 12, lambda item: item.line.shown),
        Column(_("State"), Kind.TEXT, 16, lambda item: _state(item.line)),
        Column(_("Reason of the deviation"), Kind.TEXT, 50, lambda item: item.deviation),
    ]


def _state(line: Achievement) -> str:
    if line.missing:
        return _("missing")
    if line.undecided:
        return _("to decide")
    return _("neutralised") if line.neutralised else ""


def remark_columns() -> list[Column[RemarkMessage]]:
    return [
        Column(_("Project"), Kind.INT, 9, lambda item: item.remark.project.number),
        Column(_("Remark"), Kind.TEXT, 40, lambda item: item.remark.subject),
        Column(_("State"), Kind.TEXT, 10, _open_or_closed),
        Column(_("When"), Kind.DATE, 12, lambda item: localdate(item.at)),
        Column(_("Who"), Kind.TEXT, 24, lambda item: str(item.by)),
        Column(_("Text"), Kind.TEXT, 80, lambda item: item.text),
    ]


def _open_or_closed(item: RemarkMessage) -> str:
    return _("open") if item.remark.is_open else _("closed")


def _messages(rows: Sequence[ResultRow]) -> list[RemarkMessage]:
    projects = [row.project.pk for row in rows]
    found = RemarkMessage.objects.filter(remark__project__in=projects)
    found = found.select_related("remark__project", "by")
    return list(found.order_by("remark__project__number", "remark", "pk"))
