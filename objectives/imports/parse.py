"""Lines of text cells become rows of typed values, each cell with its error where it has one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from objectives.imports.columns import Column, header_of, headers
from objectives.imports.lines import Line

WHOLE_ROW = ""


@dataclass(slots=True)
class Row:
    """A line as written (`texts`), as read (`values`), and what is wrong with it by column."""

    line: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, column: str, sentence: str) -> None:
        self.errors.setdefault(column, []).append(sentence)


def parse(lines: Sequence[Line], columns: Sequence[Column]) -> list[Row]:
    """Rows in the columns' types. A first line of headers may name the columns in any order.

    Raises ValidationError when there is no row, or when the columns cannot be told.
    """
    if not lines:
        raise ValidationError(_("There is no row: paste the table or choose a file."), "empty")
    order, rest = _order(lines, columns)
    if not rest:
        raise ValidationError(_("There are headers but no row under them."), "empty")
    return [_row(line, order) for line in rest]


def _order(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[list[Column], Sequence[Line]]:
    known = headers(columns)
    found = [header_of(cell, known) for cell in lines[0].cells]
    cells = lines[0].cells
    if 2 * sum(column is not None for column in found) < len(cells):
        return list(columns), lines
    if strange := [cell for cell in cells if header_of(cell, known) is None]:
        message = _("The column “%(name)s” is not one of this table: %(known)s.")
        words = {"name": strange[0][:60], "known": ", ".join(c.header for c in columns)}
        raise ValidationError(message % words, "unknown_column")
    order = [column for column in found if column]
    if len(order) > len({column.name for column in order}):
        raise ValidationError(_("The same column is there twice."), "column_twice")
    if missing := [c.header for c in columns if c.field.required and c not in order]:
        message = _("The column “%(name)s” is missing.") % {"name": missing[0]}
        raise ValidationError(message, "missing_column")
    return order, lines[1:]


def _row(line: Line, order: Sequence[Column]) -> Row:
    cells = line.cells
    padded = [*cells, *[""] * (len(order) - len(cells))]
    texts = {column.name: text for column, text in zip(order, padded, strict=False)}
    row = Row(line.number, texts)
    if len(cells) > len(order):
        message = _("there are %(found)s cells, and the table has %(columns)s columns")
        row.refuse(WHOLE_ROW, message % {"found": len(cells), "columns": len(order)})
    for column in order:
        try:
            row.values[column.name] = column.read(texts[column.name])
        except ValidationError as error:
            row.refuse(column.name, error.messages[0])
    return row
