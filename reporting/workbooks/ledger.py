"""The reconciliation of a run as entries of a sheet. The figures are the stored ones; only the
check of ALLOC-5 sums them anew."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from incentives.allocation import Allocation, GroupResult, reconciliation
from objectives.templatetags.display import money, number, quota4, signed


class Entry(NamedTuple):
    """An amount or a difference, in euro; `is_result` marks what the entries above lead to."""

    label: str
    amount: Decimal | None = None
    difference: Decimal | None = None
    note: str = ""
    is_result: bool = False


def pool_entries(result: Allocation) -> list[Entry]:
    """The parts of the pool, the pool, and its difference from them, which is 0.00."""
    check = reconciliation(result)
    return [
        Entry(_("Computed amounts of the projects"), check.lines_total),
        *_unless_zero(_("Rounding of the single amounts, taken back"), -check.rounding),
        *_unless_zero(_("Left in groups without projects by points"), check.undistributed),
        *(Entry(item.name, item.amount, note=_("Reserve")) for item in result.reserves),
        Entry(_("Not attributed"), check.unassigned, note=_("No act names them")),
        Entry(_("Pool"), check.pool, is_result=True),
        Entry(_("Pool less its parts"), difference=check.difference),
    ]


def group_entries(result: Allocation) -> list[Entry]:
    groups = [Entry(group.name, group.budget, note=_points_text(group)) for group in result.groups]
    return [*groups, Entry(_("Assigned to the groups"), result.assigned, is_result=True)]


def deliberated_entries(result: Allocation) -> list[Entry]:
    """Empty when no act states an amount."""
    if result.deliberated_total is None:
        return []
    return [
        Entry(_("Deliberated amounts"), result.deliberated_total),
        Entry(
            _("Deliberated less computed"),
            difference=result.deliberated_difference,
            note=_differing(result),
        ),
    ]


def _unless_zero(label: str, amount: Decimal) -> list[Entry]:
    return [Entry(label, amount)] if amount else []


def _points_text(group: GroupResult) -> str:
    parts = []
    if group.fixed_total:
        parts.append(_("%(amount)s € fixed") % {"amount": money(group.fixed_total)})
    if group.euro_per_point is not None:
        names = {"points": number(group.points), "rate": quota4(group.euro_per_point)}
        parts.append(_("%(points)s points, %(rate)s € a point") % names)
    return " · ".join(parts)


def _differing(result: Allocation) -> str:
    """ "progetto 24: +0,01"."""
    lines = [line for group in result.groups for line in group.lines if line.difference]
    return "; ".join(
        _("project %(number)s: %(difference)s")
        % {"number": line.project, "difference": signed(line.difference)}
        for line in lines
    )
