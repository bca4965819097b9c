"""The person acknowledges or asks for a review; human resources lists and answers."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incentives.actions import reviews as actions
from incentives.actions.reading import record_reading
from incentives.distribution.reviews import available_for, review_until, reviews_of
from incentives.distribution.runs import run_in_force
from incentives.forms.reviews import AnswerForm, AskForm
from incentives.models import DistributionRun, ReviewRequest
from objectives.access import fetch_plan
from objectives.models import Employee, Plan, User
from objectives.rules import Someone, view_distribution
from objectives.rules import answer_review as may_answer
from objectives.views.acts import written

ON_A_PAGE = 50


def fetch_own(user: Someone, plan: Plan) -> tuple[DistributionRun, Employee]:
    """The run in force and the person behind the account; Http404 where there is no amount."""
    employee: Employee | None = getattr(user, "employee", None)
    run = run_in_force(plan) if employee else None
    if run is None or employee is None or not run.employee_lines.filter(employee=employee).exists():
        raise Http404
    return run, employee


@require_POST
def acknowledge(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year)
    run, _employee = fetch_own(request.user, plan)
    actions.acknowledge(by=request.user, run=run)  # type: ignore[arg-type]
    messages.success(request, _("Recorded: you have read the statement."))
    return redirect("my_statement", year=year)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_review(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year)
    run, employee = fetch_own(request.user, plan)
    initial = {"project": request.GET.get("progetto")}
    form = AskForm(run, employee, request.POST or None, initial=initial)
    ask = partial(actions.ask_review, by=cast(User, request.user), run=run)
    if form.is_bound and form.is_valid() and written(form, ask):
        messages.success(request, _("Request sent. Human resources answers here."))
        return redirect("my_statement", year=year)
    context = {"plan": plan, "run": run, "form": form, "until": review_until(run)}
    return render(request, "incentives/review_ask.html", context)


@require_safe
def reviews(request: HttpRequest, year: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, view_distribution)
    rows = reviews_of(plan)
    sheet = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "page": sheet,
        "open_count": rows.filter(outcome="").count(),
        "may_answer": may_answer(request.user, plan),
    }
    return render(request, "incentives/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, year: int, key: int) -> HttpResponseBase:
    """Read a request with what its statement says; human resources answers it here."""
    plan = fetch_plan(request.user, year, may_answer)
    found: ReviewRequest = get_object_or_404(reviews_of(plan), pk=key)
    record_reading(
        by=request.user,  # type: ignore[arg-type]
        run=found.run,
        what="review",
        employee=found.employee,
    )
    form = AnswerForm(request.POST or None)
    answer = partial(actions.answer_review, by=cast(User, request.user), review=found)
    if form.is_bound and form.is_valid() and written(form, answer):
        messages.success(request, _("Answer recorded. The person reads it in the statement."))
        return redirect("reviews", year=year)
    context = {"plan": plan, "review": found, "form": form, "available": available_for(found)}
    return render(request, "incentives/review.html", context)
