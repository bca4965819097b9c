"""The plan as rows of its published table: the one read that page, workbook and book share.

    table = plan_table(plan)                                     # everything, with money
    table = plan_table(plan, projects=visible_projects(user), with_money=view_project_money(user),
                       with_budgets=view_money(user))

Coefficient, points and computed amount come from the run in force (the approved one, else the
latest); nothing is shared anew. A project without a line, or changed after the run, shows the
coefficient of today's bands. Two queries. Amounts are euro, percentages 0–100, points bare numbers.

A page of a long plan reads the same table in bundles, for its sums and filters, and then its own
rows:

    plan = plan_of_year(2023)
    table = bundle_table(plan, projects=…, with_money=…, with_budgets=…)
    rows = read_rows(plan, plan.shown_run or 0, table.numbers[:100], with_money=…)
"""

from reporting.rows.bundles import RESULTS, TITLES, bundle_table
from reporting.rows.plans import plan_of_year
from reporting.rows.read import plan_table, read_rows, shown_run
from reporting.rows.single import LINE_FIRST, row_of, run_of, with_line
from reporting.rows.types import Bundle, GroupRows, InPlan, PlanRow, PlanTable, known_total

__all__ = [
    "LINE_FIRST",
    "RESULTS",
    "TITLES",
    "Bundle",
    "GroupRows",
    "InPlan",
    "PlanRow",
    "PlanTable",
    "bundle_table",
    "known_total",
    "plan_of_year",
    "plan_table",
    "read_rows",
    "row_of",
    "run_of",
    "shown_run",
    "with_line",
]
