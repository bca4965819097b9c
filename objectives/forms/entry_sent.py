"""What a page of values sent, row by row: the texts as typed and what the person had seen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from objectives.forms.entries import initial_of, typed
from objectives.forms.entry_row import EntryRow
from objectives.forms.entry_sheet import EntrySheet
from objectives.models import ProgressEntry

ROW = re.compile(r"i(\d{1,18})-")


@dataclass(frozen=True, slots=True)
class SentRow:
    """One row of a page: what was typed, and what the page had shown when it was opened."""

    row: EntryRow
    texts: dict[str, str]
    based_on: ProgressEntry | None
    theirs: ProgressEntry | None
    window: str
    keep: str

    @property
    def is_fresh(self) -> bool:
        """Nothing was written in it: it says what the page said."""
        if self.based_on is None or self.row.window is None:
            return not self.texts.keys() - {"reference_date"}
        return self.texts == initial_of(self.row.window, self.based_on)

    @property
    def is_other_window(self) -> bool:
        window = self.row.window
        return bool(self.window and window and self.window != str(window.pk))


def sent_rows(sheet: EntrySheet, data: Mapping[str, Any]) -> list[SentRow]:
    """The rows of this sheet that the page sent; rows of other people's indicators are none."""
    keys = sent_keys(data)
    entries = _entries_named(data, keys)
    return [_sent_row(row, data, entries) for row in sheet.rows if row.indicator.pk in keys]


def _sent_row(
    row: EntryRow, data: Mapping[str, Any], entries: Mapping[str, ProgressEntry]
) -> SentRow:
    def named(name: str) -> ProgressEntry | None:
        entry = entries.get(data.get(f"{row.prefix}-{name}", ""))
        if entry is None or entry.indicator_id != row.indicator.pk:
            return None
        entry.indicator = row.indicator
        return entry

    return SentRow(
        row=row,
        texts=typed(data, row.prefix),
        based_on=named("based_on"),
        theirs=named("theirs"),
        window=data.get(f"{row.prefix}-window", ""),
        keep=data.get(f"{row.prefix}-keep", ""),
    )


def sent_keys(data: Mapping[str, Any]) -> set[int]:
    """The indicators a page names, whoever they belong to."""
    return {int(found[1]) for name in data if (found := ROW.match(name))}


def _entries_named(data: Mapping[str, Any], keys: Iterable[int]) -> dict[str, ProgressEntry]:
    names = ("based_on", "theirs")
    named = {str(data.get(f"i{key}-{name}", "")) for key in keys for name in names}
    pks = [int(text) for text in named if text.isdecimal() and len(text) < 18]
    entries = ProgressEntry.objects.filter(pk__in=pks).select_related("window", "by")
    return {str(entry.pk): entry for entry in entries}
