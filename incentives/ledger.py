"""A stored allocation as a ledger: blocks, rows, the formula of each line, what needs a word.

Amounts come from the record as they are; only sums of printed rows are made here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.allocation import Allocation, GroupResult, Line
from incentives.enums import FundingMode, RoundingRule
from objectives.templatetags.display import money, number, quota4

CENT = Decimal("0.01")
HALF_A_CENT = Fraction(1, 2)
# Number in the run → number and title of today.
Titles = Mapping[int, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Why:
    """The formula of one line with its numbers, and where they come from."""

    formula: str
    notes: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    title: str
    line: Line
    why: Why

    @property
    def is_fixed(self) -> bool:
        return self.line.mode == FundingMode.FIXED


@dataclass(frozen=True, slots=True)
class Block:
    """The fixed or the shared lines of one group, with their subtotals in euro.

    `rounding` is the named line of the rule half_up, `undistributed` what no project took.
    """

    title: str
    rows: tuple[Row, ...]
    computed: Decimal
    deliberated: Decimal | None
    difference: Decimal | None
    points: Decimal | None = None
    euro_per_point: Decimal | None = None
    rounding: Decimal = Decimal(0)
    undistributed: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)


def blocks(allocation: Allocation, titles: Titles) -> list[Block]:
    """Fixed amounts first, as rule ALLOC-2 takes them, then the groups in the act's order."""
    fixed = [_fixed_block(group, titles) for group in allocation.groups if _fixed(group)]
    shared = [_shared_block(group, titles) for group in allocation.groups if not _only_fixed(group)]
    return [*fixed, *shared]


def _fixed(group: GroupResult) -> list[Line]:
    return [line for line in group.lines if line.mode == FundingMode.FIXED]


def _only_fixed(group: GroupResult) -> bool:
    return bool(group.lines) and len(_fixed(group)) == len(group.lines) and not group.undistributed


def _fixed_block(group: GroupResult, titles: Titles) -> Block:
    lines = _fixed(group)
    return Block(
        title=_("Fixed amount"),
        rows=tuple(_row(line, titles, _fixed_why(group)) for line in lines),
        computed=group.fixed_total,
        deliberated=_sum_known(line.deliberated for line in lines),
        difference=_sum_known(line.difference for line in lines),
    )


def _shared_block(group: GroupResult, titles: Titles) -> Block:
    lines = [line for line in group.lines if line.mode != FundingMode.FIXED]
    title = group.name
    if group.fixed_total:
        title = _("%(group)s, by points") % {"group": group.name}
    return Block(
        title=title,
        rows=tuple(_row(line, titles, shared_why(group, line)) for line in lines),
        computed=group.total - group.fixed_total,
        deliberated=_sum_known(line.deliberated for line in lines),
        difference=_sum_known(line.difference for line in lines),
        points=group.points,
        euro_per_point=group.euro_per_point,
        rounding=group.rounding,
        undistributed=group.undistributed,
        budget=group.distributable,
    )


def _row(line: Line, titles: Titles, why: Why) -> Row:
    today, title = titles[line.project]
    return Row(today, title, line, why)


def _sum_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


# --- Why this amount -----------------------------------------------------------------------


def _fixed_why(group: GroupResult) -> Why:
    text = _("Taken first from the %(budget)s € of “%(group)s”.") % {
        "budget": money(group.budget),
        "group": group.name,
    }
    return Why("", (text,), "ALLOC-2")


def shared_why(group: GroupResult, line: Line) -> Why:
    figures = {
        "budget": money(group.distributable),
        "points": number(line.points),
        "all": number(group.points),
        "amount": money(line.amount),
    }
    formula = "{budget} × {points} / {all} = {amount}".format(**figures)
    return Why(formula, (_points_note(line), _cent_note(line)), "ALLOC-3")


def _points_note(line: Line) -> str:
    return ngettext(
        "%(points)s points: weight %(weight)s × coefficient %(coefficient)s "
        "(%(heads)s person counted).",
        "%(points)s points: weight %(weight)s × coefficient %(coefficient)s "
        "(%(heads)s people counted).",
        line.counted_staff,
    ) % {
        "points": number(line.points),
        "weight": number(line.weight),
        "coefficient": number(line.coefficient),
        "heads": line.counted_staff,
    }


