"""What an approved distribution hands over: payroll files, annex of the determination, totals.

    handed = handover_of(run)                       HR and the NIV alone; each download is recorded
    payroll_workbook(handed), payroll_csv(handed)   code, amount, chapter, reference year
    annex_document(handed)                          PDF with names, for internal use

A run that supersedes another hands over the difference, with its sign. Every figure is the stored
one, or the difference of two stored ones (RUNS-1); nothing is shared or charged anew.

    read        the figures, in a constant number of queries
    files       workbook and CSV
    annex       the PDF
    premium     the same of a run of the individual premium, which has no project
"""

from reporting.handover.read import Handover, handover_of

__all__ = ["Handover", "handover_of"]
