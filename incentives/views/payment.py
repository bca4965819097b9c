"""«Regole di pagamento»: the plan's rule and policy, rules of single projects, charges."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from incentives.actions.payment import (
    delete_override,
    save_destinations,
    save_override,
    save_payment_rules,
)
from incentives.distribution.destinations import destinations_of
from incentives.forms.economies import EconomiesForm
from incentives.forms.payment import RuleEntry
from incentives.models import EmployerRate, PayoutRule, SharingPolicy
from incentives.views.data import FORM_METHODS, stored
from objectives.access import fetch_plan
from objectives.models import Plan
from objectives.rules import prepare_distribution


@require_http_methods(FORM_METHODS)
def payment_rules(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, prepare_distribution)
    rule = plan.payout_rules.filter(project__isnull=True).first() or PayoutRule(plan=plan)
    policy = SharingPolicy.objects.filter(plan=plan).first() or SharingPolicy(plan=plan)
    data = request.POST if request.method == "POST" else None
    entry = RuleEntry(rule, policy, data)

    def save() -> None:
        user: Any = request.user
        save_payment_rules(by=user, rule=rule, bands=entry.rows, policy=policy)

    if _is_saved(entry, save):
        messages.success(request, _("Payment rules saved."))
        return redirect("payment_rules", year=year)
    overrides = plan.payout_rules.filter(project__isnull=False).select_related("project")
    context = {
        "plan": plan,
        "entry": entry,
        "overrides": overrides.order_by("project__number"),
        "rates": EmployerRate.objects.all(),
    }
    return render(request, "incentives/data/payment.html", context)


@require_http_methods(FORM_METHODS)
def economies(request: HttpRequest, year: int) -> HttpResponseBase:
    """Where the money goes that a distribution does not pay, by its reason."""
    plan = fetch_plan(request.user, year, prepare_distribution)
    data = request.POST if request.method == "POST" else None
    form = EconomiesForm(destinations_of(plan), data)

    def save() -> None:
        user: Any = request.user
        save_destinations(by=user, plan=plan, chosen=form.cleaned_data)

    if form.is_bound and form.is_valid() and stored(form, save):
        messages.success(request, _("Destinations saved."))
        return redirect("payment_rules", year=year)
    return render(request, "incentives/data/economies.html", {"plan": plan, "form": form})


def _is_saved(entry: RuleEntry, save: Any) -> bool:
    if entry.data is None or entry.press or not entry.is_valid():
        return False
    return stored(entry.form, save)


@require_http_methods(FORM_METHODS)
def override_add(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, prepare_distribution)
    return _override(request, plan, PayoutRule(plan=plan))


@require_http_methods(FORM_METHODS)
def override_change(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, prepare_distribution)
    return _override(request, plan, _fetch_override(plan, number))


def _fetch_override(plan: Plan, number: int) -> PayoutRule:
    rule = plan.payout_rules.filter(project__number=number).select_related("project").first()
    if rule is None:
        raise Http404
    return rule


def _override(request: HttpRequest, plan: Plan, rule: PayoutRule) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    project = rule.project
    entry = RuleEntry(rule, data=data)

    def save() -> None:
        save_override(by=request.user, rule=rule, bands=entry.rows)  # type: ignore[arg-type]

    if _is_saved(entry, save):
        messages.success(request, _("Payment rules saved."))
        return redirect("payment_rules", year=plan.year)
    context = {"plan": plan, "entry": entry, "project": project}
    return render(request, "incentives/data/override.html", context)


@require_POST
def override_delete(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, prepare_distribution)
    delete_override(by=request.user, rule=_fetch_override(plan, number))  # type: ignore[arg-type]
    text = _("Project %(number)s is paid by the rule of the plan again.")
    messages.success(request, text % {"number": number})
    return redirect("payment_rules", year=year)
