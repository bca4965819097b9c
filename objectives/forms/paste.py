"""A block of cells copied from a spreadsheet: the columns of the form one downloads.

Nothing is guessed: each line is read into the form of its indicator, and what is wrong is said
at its cell. Lines without a value are passed over.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.entry_checks import VALUE_FIELDS, EntryValues
from objectives.enums import TargetKind
from objectives.forms.entries import NO, YES, EntryForm, sent
from objectives.forms.entry_row import EntryRow
from objectives.forms.entry_sheet import EntrySheet
from objectives.wording import value_text, worth_text

# The columns, in the order of the form to download.
COLUMNS = ("project", "order", "name", "quantity", "value", "date", "note", "reason")
NEEDED = COLUMNS.index("date") + 1
MOST_LINES = 1000
LONGEST = 400_000
YES_WORDS = frozenset({"sì", "si", "s", "x", "yes", "fatto"})
NO_WORDS = frozenset({"no", "n", "non fatto"})


class PasteForm(forms.Form):
    block = forms.CharField(
        label=gettext_lazy("Cells copied from the spreadsheet"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Paste the cells copied from the spreadsheet.")},
    )


@dataclass
class PastedLine:
    """One line: its cells as they came, what it becomes, and what is wrong, by column."""

    number: int
    cells: dict[str, str]
    row: EntryRow | None = None
    values: EntryValues | None = None
    worth: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Column, text and error of each cell."""
        return [(name, self.cells[name], self.errors.get(name, "")) for name in COLUMNS]

    @property
    def replaces(self) -> str:
        """The stored value that this line corrects."""
        if self.row is None or self.row.current is None or self.is_same:
            return ""
        return value_text(self.row.kind, self.row.current)

    @property
    def is_same(self) -> bool:
        current = self.row.current if self.row else None
        return current is not None and self.values == EntryValues.of(current)


def read_block(block: str, sheet: EntrySheet) -> list[PastedLine]:
    """The lines with a value, each against the indicator it names."""
    places = {(str(r.indicator.project.number), str(r.indicator.order)): r for r in sheet.rows}
    lines = []
    seen: set[int] = set()
    for number, cells in _cells(block):
        line = PastedLine(number, dict(zip(COLUMNS, [*cells, *[""] * 8], strict=False)))
        if len(cells) < NEEDED:
            said = _("The line has %(count)s cells: copy at least the first %(needed)s columns.")
            line.errors["value"] = said % {"count": len(cells), "needed": NEEDED}
        elif line.cells["value"]:
            _read(line, places, seen)
        else:
            continue
        lines.append(line)
    return lines


def _cells(block: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is neither empty nor the header."""
    reader = csv.reader(block.replace("\0", "").splitlines(keepends=True), delimiter="\t")
    for number, cells in enumerate(reader, start=1):
        texts = [cell.strip() for cell in cells]
        if not any(texts) or (number == 1 and not texts[0].isdecimal()):
            continue
        if number > MOST_LINES:
            return
        yield number, texts


def _read(line: PastedLine, places: Mapping[tuple[str, str], EntryRow], seen: set[int]) -> None:
    cells = line.cells
    line.row = row = places.get((cells["project"], cells["order"].rpartition(".")[2]))
    if row is None:
        said = _("Among your projects there is no indicator %(order)s of project %(project)s.")
        line.errors["order"] = said % {"order": cells["order"], "project": cells["project"]}
    elif row.indicator.pk in seen:
        line.errors["order"] = _("This indicator is on an earlier line already.")
    elif row.refusal or row.window is None:
        line.errors["value"] = row.refusal
    else:
        seen.add(row.indicator.pk)
        _judge(line, row)


def _judge(line: PastedLine, row: EntryRow) -> None:
    texts = _texts(line.cells, row.kind)
    assert row.window is not None  # noqa: S101 - seen by the caller
    form = EntryForm(row.indicator, row.window, sent(texts, row.prefix), prefix=row.prefix)
    for name, errors in form.errors.items():
        line.errors.setdefault(_column(name), " ".join(str(error) for error in errors))
    line.values = form.values
    made = form.unchecked
    line.worth = worth_text(row.indicator, made) if made else ""


def _column(name: str) -> str:
    columns = {"reference_date": "date", "note": "note", "deviation": "reason", "reason": "reason"}
    return columns.get(name, "value")


def _texts(cells: Mapping[str, str], kind: str) -> dict[str, str]:
    """The cells as the fields of the indicator's kind."""
    value, reason = cells["value"], cells["reason"]
    texts = {"reference_date": cells["date"], "note": cells["note"], "deviation": reason}
    match kind:
        case TargetKind.RATIO:
            above, _sign, below = value.partition("/")
            texts |= {"numerator": above.strip(), "denominator": below.strip()}
        case TargetKind.YES_NO:
            texts["done"] = _yes_no(value)
        case TargetKind.MILESTONE:
            done = _yes_no(value)
            texts |= {"done": NO} if done == NO else {"done": YES, "done_on": value}
        case TargetKind.JUDGED:
            texts |= {"percent": value, "reason": reason}
        case _:
            texts["number"] = value
    return {name: text for name, text in texts.items() if text}


def _yes_no(value: str) -> str:
    word = value.lower()
    if word in NO_WORDS:
        return NO
    return YES if word in YES_WORDS else word


# --- What was seen, until it is confirmed --------------------------------------------------

SEEN = re.compile(r"(\d{1,18}):(\d{0,18})")


def seen_text(lines: Sequence[PastedLine]) -> str:
    """Indicator and stored value of each line, to notice what changes before the confirmation."""
    rows = [line.row for line in lines if line.row]
    return ",".join(f"{row.indicator.pk}:{row.current.pk if row.current else ''}" for row in rows)


def seen_keys(text: str) -> dict[int, int | None]:
    return {int(found[1]): int(found[2]) if found[2] else None for found in SEEN.finditer(text)}


def template_values(row: EntryRow) -> list[str]:
    """What stands in the form to download: the stored value, to be corrected or left out."""
    indicator, shown = row.indicator, row.current
    names = VALUE_FIELDS[TargetKind(row.kind)]
    reason = (shown.reason if "reason" in names else shown.deviation) if shown else ""
    return [
        str(indicator.project.number),
        str(indicator.order),
        indicator.name,
        indicator.quantity,
        value_text(row.kind, shown) if shown else "",
        f"{shown.reference_date:%d/%m/%Y}" if shown else "",
        shown.note if shown else "",
        reason,
    ]
