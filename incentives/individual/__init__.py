"""The individual premium of a plan as stored data: what goes into rule DIFF-1, what runs keep.

Optional and with money of its own: nothing here reads or changes the pool of the projects.

gather     from evaluations and declared terms to plain inputs
runs       the module where it is on, stored runs
checklist  what the module still needs, as its page lists it
approval   why a run cannot be approved now
lines      rows of a run
ledger     a run as its page shows it: ranking, formulas, ties
verify     a stored run made again
messages   what the rule refuses, in words
"""
