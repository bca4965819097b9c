"""What a statement prints: texts already written, amounts as they are stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `calc` leads to `result`, which is what the step after it starts from.

    `exact` is the figure before rounding, "545,501…", empty where nothing was rounded.

    `amount` stands at the right, with what it is for in `caption`; empty where the figure would
    say what a colleague gets.
    """

    title: str
    rule: str
    calc: str = ""
    exact: str = ""
    result: str = ""
    notes: tuple[str, ...] = ()
    amount: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of the person that the share depends on, or depends not on."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class PaidPresence:
    """A presence at an event; `amount` is what it asked for, with the extra in it."""

    on: date
    event: str
    hours: Decimal
    up_to_hours: Decimal
    extra: bool
    amount: Decimal
    paid: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One project: its steps, the last one being the person's amount in it."""

    number: int
    title: str
    share: Decimal
    amount: Decimal
    steps: tuple[Step, ...]
    counted: tuple[Counted, ...]
    presences: tuple[PaidPresence, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """An act or a step that the amounts rest on."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`before` is what the superseded run gave, None when there is none; euro."""

    year: int
    run_number: int
    sha256: str
    code: str
    name: str
    stories: tuple[Story, ...]
    total: Decimal
    before: Decimal | None
    basis: tuple[Basis, ...]
    rules: tuple[str, ...]

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.total - self.before
