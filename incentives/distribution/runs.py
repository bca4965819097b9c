"""Stored distribution runs; their record is large and read in the parts that a page needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from incentives.enums import RunState
from incentives.models import DistributionRun, Economy
from incentives.sharing import Reconciliation
from objectives.models import Plan
from objectives.stripped import Stripped

RECORD = ("inputs", "results")
PEOPLE = ("prepared_by", "approved_by", "act", "allocation", "pool__plan")
LINKS = ("superseded_by", "supersedes")
BULKY = (
    *RECORD,
    *(f"{link}__{name}" for link in (*LINKS, "allocation") for name in RECORD),
)


def runs_of(plan: Plan) -> QuerySet[DistributionRun]:
    """The runs of a plan, latest first, without their record."""
    runs = DistributionRun.objects.filter(pool__plan=plan)
    return runs.select_related(*PEOPLE, *LINKS).defer(*BULKY).order_by("-number")


def run_in_force(plan: Plan) -> DistributionRun | None:
    return runs_of(plan).filter(state=RunState.APPROVED).first()


def run_numbered(plan: Plan, number: int) -> DistributionRun | None:
    return runs_of(plan).filter(number=number).first()


# --- What the record says ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """The record of a run without its people; amounts in euro, as text in the JSON parts."""

    pool: Decimal
    paid: Decimal
    economies_total: Decimal
    reserved: Decimal
    unassigned: Decimal
    reserves: list[dict[str, str]]
    economies: list[dict[str, str]]
    chapters: list[dict[str, Any]]
    rates: list[dict[str, str]]
    rules: list[str]
    rules_version: int
    sources: list[dict[str, Any]]
    factors: dict[str, str]
    payout: dict[str, Any]
    paid_on: str


AMOUNTS = ("pool", "paid", "economies_total", "reserved", "unassigned")
RESULTS = (*AMOUNTS, "reserves", "economies", "chapters", "rates", "rules", "rules_version")
INPUTS = ("sources", "factors", "payout", "paid_on")
LARGE = ("people", "projects")


def head_of(run: DistributionRun) -> Head:
    """What the database leaves of the record: the whole is megabytes for a large body."""
    parts = DistributionRun.objects.values_list(
        Stripped("results", *LARGE), Stripped("inputs", *LARGE)
    )
    results, inputs = parts.get(pk=run.pk)
    values = {name: results[name] for name in RESULTS} | {name: inputs[name] for name in INPUTS}
    return Head(**values | {name: Decimal(values[name]) for name in AMOUNTS})


def amounts_of(run: DistributionRun) -> list[Decimal]:
    """Euro of everybody in a run, summed exactly from its lines (one query)."""
    totals: dict[int, Decimal] = {}
    lines = run.employee_lines.order_by("employee")
    for employee, amount in lines.values_list("employee", "amount").iterator():
        totals[employee] = totals[employee] + amount if employee in totals else amount
    return list(totals.values())


def reconciliation_of(run: DistributionRun, head: Head) -> Reconciliation:
    """Summed anew from the lines, exactly: in two queries."""
    paid = sum(run.project_lines.values_list("paid", flat=True), Decimal(0))
    amounts = Economy.objects.filter(run=run).values_list("amount", flat=True)
    economies = sum(amounts, Decimal(0))
    reserves = sum((Decimal(item["amount"]) for item in head.reserves), Decimal(0))
    return Reconciliation(
        pool=head.pool,
        paid=paid,
        economies=economies,
        reserves=reserves,
        unassigned=head.unassigned,
        difference=head.pool - paid - economies - reserves - head.unassigned,
    )


def base_of(run: DistributionRun) -> DistributionRun | None:
    """The run whose difference this one pays: what it superseded, or would supersede today."""
    if run.state != RunState.PREPARED:
        return run.supersedes
    in_force = run_in_force(run.pool.plan)
    return in_force if in_force and in_force.number < run.number else None