def _cent_note(line: Line) -> str:
    quota = quota4(line.quota)
    if line.correction:
        return _("Exact quota %(quota)s: rounding gives it one cent more.") % {"quota": quota}
    if line.exact == Fraction(line.amount):
        return _("Exact quota %(quota)s: nothing to round.") % {"quota": quota}
    return _("Exact quota %(quota)s, cut to the cent.") % {"quota": quota}


# --- What needs a word ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    text: str
    rule: str
    url: str = ""
    action: str = ""  # the words of the link


def notices(allocation: Allocation, titles: Titles) -> list[Notice]:
    """Where the act differs from the calculation, and what rounding left, with the reason."""
    makers: tuple[Callable[[GroupResult, Titles, str], Notice | None], ...] = (
        _difference_notice,
        _rounding_notice,
        _undistributed_notice,
    )
    found = (make(g, titles, allocation.rule) for g in allocation.groups for make in makers)
    return [notice for notice in found if notice]


def _difference_notice(group: GroupResult, titles: Titles, rule: str) -> Notice | None:
    different = [line for line in group.lines if line.difference]
    if not different:
        return None
    tied = [line for line in group.lines if _at_half_a_cent(line)]
    side = _("The two amounts stay side by side.")
    if rule == RoundingRule.LARGEST_REMAINDER and _rounded_up_together(different, tied):
        text = _tie_text(tied, titles)
    else:
        text = " ".join(_difference_text(line, titles) for line in different)
    return Notice(_difference_title(group), f"{text} {side}", "ALLOC-3")


def _at_half_a_cent(line: Line) -> bool:
    return line.mode != FundingMode.FIXED and line.exact * 100 % 1 == HALF_A_CENT


def _rounded_up_together(different: Sequence[Line], tied: Sequence[Line]) -> bool:
    """Whether the act gave every tied line its cent, so that the sum no longer held."""
    return (
        len(tied) > 1
        and all(line in tied and line.difference == CENT for line in different)
        and all(line.correction or line in different for line in tied)
    )


def _difference_title(group: GroupResult) -> str:
    difference = group.difference or Decimal(0)
    figures = {"amount": money(abs(difference)), "group": group.name}
    if difference > 0:
        return _("The act exceeds the calculation by %(amount)s € in “%(group)s”.") % figures
    if difference < 0:
        return _("The act falls short of the calculation by %(amount)s € in “%(group)s”.") % figures
    return _("The act shares “%(group)s” otherwise than the calculation.") % figures


def _tie_text(tied: Sequence[Line], titles: Titles) -> str:
    winners = [line for line in tied if line.correction]
    figures = {
        "projects": _listed(str(titles[line.project][0]) for line in tied),
        "quotas": _listed(number(line.quota) for line in tied),
        "winners": _listed(str(titles[line.project][0]) for line in winners),
    }
    return (
        ngettext(
            "Projects %(projects)s end at half a cent (%(quotas)s). The act rounds all of them up; "
            "the calculation gives the cent to %(winners)s, which has the lower number.",
            "Projects %(projects)s end at half a cent (%(quotas)s). The act rounds all of them up; "
            "the calculation gives the cents to %(winners)s, which have the lower numbers.",
            len(winners),
        )
        % figures
    )


def _difference_text(line: Line, titles: Titles) -> str:
    return _("Project %(number)s: %(act)s € in the act, %(computed)s € computed.") % {
        "number": titles[line.project][0],
        "act": money(line.deliberated),
        "computed": money(line.amount),
    }


def _listed(items: Iterable[str]) -> str:
    *first, last = items
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    )


def _rounding_notice(group: GroupResult, titles: Titles, rule: str) -> Notice | None:
    if not group.rounding:
        return None
    figures = {"amount": money(abs(group.rounding)), "group": group.name}
    if group.rounding > 0:
        title = _("The projects of “%(group)s” exceed their budget by %(amount)s €.") % figures
    else:
        title = _("The projects of “%(group)s” leave %(amount)s € of their budget.") % figures
    text = _("Each quota is rounded by itself: what is left is a line of its own.")
    return Notice(title, text, "ALLOC-3")


def _undistributed_notice(group: GroupResult, titles: Titles, rule: str) -> Notice | None:
    if not group.undistributed:
        return None
    figures = {"amount": money(group.undistributed), "group": group.name}
    title = _("%(amount)s € of “%(group)s” go to no project.") % figures
    return Notice(
        title, _("The group has no project by points: the amount stays with it."), "ALLOC-5"
    )
