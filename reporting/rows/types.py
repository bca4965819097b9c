"""Project, group and whole table as plain frozen rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from incentives.enums import FundingMode
from incentives.models import AllocationRun
from objectives.amendments import amendment_text
from objectives.enums import AmendmentKind, ProjectKind

Row = TypeVar("Row", "PlanRow", "Bundle")


@dataclass(frozen=True, slots=True)
class InPlan:
    """What a project of the table has in common with a bundle of them.

    Money is None where the reader may not see it, where nothing was deliberated, or where no run
    exists yet.
    """

    kind: str
    sector_code: str | None
    sector_name: str | None
    sector_is_extra: bool | None
    class_name: str
    class_weight: Decimal
    macro_category: str | None
    amended: str
    result_met: bool | None
    group_code: str | None
    group_name: str | None
    group_order: int | None
    group_budget: Decimal | None
    mode: str | None
    deliberated: Decimal | None
    computed: Decimal | None
    points: Decimal | None

    @property
    def is_withdrawn(self) -> bool:
        return self.amended == AmendmentKind.WITHDRAWN

    @property
    def sector_text(self) -> str:
        """The lead sector in words, empty when the whole body takes part."""
        if self.sector_code is None:
            return ""
        if self.sector_is_extra:
            return self.sector_name or self.sector_code
        return _("Sector %(code)s") % {"code": self.sector_code}

    @property
    def amount(self) -> Decimal | None:
        """Importo stanziato: the act's amount, the computed one while there is no act."""
        return self.computed if self.deliberated is None else self.deliberated

    @property
    def is_fixed(self) -> bool:
        return self.mode == FundingMode.FIXED


@dataclass(frozen=True, slots=True)
class Bundle(InPlan):
    """Projects that differ in nothing a page of the plan adds up or filters by, with their sums.

    Either all of them were deliberated or none; results and titles are told apart only where asked
    for.
    """

    numbers: tuple[int, ...]
    title: str
    has_result: bool
    # Whether an act gave other amounts than the computed ones.
    differs: bool


@dataclass(frozen=True, slots=True)
class PlanRow(InPlan):
    """One project. `*_card` is the card's value where it differs from the table's.

    `sharing_staff` are the people assigned who share the premium. `result` and what follows it are
    those of the confirmed result, None without one.
    """

    pk: int
    number: int
    proposal_number: int | None
    title: str
    class_legend_weight: Decimal | None
    threshold: Decimal
    threshold_card: Decimal | None
    counted_staff: int
    counted_staff_card: int | None
    weight: Decimal
    staff_text: str
    result_mode: str
    result: Decimal | None
    result_threshold: Decimal | None
    result_state: str | None
    indicator_weights: Decimal
    indicator_count: int
    sharing_staff: int
    band_coefficient: Decimal | None
    fixed_amount: Decimal | None
    line_weight: Decimal | None
    line_counted_staff: int | None
    coefficient: Decimal | None
    quota: Decimal | None
    correction: Decimal | None
    amended_from: date | None
    amended_to: date | None

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.number,)

    @property
    def has_result(self) -> bool:
        return self.result is not None

    @property
    def differs(self) -> bool:
        return bool(self.difference)

    @property
    def amendment_text(self) -> str:
        """Variazione: empty unless an act suspended, withdrew or took up the project again."""
        return amendment_text(self.amended, self.amended_from, self.amended_to)

    @property
    def kind_text(self) -> str:
        """Tipo progetto as the table prints it: "Intersettoriale settore 1", "Settore 2"."""
        label = str(ProjectKind(self.kind).label)
        if self.kind == ProjectKind.EXTRA_SECTOR or self.sector_code is None:
            return label
        if self.kind == ProjectKind.SECTOR:
            return self.sector_text
        return f"{label} {self.sector_text[0].lower()}{self.sector_text[1:]}"

    @property
    def difference(self) -> Decimal | None:
        """Deliberated less computed, None unless both are known."""
        if self.deliberated is None or self.computed is None:
            return None
        return self.deliberated - self.computed

    @property
    def in_run_as_now(self) -> bool:
        """Whether the run shared with the weight and the heads that the project has today."""
        line = (self.line_weight, self.line_counted_staff)
        return line == (self.weight, self.counted_staff)


