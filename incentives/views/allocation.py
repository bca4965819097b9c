"""Pages of the stored allocations: read, prepare, approve, compare."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from incentives.actions.allocation import approval_refusal, approve_allocation, record_allocation
from incentives.allocation import (
    Allocation,
    AllocationError,
    Reconciliation,
    allocate,
    fingerprint,
    inputs_to_dict,
    reconciliation,
    result_from_dict,
    result_to_dict,
)
from incentives.amended import allocation_notices
from incentives.charts import GroupBar
from incentives.comparison import compare
from incentives.enums import RoundingRule, RunState
from incentives.forms.allocation import ApproveForm, CompareForm, PrepareForm
from incentives.ledger import Notice, blocks, notices
from incentives.messages import sentence
from incentives.models import AllocationRun, Pool
from incentives.queries import (
    allocation_inputs,
    parts_of_run,
    project_titles,
    run_in_force,
    run_numbered,
    run_to_show,
    runs_of,
)
from incentives.verification import differences
from objectives.access import fetch_plan
from objectives.models import Plan, User
from objectives.rules import Someone, prepare_allocation, view_money
from objectives.rules import approve_allocation as may_approve
from objectives.views.acts import sent, written


def reads_money(user: Someone, plan: Plan) -> bool:
    return view_money(user)


@require_GET
def allocation(request: HttpRequest, year: int) -> HttpResponse:
    """The run in force, else the latest one, else what to do first."""
    plan = fetch_plan(request.user, year, reads_money)
    run = run_to_show(plan)
    if run:
        return _run_page(request, plan, run)
    context = {
        "plan": plan,
        "pool": Pool.objects.filter(plan=plan).first(),
        "form": PrepareForm(),
        "may_prepare": prepare_allocation(request.user, plan),
        "notices": _amended(request, plan),
    }
    return render(request, "incentives/allocation_empty.html", context)


def _amended(request: HttpRequest, plan: Plan) -> list[Notice]:
    """Withdrawn projects that a new allocation would still count."""
    return allocation_notices(plan, with_links=prepare_allocation(request.user, plan))


@require_GET
def allocation_run(request: HttpRequest, year: int, number: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, reads_money)
    return _run_page(request, plan, _fetch_run(plan, number))


def _fetch_run(plan: Plan, number: int) -> AllocationRun:
    run = run_numbered(plan, number)
    if run is None:
        raise Http404
    return run


def _run_page(request: HttpRequest, plan: Plan, run: AllocationRun) -> HttpResponse:
    result = result_from_dict(run.results)
    titles = project_titles(run, result)
    context = {
        "plan": plan,
        "run": run,
        "result": result,
        **reconciled(result),
        "blocks": blocks(result, titles),
        "notices": [*_amended(request, plan), *notices(result, titles)],
        "parts": parts_of_run(run, result),
        "bars": [GroupBar(group.name, group.points, group.total) for group in result.groups],
        "runs": runs_of(plan),
        "recomputed_at": timezone.now(),
        "damages": differences(run),
        "form": PrepareForm(),
        **_what_one_may(request, plan, run),
    }
    return render(request, "incentives/allocation_run.html", context)


def reconciled(result: Allocation) -> dict[str, Any]:
    """What components/reconciliation.html takes (ALLOC-5)."""
    totals = reconciliation(result)
    return {"reconciliation": totals, "reconciliation_parts": _reconciliation_parts(totals)}


def _reconciliation_parts(totals: Reconciliation) -> list[dict[str, Any]]:
    parts = [{"label": _("Assigned to the projects"), "amount": totals.lines_total}]
    if totals.rounding:
        parts.append({"label": _("Rounding"), "amount": -totals.rounding})
    if totals.undistributed:
        parts.append({"label": _("Not distributed"), "amount": totals.undistributed})
    parts.append({"label": _("Reserve"), "amount": totals.reserved})
    parts.append({"label": _("Not attributed"), "amount": totals.unassigned})
    return parts


def _what_one_may(request: HttpRequest, plan: Plan, run: AllocationRun) -> dict[str, Any]:
    """Preparing, approving, and why this person cannot approve this run."""
    approves = may_approve(request.user, plan) and run.state == RunState.PREPARED
    return {
        "may_prepare": prepare_allocation(request.user, plan),
        "may_approve": approves,
        "refusal": _refusal(request, plan, run) if approves else "",
    }


def _refusal(request: HttpRequest, plan: Plan, run: AllocationRun) -> str:
    refused = approval_refusal(run, request.user, run_in_force(plan))  # type: ignore[arg-type]
    return refused[1] if refused else ""


# --- Preparing -----------------------------------------------------------------------------


@require_POST
def allocation_prepare(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, prepare_allocation)
    form = PrepareForm(request.POST)
    rule = form.cleaned_data["rule"] if form.is_valid() else RoundingRule.LARGEST_REMAINDER
    try:
        run = record_allocation(by=request.user, plan=plan, rule=rule)  # type: ignore[arg-type]
    except Pool.DoesNotExist:
        return redirect("allocation", year=year)
    except AllocationError as error:
        text = _("Nothing was prepared. %(reason)s") % {"reason": sentence(error)}
        messages.error(request, text)
        return redirect("allocation", year=year)
    text = _("Allocation no. %(number)s prepared. Another person of human resources approves it.")
    messages.success(request, text % {"number": run.number})
    return redirect("allocation_run", year=year, number=run.number)


# --- Approving -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_approve(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """Ask once, with the three figures that matter; then the run is in force for good."""
    plan = fetch_plan(request.user, year, may_approve)
    run = _fetch_run(plan, number)
    form = ApproveForm(plan, sent(request))
    approve = partial(approve_allocation, by=cast(User, request.user), run=run)
    if form.is_bound and form.is_valid() and written(form, approve):
        text = _(
            "Allocation no. %(number)s approved. From now on it cannot be changed; "
            "to correct it prepare allocation no. %(next)s."
        )
        messages.success(request, text % {"number": number, "next": runs_of(plan)[0].number + 1})
        return redirect("allocation_run", year=year, number=number)
    return render(
        request, "incentives/allocation_approve.html", _approval(request, plan, run, form)
    )


def _approval(
    request: HttpRequest, plan: Plan, run: AllocationRun, form: ApproveForm
) -> dict[str, Any]:
    result = result_from_dict(run.results)
    return {
        "plan": plan,
        "run": run,
        "result": result,
        "form": form,
        "question": _("Approve allocation no. %(number)s?") % {"number": run.number},
        "different": [group.name for group in result.groups if group.difference],
        "project_count": sum(len(group.lines) for group in result.groups),
        "in_force": run_in_force(plan),
        "refusal": _refusal(request, plan, run),
        "notices": _amended(request, plan),
        "outdated": not _says_the_same_today(plan, run),
    }


def _says_the_same_today(plan: Plan, run: AllocationRun) -> bool:
    """Whether the plan's data still give this very run."""
    try:
        inputs = allocation_inputs(plan, run.rule)
        return fingerprint(inputs_to_dict(inputs), result_to_dict(allocate(inputs))) == run.sha256
    except AllocationError:
        return False


# --- Comparing -----------------------------------------------------------------------------


@require_GET
def allocation_compare(request: HttpRequest, year: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, reads_money)
    runs = list(runs_of(plan))
    chosen = {"b": runs[0].number, "a": runs[1].number} if len(runs) > 1 else {}
    form = CompareForm(runs, {**chosen, **request.GET.dict()})
    context = {"plan": plan, "runs": runs, "form": form}
    if len(runs) > 1 and form.is_valid():
        context |= _compared(plan, form.cleaned_data["a"], form.cleaned_data["b"])
    return render(request, "incentives/allocation_compare.html", context)


def _compared(plan: Plan, a: int, b: int) -> dict[str, Any]:
    first, second = _fetch_run(plan, a), _fetch_run(plan, b)
    results = [result_from_dict(run.results) for run in (first, second)]
    titles = {**project_titles(first, results[0]), **project_titles(second, results[1])}
    names = {number: title for number, (_today, title) in titles.items()}
    return {"first": first, "second": second, "comparison": compare(results[0], results[1], names)}
