"""The plan as rows of its published table: the one read that page, workbook and book share.

    table = plan_table(plan)                                     # everything, with money
    table = plan_table(plan, projects=visible_projects(user), with_money=view_project_money(user),
                       with_budgets=view_money(user))

Coefficient, points and computed amount come from the run in force (the approved one, else the
latest); nothing is shared anew. A project without a line, or changed after the run, shows the
coefficient of today's bands. Two queries. Amounts are euro, percentages 0–100, points bare numbers.
"""

from reporting.rows.read import plan_table, shown_run
from reporting.rows.single import LINE_FIRST, row_of, run_of, with_line
from reporting.rows.types import GroupRows, PlanRow, PlanTable, known_total

__all__ = [
    "LINE_FIRST",
    "GroupRows",
    "PlanRow",
    "PlanTable",
    "known_total",
    "plan_table",
    "row_of",
    "run_of",
    "shown_run",
    "with_line",
]
