"""What the individual premium still needs, as the list on its page."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.distribution.approval import DISTRIBUTABLE, acts_after_validation, validation_act
from incentives.individual.holders import holders, partly_text, throughout_text
from incentives.models import Evaluation, IndividualPremium
from objectives.models import Plan
from objectives.states import MET, UNMET, WARNED

Item = dict[str, Any]


def prerequisites(premium: IndividualPremium, *, with_links: bool) -> list[Item]:
    """As components/checklist.html takes them, in the order in which they are done."""
    plan = premium.plan
    declared = _("terms declared by %(act)s") % {"act": premium.act}
    return [
        {"text": declared, "status": MET},
        _evaluations(plan, with_links=with_links),
        *_holders(plan, with_links=with_links),
        *_validation(plan),
        _act(plan),
    ]


def _evaluations(plan: Plan, *, with_links: bool) -> Item:
    found = Evaluation.objects.filter(plan=plan).aggregate(
        all=Count("pk"), positive=Count("pk", filter=Q(positive=True))
    )
    url = _list_of(plan, with_links=with_links)
    if not found["all"]:
        return {"text": _("no evaluation entered"), "status": UNMET, "url": url}
    text = ngettext(
        "%(all)s evaluation, %(positive)s positive",
        "%(all)s evaluations, %(positive)s positive",
        found["all"],
    )
    return {"text": text % found, "status": MET, "url": url}


def _list_of(plan: Plan, *, with_links: bool) -> str:
    return reverse("data_list", args=[plan.year, "valutazioni-individuali"]) if with_links else ""


def _holders(plan: Plan, *, with_links: bool) -> Iterator[Item]:
    """Nothing where nobody evaluated held EQ in the year."""
    found = holders(plan)
    url = _list_of(plan, with_links=with_links)
    if found.throughout:
        yield {"text": throughout_text(found.throughout), "status": UNMET, "url": url}
    if found.partly:
        yield {"text": partly_text(found.partly), "status": WARNED, "url": url}


def _validation(plan: Plan) -> Iterator[Item]:
    if plan.state not in DISTRIBUTABLE:
        yield {"text": _("the NIV has not validated the plan"), "status": UNMET}
    elif act := validation_act(plan):
        yield {"text": _("validated by the NIV: %(act)s") % {"act": act}, "status": MET}
    else:
        yield {
            "text": _("the act of the NIV’s validation is not registered"),
            "status": UNMET,
        }


def _act(plan: Plan) -> Item:
    act = acts_after_validation(plan).last()
    if act:
        return {"text": _("act registered: %(act)s") % {"act": act}, "status": MET}
    return {"text": _("the act that approves the premium is not registered"), "status": UNMET}
