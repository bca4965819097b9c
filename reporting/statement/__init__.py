"""Why a person gets this amount: every step from the pool to the person, from a stored run.

    statement = statement_of(run, employee, full=True)
    statement.total, statement.stories[0].steps

One structure, which the page and the PDF print in the same words. Amounts come from the record
of the run; beside them the exact figure that was rounded, so that it can be followed by hand.

`full` False is for the person concerned: where fewer than four people share a project, or the
quota of one of its areas, no figure of the group is in the structure at all, nor the points and
parts that lead to one (docs/adr/0009).

    types     what is printed
    facts     what is read, in a constant number of queries
    pool      from the pool to the project                      ALLOC-1 to ALLOC-5
    payout    from the project's result to what is payable      PAYOUT-1
    share     from what is payable to the person's share        SHARE-1, SHARE-2, SHARE-4, SHARE-5
    cuts      from the share to the amount                      SHARE-2, SHARE-3, SHARE-6, RUNS-2
    counted   what was counted of the person
    build     the whole
"""

from reporting.statement.build import statement_of
from reporting.statement.types import Statement

__all__ = ["Statement", "statement_of"]
