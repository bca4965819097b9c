"""Hand-over of an approved run of the individual premium, to payroll and to the determination."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from incentives.actions.reading import record_reading
from incentives.models import IndividualRun
from incentives.views.individual import fetch_premium, fetch_run
from objectives.models import User
from reporting.exports import LANGUAGE
from reporting.handover.files import rate_text
from reporting.handover.premium import (
    premium_annex,
    premium_csv,
    premium_handover_of,
    premium_workbook,
    reconciled,
)
from reporting.views.documents import pdf_response
from reporting.views.exports import CSV, XLSX, download


def _fetch(request: HttpRequest, year: int, number: int) -> IndividualRun:
    """A run that was approved: before that there is nothing to pay."""
    run = fetch_run(fetch_premium(request, year), number)
    if run.is_prepared:
        raise Http404
    return run


def _fetch_file(request: HttpRequest, year: str, number: str, what: str) -> IndividualRun:
    """With the download in the trail, by the name of the file's address."""
    run = _fetch(request, int(year), int(number))
    record_reading(by=cast(User, request.user), run=run, what=what)
    return run


@require_safe
def premium_hand_over(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Totals without names, and the files with them."""
    handed = premium_handover_of(_fetch(request, year, number))
    entries = reconciled(handed)
    context = {
        "plan": handed.run.plan,
        "run": handed.run,
        "handed": handed,
        "rates": [rate_text(rate) for rate in handed.rates],
        # The pot is the total of the strip, and the difference its end.
        "pot": entries[0].amount,
        "parts": [entry._asdict() for entry in entries[1:-1]],
        "difference": entries[-1].amount,
    }
    return render(request, "reporting/premium_handover.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def premium_payroll_xlsx(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "premium_payroll_xlsx")
    with translation.override(LANGUAGE):
        content = premium_workbook(premium_handover_of(run))
    return download(content, XLSX, f"stipendi-premio-individuale-{year}.xlsx")


@require_safe
@cache_control(private=True, no_store=True)
def premium_payroll_csv(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "premium_payroll_csv")
    with translation.override(LANGUAGE):
        content = premium_csv(premium_handover_of(run))
    return download(content, CSV, f"stipendi-premio-individuale-{year}.csv")


@require_safe
@cache_control(private=True, no_store=True)
def premium_annex_pdf(request: HttpRequest, year: str, number: str) -> HttpResponse:
    run = _fetch_file(request, year, number, "premium_annex_pdf")
    with translation.override(LANGUAGE):
        document = premium_annex(premium_handover_of(run))
    return pdf_response(request, document)
