"""Why a distribution cannot be approved now: the NIV first, then the act, then a second person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives import queries
from incentives.distribution.results import VALIDATED, WITHDRAWN, standing_results
from incentives.enums import RunState
from incentives.models import DistributionRun
from objectives.enums import ActKind, PlanState, ResultState
from objectives.models import Act, Plan, PlanTransition, Project, User

# A plan whose results the NIV has validated; a run that supersedes may come after the payment.
DISTRIBUTABLE = frozenset(
    {PlanState.VALIDATED, PlanState.PAYABLE, PlanState.PAID, PlanState.PUBLISHED}
)
Refusal = tuple[str, str]


def approval_refusal(
    run: DistributionRun, by: User, in_force: DistributionRun | None
) -> Refusal | None:
    """Code and sentence of the first reason why this person cannot approve this run now."""
    return next(_refusals(run, by, in_force), None)


def _refusals(
    run: DistributionRun, by: User, in_force: DistributionRun | None
) -> Iterator[Refusal]:
    plan = run.pool.plan
    if run.state != RunState.PREPARED:
        text = _("Distribution no. %(number)s is no longer waiting for an approval.")
        yield "not_prepared", text % {"number": run.number}
    if in_force and in_force.number > run.number:
        text = _("Distribution no. %(number)s, which is later, is in force: prepare a new one.")
        yield "older_than_in_force", text % {"number": in_force.number}
    if plan.state not in DISTRIBUTABLE:
        yield "not_validated", _("The validation of the NIV comes first: nothing is paid before.")
    elif validation_act(plan) is None:
        yield "no_validation_act", _("The act of the NIV’s validation is not registered.")
    yield from _outdated(run, plan)
    if run.prepared_by_id == by.pk:
        yield (
            "same_person",
            _("Who approves must differ from who prepared: you prepared this distribution."),
        )


def _outdated(run: DistributionRun, plan: Plan) -> Iterator[Refusal]:
    """A run pays the results that the NIV validated and the amounts of the approved allocation."""
    allocation = queries.run_in_force(plan)
    if allocation is None or allocation.pk != run.allocation_id:
        yield "other_allocation", _("Another allocation is in force now: prepare a new one.")
    if changed := results_changed(run):
        numbers = ", ".join(map(str, changed))
        text = ngettext(
            "The result of project %(projects)s is not the one the NIV validated: "
            "prepare a new distribution.",
            "The results of projects %(projects)s are not those the NIV validated: "
            "prepare a new distribution.",
            len(changed),
        )
        yield "results_not_validated", text % {"projects": numbers}


def results_changed(run: DistributionRun) -> list[int]:
    """Projects of the run whose result is not the one that stands validated today, or that have
    been withdrawn or taken up again since."""
    stored = sources_of(run)
    projects = {row.pk: row for row in Project.objects.filter(distribution_lines__run=run)}
    today: set[tuple[Any, ...]] = {
        (projects[key].number, VALIDATED, row.number, row.sha256)
        for key, row in standing_results(projects).items()
        if row.state == ResultState.VALIDATED and not projects[key].is_withdrawn
    }
    today |= {(row.number, WITHDRAWN, None, "") for row in projects.values() if row.is_withdrawn}
    names = ("project", "kind", "number", "sha256")
    return sorted(row["project"] for row in stored if tuple(row[n] for n in names) not in today)


def sources_of(run: DistributionRun) -> list[dict[str, Any]]:
    runs = DistributionRun.objects.filter(pk=run.pk)
    found: list[dict[str, Any]] = runs.values_list("inputs__sources", flat=True).get()
    return found


def validation_act(plan: Plan) -> Act | None:
    """The act by which the NIV validated the plan's results, unless that step was undone."""
    steps = PlanTransition.objects.filter(plan=plan, to_state=PlanState.VALIDATED, undoes=None)
    step = steps.filter(undone_by=None).select_related("act").order_by("-pk").first()
    return step.act if step else None


def acts_after_validation(plan: Plan) -> QuerySet[Act]:
    """The acts that can approve a distribution: after that of the validation, and another."""
    acts = Act.objects.filter(plan=plan).exclude(kind=ActKind.CONTRACT).order_by("date", "pk")
    validated = validation_act(plan)
    if validated is None:
        return acts.none()
    return acts.filter(date__gte=validated.date).exclude(pk=validated.pk)


def act_refusal(act: Act, plan: Plan) -> Refusal | None:
    if act.plan_id != plan.pk:
        return "act_of_other_plan", _("Choose an act of this plan.")
    if not acts_after_validation(plan).filter(pk=act.pk).exists():
        return "act_before_validation", _(
            "Choose the act that approves the distribution: it comes after the NIV’s validation."
        )
    return None
