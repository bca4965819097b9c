"""Project, group and whole table as plain frozen rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from incentives.enums import FundingMode
from incentives.models import AllocationRun
from objectives.amendments import amendment_text
from objectives.enums import AmendmentKind, ProjectKind


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One project. `*_card` is the card's value where it differs from the table's.

    Money is None where the reader may not see it, where nothing was deliberated, or where no run
    exists yet. `sharing_staff` are the people assigned who share the premium. `result` and what
    follows it are those of the confirmed result, None without one.
    """

    pk: int
    number: int
    proposal_number: int | None
    title: str
    kind: str
    sector_code: str | None
    sector_name: str | None
    sector_is_extra: bool | None
    macro_category: str | None
    class_name: str
    class_weight: Decimal
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
    result_met: bool | None
    result_state: str | None
    indicator_weights: Decimal
    indicator_count: int
    sharing_staff: int
    band_coefficient: Decimal | None
    group_code: str | None
    group_name: str | None
    group_order: int | None
    group_budget: Decimal | None
    mode: str | None
    fixed_amount: Decimal | None
    deliberated: Decimal | None
    line_weight: Decimal | None
    line_counted_staff: int | None
    coefficient: Decimal | None
    points: Decimal | None
    quota: Decimal | None
    correction: Decimal | None
    computed: Decimal | None
    amended: str
    amended_from: date | None
    amended_to: date | None

    @property
    def is_withdrawn(self) -> bool:
        return self.amended == AmendmentKind.WITHDRAWN

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
    def difference(self) -> Decimal | None:
        """Deliberated less computed, None unless both are known."""
        if self.deliberated is None or self.computed is None:
            return None
        return self.deliberated - self.computed

    @property
    def is_fixed(self) -> bool:
        return self.mode == FundingMode.FIXED

    @property
    def in_run_as_now(self) -> bool:
        """Whether the run shared with the weight and the heads that the project has today."""
        line = (self.line_weight, self.line_counted_staff)
        return line == (self.weight, self.counted_staff)


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The rows that share one budget, in the order of their numbers.

    `code` is None for projects without funding. `budget`, `fixed_total`, `distributable`,
    `rounding` are the run's; the sums cover the rows here, which a filter may have thinned out.
    """

    code: str | None
    name: str
    rows: tuple[PlanRow, ...]
    budget: Decimal | None
    fixed_total: Decimal | None
    distributable: Decimal | None
    rounding: Decimal | None

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
class PlanTable:
    """The whole table. `run` is the run in force, without its inputs."""

    groups: tuple[GroupRows, ...]
    run: AllocationRun | None

    def only(self, keeps: Callable[[PlanRow], bool]) -> "PlanTable":
        """The same table with some of its rows; budgets stay those of the whole groups."""
        thinned = [(group, tuple(filter(keeps, group.rows))) for group in self.groups]
        kept = tuple(replace(group, rows=rows) for group, rows in thinned if rows)
        return replace(self, groups=kept)

    @property
    def rows(self) -> list[PlanRow]:
        return [row for group in self.groups for row in group.rows]

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


def known_total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are known, None when none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known else None
