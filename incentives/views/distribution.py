"""Pages of the year-end distribution: what it needs, prepare, approve, read, compare."""

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

from incentives.actions.distribution import approve_distribution, prepare_distribution
from incentives.actions.reading import record_reading
from incentives.amended import distribution_notices
from incentives.distribution import NothingToDistributeError, checklist, ledger, runs, terms
from incentives.distribution.approval import approval_refusal
from incentives.distribution.charts import charts_of
from incentives.distribution.compare import compare_runs
from incentives.distribution.messages import sentence
from incentives.distribution.notices import notices
from incentives.distribution.people import page_of, people_of
from incentives.distribution.trial import today_or_refusal
from incentives.distribution.verify import differences
from incentives.enums import RunState
from incentives.forms.allocation import CompareForm
from incentives.forms.distribution import ApproveForm, PeopleForm, PrepareForm
from incentives.individual.runs import premium_of
from incentives.models import DistributionRun, Pool
from incentives.payout import PayoutError
from incentives.sharing import Reconciliation, SharingError
from objectives.access import fetch_plan
from objectives.models import Plan, StaffAssignment, User
from objectives.rules import approve_distribution as may_approve
from objectives.rules import manage_individual_premium, view_distribution
from objectives.rules import prepare_distribution as may_prepare
from objectives.views.acts import sent, written

# More lines are computed, or a run of them made again, when asked for: not on every visit.
LINES_AT_ONCE = 2000
ROWS_ON_A_PAGE = 100


@require_GET
def distribution(request: HttpRequest, year: int) -> HttpResponse:
    """Where the distribution stands: what it needs, what today's data give, its runs."""
    plan = fetch_plan(request.user, year, view_distribution)
    return render(request, "incentives/distribution.html", _guide(request, plan))


def _guide(request: HttpRequest, plan: Plan, form: PrepareForm | None = None) -> dict[str, Any]:
    found = list(runs.runs_of(plan))
    in_force = next((run for run in found if run.is_approved), None)
    waiting = next((run for run in found if run.is_prepared), None)
    context = {
        "title": _("Distribution of the plan %(year)s") % {"year": plan.year},
        "plan": plan,
        "in_force": in_force,
        "runs": found,
        "waiting": waiting,
        "opens": waiting or in_force,
        "prerequisites": checklist.shown(plan, checklist.prerequisites(plan)),
        "amended": distribution_notices(plan),
        "data_items": checklist.data_shown(plan, with_links=may_prepare(request.user, plan)),
        "form": form or PrepareForm(in_force),
        "may_prepare": may_prepare(request.user, plan),
        "individual_premium": premium_of(plan),
        "may_switch_on": manage_individual_premium(request.user, plan),
    }
    return context | _today(request, plan)


def _today(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What today's data would pay, without a name and without storing anything."""
    lines = StaffAssignment.objects.filter(project__plan=plan).count()
    if lines > LINES_AT_ONCE and "calcola" not in request.GET:
        return {"not_computed": True}
    trial, refusal = today_or_refusal(plan)
    if trial is None:
        return {"refusal": refusal}
    rows = ledger.rows_of_trial(trial.distribution, trial.kinds, plan)
    amounts = [person.amount for person in trial.distribution.people]
    return {
        **reconciled(trial.reconciliation),
        **_ledger(request, rows),
        "notices": notices(rows, amounts, terms.policy_of(plan).warn_above),
    }


def _ledger(request: HttpRequest, rows: list[ledger.Row]) -> dict[str, Any]:
    """The rows of one page; totals and economies are of all."""
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": page.object_list,
        "totals": ledger.totals(rows),
        "economies": ledger.economies_by_reason(rows),
        "unsettled": any(row.source_text for row in rows),
    }


def reconciled(totals: Reconciliation) -> dict[str, Any]:
    """What components/reconciliation.html takes (RUNS-1)."""
    parts = [
        {"label": _("Paid"), "amount": totals.paid},
        {"label": _("Economies"), "amount": totals.economies},
        {"label": _("Reserve"), "amount": totals.reserves},
        {"label": _("Not attributed"), "amount": totals.unassigned},
    ]
    return {"reconciliation": totals, "reconciliation_parts": parts}


# --- A run ---------------------------------------------------------------------------------


def _fetch_run(plan: Plan, number: int) -> DistributionRun:
    run = runs.run_numbered(plan, number)
    if run is None:
        raise Http404
    return run


@require_GET
def distribution_run(request: HttpRequest, year: int, number: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, view_distribution)
    run = _fetch_run(plan, number)
    base = runs.base_of(run)
    head = runs.head_of(run)
    rows = ledger.rows_of_run(run, head.sources, base)
    amounts = runs.amounts_of(run)
    context = {
        "plan": plan,
        "run": run,
        "base": base,
        "head": head,
        **_ledger(request, rows),
        **reconciled(runs.reconciliation_of(run, head)),
        "notices": notices(rows, amounts, terms.policy_of(plan).warn_above),
        "charts": charts_of(head, rows, amounts),
        "people_count": len(amounts),
        "runs": runs.runs_of(plan),
        "reading": terms.reading(head.factors, head.payout),
        **_what_one_may(request, plan, run),
        **_made_again(request, run),
    }
    return render(request, "incentives/distribution_run.html", context)


