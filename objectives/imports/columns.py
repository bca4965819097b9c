"""Typed columns of a table, and the fields that read a cell as people write it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

YES = frozenset({"sì", "si", "s", "x", "yes", "y", "vero", "true", "1"})
NO = frozenset({"", "no", "n", "falso", "false", "0", "-"})
LISTED = 6  # choices named in a refusal
Words = str | Promise


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


# What a cell is not, by the kind of its column; {text} is what stands in it.
NOT_A = {
    Kind.NUMBER: gettext_lazy("“%(text)s” is not a number"),
    Kind.DATE: gettext_lazy("“%(text)s” is not a date"),
    Kind.FLAG: gettext_lazy("“%(text)s” is neither yes nor no"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column is called: `name` is the attribute of the row, `help` what to write in it."""

    name: str
    header: Words
    kind: Kind = Kind.TEXT
    width: int = 14
    help: Words = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with the field that reads its cells."""

    heading: Heading
    field: forms.Field

    @property
    def name(self) -> str:
        return self.heading.name

    @property
    def header(self) -> str:
        return str(self.heading.header)

    def read(self, text: str) -> Any:
        """The value of a cell. Raises ValidationError with one sentence."""
        try:
            return self.field.clean(text)
        except ValidationError as error:
            raise ValidationError(self._sentence(text, error)) from error

    def _sentence(self, text: str, error: ValidationError) -> str:
        found = error.error_list[0]
        if found.code == "required":
            return _("it is empty")
        if found.code == "invalid" and self.heading.kind in NOT_A:
            return str(NOT_A[self.heading.kind] % {"text": text[:40]})
        return str(found.messages[0])


class FlagField(forms.CharField):
    """Yes or no, as people write it in a cell; empty is no."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> bool:
        word = str(super().clean(value)).casefold()
        if word in YES:
            return True
        if word in NO:
            return False
        raise ValidationError(_("Write yes or no."), "invalid")


class NamedField(forms.CharField):
    """One of a few rows or choices, by any of its names (code, title), capitals apart."""

    def __init__(
        self, *, names: Mapping[str, Any], listed: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.names = {name.casefold(): value for name, value in names.items()}
        self.listed = list(listed or names)

    @classmethod
    def of_rows(cls, rows: Iterable[Model], *attributes: str, **kwargs: Any) -> "NamedField":
        """Refusals list the first attribute; where two names clash it wins."""
        found = list(rows)
        names = {str(getattr(row, name)): row for name in attributes[::-1] for row in found}
        listed = [str(getattr(row, attributes[0])) for row in found]
        return cls(names=names, listed=listed, **kwargs)

    @classmethod
    def of_choices(cls, choices: type[Choices], **kwargs: Any) -> "NamedField":
        names = {str(choice.label): choice for choice in choices}
        return cls(names=names, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text and not self.required:
            return None
        try:
            return self.names[text.casefold()]
        except KeyError:
            few = ", ".join(self.listed[:LISTED]) + ("…" if len(self.listed) > LISTED else "")
            message = _("“%(text)s” is not in the list (%(few)s)") % {"text": text, "few": few}
            raise ValidationError(message, "unknown") from None


def headers(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by their names in every language: a template outlives a change of language."""
    found: dict[str, Column] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {_plain(column.header): column for column in columns}
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace("*", "").split()).casefold()


def header_of(cell: str, known: Mapping[str, Column]) -> Column | None:
    return known.get(_plain(cell))
