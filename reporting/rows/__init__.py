"""The plan as rows of its published table: the one read that page, workbook and book share.

    table = plan_table(plan)                                     # everything, with money
    table = plan_table(plan, projects=visible_projects(user), with_money=view_money(user))

Coefficient, points and computed amount come from the run in force (the approved one, else the
latest); nothing is shared anew. Two queries, and one more for the bands when a project has no
line in the run or was changed after it. Amounts are euro, percentages 0–100, points bare numbers.
"""

from reporting.rows.read import grouped, plan_table, run_in_force
from reporting.rows.types import GroupRows, PlanRow, PlanTable, known_total

__all__ = [
    "GroupRows",
    "PlanRow",
    "PlanTable",
    "grouped",
    "known_total",
    "plan_table",
    "run_in_force",
]
