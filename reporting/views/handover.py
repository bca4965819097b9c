"""Hand-over of an approved run, to payroll and to the determination.

A distribution and a run of the individual premium have pages and files alike, each of its own
money: `kind` in the address says which.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from incentives.actions.reading import record_reading
from incentives.models import DistributionRun, IndividualRun, StoredRun
from incentives.views.individual import fetch_premium
from incentives.views.individual import fetch_run as fetch_numbered
from objectives.access import allow
from objectives.models import User
from objectives.rules import hand_over_distribution
from reporting.documents import Document
from reporting.exports import LANGUAGE
from reporting.handover import handover_of
from reporting.handover.annex import annex_document
from reporting.handover.files import chapter_rows, payroll_workbook
from reporting.handover.files import payroll_csv as csv_content
from reporting.handover.premium import premium_annex, premium_handover_of
from reporting.handover.read import HandedRun
from reporting.views.documents import pdf_response
from reporting.views.exports import CSV, XLSX, download
from reporting.views.statement import fetch_run


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of run; the names of its files' addresses are those that the trail keeps."""

    fetch: Callable[[HttpRequest, int, int], StoredRun]
    read: Callable[[Any], HandedRun]
    annex: Callable[[Any], Document]
    template: str
    file: str
    xlsx: str
    csv: str
    pdf: str


def _distribution(request: HttpRequest, year: int, number: int) -> DistributionRun:
    run = fetch_run(request, year, number)
    allow(request.user, hand_over_distribution(request.user, run.pool.plan))
    return run


def _premium(request: HttpRequest, year: int, number: int) -> IndividualRun:
    return fetch_numbered(fetch_premium(request, year), number)


DISTRIBUTION = Kind(
    fetch=_distribution,
    read=handover_of,
    annex=annex_document,
    template="reporting/handover.html",
    file="stipendi",
    xlsx="payroll_xlsx",
    csv="payroll_csv",
    pdf="annex_pdf",
)
PREMIUM = Kind(
    fetch=_premium,
    read=premium_handover_of,
    annex=premium_annex,
    template="reporting/premium_handover.html",
    file="stipendi-premio-individuale",
    xlsx="premium_payroll_xlsx",
    csv="premium_payroll_csv",
    pdf="premium_annex_pdf",
)


def _fetch(request: HttpRequest, year: int, number: int, kind: Kind) -> StoredRun:
    """A run that was approved: before that there is nothing to pay."""
    run = kind.fetch(request, year, number)
    if run.is_prepared:
        raise Http404
    return run


def _fetch_file(request: HttpRequest, year: str, number: str, kind: Kind, what: str) -> HandedRun:
    """What a file is made of, with the download in the trail."""
    run = _fetch(request, int(year), int(number), kind)
    record_reading(by=cast(User, request.user), run=run, what=what)
    return kind.read(run)


@require_safe
def hand_over(request: HttpRequest, year: int, number: int, kind: Kind) -> HttpResponse:
    """Totals without names, and the files with them."""
    handed = kind.read(_fetch(request, year, number, kind))
    money, *parts, balance = handed.reconciled
    context = {
        "plan": handed.run.plan,
        "run": handed.run,
        "handed": handed,
        "kind": kind,
        "chapters": chapter_rows(handed),
        "money": money,
        "parts": [part._asdict() for part in parts],
        "difference": balance.amount,
    }
    return render(request, kind.template, context)


@require_safe
@cache_control(private=True, no_store=True)
def payroll_xlsx(request: HttpRequest, year: str, number: str, kind: Kind) -> HttpResponse:
    handed = _fetch_file(request, year, number, kind, kind.xlsx)
    with translation.override(LANGUAGE):
        content = payroll_workbook(handed)
    return download(content, XLSX, f"{kind.file}-{year}.xlsx")


@require_safe
@cache_control(private=True, no_store=True)
def payroll_csv(request: HttpRequest, year: str, number: str, kind: Kind) -> HttpResponse:
    handed = _fetch_file(request, year, number, kind, kind.csv)
    with translation.override(LANGUAGE):
        content = csv_content(handed)
    return download(content, CSV, f"{kind.file}-{year}.csv")


@require_safe
@cache_control(private=True, no_store=True)
def annex_pdf(request: HttpRequest, year: str, number: str, kind: Kind) -> HttpResponse:
    handed = _fetch_file(request, year, number, kind, kind.pdf)
    with translation.override(LANGUAGE):
        document = kind.annex(handed)
    return pdf_response(request, document)
