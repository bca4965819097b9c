"""From the pool to what was allocated to the project: the stored allocation (ALLOC-1 to 5)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import FundingMode
from objectives.templatetags.display import date_it, euro, money, number, signed
from reporting.statement.facts import Facts, Own
from reporting.statement.figures import exact_text
from reporting.statement.types import Step


def steps(facts: Facts, own: Own, *, full: bool) -> Iterator[Step]:
    yield _pool(facts)
    if not own.group:
        return
    if own.is_small and not full:
        yield _hidden(own)
        return
    yield _group(own)
    yield _project(own)


def _pool(facts: Facts) -> Step:
    act = facts.run.pool.act
    return Step(
        title=_("Pool of the premiums"),
        rule="ALLOC-5",
        notes=(_("Set by: %(act)s.") % {"act": act},) if act else (),
        amount=euro(facts.head.pool),
        caption=_("for the whole body"),
    )


def _hidden(own: Own) -> Step:
    """Rule and public terms, no amount: the group is small."""
    fixed = own.allocated["mode"] == FundingMode.FIXED
    return Step(
        title=_("Amount of the project"),
        rule="ALLOC-2" if fixed else "ALLOC-3",
        notes=(_how_allocated(own), small_text()),
    )


def small_text() -> str:
    return _(
        "Fewer than four people share this amount, or the quota of one of its areas: the totals "
        "are not shown, since they would say what a colleague gets."
    )


def _how_allocated(own: Own) -> str:
    if own.allocated["mode"] == FundingMode.FIXED:
        return _("A fixed amount, taken first from the budget of “%(group)s”.") % {
            "group": own.group["name"]
        }
    return _("A part of the budget of “%(group)s”, in proportion to the points of its card.") % {
        "group": own.group["name"]
    }


def _group(own: Own) -> Step:
    group, count = own.group, len(own.group["lines"])
    caption = ngettext("for %(count)s project", "for %(count)s projects", count) % {"count": count}
    title = _("Part of “%(group)s”") % {"group": group["name"]}
    fixed = [line for line in group["lines"] if line["mode"] == FundingMode.FIXED]
    if not fixed or own.allocated["mode"] == FundingMode.FIXED:
        return Step(title, "ALLOC-1", amount=euro(group["budget"]), caption=caption)
    names = ", ".join(str(line["project"]) for line in fixed)
    text = ngettext(
        "%(budget)s − %(fixed)s fixed to project %(names)s",
        "%(budget)s − %(fixed)s fixed to projects %(names)s",
        len(fixed),
    )
    figures = {"budget": money(group["budget"]), "fixed": money(group["fixed_total"])}
    rest = count - len(fixed)
    return Step(
        title,
        "ALLOC-2",
        calc=text % {**figures, "names": names},
        result=money(group["distributable"]),
        amount=euro(group["distributable"]),
        caption=ngettext("for %(count)s project", "for %(count)s projects", rest) % {"count": rest},
    )


def _project(own: Own) -> Step:
    title = _("Amount of project %(number)s") % {"number": own.number}
    amount = own.project["allocated"]
    people = own.sharers.total()
    caption = ngettext("for %(count)s person", "for %(count)s people", people) % {"count": people}
    caption = caption if people else ""
    if own.allocated["mode"] == FundingMode.FIXED:
        text = _("A fixed amount, set by the act.")
        return Step(title, "ALLOC-2", notes=(text,), amount=euro(amount), caption=caption)
    return Step(
        title,
        "ALLOC-3",
        calc=_division(own),
        exact=exact_text(Fraction(own.allocated["exact"])),
        result=money(own.allocated["amount"]),
        notes=(_points(own), *_act(own)),
        amount=euro(amount),
        caption=caption,
    )


def _division(own: Own) -> str:
    shared, points = money(own.group["distributable"]), number(own.allocated["points"])
    return f"{shared} × {points} / {number(own.group['points'])}"


def _points(own: Own) -> str:
    return _(
        "%(points)s points = weight %(weight)s × coefficient %(coefficient)s (%(heads)s counted). "
        "%(whole)s are the points of all projects of the group."
    ) % {
        "points": number(own.allocated["points"]),
        "weight": number(own.allocated["weight"]),
        "coefficient": number(own.allocated["coefficient"]),
        "heads": own.allocated["counted_staff"],
        "whole": number(own.group["points"]),
    }


def _act(own: Own) -> Iterator[str]:
    """The amount of the act where it differs from the computed one (ALLOC-4)."""
    difference = Decimal(own.project["allocated"]) - Decimal(own.allocated["amount"])
    if difference:
        yield _("The act says %(amount)s: a difference of %(difference)s.") % {
            "amount": money(own.project["allocated"]),
            "difference": signed(difference),
        }


def approved_text(what: str, act: object, on: object) -> str:
    """ "Distribuzione n. 1, approvata il 08/07/2024, determina n. 140 del …"."""
    if not on:
        return _("%(what)s, not approved yet") % {"what": what}
    text = _("%(what)s, approved on %(date)s") % {"what": what, "date": date_it(on)}  # type: ignore[arg-type]
    return f"{text}, {act}" if act else text
