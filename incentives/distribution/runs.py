"""Stored distribution runs; their record is large and read in the parts that a page needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from incentives.enums import RunState
from incentives.models import DistributionRun, Economy
from incentives.sharing import Reconciliation
from objectives.models import Plan

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
PATHS = {name: f"results__{name}" for name in RESULTS} | {n: f"inputs__{n}" for n in INPUTS}


def head_of(run: DistributionRun) -> Head:
    """Taken out of the record by the database: the whole is megabytes for a large body.

    Amounts are asked for as text: SQLite would hand "91223.09" over as a number, that is a float.
    """
    paths = [KT(path) if name in AMOUNTS else path for name, path in PATHS.items()]
    row = DistributionRun.objects.values_list(*paths).get(pk=run.pk)
    values = dict(zip(PATHS, row, strict=True))
    return Head(**values | {name: Decimal(values[name]) for name in AMOUNTS})


def totals_of(run: DistributionRun) -> list[tuple[str, Decimal]]:
    """Employee code and amount of everybody in a run, from its record."""
    people = DistributionRun.objects.values_list("results__people", flat=True).get(pk=run.pk)
    return [(person["employee"], Decimal(person["amount_cents"])) for person in people]


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