def _what_one_may(request: HttpRequest, plan: Plan, run: DistributionRun) -> dict[str, Any]:
    """Approving, and why this person cannot approve this run now."""
    approves = may_approve(request.user, plan) and run.state == RunState.PREPARED
    return {"may_approve": approves, "refusal": _refusal(request, plan, run) if approves else ""}


def _refusal(request: HttpRequest, plan: Plan, run: DistributionRun) -> str:
    refused = approval_refusal(run, request.user, runs.run_in_force(plan))  # type: ignore[arg-type]
    return refused[1] if refused else ""


def _made_again(request: HttpRequest, run: DistributionRun) -> dict[str, Any]:
    if run.employee_lines.count() > LINES_AT_ONCE and "ricalcolo" not in request.GET:
        return {"recomputed_at": None}
    return {"recomputed_at": timezone.now(), "damages": differences(run)}


# --- Its people ----------------------------------------------------------------------------


@require_GET
def distribution_people(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Who gets what, by name: fifty a page, found by name or code."""
    plan = fetch_plan(request.user, year, view_distribution)
    run = _fetch_run(plan, number)
    base = runs.base_of(run)
    form = PeopleForm(base is not None, request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"cerca": "", "chi": ""}
    people = people_of(run, base, chosen["cerca"], chosen["chi"])
    page, rows = page_of(people, request.GET.get("page", "1"), run, base)
    record_reading(by=request.user, run=run, what="distribution_people")  # type: ignore[arg-type]
    context = {"plan": plan, "run": run, "base": base, "form": form, "page": page, "rows": rows}
    return render(request, "incentives/distribution_people.html", context)


# --- Preparing -----------------------------------------------------------------------------


@require_POST
def distribution_prepare(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, may_prepare)
    form = PrepareForm(runs.run_in_force(plan), request.POST)
    run = _prepared(request, plan, form) if form.is_valid() else None
    if run is None:
        return render(request, "incentives/distribution.html", _guide(request, plan, form))
    text = _("Distribution no. %(number)s prepared. Another person of human resources approves it.")
    messages.success(request, text % {"number": run.number})
    return redirect("distribution_run", year=year, number=run.number)


def _prepared(request: HttpRequest, plan: Plan, form: PrepareForm) -> DistributionRun | None:
    try:
        return prepare_distribution(by=request.user, plan=plan, **form.cleaned_data)  # type: ignore[arg-type]
    except (Pool.DoesNotExist, NothingToDistributeError):
        form.add_error(None, _("No allocation is approved: there are no amounts to distribute."))
    except (SharingError, PayoutError) as error:
        text = _("Nothing was prepared. %(reason)s") % {"reason": sentence(error)}
        form.add_error(None, text)
    except ValidationError as error:
        form.add_error(None, error)
    return None


# --- Approving -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def distribution_approve(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """Ask once, with the figures that matter; then the run is in force for good."""
    plan = fetch_plan(request.user, year, may_approve)
    run = _fetch_run(plan, number)
    form = ApproveForm(plan, sent(request))
    approve = partial(approve_distribution, by=cast(User, request.user), run=run)
    if form.is_bound and form.is_valid() and written(form, approve):
        text = _(
            "Distribution no. %(number)s approved. From now on it cannot be changed; "
            "to correct it prepare distribution no. %(next)s."
        )
        following = runs.runs_of(plan)[0].number + 1
        messages.success(request, text % {"number": number, "next": following})
        return redirect("distribution_run", year=year, number=number)
    head, base = runs.head_of(run), runs.base_of(run)
    context = {
        "plan": plan,
        "run": run,
        "base": base,
        "head": head,
        "form": form,
        "question": _("Approve distribution no. %(number)s?") % {"number": number},
        "difference": head.paid - runs.head_of(base).paid if base else None,
        "people_count": sum(amount > 0 for amount in runs.amounts_of(run)),
        "refusal": _refusal(request, plan, run),
    }
    return render(request, "incentives/distribution_approve.html", context)


# --- Comparing -----------------------------------------------------------------------------


@require_GET
def distribution_compare(request: HttpRequest, year: int) -> HttpResponse:
    """Two runs, per project and per person whose amount differs."""
    plan = fetch_plan(request.user, year, view_distribution)
    found = list(runs.runs_of(plan))
    chosen = {"b": found[0].number, "a": found[1].number} if len(found) > 1 else {}
    form = CompareForm(found, {**chosen, **request.GET.dict()})
    context = {"plan": plan, "runs": found, "form": form}
    if len(found) > 1 and form.is_valid():
        context |= _compared(request, plan, form.cleaned_data["a"], form.cleaned_data["b"])
    return render(request, "incentives/distribution_compare.html", context)


def _compared(request: HttpRequest, plan: Plan, a: int, b: int) -> dict[str, Any]:
    first, second = _fetch_run(plan, a), _fetch_run(plan, b)
    heads = runs.head_of(first), runs.head_of(second)
    people = people_of(second, first, which="diversi")
    page, rows = page_of(people, request.GET.get("page", "1"), second, first)
    if rows:
        record_reading(by=request.user, run=second, what="distribution_compare")  # type: ignore[arg-type]
    return {
        "first": first,
        "second": second,
        "comparison": compare_runs(first, second, heads),
        "page": page,
        "rows": rows,
    }
