"""The columns of the data workbook: one sheet for each thing, one row for each of its objects."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from incentives.enums import FundingMode
from objectives.enums import TargetKind
from reporting.columns import Column, Kind
from reporting.workbooks.read import IndicatorLine, PhaseLine, ProjectLine, RunLine, StaffLine

TEXT_WIDTH = 60


def _project() -> list[Column[Any]]:
    """Every line begins with its project."""
    return [
        Column(_("No."), Kind.INT, 7, lambda line: line.row.number),
        Column(_("Title of the project"), Kind.LABEL, 40, lambda line: line.row.title),
    ]


def _named() -> list[Column[ProjectLine]]:
    number, _title = _project()
    return [number, Column(_("Title of the project"), Kind.TEXT, 46, lambda line: line.row.title)]


def project_columns() -> list[Column[ProjectLine]]:
    return [*_named(), *_places(), *_figures(), *_project_amounts(), *_prose()]


def _places() -> list[Column[ProjectLine]]:
    return [
        Column(_("Proposal number"), Kind.INT, 10, lambda line: line.row.proposal_number),
        Column(_("Project type"), Kind.TEXT, 18, lambda line: line.row.kind_text),
        Column(_("Lead sector"), Kind.TEXT, 24, lambda line: line.row.sector_name),
        Column(_("Areas involved"), Kind.TEXT, 34, lambda line: line.areas),
        Column(_("Macro category"), Kind.TEXT, 14, lambda line: line.row.macro_category),
        Column(_("Strategic guidelines"), Kind.TEXT, 16, lambda line: line.guidelines),
        Column(_("Multi-year"), Kind.TEXT, 10, lambda line: yes_no(line.multi_year)),
        Column(_("Amendment"), Kind.TEXT, 24, lambda line: line.row.amendment_text),
    ]


def _figures() -> list[Column[ProjectLine]]:
    return [
        Column(_("Class"), Kind.TEXT, 14, lambda line: line.row.class_name),
        Column(_("Weight of the class"), Kind.DECIMAL, 9, lambda line: line.row.class_weight),
        Column(_("Weight"), Kind.DECIMAL, 8, lambda line: line.row.weight),
        Column(_("Counted staff"), Kind.INT, 9, lambda line: line.row.counted_staff),
        Column(
            _("Counted staff on the card"), Kind.INT, 10, lambda line: line.row.counted_staff_card
        ),
        Column(_("People who share"), Kind.INT, 11, lambda line: line.row.sharing_staff),
        Column(_("Minimum threshold"), Kind.PERCENT, 9, lambda line: line.row.threshold),
        Column(
            _("Minimum threshold on the card"),
            Kind.PERCENT,
            11,
            lambda line: line.row.threshold_card,
        ),
        Column(_("Applied threshold"), Kind.PERCENT, 10, _applied_threshold),
        Column(_("Coefficient"), Kind.DECIMAL, 11, lambda line: line.row.coefficient),
        Column(_("Total coefficient"), Kind.DECIMAL, 11, lambda line: line.row.points),
        Column(_("Indicators"), Kind.INT, 10, lambda line: line.row.indicator_count),
        Column(
            _("Sum of the indicators' weights"),
            Kind.DECIMAL,
            11,
            lambda line: line.row.indicator_weights,
        ),
    ]


def _project_amounts() -> list[Column[ProjectLine]]:
    return [
        Column(_("Allocation group"), Kind.TEXT, 26, lambda line: line.row.group_name),
        Column(_("Funding"), Kind.TEXT, 14, lambda line: mode_text(line.row.mode)),
        Column(_("Fixed amount, €"), Kind.MONEY, 13, lambda line: line.row.fixed_amount),
        Column(_("Computed amount, €"), Kind.MONEY, 13, lambda line: line.row.computed),
        Column(_("Deliberated amount, €"), Kind.MONEY, 13, lambda line: line.row.deliberated),
    ]


def _prose() -> list[Column[ProjectLine]]:
    return [
        Column(_("Staff to involve"), Kind.TEXT, 40, lambda line: line.row.staff_text),
        Column(_("Description"), Kind.TEXT, TEXT_WIDTH, lambda line: line.description),
        Column(_("Timing"), Kind.TEXT, 30, lambda line: line.timing),
        Column(_("Operative activities"), Kind.TEXT, TEXT_WIDTH, lambda line: line.activities),
        Column(_("Special rule"), Kind.TEXT, 40, lambda line: line.special_rule),
    ]


def indicator_columns() -> list[Column[IndicatorLine]]:
    return [
        *_project(),
        Column(_("Order"), Kind.INT, 8, lambda line: line.order),
        Column(_("Indicator"), Kind.TEXT, 46, lambda line: line.name),
        Column(_("Quantity as written"), Kind.TEXT, 22, lambda line: line.quantity),
        Column(_("Kind of target"), Kind.TEXT, 20, _target_kind),
        Column(_("Target"), Kind.DECIMAL, 9, lambda line: line.target_value),
        Column(_("Unit"), Kind.TEXT, 12, lambda line: line.target_unit),
        Column(_("By"), Kind.DATE, 12, lambda line: line.target_date),
        Column(_("Operative activity"), Kind.TEXT, 46, lambda line: line.activity),
        Column(_("Weight"), Kind.PERCENT, 9, lambda line: line.weight),
    ]


def phase_columns() -> list[Column[PhaseLine]]:
    return [
        *_project(),
        Column(_("Order"), Kind.INT, 8, lambda line: line.order),
        Column(_("Phase"), Kind.TEXT, TEXT_WIDTH, lambda line: line.text),
        Column(_("Due date"), Kind.DATE, 12, lambda line: line.due_date),
        Column(_("Period in words"), Kind.TEXT, 24, lambda line: line.period),
        Column(_("Note"), Kind.TEXT, 34, lambda line: line.note),
    ]


def staff_columns() -> list[Column[StaffLine]]:
    return [
        *_project(),
        Column(_("Sector"), Kind.TEXT, 28, lambda line: line.sector),
        Column(_("Area"), Kind.TEXT, 28, lambda line: line.area),
        Column(_("Employee code"), Kind.TEXT, 12, lambda line: line.code),
        Column(_("Last name"), Kind.TEXT, 18, lambda line: line.last_name),
        Column(_("First name"), Kind.TEXT, 16, lambda line: line.first_name),
        Column(_("Participation"), Kind.PERCENT, 13, lambda line: line.participation),
        Column(_("Shares the premium"), Kind.TEXT, 12, lambda line: yes_no(line.shares_premium)),
        Column(_("From"), Kind.DATE, 12, lambda line: line.start),
        Column(_("To"), Kind.DATE, 12, lambda line: line.end),
    ]


def run_columns(group_names: Callable[[str], str]) -> list[Column[RunLine]]:
    return [
        *_project(),
        Column(_("Allocation group"), Kind.TEXT, 28, lambda line: group_names(line.group_code)),
        Column(_("Funding"), Kind.TEXT, 14, lambda line: mode_text(line.mode)),
        Column(_("Weight"), Kind.DECIMAL, 8, lambda line: line.weight),
        Column(_("Counted staff"), Kind.INT, 9, lambda line: line.counted_staff),
        Column(_("Coefficient"), Kind.DECIMAL, 11, lambda line: line.coefficient),
        Column(_("Total coefficient"), Kind.DECIMAL, 11, lambda line: line.points),
        Column(_("Exact quota, €"), Kind.QUOTA, 16, lambda line: line.quota),
        Column(_("Correction, €"), Kind.DIFFERENCE, 11, lambda line: line.correction),
        Column(_("Computed amount, €"), Kind.MONEY, 15, lambda line: line.amount),
        Column(_("Deliberated amount, €"), Kind.MONEY, 15, lambda line: line.deliberated),
        Column(_("Difference, €"), Kind.DIFFERENCE, 12, lambda line: line.difference, alert=True),
    ]


def yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def mode_text(mode: str | None) -> str:
    return str(FundingMode(mode).label) if mode else ""


def _target_kind(line: IndicatorLine) -> str:
    return str(TargetKind(line.target_kind).label)


def _applied_threshold(line: ProjectLine) -> Decimal:
    """The stricter of table and card until a person settles it."""
    return max(line.row.threshold, line.row.threshold_card or Decimal(0))
