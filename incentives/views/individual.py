"""Pages of the individual premium: its terms, preparing, a run with its ranking, approving.

While the plan has the module off, every address but that of the terms answers 404.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from incentives.actions.individual import (
    approve_individual,
    declare_terms,
    prepare_individual,
    switch_off,
)
from incentives.actions.reading import record_reading
from incentives.differentiation import (
    Differentiation,
    DifferentiationError,
    DifferentiationInput,
    differentiate,
    inputs_from_dict,
)
from incentives.forms.distribution import ApproveForm
from incentives.forms.individual import PrepareForm, TermsForm
from incentives.individual import checklist, ledger, runs
from incentives.individual.approval import approval_refusal
from incentives.individual.gather import gather
from incentives.individual.messages import sentence
from incentives.individual.verify import differences
from incentives.models import Evaluation, IndividualPremium, IndividualRun
from incentives.sharing import SharingError
from objectives.access import fetch_plan
from objectives.models import Employee, Plan, User
from objectives.rules import Someone
from objectives.rules import manage_individual_premium as may_manage
from objectives.rules import view_individual_premium as may_view
from objectives.views.acts import sent, written

ROWS_ON_A_PAGE = 100
FORM_METHODS = ["GET", "HEAD", "POST"]


def fetch_premium(
    request: HttpRequest, year: int, may: Callable[[Someone, Plan], bool] = may_view
) -> IndividualPremium:
    """The module where it is on, for who may. Raises Http404, PermissionDenied."""
    premium = runs.premium_of(fetch_plan(request.user, year, may))
    if premium is None:
        raise Http404
    return premium


def fetch_run(premium: IndividualPremium, number: int) -> IndividualRun:
    run = runs.run_numbered(premium, number)
    if run is None:
        raise Http404
    return run


# --- The module ----------------------------------------------------------------------------


@require_GET
def individual_premium(request: HttpRequest, year: int) -> HttpResponse:
    """Its terms, what it needs, what today's evaluations give without a name, its runs."""
    return render(request, "incentives/individual/page.html", _guide(request, year))


def _guide(request: HttpRequest, year: int, form: PrepareForm | None = None) -> dict[str, Any]:
    premium = fetch_premium(request, year)
    found = list(runs.runs_of(premium))
    in_force = next((run for run in found if run.is_approved), None)
    waiting = next((run for run in found if run.is_prepared), None)
    manages = may_manage(request.user, premium.plan)
    today = _today(premium)
    context = {
        "title": str(premium),
        "plan": premium.plan,
        "premium": premium,
        "runs": found,
        "in_force": in_force,
        "waiting": waiting,
        "opens": waiting or in_force,
        "prerequisites": checklist.prerequisites(premium, with_links=manages),
        "may_manage": manages,
        "may_prepare": manages and "result" in today,
        "form": form or PrepareForm(in_force),
    }
    return context | today


def _today(premium: IndividualPremium) -> dict[str, Any]:
    """What today's evaluations would pay, without storing anything."""
    try:
        inputs = gather(premium, paid_on=timezone.localdate())
        if not inputs.people:
            return {}
        return _shared(differentiate(inputs), inputs)
    except (DifferentiationError, SharingError) as error:
        return {"refusal": sentence(error)}


def _shared(result: Differentiation, inputs: DifferentiationInput) -> dict[str, Any]:
    """The formula with its numbers and the reconciliation, as the templates take them."""
    return {
        "result": result,
        "formula_terms": ledger.base_terms(result),
        "base": ledger.base_text(result),
        "formula_lines": ledger.terms_lines(result, inputs),
        **ledger.reconciled(result),
    }


@require_http_methods(FORM_METHODS)
def premium_terms(request: HttpRequest, year: int) -> HttpResponseBase:
    """What the module is; switching it on with its terms, or changing those declared."""
    plan = fetch_plan(request.user, year, may_manage)
    stored = runs.declared_for(plan)
    evaluated = stored is not None and Evaluation.objects.filter(plan=plan).exists()
    form = TermsForm(
        sent(request), instance=stored or IndividualPremium(plan=plan), evaluated=evaluated
    )
    is_on = stored is not None and stored.is_on
    if form.is_bound and form.is_valid() and _declared(request, form):
        done = _("Terms saved.") if is_on else _("The individual premium is on.")
        messages.success(request, done)
        return redirect("individual_premium", year=year)
    context = {"plan": plan, "form": form, "is_on": is_on}
    return render(request, "incentives/individual/terms.html", context)


