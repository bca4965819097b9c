"""The sums of a plan in bundles are those of its rows, to the cent, whoever reads them."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from model_bakery import baker

from incentives.models import AllocationRun, Pool, ProjectFunding
from objectives.enums import AmendmentKind, Role
from objectives.models import MacroCategory, Plan, Project, User
from objectives.queries import visible_projects
from objectives.rules import view_money, view_project_money
from reporting.pages.filters import PlanFilter
from reporting.pages.plan import Table, difference_text, total_label
from reporting.rows import bundle_table, plan_of_year, plan_table, read_rows

QUERIES = ("", "tipo=sector", "settore=3", "settore=-", "classe=strategico", "settore=99")
TEXTS = ("q=servizi", "q=8", "q=%20PIANO&tipo=sector", "q=zzz")
OUTCOMES = (
    "risultato=raggiunta",
    "risultato=sotto&q=2",
    "risultato=sotto",
    "risultato=aperto&tipo=general",
)
FIGURES = ("code", "name", "numbers", "fixed", "differing", "points")
MONEY = ("amount", "deliberated", "computed", "budget", "over_budget", "fixed_total")


def tables(user: User, query: str) -> tuple[Any, Table, Table]:
    plan: Any = plan_of_year(2023)
    reader = {
        "projects": visible_projects(user),
        "with_money": view_project_money(user),
        "with_budgets": view_money(user),
    }
    bundles = bundle_table(plan, **reader, apart=PlanFilter.apart(QueryDict(query)))
    return plan, plan_table(plan, **reader), bundles


def figures(table: Table, query: str) -> list[Any]:
    filters = PlanFilter.of(QueryDict(query), table.rows)
    shown: Table = table.only(filters.keeps)
    return [
        filters,
        *(getter(table.rows) for getter in (filters.sectors, filters.kinds, filters.classes)),
        table.has_macro_category,
        *([getattr(group, name) for name in (*FIGURES, *MONEY)] for group in shown.groups),
        (shown.numbers, shown.amount, shown.budget, shown.difference),
        (total_label(shown), difference_text(shown)),
    ]


def assert_alike(user: User, query: str) -> None:
    plan, rows, bundles = tables(user, query)
    assert figures(bundles, query) == figures(rows, query)
    wanted = {row.number: row for row in rows.rows}
    read = read_rows(
        plan, plan.shown_run or 0, bundles.numbers, with_money=view_project_money(user)
    )
    assert read == wanted


def reader(role: str) -> User:
    return User.objects.filter(role=role, is_demo=True).order_by("pk")[0]


@pytest.mark.parametrize("query", [*QUERIES, *OUTCOMES])
def test_a_year_that_ended(year_end: Plan, role: str, query: str) -> None:
    assert_alike(reader(role), query)


@pytest.mark.parametrize("query", QUERIES)
def test_a_plan_without_a_run(demo: Plan, role: str, query: str) -> None:
    assert_alike(reader(role), query)


@pytest.mark.parametrize("query", [*QUERIES, *TEXTS])
def test_a_plan_changed_after_its_run(allocated: Plan, role: str, query: str) -> None:
    """Weights and heads of today, amounts not deliberated or of another cent, no funding, a
    withdrawn project, a category."""
    change(allocated, 2, weight=Decimal("12.35"))
    change(allocated, 5, counted_staff=3)
    change(allocated, 6, counted_staff=30_000)
    change(allocated, 7, macro_category=MacroCategory.objects.create(plan=allocated, name="M"))
    change(allocated, 8, amended=AmendmentKind.WITHDRAWN)
    funding = ProjectFunding.objects.filter(project__plan=allocated)
    funding.filter(project__number=9).update(deliberated_amount=None)
    funding.filter(project__number=10).update(deliberated_amount=Decimal("0.07"))
    funding.filter(project__number=11).update(deliberated_amount=Decimal("999999999.99"))
    funding.filter(project__number=12).delete()
    assert_alike(reader(role), query)


def change(plan: Plan, number: int, **values: Any) -> None:
    Project.objects.filter(plan=plan, number=number).update(**values)


def test_a_plan_without_projects(demo: Plan) -> None:
    demo.pk, demo.year, demo.triennium_end = None, 2024, 2026
    demo.save()
    plan: Any = plan_of_year(2024)
    reads = {"projects": Project.objects.all(), "with_money": True, "with_budgets": True}
    assert bundle_table(plan, **reads).numbers == []
    assert read_rows(plan, 0, [], with_money=True) == {}


def test_a_plan_is_read_with_its_run_in_one_query(
    allocated: Plan, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        plan: Any = plan_of_year(2023)
    run = allocated.pool.runs.get(pk=plan.shown_run)
    names = ("code", "budget", "fixed_total", "distributable", "rounding")
    assert [{name: group[name] for name in names} for group in plan.run_groups] == [
        {name: group[name] for name in names} for group in run.results["groups"]
    ]
    assert plan_of_year(1999) is None
    assert plan_of_year(99_999) is None


def test_a_run_of_very_many_groups(allocated: Plan) -> None:
    group = allocated.pool.runs.get(state="approved").results["groups"][0]
    many = [group | {"code": f"G{place}", "lines": []} for place in range(30)]
    for year, groups in ((2031, many), (2032, many[:25]), (2033, many[:24]), (2034, [])):
        plan = baker.make(Plan, year=year, triennium_start=year, triennium_end=year + 2)
        pool = baker.make(Pool, plan=plan, amount=1)
        baker.make(AllocationRun, pool=pool, number=1, results={"groups": groups})
        found: Any = plan_of_year(year)
        assert [one["code"] for one in found.run_groups] == [one["code"] for one in groups]


def test_long_plans_cost_one_query_more(allocated: Plan, django_assert_num_queries: Any) -> None:
    plan: Any = plan_of_year(2023)
    own = visible_projects(reader(Role.HR))
    with django_assert_num_queries(2):
        table = bundle_table(plan, projects=own, with_money=True, with_budgets=True)
        assert len(read_rows(plan, plan.shown_run, table.numbers, with_money=True)) == 24
