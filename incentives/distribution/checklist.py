"""What approving a distribution needs, as the list on its pages; only unmet items refuse it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from incentives import queries
from incentives.distribution.approval import DISTRIBUTABLE, acts_after_validation, validation_act
from incentives.distribution.results import standing_results
from incentives.models import AllocationRun
from incentives.readiness import data_checks
from objectives.enums import ActKind, AmendmentKind, ResultState
from objectives.models import Act, Plan
from objectives.states import MET, UNMET, WARNED, Condition, listed


def prerequisites(plan: Plan) -> list[Condition]:
    """In the order in which they are done; a page is named where one can do something."""
    allocation = queries.run_in_force(plan)
    return [
        _allocation(allocation),
        _results(plan),
        *_validation(plan),
        _contract(plan),
        _act(plan),
    ]


def _allocation(run: AllocationRun | None) -> Condition:
    if run is None:
        return Condition(_("no allocation is approved"), UNMET, "allocation")
    text = _("allocation no. %(number)s approved") % {"number": run.number}
    return Condition(text, MET, "allocation")


def _results(plan: Plan) -> Condition:
    going = plan.projects.exclude(amended=AmendmentKind.WITHDRAWN)
    projects = dict(going.values_list("pk", "number"))
    standing = standing_results(projects)
    validated = {k for k, row in standing.items() if row.state == ResultState.VALIDATED}
    missing = sorted(number for key, number in projects.items() if key not in validated)
    if not missing:
        return Condition(_("every result is validated"), MET)
    text = _("results to validate: %(projects)s") % {"projects": listed(missing)}
    return Condition(text, UNMET, "results", "", missing)


def _validation(plan: Plan) -> Iterator[Condition]:
    if plan.state not in DISTRIBUTABLE:
        yield Condition(_("the NIV has not validated the plan"), UNMET)
    elif act := validation_act(plan):
        yield Condition(_("validated by the NIV: %(act)s") % {"act": act}, MET)
    else:
        yield Condition(_("the act of the NIV’s validation is not registered"), UNMET)


def _contract(plan: Plan) -> Condition:
    contract = Act.objects.filter(plan=plan, kind=ActKind.CONTRACT).order_by("-date").first()
    if contract:
        return Condition(_("contract signed: %(act)s") % {"act": contract}, MET)
    return Condition(_("the decentralised contract is not among the acts"), WARNED)


def _act(plan: Plan) -> Condition:
    act = acts_after_validation(plan).last()
    if act:
        return Condition(_("act registered: %(act)s") % {"act": act}, MET)
    return Condition(_("the act that approves the distribution is not registered"), UNMET)


def shown(plan: Plan, found: list[Condition]) -> list[dict[str, Any]]:
    """As components/checklist.html takes them."""
    return [
        {
            "text": condition.text,
            "status": condition.status,
            "url": reverse(condition.page, args=[plan.year]) if condition.page else "",
        }
        for condition in found
    ]


def data_shown(plan: Plan, *, with_links: bool) -> list[dict[str, Any]]:
    """Whether the data of people and rules are complete; links for who may enter them."""
    return [
        {
            "text": f"{check.title}: {check.text}" if check.text else check.title,
            "status": check.status,
            "url": check.url if with_links and check.status != MET else "",
        }
        for check in data_checks(plan)
    ]