@dataclass(frozen=True, slots=True)
class GroupRows(Generic[Row]):
    """The rows that share one budget, in the order of their numbers.

    `code` is None for projects without funding. `budget`, `fixed_total`, `distributable`,
    `rounding` are the run's; the sums cover the rows here, which a filter may have thinned out.
    """

    code: str | None
    name: str
    rows: tuple[Row, ...]
    budget: Decimal | None
    fixed_total: Decimal | None
    distributable: Decimal | None
    rounding: Decimal | None

    @property
    def count(self) -> int:
        """How many projects, also where the rows are bundles."""
        return sum(len(row.numbers) for row in self.rows)

    @property
    def numbers(self) -> list[int]:
        return in_order(self.rows)

    @property
    def fixed(self) -> list[int]:
        """The projects whose amount is fixed."""
        return in_order([row for row in self.rows if row.is_fixed])

    @property
    def differing(self) -> list[int]:
        """The projects whose deliberated amount is not the computed one."""
        return in_order([row for row in self.rows if row.differs])

    @property
    def points(self) -> Decimal:
        """Points that share: those of fixed projects are shown but share nothing."""
        return sum((r.points for r in self.rows if r.points and not r.is_fixed), Decimal(0))

    @property
    def deliberated(self) -> Decimal | None:
        return known_total(row.deliberated for row in self.rows)

    @property
    def computed(self) -> Decimal | None:
        return known_total(row.computed for row in self.rows)

    @property
    def amount(self) -> Decimal | None:
        return known_total(row.amount for row in self.rows)

    @property
    def over_budget(self) -> Decimal | None:
        """Amounts less budget: +0.01 where the act rounded each amount by itself."""
        amount = self.amount
        return None if amount is None or self.budget is None else amount - self.budget


@dataclass(frozen=True, slots=True)
class PlanTable(Generic[Row]):
    """The whole table. `run` is the run in force, without its inputs; a table of bundles has
    none."""

    groups: tuple[GroupRows[Row], ...]
    run: AllocationRun | None

    def only(self, keeps: Callable[[Row], bool]) -> "PlanTable[Row]":
        """The same table with some of its rows; budgets stay those of the whole groups."""
        thinned = [(group, tuple(filter(keeps, group.rows))) for group in self.groups]
        kept = tuple(replace(group, rows=rows) for group, rows in thinned if rows)
        return replace(self, groups=kept)

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def numbers(self) -> list[int]:
        """Of all projects, in the order of the table."""
        return [number for group in self.groups for number in group.numbers]

    @property
    def budget(self) -> Decimal | None:
        """Somma assegnata: the budgets of the groups shown."""
        return known_total(group.budget for group in self.groups)

    @property
    def deliberated(self) -> Decimal | None:
        return known_total(group.deliberated for group in self.groups)

    @property
    def computed(self) -> Decimal | None:
        return known_total(group.computed for group in self.groups)

    @property
    def amount(self) -> Decimal | None:
        return known_total(group.amount for group in self.groups)

    @property
    def difference(self) -> Decimal | None:
        """Amounts less budgets, None unless both are known."""
        amount, budget = self.amount, self.budget
        return None if amount is None or budget is None else amount - budget

    @property
    def has_macro_category(self) -> bool:
        return any(row.macro_category for row in self.rows)


def in_order(rows: "Iterable[PlanRow] | Iterable[Bundle]") -> list[int]:
    """The numbers of their projects."""
    return sorted(chain.from_iterable(row.numbers for row in rows))


def known_total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are known, None when none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known else None
