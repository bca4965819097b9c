"""Downloads of the plan as workbook and CSV: the rows that the plan page shows with the same
filters, without what the reader may not see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from objectives.access import fetch_plan
from objectives.queries import plans_with_version, visible_projects
from objectives.rules import export_plan, view_money, view_project_money, view_staff
from reporting.csvs import plan_csv as csv_content
from reporting.exports import LANGUAGE, Export
from reporting.pages.filters import PlanFilter
from reporting.views.plan import table_for
from reporting.workbooks import data_workbook, summary_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_safe
@cache_control(private=True, no_cache=True)
def plan_xlsx(request: HttpRequest, year: str) -> HttpResponse:
    with translation.override(LANGUAGE):
        content = summary_workbook(export_of(request, int(year)))
    return download(content, XLSX, f"piano-{year}.xlsx")


@require_safe
@cache_control(private=True, no_cache=True)
def plan_data_xlsx(request: HttpRequest, year: str) -> HttpResponse:
    with translation.override(LANGUAGE):
        export = export_of(request, int(year))
        projects = visible_projects(request.user).filter(plan=export.plan)
        content = data_workbook(export, projects)
    return download(content, XLSX, f"dati-{year}.xlsx")


@require_safe
@cache_control(private=True, no_cache=True)
def plan_csv(request: HttpRequest, year: str) -> HttpResponse:
    with translation.override(LANGUAGE):
        content = csv_content(export_of(request, int(year)))
    return download(content, CSV, f"piano-{year}.csv")


def export_of(request: HttpRequest, year: int) -> Export:
    """What this person is shown of the plan with these filters."""
    user = request.user
    found: Any = fetch_plan(user, year, export_plan, plans_with_version())
    whole = table_for(request, found)
    filters = PlanFilter.of(request.GET, whole.rows)
    return Export(
        plan=found,
        table=whole.only(filters.keeps) if filters.active else whole,
        whole=whole,
        filters=filters,
        with_money=view_project_money(user),
        with_pool=view_money(user),
        with_staff=view_staff(user),
    )


def download(content: bytes, content_type: str, filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
