"""The first pages of the plan's book: what it holds, the summary table, the pool."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from incentives.enums import RoundingRule
from incentives.models import AllocationRun
from objectives.templatetags.display import euro
from reporting.cards import counted_text, finding_text
from reporting.facts import Facts
from reporting.findings import place_text, plan_findings
from reporting.rows import GroupRows, PlanTable


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the pool table, euro."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PoolPage:
    """The stored reconciliation (ALLOC-5): `total` is the pool, `entries` its parts."""

    total: Decimal
    entries: tuple[Entry, ...]
    lines_total: Decimal
    rounding: Decimal
    undistributed: Decimal
    deliberated_total: Decimal | None
    difference: Decimal | None
    rule: str


@dataclass(frozen=True, slots=True)
class Book:
    table: PlanTable
    is_complete: bool
    content: str
    with_money: bool
    pool: PoolPage | None
    findings: tuple[str, ...]

    @property
    def groups(self) -> tuple[GroupRows, ...]:
        return self.table.groups

    @property
    def with_totals(self) -> bool:
        """Sums of a part of the projects would be read as the plan's."""
        return self.is_complete and self.with_money


def book(facts: Facts, table: PlanTable, *, size: int, with_pool: bool) -> Book:
    complete = len(facts.cards) == size
    run = table.run if with_pool and facts.with_money and complete else None
    pool = pool_page(run) if run else None
    return Book(
        table=table,
        is_complete=complete,
        content=_content(len(facts.cards), size, pool),
        with_money=facts.with_money,
        pool=pool,
        findings=_findings(table, with_money=pool is not None),
    )


def _content(count: int, size: int, pool: PoolPage | None) -> str:
    if count != size:
        return _("%(count)s of the %(size)s projects of the plan") % {"count": count, "size": size}
    if pool is None:
        return counted_text(count)
    return _("%(projects)s, %(assigned)s assigned of %(pool)s") % {
        "projects": counted_text(count),
        "assigned": euro(pool.entries[0].amount),
        "pool": euro(pool.total),
    }


def pool_page(run: AllocationRun) -> PoolPage:
    stored = run.results
    reserves = (Entry(row["name"], Decimal(row["amount"])) for row in stored["reserves"])
    return PoolPage(
        total=Decimal(stored["pool"]),
        entries=(
            Entry(_("Assigned to the projects"), Decimal(stored["assigned"])),
            *reserves,
            Entry(_("Not assigned, named by no act"), Decimal(stored["unassigned"])),
        ),
        lines_total=Decimal(stored["lines_total"]),
        rounding=Decimal(stored["rounding"]),
        undistributed=Decimal(stored["undistributed"]),
        deliberated_total=_decimal(stored["deliberated_total"]),
        difference=_decimal(stored["deliberated_difference"]),
        rule=str(RoundingRule(run.rule).label),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _findings(table: PlanTable, *, with_money: bool) -> tuple[str, ...]:
    """Every contradiction with its place: "Progetto 20: …"."""
    found = plan_findings(table, with_money=with_money)
    return tuple(
        f"{place_text(item)}: {finding_text(item)}" if item.projects else finding_text(item)
        for item in found
    )
