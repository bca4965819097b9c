from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.access import allow, fetch_plan
from objectives.models import Plan
from objectives.queries import version_act, visible_projects
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
from reporting.pages.plan_lines import LineWriter
from reporting.pages.plan_results import has_results, result_cells
from reporting.rows import (
    PlanRow,
    PlanTable,
    bundle_table,
    plan_of_year,
    plan_table,
    read_rows,
)

ROWS_ON_A_PAGE = 100
# In the address: every row on one page, to print it or to search in it.
ALL_ROWS = "tutte"


@require_safe
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """The table of the published plan, with filters, subtotals and totals."""
    found = fetch_plan(request.user, year, read=plan_of_year)
    whole = _whole(request, found)
    filters = PlanFilter.of(request.GET, whole.rows)
    may_see_staff = view_staff(request.user)
    with_staff = may_see_staff and "personale" in request.GET
    context = {
        "plan": found,
        "act": version_act(found),
        "filters": filters,
        "sectors": filters.sectors(whole.rows),
        "kinds": filters.kinds(whole.rows),
        "classes": filters.classes(whole.rows),
        "outcomes": filters.outcomes() if has_results(found) else [],
        "may_see_findings": view_findings(request.user),
        "may_see_staff": may_see_staff,
        "with_staff": with_staff,
        "may_export": export_plan(request.user, found),
        "export_query": _export_query(request, filters),
        "may_edit": edit_plan(request.user, found),
        "warning": icon("warning"),
        **_table_context(request, found, whole, filters, with_staff=with_staff),
    }
    return render(request, "reporting/plan.html", context)


def _whole(request: HttpRequest, found: Plan) -> page.Table:
    """Everything this person may see: in bundles, unless a filter looks into the rows."""
    if PlanFilter.reads_rows(request.GET):
        return table_for(request, found)
    return bundle_table(
        found,
        projects=visible_projects(request.user),
        with_money=view_project_money(request.user),
        with_budgets=view_money(request.user),
        apart=PlanFilter.apart(request.GET),
    )


def _export_query(request: HttpRequest, filters: PlanFilter) -> str:
    """The filters in the address of a download, which holds all pages."""
    query = request.GET.copy()
    for name in ("page", ALL_ROWS):
        query.pop(name, None)
    return f"?{query.urlencode()}" if filters.active else ""


def table_for(request: HttpRequest, found: Plan) -> PlanTable[PlanRow]:
    """The rows this person may see, with the money this person may see."""
    user = request.user
    return plan_table(
        found,
        projects=visible_projects(user),
        with_money=view_project_money(user),
        with_budgets=view_money(user),
    )


def _table_context(
    request: HttpRequest,
    found: Plan,
    whole: page.Table,
    filters: PlanFilter,
    *,
    with_staff: bool,
) -> dict[str, Any]:
    table = whole.only(filters.keeps) if filters.active else whole
    numbers, whole_count = table.numbers, whole.count
    size = max(len(numbers), 1) if ALL_ROWS in request.GET else ROWS_ON_A_PAGE
    sheet = Paginator(numbers, size).get_page(request.GET.get("page"))
    with_money, with_results = view_project_money(request.user), has_results(found)
    shown = _rows(found, table, list(sheet.object_list), with_money)
    results = result_cells(found, shown) if with_results else {}
    writer = LineWriter(page.project_base(found.year), results, with_staff=with_staff)
    complete = len(numbers) == whole_count
    return {
        "count": len(numbers),
        "whole_count": whole_count,
        "page": sheet,
        "groups": page.groups(table, shown, whole, writer),
        "with_results": with_results,
        "may_join": len(numbers) > ROWS_ON_A_PAGE,
        "with_money": with_money,
        "with_macro_category": whole.has_macro_category,
        "total_label": page.total_label(table),
        "total": table.amount,
        "assigned": table.budget if complete else None,
        "difference": table.difference if complete else None,
        "difference_place": page.difference_text(table) if complete else "",
    }


def _rows(found: Any, table: page.Table, numbers: Sequence[int], with_money: bool) -> list[PlanRow]:
    """The rows of the page in its order; a table of bundles does not hold them."""
    rows = {row.number: row for row in table.rows if isinstance(row, PlanRow)}
    if not rows:
        rows = read_rows(found, found.shown_run or 0, numbers, with_money=with_money)
    return [rows[number] for number in numbers]


@require_safe
def findings(request: HttpRequest, year: int) -> HttpResponse:
    """Every contradiction of what this person can see, with the two values."""
    found = fetch_plan(request.user, year)
    allow(request.user, view_findings(request.user))
    open_findings = plan_findings(table_for(request, found), with_money=view_money(request.user))
    context = {"plan": found, "findings": finding_rows(open_findings, year)}
    return render(request, "reporting/findings.html", context)
