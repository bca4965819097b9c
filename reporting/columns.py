"""Typed columns: what an export is made of, whether it becomes a workbook or a CSV.

    columns = plan_columns(2023, with_money=True)
    [[column.of(row) for column in columns] for row in table.rows]

Values keep their type to the last step: euro and percentages 0–100 are Decimal, dates are dates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.translation import pgettext

from reporting.rows import PlanRow, known_total

Value = str | int | Decimal | date | None
R = TypeVar("R")


class Kind(StrEnum):
    """What a column holds; a quota is euro with six decimals, a difference shows its sign.

    A label is text on one line, which only reminds of what a row belongs to.
    """

    TEXT = "text"
    LABEL = "label"
    INT = "int"
    YEAR = "year"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    DIFFERENCE = "difference"
    QUOTA = "quota"
    DATE = "date"


TEXTS = frozenset({Kind.TEXT, Kind.LABEL})
AMOUNTS = frozenset({Kind.MONEY, Kind.DIFFERENCE, Kind.QUOTA})


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of an export. `width` is in characters.

    `total` gives the figure of a group or of the whole table. `alert` marks a column whose values,
    where there are any, contradict the published table; `added` one that the table does not have.
    """

    header: str
    kind: Kind
    width: int
    of: Callable[[R], Value]
    total: Callable[[Sequence[R]], Value] | None = None
    alert: bool = False
    added: bool = False


def without_amounts(columns: Sequence[Column[R]]) -> list[Column[R]]:
    return [column for column in columns if column.kind not in AMOUNTS]


def plan_columns(year: int, *, with_money: bool) -> list[Column[PlanRow]]:
    """The published table in its order and words, then what it is compared with."""
    columns = [*_published(), *_amounts(year), *_compared()]
    return columns if with_money else without_amounts(columns)


def _published() -> list[Column[PlanRow]]:
    return [
        Column(pgettext("published table", "No."), Kind.INT, 8, lambda row: row.number),
        Column(
            pgettext("published table", "Project type"), Kind.TEXT, 16, lambda row: row.kind_text
        ),
        Column(
            pgettext("published table", "Macro category"),
            Kind.TEXT,
            12,
            lambda row: row.macro_category,
        ),
        Column(
            pgettext("published table", "Title of the project"),
            Kind.TEXT,
            46,
            lambda row: row.title,
        ),
        Column(
            pgettext("published table", "Threshold"), Kind.PERCENT, 12, lambda row: row.threshold
        ),
        Column(
            pgettext("published table", "Staff to involve"),
            Kind.TEXT,
            34,
            lambda row: row.staff_text,
        ),
        Column(pgettext("published table", "Class"), Kind.TEXT, 14, lambda row: row.class_name),
        Column(pgettext("published table", "Heads"), Kind.INT, 7, lambda row: row.counted_staff),
        Column(pgettext("published table", "Weight"), Kind.DECIMAL, 7, lambda row: row.weight),
        Column(
            pgettext("published table", "Coefficient"),
            Kind.DECIMAL,
            11,
            lambda row: row.coefficient,
        ),
        Column(
            pgettext("published table", "Points"),
            Kind.DECIMAL,
            9,
            lambda row: row.points,
            total=_sharing_points,
        ),
    ]


def _amounts(year: int) -> list[Column[PlanRow]]:
    return [
        Column(
            pgettext("published table", "Amount of %(year)s") % {"year": year},
            Kind.MONEY,
            14,
            lambda row: row.amount,
            total=lambda rows: known_total(row.amount for row in rows),
        ),
        Column(
            pgettext("published table", "Computed amount"),
            Kind.MONEY,
            13,
            lambda row: row.computed,
            total=lambda rows: known_total(row.computed for row in rows),
            added=True,
        ),
        Column(
            pgettext("published table", "Difference"),
            Kind.DIFFERENCE,
            12,
            lambda row: row.difference,
            total=lambda rows: known_total(row.difference for row in rows),
            alert=True,
            added=True,
        ),
    ]


def _compared() -> list[Column[PlanRow]]:
    """Empty where card, class or indicators say the same as the table."""
    return [
        Column(
            pgettext("published table", "Threshold of the card"),
            Kind.PERCENT,
            10,
            _card_threshold,
            alert=True,
            added=True,
        ),
        Column(
            pgettext("published table", "Heads of the card"),
            Kind.INT,
            10,
            _card_staff,
            alert=True,
            added=True,
        ),
        Column(
            pgettext("published table", "Weight of the class"),
            Kind.DECIMAL,
            9,
            _class_weight,
            alert=True,
            added=True,
        ),
        Column(
            pgettext("published table", "Weights of indicators"),
            Kind.DECIMAL,
            11,
            _indicator_weights,
            alert=True,
            added=True,
        ),
        Column(
            pgettext("published table", "Proposal number"),
            Kind.INT,
            12,
            lambda row: row.proposal_number,
            added=True,
        ),
        Column(
            pgettext("published table", "Amendment"),
            Kind.TEXT,
            18,
            lambda row: row.amendment_text,
            added=True,
        ),
    ]


def _sharing_points(rows: Sequence[PlanRow]) -> Decimal:
    """Points that share money: those of fixed projects are shown but do not."""
    return sum((row.points for row in rows if row.points and not row.is_fixed), Decimal(0))


def _card_threshold(row: PlanRow) -> Decimal | None:
    return None if row.threshold_card == row.threshold else row.threshold_card


def _card_staff(row: PlanRow) -> int | None:
    return None if row.counted_staff_card == row.counted_staff else row.counted_staff_card


def _class_weight(row: PlanRow) -> Decimal | None:
    return None if row.class_weight == row.weight else row.class_weight


def _indicator_weights(row: PlanRow) -> Decimal | None:
    return None if row.indicator_weights == 100 else row.indicator_weights
