"""A distribution with other rules beside today's: nothing is stored and nobody is named."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from incentives.distribution import terms
from incentives.distribution.trial import (
    people_changed,
    side_by_side,
    today_or_refusal,
    trial_totals,
    tried_or_refusal,
)
from incentives.enums import PayoutKind
from incentives.forms.distribution import FACTORS, TrialForm
from incentives.models import SharingPolicy
from incentives.payout import PayoutRule
from objectives.access import fetch_plan
from objectives.models import Plan
from objectives.rules import view_distribution
from objectives.templatetags.display import number

# Figures that a rule of payout starts from where the plan has none.
FULL_FROM, BASE, STEP, BANDS = "95", "50", "2", "70: 50; 80: 75; 90: 100"


@require_GET
def distribution_whatif(request: HttpRequest, year: int) -> HttpResponse:
    """The form is sent by GET: an address is a trial that can be shown to somebody else.

    Nothing is computed before there are rules to compare.
    """
    plan = fetch_plan(request.user, year, view_distribution)
    start = _start(plan, terms.policy_of(plan))
    given = {**start, **request.GET.dict()} if request.GET else None
    form = TrialForm(given, initial=start)
    context: dict[str, Any] = {"plan": plan, "form": form}
    if form.is_bound and form.is_valid():
        context |= _compared(plan, form)
    return render(request, "incentives/distribution_whatif.html", context)


def _start(plan: Plan, policy: SharingPolicy) -> dict[str, Any]:
    """The plan's own rules, as the form shows them first."""
    rule, _own = terms.payout_rules(plan)
    return {
        "kind": rule.kind,
        "full_from": _written(rule.full_from) or FULL_FROM,
        "bands": _bands(rule) or BANDS,
        "base": _written(rule.base) or BASE,
        "step": _written(rule.step) or STEP,
        "cap": _written(policy.cap),
        **{name: getattr(policy, name) for name in FACTORS},
    }


def _written(value: Any) -> str:
    return "" if value is None else number(value)


def _bands(rule: PayoutRule) -> str:
    return "; ".join(f"{number(b.from_result)}: {number(b.percent)}" for b in rule.bands)


def _compared(plan: Plan, form: TrialForm) -> dict[str, Any]:
    today, refusal = today_or_refusal(plan)
    if today is None:
        return {"refusal": refusal}
    chosen = form.cleaned_data["kind"]
    other, refusal = tried_or_refusal(plan, form.rule(chosen), form.policy(plan))
    if other is None:
        return {"refusal": refusal}
    rows = side_by_side(plan, today, other, {kind: form.rule(kind) for kind in PayoutKind})
    more, less = people_changed(today, other)
    return {
        "rows": rows,
        "totals": trial_totals(rows),
        "chosen": PayoutKind(chosen),
        "today": today.reconciliation,
        "other": other.reconciliation,
        "more": more,
        "less": less,
    }
