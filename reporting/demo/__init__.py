"""Load the reference plan with its invented people from `fixtures/chiari_2023/`.

Every row goes through the models' own checks, so a fixture the application would refuse in a
form is refused here too.

    base     the files, what exists already, how a row is stored
    plan     organisation, people, plan, projects
    work     the year: windows, values, evidence, results, the NIV's outcomes
    papers   the invented files among the evidence
    distribution  absences, presences, chapters, rules: what the shares depend on
    payment  validation, first distribution, remarks, the difference: by the actions themselves
"""

from datetime import date

from django.db import transaction

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.actions.distribution import prepare_distribution
from objectives.actions.versions import record_version
from objectives.enums import Role
from objectives.models import Plan, User
from reporting.demo.base import Loaded, Row, read
from reporting.demo.distribution import load_distribution
from reporting.demo.payment import load_payment
from reporting.demo.plan import load_organisation, load_people, load_plan, load_project
from reporting.demo.work import load_work, take_step

__all__ = ["STAGES", "load_demo", "read"]

APPROVED, FINAL_REPORT, PAID = "approved", "final_report", "paid"
STAGES = (APPROVED, FINAL_REPORT, PAID)


@transaction.atomic
def load_demo(*, until: str = PAID) -> Plan:
    """Create organisation, people, plan and projects, then the year's work, then its payment.

    `until` is one of STAGES, the last part that is loaded. Idempotent: an existing plan stays as
    it is. Raises ValidationError when the files break a rule of the application; nothing is
    stored then.
    """
    source = read("plan")
    existing = Plan.objects.filter(year=source["year"]).first()
    if existing:
        return existing
    loaded = Loaded()
    load_organisation(loaded, read("organisation"))
    load_people(loaded, read("people"))
    plan = load_plan(loaded, source)
    for row in read("projects"):
        load_project(loaded, plan, row)
    _take_the_steps(loaded, plan, source)
    if until != APPROVED:
        load_work(loaded, plan, read("work"), source["transitions"])
        load_distribution(plan, loaded.employees, read("distribution"))
    if until == FINAL_REPORT:
        _prepare_the_distribution(plan)
    if until == PAID:
        load_payment(plan, read("payment"))
    return plan


def _prepare_the_distribution(plan: Plan) -> None:
    """A run to look at; the NIV has not validated every result, so nobody can approve it yet."""
    first = User.objects.filter(role=Role.HR).order_by("pk")[0]
    prepare_distribution(by=first, plan=plan, paid_on=date(plan.year + 1, 7, 26))


def _take_the_steps(loaded: Loaded, plan: Plan, source: Row) -> None:
    """What two people of human resources did first: approval, version, allocations, start."""
    first, second = User.objects.filter(role=Role.HR).order_by("pk")[:2]
    version = source["version"]
    record_version(
        plan=plan,
        by=first,
        act=loaded.acts[version["act"]],
        reason=version["reason"],
        in_force_from=date.fromisoformat(version["in_force_from"]),
    )
    for row in source["allocations"]:
        run = record_allocation(by=first, plan=plan, rule=row["rule"])
        approve_allocation(by=second, run=run, act=loaded.acts[row["act"]])
    for to in ("approved", "in_progress"):
        take_step(loaded, plan, source["transitions"], to, first)
