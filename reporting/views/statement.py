"""Why this amount: the page of a person in a run for HR and the NIV, and one's own."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from incentives.actions.reading import record_reading
from incentives.distribution.reviews import own_reviews, review_until
from incentives.distribution.runs import run_in_force, runs_of
from incentives.models import Acknowledgement, DistributionRun
from incentives.views.reviews import fetch_own
from objectives.access import allow, fetch_plan
from objectives.models import Employee, Plan, User
from objectives.rules import view_distribution, view_statement
from reporting.statement import Statement, statement_of
from reporting.statement.document import statement_document
from reporting.statement.individual import own_premium, run_with
from reporting.views.documents import pdf_response


def runs_in_full(plan: Plan) -> QuerySet[DistributionRun]:
    """With the acts and the plan beside what lists read."""
    return runs_of(plan).select_related("allocation__act", "pool__act", "pool__plan")


def fetch_run(request: HttpRequest, year: int, number: int) -> DistributionRun:
    """A run for who may read amounts by name, whatever its state."""
    plan = fetch_plan(request.user, year, view_distribution)
    run = runs_in_full(plan).filter(number=number).first()
    if run is None:
        raise Http404
    return run


def _fetch_person(request: HttpRequest, run: DistributionRun, key: int) -> Employee:
    """Who has a line in the run, or had one in the run that it superseded."""
    runs = [key for key in (run.pk, run.supersedes_id) if key]
    people = Employee.objects.filter(distribution_lines__run__in=runs).distinct()
    employee = get_object_or_404(people, pk=key)
    allow(request.user, view_statement(request.user, employee))
    return employee


@require_safe
def statement(request: HttpRequest, year: int, number: int, key: int) -> HttpResponse:
    """Every figure, the group's too; the look is recorded."""
    run = fetch_run(request, year, number)
    employee = _fetch_person(request, run, key)
    user = cast(User, request.user)
    record_reading(by=user, run=run, what="statement", employee=employee)
    found = statement_of(run, employee, full=True)
    premium = {"premium_run": run_with(run.pool.plan, employee)}
    context = _context(run, employee, found) | {"own": False} | premium
    return render(request, "reporting/statement.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def statement_pdf(
    request: HttpRequest, year: int, number: int, key: int, file_year: int
) -> HttpResponse:
    run = fetch_run(request, year, number)
    employee = _fetch_person(request, run, key)
    if file_year != year:
        raise Http404
    user = cast(User, request.user)
    record_reading(by=user, run=run, what="statement_pdf", employee=employee)
    return pdf_response(request, statement_document(run, employee, full=True))


# --- One's own ---------------------------------------------------------------------------------


@require_safe
@cache_control(private=True, no_store=True)
def my_statement(request: HttpRequest, year: int) -> HttpResponse:
    """The run in force alone, or why there is nothing yet; Http404 for who is no employee."""
    plan = fetch_plan(request.user, year)
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise Http404
    run = run_in_force(plan)
    individual = {"individual": own_premium(plan, employee)}
    if run is None or not run.employee_lines.filter(employee=employee).exists():
        empty = {"plan": plan, "run": run, **individual}
        return render(request, "reporting/statement_empty.html", empty)
    run = runs_in_full(plan).get(pk=run.pk)
    found = statement_of(run, employee, full=False)
    context = _context(run, employee, found) | _own(run) | individual
    return render(request, "reporting/statement.html", context)


def _own(run: DistributionRun) -> dict[str, Any]:
    last = review_until(run)
    return {"own": True, "until": last, "may_ask": last and timezone.localdate() <= last}


@require_safe
@cache_control(private=True, no_store=True)
def my_statement_pdf(request: HttpRequest, year: int, file_year: int) -> HttpResponse:
    plan = fetch_plan(request.user, year)
    if file_year != year:
        raise Http404
    run, employee = fetch_own(request.user, plan)
    run = runs_in_full(plan).get(pk=run.pk)
    return pdf_response(request, statement_document(run, employee, full=False))


def _context(run: DistributionRun, employee: Employee, found: Statement) -> dict[str, Any]:
    seen = Acknowledgement.objects.filter(run=run, employee=employee).first()
    return {
        "plan": run.pool.plan,
        "run": run,
        "employee": employee,
        "statement": found,
        "acknowledged": seen,
        "reviews": own_reviews(run, employee),
    }
