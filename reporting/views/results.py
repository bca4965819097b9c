"""The results of a plan as page, workbook and CSV: the same rows, the same filters."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from objectives.access import fetch_plan
from objectives.enums import Role
from objectives.models import Plan, User
from objectives.queries import plans_with_version
from objectives.rules import has_role, view_results
from reporting.csvs import csv_bytes
from reporting.exports import LANGUAGE
from reporting.pages import results as page
from reporting.result_columns import result_columns
from reporting.views.exports import CSV, XLSX, download
from reporting.workbooks import results_workbook


@require_safe
def results(request: HttpRequest, year: int) -> HttpResponse:
    """What is entered, confirmed and validated, project by project."""
    plan = fetch_plan(request.user, year, view_results)
    rows = page.result_rows(cast(User, request.user), plan)
    filters = page.ResultFilter.of(request.GET, rows)
    context = {
        "plan": plan,
        "filters": filters,
        "stages": filters.stages(),
        "sectors": filters.sectors(rows),
        "rows": [row for row in rows if filters.keeps(row)],
        "summary": page.summary(rows),
        "may_validate": has_role(request.user, Role.NIV),
        "export_query": f"?{request.GET.urlencode()}" if filters.active else "",
    }
    return render(request, "reporting/results.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def results_xlsx(request: HttpRequest, year: str) -> HttpResponse:
    with translation.override(LANGUAGE):
        plan, rows = _shown(request, int(year))
        content = results_workbook(plan, rows)
    return download(content, XLSX, f"risultati-{year}.xlsx")


@require_safe
@cache_control(private=True, no_cache=True)
def results_csv(request: HttpRequest, year: str) -> HttpResponse:
    with translation.override(LANGUAGE):
        content = csv_bytes(result_columns(), _shown(request, int(year))[1])
    return download(content, CSV, f"risultati-{year}.csv")


def _shown(request: HttpRequest, year: int) -> tuple[Plan, list[page.ResultRow]]:
    plan = fetch_plan(request.user, year, view_results, plans_with_version())
    rows = page.result_rows(cast(User, request.user), plan)
    filters = page.ResultFilter.of(request.GET, rows)
    return plan, [row for row in rows if filters.keeps(row)]
