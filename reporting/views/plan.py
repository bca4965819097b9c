from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.access import allow, fetch_plan
from objectives.models import Plan
from objectives.queries import plans_with_version, version_act, visible_projects
from objectives.rules import (
    edit_plan,
    export_plan,
    view_findings,
    view_money,
    view_project_money,
    view_staff,
)
from objectives.templatetags.components import icon
from reporting.findings import finding_rows, plan_findings
from reporting.pages import plan as page
from reporting.pages.filters import PlanFilter
from reporting.pages.plan_results import has_results, result_cells
from reporting.rows import PlanRow, PlanTable, plan_table

ROWS_ON_A_PAGE = 100
# In the address: every row on one page, to print it or to search in it.
ALL_ROWS = "tutte"


@require_safe
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """The table of the published plan, with filters, subtotals and totals."""
    found = fetch_plan(request.user, year, plans=plans_with_version())
    whole = table_for(request, found)
    filters = PlanFilter.of(request.GET, whole.rows)
    table = whole.only(filters.keeps) if filters.active else whole
    may_see_staff = view_staff(request.user)
    context = {
        "plan": found,
        "act": version_act(found),
        "filters": filters,
        "sectors": filters.sectors(whole.rows),
        "kinds": filters.kinds(whole.rows),
        "classes": filters.classes(whole.rows),
        "outcomes": filters.outcomes() if has_results(found) else [],
        "whole_count": len(whole.rows),
        "may_see_findings": view_findings(request.user),
        "may_see_staff": may_see_staff,
        "with_staff": may_see_staff and "personale" in request.GET,
        "may_export": export_plan(request.user, found),
        "export_query": _export_query(request, filters),
        "may_edit": edit_plan(request.user, found),
        "warning": icon("warning"),
        **_table_context(request, found, table, whole),
    }
    return render(request, "reporting/plan.html", context)


def _export_query(request: HttpRequest, filters: PlanFilter) -> str:
    """The filters in the address of a download, which holds all pages."""
    query = request.GET.copy()
    for name in ("page", ALL_ROWS):
        query.pop(name, None)
    return f"?{query.urlencode()}" if filters.active else ""


def table_for(request: HttpRequest, found: Plan) -> PlanTable:
    """The rows this person may see, with the money this person may see."""
    user = request.user
    return plan_table(
        found,
        projects=visible_projects(user),
        with_money=view_project_money(user),
        with_budgets=view_money(user),
    )


def _table_context(
    request: HttpRequest, found: Plan, table: PlanTable, whole: PlanTable
) -> dict[str, Any]:
    rows = table.rows
    size = max(len(rows), 1) if ALL_ROWS in request.GET else ROWS_ON_A_PAGE
    sheet = Paginator(rows, size).get_page(request.GET.get("page"))
    shown: list[PlanRow] = list(sheet.object_list)
    results = result_cells(found, shown) if has_results(found) else {}
    complete = len(rows) == len(whole.rows)
    return {
        "count": len(rows),
        "page": sheet,
        "groups": page.groups(table, shown, page.project_base(found.year), whole, results),
        "with_results": has_results(found),
        "may_join": len(rows) > ROWS_ON_A_PAGE,
        "with_money": view_project_money(request.user),
        "with_macro_category": whole.has_macro_category,
        "total_label": page.total_label(table),
        "total": table.amount,
        "assigned": table.budget if complete else None,
        "difference": table.difference if complete else None,
        "difference_place": page.difference_text(table) if complete else "",
    }


@require_safe
def findings(request: HttpRequest, year: int) -> HttpResponse:
    """Every contradiction of what this person can see, with the two values."""
    found = fetch_plan(request.user, year)
    allow(request.user, view_findings(request.user))
    open_findings = plan_findings(table_for(request, found), with_money=view_money(request.user))
    context = {"plan": found, "findings": finding_rows(open_findings, year)}
    return render(request, "reporting/findings.html", context)
