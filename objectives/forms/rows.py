"""Rows on a form that can be added, removed and moved, with and without scripts.

Every row keeps its place in a hidden ORDER and its key in a hidden id. A row taken away stays in
the page, marked DELETE, so that a refused save brings back everything that was typed. The buttons
that work without scripts are named "add-phases", "remove-phases-2", "up-phases-2",
"down-phases-2"; they save nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

LONGEST_LIST = 1000
# Marks a row just added by a button: it shows the model's defaults, not what was (not) typed.
FRESH = "fresh"
BUTTON = re.compile(r"(add|remove|up|down)-([a-z]+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button of a row, or of the foot of its list (`index` None)."""

    what: str
    prefix: str
    index: int | None


def pressed(data: QueryDict) -> Press | None:
    for name in data:
        if found := BUTTON.fullmatch(name):
            what, prefix, index = found.groups()
            return Press(what, prefix, None if index is None else int(index))
    return None


def arrange(data: QueryDict, prefix: str, press: Press | None = None) -> None:
    """Put the rows of one list in the order shown, after the pressed button has done its work."""
    rows = _take_rows(data, prefix)
    places = sorted(rows, key=lambda index: (_place(rows[index]), index))
    if press and press.prefix == prefix:
        places = _pressed(places, rows, press)
    kept = [rows[index] for index in places if _is_kept(rows[index])]
    kept.sort(key=_is_gone)
    for place, row in enumerate(kept):
        row["ORDER"] = [str(place + 1)]
        for name, values in row.items():
            data.setlist(f"{prefix}-{place}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept))
    data[f"{prefix}-INITIAL_FORMS"] = "0"


Row = dict[str, list[str]]


def _take_rows(data: QueryDict, prefix: str) -> dict[int, Row]:
    pattern = re.compile(rf"{prefix}-(\d{{1,6}})-(\w+)")
    rows: dict[int, Row] = {}
    for key in list(data):
        if found := pattern.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = [str(v) for v in data.pop(key)]
    return rows


def _place(row: Row) -> int:
    text = row.get("ORDER", [""])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else LONGEST_LIST


def _is_gone(row: Row) -> bool:
    return bool(row.get("DELETE"))


def _is_kept(row: Row) -> bool:
    """A stored row that is taken away stays until the save; one never stored just goes."""
    return not _is_gone(row) or bool(row.get("id", [""])[0])


def _pressed(places: list[int], rows: dict[int, Row], press: Press) -> list[int]:
    if press.what == "add":
        new = max(rows, default=-1) + 1
        rows[new] = {FRESH: ["1"]}
        return [*places, new]
    if press.index not in rows:
        return places
    if press.what == "remove":
        rows[press.index]["DELETE"] = ["on"]
        return places
    return _moved(places, rows, press.index, -1 if press.what == "up" else 1)


def _moved(places: list[int], rows: dict[int, Row], index: int, step: int) -> list[int]:
    seen = [place for place in places if not _is_gone(rows[place])]
    other = seen.index(index) + step if index in seen else -1
    if not 0 <= other < len(seen):
        return places
    swap = {index: seen[other], seen[other]: index}
    return [swap.get(place, place) for place in places]


class Quiet(forms.BaseForm):
    """Mixed into a form that can show what was typed without judging it yet."""

    def __init__(self, *args: Any, quiet: bool = False, **kwargs: Any) -> None:
        self.quiet = quiet
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        if not self.quiet:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


class RowForm(Quiet, forms.ModelForm):
    """One row; its key goes with it, so that a moved row is still itself.

    `fate` says what another person did to the row meanwhile.
    """

    fate = ""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["id"] = self.instance.pk

    @property
    def is_gone(self) -> bool:
        return self.is_bound and bool(self.data.get(self.add_prefix("DELETE")))


class RowFormSet(forms.BaseFormSet):
    """Rows of one model below their parent. Bind it to data that `arrange` has put in order.

    Instances come from `stored`, never from a key in the data alone: a key that belongs
    elsewhere, or to a row deleted meanwhile, is a new row. `row_name` is what the summary of
    errors calls a row.
    """

    row_name: Any = ""

    def __init__(
        self, *args: Any, stored: Sequence[Any] = (), quiet: bool = False, **kwargs: Any
    ) -> None:
        self.stored = list(stored)
        self.by_key: Mapping[str, Any] = {str(row.pk): row for row in stored if row.pk}
        self.quiet = quiet
        kwargs.setdefault("initial", [{} for _row in self.stored])
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is None:
            return kwargs
        if self.is_bound and self.data.get(f"{self.prefix}-{index}-{FRESH}"):
            return {**kwargs, "data": None, "files": None}
        if self.is_bound:
            instance = self.by_key.get(self.data.get(f"{self.prefix}-{index}-id", ""))
            gone = bool(self.data.get(f"{self.prefix}-{index}-DELETE"))
            return {**kwargs, "instance": instance, "quiet": self.quiet or gone}
        return {**kwargs, "instance": self.stored[index] if index < len(self.stored) else None}

    @property
    def kept_forms(self) -> list[Any]:
        """Rows to be stored, in their order; untouched empty rows are no rows."""
        return [
            form
            for form in self.forms
            if not form.is_gone and (form.instance.pk or form.has_changed())
        ]

    def rows(self) -> list[Any]:
        return [form.instance for form in self.kept_forms]

    def add_fields(self, form: Any, index: int | None) -> None:
        """Order and removal are data of the page, not fields that a person fills in."""
        super().add_fields(form, index)
        form.fields["ORDER"].widget = forms.HiddenInput()
        form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"hidden": True})
