"""What a printed document says, as frozen rows straight from the database.

Percentages are 0–100, amounts euro. Nothing is summed or shared here.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reporting.paid import PaidRow
from reporting.rows import PlanRow
from reporting.work import WorkFacts


class TextRow(NamedTuple):
    """The prose of a card and its sharing rule; `changed_at` is its last entry in the trail."""

    project: int
    description: str
    timing: str
    activities: str
    staff_text: str
    special_rule: str
    rule_kind: str | None
    night_holiday_percent: Decimal | None
    min_attendance_percent: Decimal | None
    rule_note: str | None
    changed_at: datetime.datetime | None


class PhaseRow(NamedTuple):
    project: int
    text: str
    due_date: datetime.date | None
    period: str
    note: str


class IndicatorRow(NamedTuple):
    project: int
    name: str
    quantity: str
    activity: str
    weight: Decimal


class AreaRow(NamedTuple):
    project: int
    name: str


class StaffRow(NamedTuple):
    """A person on a project; the last three are empty where names may not be read."""

    project: int
    area_id: int
    area: str
    shares_premium: bool
    participation: Decimal
    start: datetime.date | None
    end: datetime.date | None
    code: str = ""
    first_name: str = ""
    last_name: str = ""


class QuotaRow(NamedTuple):
    project: int
    area_id: int
    area: str
    parts: int


class TariffRow(NamedTuple):
    """Euro for a presence of at most so many hours."""

    project: int
    up_to_hours: Decimal
    amount: Decimal


class AmendmentRow(NamedTuple):
    """What an act said of a project during the year, and why."""

    project: int
    kind: str
    start: datetime.date
    end: datetime.date | None
    act_kind: str
    act_number: str
    act_date: datetime.date
    reason: str


class RunRow(NamedTuple):
    """Which run the amounts come from; its SHA-256 stands for all it stores."""

    number: int
    state: str
    rule: str
    sha256: str
    approved_at: datetime.datetime | None
    act_kind: str | None
    act_number: str | None
    act_date: datetime.date | None


class VersionRow(NamedTuple):
    number: int
    in_force_from: datetime.date
    created_at: datetime.datetime
    act_kind: str | None
    act_number: str | None
    act_date: datetime.date | None


class PlanFacts(NamedTuple):
    year: int
    triennium_start: int
    triennium_end: int
    title: str
    state: str
    version: VersionRow | None
    run: RunRow | None


@dataclass(frozen=True, slots=True)
class CardFacts:
    """One card as stored."""

    row: PlanRow
    text: TextRow
    areas: tuple[AreaRow, ...]
    phases: tuple[PhaseRow, ...]
    indicators: tuple[IndicatorRow, ...]
    staff: tuple[StaffRow, ...]
    quotas: tuple[QuotaRow, ...]
    tariff: tuple[TariffRow, ...]
    amendments: tuple[AmendmentRow, ...]
    work: WorkFacts | None
    paid: PaidRow | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document prints. `with_money` and `with_names` say what its reader may see."""

    plan: PlanFacts
    cards: tuple[CardFacts, ...]
    with_money: bool
    with_names: bool


def last_change(facts: Facts) -> datetime.datetime | None:
    """The latest of version, approval and entries of the trail: the document's own date."""
    moments = [card.text.changed_at for card in facts.cards]
    if facts.plan.version:
        moments.append(facts.plan.version.created_at)
    if facts.plan.run:
        moments.append(facts.plan.run.approved_at)
    return max((moment for moment in moments if moment), default=None)
