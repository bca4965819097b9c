"""The year-end distribution as stored data: what goes into the pure rules, what runs keep.

gathered = gather(plan, paid_on=day)      in a constant number of queries
distribution = distribute(gathered.inputs)

gather     from dated rows to plain inputs
terms      rules of payout, factors and sharing, with the product's own where no row is
results    the result of each project, and whether the NIV has validated it
runs       stored runs and what their record says
verify     a stored run made again
messages   what the rules refuse, in words
"""

from incentives.distribution.gather import Gathered, NothingToDistributeError, gather

__all__ = ["Gathered", "NothingToDistributeError", "gather"]
