"""Why this amount: the stored figures as a formula, with a line for each term (ALLOC-2 to 4)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import FundingMode, RoundingRule
from incentives.models import AllocationRun
from objectives.templatetags.display import euro, money, number, percent, quota4, signed
from reporting.paid import Paid
from reporting.rows import PlanRow

# Beyond this many the points of a group are counted, not listed.
LISTED_POINTS = 15
CENT_WON = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Term:
    value: str
    label: str
    op: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure of the formula comes from."""

    value: str
    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the tag `formula` takes; `label` names the result."""

    title: str
    rule: str
    terms: list[Term]
    result: str
    label: str
    sources: list[Source]


def explain(row: PlanRow, run: AllocationRun | None) -> Explanation | None:
    """None when no run has shared money to the project yet.

    A run knows the number a project had then: where another project has it today, the amounts
    differ and nothing is explained rather than something wrong.
    """
    if run is None or row.computed is None:
        return None
    for group in run.results["groups"]:
        for line in group["lines"]:
            if line["project"] == row.number and Decimal(line["amount"]) == row.computed:
                return _explanation(row, group, line, run)
    return None


def explain_paid(paid: Paid) -> Explanation:
    """From the amount to what is payable and paid, by the stored distribution (PAYOUT-1)."""
    line = paid.line
    terms = [
        Term(money(line.allocated), _("€ allotted"), "×"),
        Term(percent(line.percent), _("of it is paid"), "="),
    ]
    threshold, *_others = paid.why.notes
    sources = [
        Source(percent(line.result, 2) or "–", threshold),
        *(
            Source(money(euros), _("not paid: %(why)s") % {"why": why})
            for why, euros in paid.not_paid
        ),
        Source(money(line.paid), _("paid to the people of the project")),
    ]
    title = _("Distribution no. %(number)s: why this payable amount?") % {"number": paid.number}
    return Explanation(title, paid.why.rule, terms, euro(line.payable), _("payable"), sources)


def _explanation(
    row: PlanRow, group: dict[str, Any], line: dict[str, Any], run: AllocationRun
) -> Explanation:
    title, amount, label = _("Why this amount?"), euro(line["amount"]), _("amount")
    sources = _last(row, line, run)
    if line["mode"] == FundingMode.FIXED:
        fixed = [_fixed(group, line), *sources]
        return Explanation(title, "ALLOC-2", [], amount, label, fixed)
    terms = [
        Term(money(group["distributable"]), _("€ to share by points"), "×"),
        Term(
            number(line["points"]),
            _("points of project %(number)s") % {"number": row.number},
            "/",
        ),
        Term(number(group["points"]), _("points of all projects of the group"), "="),
    ]
    sources = [_distributable(group), _points(row, line), _group_points(group), *sources]
    return Explanation(title, "ALLOC-3", terms, amount, label, sources)


def _fixed(group: dict[str, Any], line: dict[str, Any]) -> Source:
    text = _("fixed amount, taken first from the %(budget)s of “%(group)s”") % {
        "budget": money(group["budget"]),
        "group": group["name"],
    }
    return Source(money(line["amount"]), text, "ALLOC-2")


def _distributable(group: dict[str, Any]) -> Source:
    figures = {
        "budget": money(group["budget"]),
        "group": group["name"],
        "fixed": money(group["fixed_total"]),
    }
    if not Decimal(group["fixed_total"]):
        return Source(figures["budget"], _("budget of “%(group)s”") % figures, "ALLOC-1")
    fixed = [str(x["project"]) for x in group["lines"] if x["mode"] == FundingMode.FIXED]
    text = ngettext(
        "%(budget)s of “%(group)s”, less %(fixed)s fixed to project %(projects)s",
        "%(budget)s of “%(group)s”, less %(fixed)s fixed to projects %(projects)s",
        len(fixed),
    )
    figures["projects"] = ", ".join(fixed)
    return Source(money(group["distributable"]), text % figures, "ALLOC-2")


def _points(row: PlanRow, line: dict[str, Any]) -> Source:
    text = ngettext(
        "weight %(weight)s × coefficient %(coefficient)s (%(heads)s person counted)",
        "weight %(weight)s × coefficient %(coefficient)s (%(heads)s people counted)",
        line["counted_staff"],
    )
    figures = {
        "weight": number(line["weight"]),
        "coefficient": number(line["coefficient"]),
        "heads": line["counted_staff"],
    }
    changed = "" if row.in_run_as_now else _("; the project has changed since")
    return Source(number(line["points"]), text % figures + changed)


def _group_points(group: dict[str, Any]) -> Source:
    shared = [line for line in group["lines"] if line["mode"] != FundingMode.FIXED]
    names = ", ".join(str(line["project"]) for line in shared)
    if len(shared) > LISTED_POINTS:
        text = _("points of %(count)s projects") % {"count": len(shared)}
    else:
        terms = " + ".join(number(line["points"]) for line in shared)
        text = ngettext(
            "%(terms)s: project %(names)s", "%(terms)s: projects %(names)s", len(shared)
        ) % {"terms": terms, "names": names}
    return Source(number(group["points"]), text)


def _last(row: PlanRow, line: dict[str, Any], run: AllocationRun) -> list[Source]:
    """What rounding did, and the amount of the act beside the computed one."""
    sources = []
    if line["mode"] != FundingMode.FIXED:
        sources.append(Source(quota4(line["quota"]), _rounding(line, run), "ALLOC-3"))
    if row.deliberated is not None:
        difference = row.deliberated - Decimal(line["amount"])
        text = _("amount in the act; difference %(difference)s") % {
            "difference": signed(difference)
        }
        sources.append(Source(money(row.deliberated), text, "ALLOC-4"))
    return sources


def _rounding(line: dict[str, Any], run: AllocationRun) -> str:
    figures = {"rule": RoundingRule(run.rule).label}
    if Decimal(line["correction"]) == CENT_WON:
        return _("exact quota; rounding gives it one cent more (%(rule)s)") % figures
    if Decimal(line["quota"]) == Decimal(line["amount"]):
        return _("exact quota; nothing to round")
    return _("exact quota, cut to the cent (%(rule)s)") % figures
