"""Hand-over of an approved distribution, to payroll and to the determination."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from incentives.actions.reading import record_reading
from incentives.enums import RunState
from incentives.models import DistributionRun
from objectives.access import allow
from objectives.models import User
from objectives.rules import hand_over_distribution
from reporting.exports import LANGUAGE
from reporting.handover import handover_of
from reporting.handover.annex import annex_document
from reporting.handover.files import payroll_csv as csv_content
from reporting.handover.files import payroll_workbook, rate_text, reconciled
from reporting.views.documents import pdf_response
from reporting.views.exports import CSV, XLSX, download
from reporting.views.statement import fetch_run


def _fetch(request: HttpRequest, year: int, number: int) -> DistributionRun:
    """A run that was approved: before that there is nothing to pay."""
    run = fetch_run(request, year, number)
    allow(request.user, hand_over_distribution(request.user, run.pool.plan))
    if run.state == RunState.PREPARED:
        raise Http404
    return run


def _fetch_file(request: HttpRequest, year: str, number: str, what: str) -> DistributionRun:
    """With the download in the trail, by the name of the file's address."""
    run = _fetch(request, int(year), int(number))
    record_reading(by=cast(User, request.user), run=run, what=what)
    return run


@require_safe
def hand_over(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Totals without names, and the files with them."""
    handed = handover_of(_fetch(request, year, number))
    context = {
        "plan": handed.run.plan,
        "run": handed.run,
        "handed": handed,
        "rates": [rate_text(rate) for rate in handed.rates],
        # The pool is the total of the strip, and the difference its end.
        "parts": [entry._asdict() for entry in reconciled(handed)[1:-1]],
    }
    return render(request, "reporting/handover.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def payroll_xlsx(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "payroll_xlsx")
    with translation.override(LANGUAGE):
        content = payroll_workbook(handover_of(run))
    return download(content, XLSX, f"stipendi-{year}.xlsx")


@require_safe
@cache_control(private=True, no_store=True)
def payroll_csv(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "payroll_csv")
    with translation.override(LANGUAGE):
        content = csv_content(handover_of(run))
    return download(content, CSV, f"stipendi-{year}.csv")


@require_safe
@cache_control(private=True, no_store=True)
def annex_pdf(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "annex_pdf")
    with translation.override(LANGUAGE):
        document = annex_document(handover_of(run))
    return pdf_response(request, document)
