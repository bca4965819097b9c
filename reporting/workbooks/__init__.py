"""Excel workbooks (design.md «Stack»): the summary as published, and the plan as data.

    content = summary_workbook(export)                 # piano-2023.xlsx
    content = data_workbook(export, projects)          # dati-2023.xlsx
    content = results_workbook(plan, rows)             # risultati-2023.xlsx

Numbers and dates are real, amounts Decimal to the last digit. What people typed is always text:
a title that begins with "=" stays a title, also when someone edits the cell. Characters that XML
forbids appear as U+FFFD. Equal data give equal bytes.
"""

from reporting.workbooks.data import data_workbook
from reporting.workbooks.results import results_workbook
from reporting.workbooks.summary import summary_workbook

__all__ = ["data_workbook", "results_workbook", "summary_workbook"]
