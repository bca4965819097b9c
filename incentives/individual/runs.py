"""Where the module is on, and its stored runs."""

from django.db.models import QuerySet

from incentives.differentiation import Differentiation, result_from_dict
from incentives.enums import RunState
from incentives.models import IndividualPremium, IndividualRun
from objectives.models import Plan

PEOPLE = ("prepared_by", "approved_by", "act", "premium__plan", "premium__act")
LINKS = ("superseded_by", "supersedes")
RECORD = ("inputs", "results")
BULKY = (*RECORD, *(f"{link}__{name}" for link in LINKS for name in RECORD))


def premium_of(plan: Plan) -> IndividualPremium | None:
    """The module of the plan where it is switched on, None where it is not."""
    rows = IndividualPremium.objects.filter(plan=plan, is_on=True)
    return rows.select_related("plan", "act").first()


def declared_for(plan: Plan) -> IndividualPremium | None:
    """The terms once declared, whether the module is on or off again."""
    return IndividualPremium.objects.filter(plan=plan).select_related("plan", "act").first()


def runs_of(premium: IndividualPremium) -> QuerySet[IndividualRun]:
    """Latest first, without their record."""
    runs = premium.runs.select_related(*PEOPLE, *LINKS).defer(*BULKY)
    return runs.order_by("-number")


def run_in_force(premium: IndividualPremium) -> IndividualRun | None:
    return runs_of(premium).filter(state=RunState.APPROVED).first()


def run_numbered(premium: IndividualPremium, number: int) -> IndividualRun | None:
    return runs_of(premium).filter(number=number).first()


def base_of(run: IndividualRun) -> IndividualRun | None:
    """The run whose difference this one pays: what it superseded, or would supersede today."""
    if not run.is_prepared:
        superseded: IndividualRun | None = run.supersedes
        return superseded
    in_force = run_in_force(run.premium)
    return in_force if in_force and in_force.number < run.number else None


def result_of(run: IndividualRun) -> Differentiation:
    """The stored result, as it is."""
    return result_from_dict(run.results)