def _declared(request: HttpRequest, form: TermsForm) -> bool:
    reason = form.cleaned_data.get("reason", "")
    try:
        declare_terms(by=request.user, premium=form.instance, reason=reason)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def premium_off(request: HttpRequest, year: int) -> HttpResponseBase:
    premium = fetch_premium(request, year, may_manage)
    try:
        switch_off(by=request.user, plan=premium.plan)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("premium_terms", year=year)
    messages.success(request, _("The individual premium is off. Its data stay."))
    return redirect("distribution", year=year)


# --- A run ---------------------------------------------------------------------------------


@require_GET
def premium_run(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The ranking with everybody's formula; the look is recorded."""
    premium = fetch_premium(request, year)
    run = fetch_run(premium, number)
    result, inputs = runs.result_of(run), inputs_from_dict(run.inputs)
    record_reading(by=request.user, run=run, what="premium_run")  # type: ignore[arg-type]
    context = {
        "plan": premium.plan,
        "run": run,
        "runs": runs.runs_of(premium),
        "recomputed_at": timezone.now(),
        "damages": differences(run),
        **_shared(result, inputs),
        **_ranking(request, run, result, inputs),
        **_what_one_may(request, run),
    }
    return render(request, "incentives/individual/run.html", context)


def _ranking(
    request: HttpRequest, run: IndividualRun, result: Differentiation, inputs: DifferentiationInput
) -> dict[str, Any]:
    """A page of the people with their names, and the tie that the declared rule settled."""
    base = runs.base_of(run)
    rows = ledger.rows_of(result, ledger.amounts_of(base))
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    tie = ledger.tie_at_the_edge(result, inputs)
    codes = {row.code for row in page} | {item[0] for item in (tie.people if tie else ())}
    names = Employee.objects.in_bulk(codes, field_name="code")
    return {
        "before": base,
        "page": page,
        "rows": [(row, names.get(row.code)) for row in page],
        "tie": tie,
        "tied": _tied(tie, names),
        "to_pay": sum((row.difference for row in rows), ledger.ZERO),
    }


def _tied(tie: ledger.Tie | None, names: dict[str, Employee]) -> list[tuple[Any, str, bool]]:
    if tie is None:
        return []
    return [(names.get(code) or code, text, extra) for code, text, extra in tie.people]


def _what_one_may(request: HttpRequest, run: IndividualRun) -> dict[str, Any]:
    approves = may_manage(request.user, run.premium.plan) and run.is_prepared
    return {"may_approve": approves, "refusal": _refusal(request, run) if approves else ""}


def _refusal(request: HttpRequest, run: IndividualRun) -> str:
    in_force = runs.run_in_force(run.premium)
    refused = approval_refusal(run, request.user, in_force)  # type: ignore[arg-type]
    return refused[1] if refused else ""


# --- Preparing and approving ---------------------------------------------------------------


@require_POST
def premium_prepare(request: HttpRequest, year: int) -> HttpResponseBase:
    premium = fetch_premium(request, year, may_manage)
    form = PrepareForm(runs.run_in_force(premium), request.POST)
    run = _prepared(request, premium.plan, form) if form.is_valid() else None
    if run is None:
        return render(request, "incentives/individual/page.html", _guide(request, year, form))
    text = _("Run no. %(number)s prepared. Another person of human resources approves it.")
    messages.success(request, text % {"number": run.number})
    return redirect("premium_run", year=year, number=run.number)


def _prepared(request: HttpRequest, plan: Plan, form: PrepareForm) -> IndividualRun | None:
    try:
        return prepare_individual(by=request.user, plan=plan, **form.cleaned_data)  # type: ignore[arg-type]
    except (DifferentiationError, SharingError) as error:
        text = _("Nothing was prepared. %(reason)s") % {"reason": sentence(error)}
        form.add_error(None, text)
    except ValidationError as error:
        form.add_error(None, error)
    return None


@require_http_methods(FORM_METHODS)
def premium_approve(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """Ask once, with the figures that matter; then the run is in force for good."""
    premium = fetch_premium(request, year, may_manage)
    run = fetch_run(premium, number)
    form = ApproveForm(premium.plan, sent(request))
    approve = partial(approve_individual, by=cast(User, request.user), run=run)
    if form.is_bound and form.is_valid() and written(form, approve):
        text = _("Run no. %(number)s approved. From now on it cannot be changed.")
        messages.success(request, text % {"number": number})
        return redirect("premium_run", year=year, number=number)
    base = runs.base_of(run)
    context = {
        "plan": premium.plan,
        "run": run,
        "before": base,
        "form": form,
        "question": _question(number),
        "result": runs.result_of(run),
        "refusal": _refusal(request, run),
    }
    return render(request, "incentives/individual/approve.html", context)


def _question(number: int) -> str:
    return _("Approve run no. %(number)s of the individual premium?") % {"number": number}
