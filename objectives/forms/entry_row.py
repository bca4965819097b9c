"""One row of a sheet of values: its state, its fields, and the words the page shows.

A row that is being written is always read from its draft, so that a page opened again, by a
lost session or after a refusal, shows what was typed and what is wrong with it.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from objectives.entry_checks import VALUE_FIELDS, EntryValues
from objectives.enums import TargetKind, WindowKind
from objectives.forms.entries import Cell, EntryForm, initial_of, sent
from objectives.measurements import LASTING
from objectives.models import (
    EntryDraft,
    Indicator,
    MonitoringWindow,
    Neutralisation,
    ProgressEntry,
)
from objectives.templatetags.display import date_it
from objectives.windows import Access
from objectives.wording import reached, value_text, worth_text

MISSING, DRAFT, SENT, CONFIRMED = "missing", "draft", "sent", "confirmed"
WHOLE = 100
LATER = "later"  # its date comes after the one the window is about
LOCKED, WRONG, CONFLICT = "locked", "error", "conflict"


@dataclass
class EntryRow:
    """One indicator: `current` is the value of the window that is open, `latest` of any window."""

    indicator: Indicator
    access: Access
    current: ProgressEntry | None
    latest: ProgressEntry | None
    draft: EntryDraft | None
    evidence: int = 0
    neutralised: Neutralisation | None = None
    confirmed: bool = False
    checked: bool = False  # what is missing is said as well: the row was to be sent
    correcting: bool = False  # a stored value is shown in fields, to be corrected
    refusal: str = field(init=False)

    def __post_init__(self) -> None:
        self.refusal = self.access.refusal
        if self.neutralised is not None:
            act = str(self.neutralised.act)
            self.refusal = _("Neutralised by %(act)s: it needs no value.") % {"act": act}

    @property
    def prefix(self) -> str:
        return f"i{self.indicator.pk}"

    @property
    def window(self) -> MonitoringWindow | None:
        return self.access.window

    @property
    def kind(self) -> str:
        return str(self.indicator.target_kind)

    @property
    def texts(self) -> dict[str, str]:
        return dict(self.draft.data) if self.draft else {}

    @cached_property
    def form(self) -> EntryForm | None:
        """The fields, with the draft in them; None where nothing is written now."""
        if self.refusal or self.window is None:
            return None
        if self.draft is not None:
            data = sent(self.texts, self.prefix)
            return EntryForm(self.indicator, self.window, data, prefix=self.prefix)
        initial = initial_of(self.window, self.current)
        return EntryForm(self.indicator, self.window, initial=initial, prefix=self.prefix)

    @property
    def fields(self) -> EntryForm | None:
        """What the page shows to be filled in: a value already sent is text until corrected."""
        return self.form if self.state != SENT or self.correcting else None

    @cached_property
    def state(self) -> str:
        if self.refusal:
            return CONFIRMED if self.confirmed else LOCKED
        if self.draft is None or self.form is None or self.is_repeat:
            return self._state_unwritten()
        if self.is_conflict:
            return CONFLICT
        wrong = bool(self.form.errors) if self.checked else self.form.is_wrong
        return WRONG if wrong else DRAFT

    def _state_unwritten(self) -> str:
        """The same rule as in the lists of what is missing (objectives.missing)."""
        if self.current or self.is_carried:
            return SENT
        due = self.indicator.target_date
        window = self.window
        if window is None or due is None or window.kind == WindowKind.FINAL:
            return MISSING
        return LATER if due > window.reference_date else MISSING

    @property
    def is_carried(self) -> bool:
        """Reached in an earlier window for good: it counts as it is."""
        if self.window is None or self.latest is None or self.kind not in LASTING:
            return False
        return reached(self.indicator, self.latest) == WHOLE

    @property
    def is_conflict(self) -> bool:
        if self.draft is None or self.current is None or self.form is None:
            return False
        return self.draft.based_on_id != self.current.pk and not self.is_repeat

    @property
    def is_repeat(self) -> bool:
        """The draft says what is stored already, as one saved while the row was being sent."""
        if self.draft is None or self.current is None or self.form is None:
            return False
        return self.form.is_valid() and self.form.values == EntryValues.of(self.current)

    @property
    def is_ready(self) -> bool:
        return self.state == DRAFT and self.form is not None and self.form.is_valid()

    @property
    def based_on(self) -> int | None:
        """The stored value that the person writing has seen."""
        if self.draft is not None:
            return self.draft.based_on_id
        return self.current.pk if self.current else None

    # --- What the page shows ---

    @property
    def value_cells(self) -> list[Cell]:
        names = self.form.value_names if self.form else ()
        return [cell for name in names if (cell := self._cell(name))]

    @property
    def date_cell(self) -> Cell | None:
        return self._cell("reference_date")

    @property
    def note_cell(self) -> Cell | None:
        return self._cell("note")

    @property
    def deviation_cell(self) -> Cell | None:
        return self._cell("deviation")

    def _cell(self, name: str) -> Cell | None:
        return self.form.cell(name, self.said.get(name, "")) if self.form else None

    @property
    def shown(self) -> ProgressEntry | None:
        """The value a row without fields shows."""
        return self.current or self.latest

    @property
    def value(self) -> str:
        return value_text(self.kind, self.shown) if self.shown else ""

    @property
    def worth(self) -> str:
        """The unit and what the value is worth: as typed where there are fields, else as stored."""
        if self.fields is not None:
            made = self.fields.unchecked if self.fields.is_bound else self.current
            return worth_text(self.indicator, made) if made else self.indicator.target_unit
        return self.stored_worth

    @property
    def stored_worth(self) -> str:
        return worth_text(self.indicator, self.shown) if self.shown else ""

    @property
    def current_value(self) -> str:
        return value_text(self.kind, self.current) if self.current else ""

    @property
    def typed_value(self) -> str:
        """The value of the draft: read where it can be, else as it was typed."""
        made = self.form.unchecked if self.form and self.form.is_bound else None
        if made is not None:
            return value_text(self.kind, made)
        names = VALUE_FIELDS[TargetKind(self.kind)]
        return " / ".join(self.texts[name] for name in names if name in self.texts)

    @property
    def before(self) -> str:
        """The value of an earlier window, as a help while this one is written."""
        if self.current is not None or self.latest is None:
            return ""
        value = value_text(self.kind, self.latest)
        day = date_it(self.latest.reference_date)
        return _("on %(day)s it was %(value)s") % {"day": day, "value": value}

    @property
    def said(self) -> dict[str, str]:
        """The sentences at the fields: while one writes, not that there is nothing yet."""
        if self.form is None or not self.form.is_bound:
            return {}
        return {
            name: " ".join(message for error in errors for message in error.messages)
            for name, errors in self.form.errors.as_data().items()
            if self.checked or any(error.code != "required" for error in errors)
        }

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Id of the field and sentence, for the summary on top."""
        if self.state == CONFLICT:
            return [(f"{self.prefix}-keep", _("there are two values: choose which one to keep"))]
        if self.state != WRONG:
            return []
        return [(self._target(name), text) for name, text in self.said.items()]

    def _target(self, name: str) -> str:
        form: Any = self.form
        return str(form[name].id_for_label) if name in form.fields else f"row-{self.prefix}"
