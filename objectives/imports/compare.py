"""What a table would change: each row new, changed, already there, or wrong and why."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from objectives.actions.audit import Changes, difference, snapshot
from objectives.actions.imports import Change
from objectives.imports.columns import Column
from objectives.imports.lines import Line
from objectives.imports.parse import WHOLE_ROW, Row, parse


class Outcome(TextChoices):
    NEW = "new", pgettext_lazy("imported row", "New")
    CHANGED = "changed", pgettext_lazy("imported row", "Changed")
    SAME = "same", pgettext_lazy("imported row", "Already there")
    WRONG = "wrong", pgettext_lazy("imported row", "To correct")


class Importer(Protocol):
    """What the engine asks about one kind of rows."""

    @property
    def columns(self) -> Sequence[Column]: ...

    def key(self, values: Mapping[str, Any]) -> Hashable:
        """By what a row is known again, from its values."""
        ...

    def stored(self, rows: Sequence[Row]) -> Mapping[Hashable, Model]:
        """The stored rows these could be, by key, in a constant number of queries."""
        ...

    def build(self, values: Mapping[str, Any], stored: Model | None) -> Model:
        """The row with these values; raises ValidationError when it cannot be one."""
        ...

    def check(self, items: Sequence["Item"]) -> None:
        """Refuse what only rows together, or other tables, can tell (`item.row.refuse`)."""
        ...


@dataclass(slots=True)
class Item:
    row: Row
    instance: Any = None
    is_new: bool = False
    changes: Changes = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        if self.row.errors:
            return Outcome.WRONG
        if self.is_new:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.SAME


@dataclass(frozen=True, slots=True)
class Preview:
    columns: Sequence[Column]
    items: Sequence[Item]

    def count(self, outcome: str) -> int:
        return sum(item.outcome == outcome for item in self.items)

    @property
    def is_clean(self) -> bool:
        return not self.count(Outcome.WRONG)

    @property
    def changes(self) -> list[Change]:
        """What there is to store. Raises ValidationError while a row is wrong."""
        if not self.is_clean:
            raise ValidationError(_("Nothing was stored: some rows are to be corrected."), "wrong")
        kept = (Outcome.NEW, Outcome.CHANGED)
        return [
            Change(item.instance, item.changes, item.is_new)
            for item in self.items
            if item.outcome in kept
        ]


def preview(lines: Sequence[Line], importer: Importer) -> Preview:
    """Raises ValidationError when the lines are no table of the importer's columns."""
    columns = importer.columns
    rows = parse(lines, columns)
    items = [Item(row) for row in rows]
    whole = [item for item in items if not item.row.errors]
    stored = importer.stored([item.row for item in whole])
    _refuse_repeated(whole, importer)
    for item in whole:
        _fill(item, importer, stored)
    importer.check([item for item in whole if item.instance is not None])
    return Preview(columns, items)


def _refuse_repeated(items: Iterable[Item], importer: Importer) -> None:
    seen: dict[Hashable, int] = {}
    for item in items:
        first = seen.setdefault(importer.key(item.row.values), item.row.line)
        if first != item.row.line:
            message = _("it repeats line %(line)s") % {"line": first}
            item.row.refuse(WHOLE_ROW, message)


def _fill(item: Item, importer: Importer, stored: Mapping[Hashable, Model]) -> None:
    values = item.row.values
    known = stored.get(importer.key(values))
    before = snapshot(known) if known else {}
    try:
        item.instance = importer.build(values, known)
        item.instance.clean_fields(exclude=_relations(item.instance))
    except ValidationError as error:
        _refuse(item.row, error)
        return
    item.is_new = known is None
    item.changes = difference(before, snapshot(item.instance))


def _relations(instance: Model) -> set[str]:
    """They were looked up already; asking the database again would cost a query a row."""
    return {field.name for field in instance._meta.concrete_fields if field.is_relation}


def _refuse(row: Row, error: ValidationError) -> None:
    for name, found in error.update_error_dict({}).items():
        column = name if name in row.texts and name != NON_FIELD_ERRORS else WHOLE_ROW
        for single in found:
            row.refuse(column, str(single.messages[0]))


def sentences(preview: Preview) -> list[str]:
    """Every error with its place: «riga 14, colonna «Ore»: «12,5,0» non è un numero»."""
    names = {column.name: column.header for column in preview.columns}
    return [
        _sentence(item.row.line, names.get(column, ""), text)
        for item in preview.items
        for column, texts in item.row.errors.items()
        for text in texts
    ]


def _sentence(line: int, column: str, text: str) -> str:
    words = {"line": line, "column": column, "text": text}
    if column:
        return _("line %(line)s, column “%(column)s”: %(text)s") % words
    return _("line %(line)s: %(text)s") % words
