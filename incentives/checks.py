"""Where the money of the plan contradicts itself (see objectives/checks.py; pure as that).

CHK-SUM   the deliberated amounts of a group, and of the plan, stay within the budget
CHK-POOL  every part of the pool is named by an act (ALLOC-5)
CHK-RUN   the run in force shared with the weights and heads of today
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from objectives.checks import Finding, Reading
from objectives.enums import Severity


def sum_finding(deliberated: Decimal, budget: Decimal, *, group: str = "") -> Finding | None:
    """Amounts in euro; without a group the sums are the whole plan's."""
    if deliberated <= budget:
        return None
    return Finding(
        rule="CHK-SUM",
        severity=Severity.UNCLEAR if group else Severity.INFO,
        text=_("The deliberated amounts exceed the budget"),
        first=Reading(deliberated, "money", _("deliberated")),
        second=Reading(budget, "money", _("budget")),
        place=group or _("Whole plan"),
    )


def pool_finding(unassigned: Decimal, pool: Decimal) -> Finding | None:
    """Euro that neither a group nor a reserve holds."""
    if not unassigned:
        return None
    return Finding(
        rule="CHK-POOL",
        severity=Severity.UNCLEAR,
        text=_("A part of the pool is named by no act"),
        first=Reading(pool - unassigned, "money", _("assigned or in reserve")),
        second=Reading(pool, "money", _("pool")),
        place=_("Pool"),
    )


def run_finding(number: int, run: tuple[Decimal, int], now: tuple[Decimal, int]) -> Finding | None:
    """`run` and `now` are weight and counted staff of one project, then and today."""
    if run == now:
        return None
    weight_changed = run[0] != now[0]
    pair = (run[0], now[0]) if weight_changed else (run[1], now[1])
    what = _("weight") if weight_changed else _("counted staff")
    return Finding(
        rule="CHK-RUN",
        severity=Severity.UNCLEAR,
        text=_("Changed after the allocation: %(what)s") % {"what": what},
        first=Reading(pair[0], "number", _("in the allocation"), applied=True),
        second=Reading(pair[1], "number", _("today")),
        projects=(number,),
    )
