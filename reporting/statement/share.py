"""From what is payable to the person's share: quota of the area, weight, tariff, test."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.distribution.words import no_share_reason
from incentives.sharing.types import ATTENDANCE_AND_TEST, HOURS_TARIFF
from objectives.templatetags.display import euro, money
from reporting.statement.facts import Facts, Own
from reporting.statement.figures import exact_text, figure
from reporting.statement.types import PaidPresence, Step


def steps(facts: Facts, own: Own, *, full: bool) -> Iterator[Step]:
    hidden = own.is_small and not full
    if own.has_quotas and own.line.area:
        yield from _area(facts, own, hidden=hidden)
    if own.line.reason:
        yield _no_share(own)
    elif own.project["sharing_kind"] == HOURS_TARIFF:
        yield from _tariff(own, hidden=hidden)
    else:
        yield _by_weight(own, hidden=hidden)


def _area(facts: Facts, own: Own, *, hidden: bool) -> Iterator[Step]:
    area = next((a for a in own.project["areas"] if a["area"] == own.line.area), None)
    if area is None:
        return
    name = facts.areas.get(area["area"], area["area"])
    title = _("Quota of the area %(area)s") % {"area": name}
    if hidden:
        words = _("The card of the project says what part of the amount the area gets.")
        yield Step(title, "SHARE-1", notes=(words,))
        return
    parts = sum(one["parts"] for one in own.project["areas"])
    words = _("The card of the project gives the area %(parts)s parts of %(whole)s.") % {
        "parts": area["parts"],
        "whole": parts,
    }
    yield Step(
        title,
        "SHARE-1",
        calc=f"{money(own.project['payable'])} × {area['parts']} / {parts}",
        exact=exact_text(Fraction(area["exact"])),
        result=money(area["amount"]),
        notes=(words,),
        amount=euro(area["amount"]),
        caption=_people(own.in_group),
    )


def _people(count: int) -> str:
    return ngettext("for %(count)s person", "for %(count)s people", count) % {"count": count}


def _no_share(own: Own) -> Step:
    rules = {HOURS_TARIFF: "SHARE-4", ATTENDANCE_AND_TEST: "SHARE-5"}
    return Step(
        title=_("Share"),
        rule=rules.get(own.project["sharing_kind"], "SHARE-2"),
        notes=(_("No share: %(reason)s.") % {"reason": no_share_reason(own.line.reason)},),
        amount=euro(Decimal(0)),
        caption=_("before cuts"),
    )


# --- By weight ------------------------------------------------------------------------------


def _by_weight(own: Own, *, hidden: bool) -> Step:
    tested = own.project["sharing_kind"] == ATTENDANCE_AND_TEST
    return Step(
        title=_("Share by weight"),
        rule="SHARE-5" if tested else "SHARE-2",
        calc="" if hidden else _division(own),
        exact="" if hidden else exact_text(own.line.exact),
        result=money(own.line.share),
        notes=tuple(_weight_notes(own, hidden=hidden)),
        amount=euro(own.line.share),
        caption=_("before cuts"),
    )


def _shared(own: Own) -> Any:
    """What the group shares: the quota of the area, or all that is payable."""
    for area in own.project["areas"]:
        if area["area"] == own.line.area:
            return area["amount"]
    return own.project["payable"]


def _weight(own: Own) -> Fraction:
    return Fraction(own.line.weight_units, own.line.weight_scale)


def _division(own: Own) -> str:
    whole = Fraction(own.line.quota_denominator, own.line.weight_scale)
    return f"{money(_shared(own))} × {figure(_weight(own))} / {figure(whole)}"


def _weight_notes(own: Own, *, hidden: bool) -> Iterator[str]:
    weight = figure(_weight(own))
    if hidden:
        text = _("The share is in proportion to a weight, here %(weight)s.")
        yield text % {"weight": weight}
    else:
        text = ngettext(
            "%(weight)s is the weight of this person, %(whole)s the sum of the weights of "
            "%(count)s person.",
            "%(weight)s is the weight of this person, %(whole)s the sum of the weights of "
            "%(count)s people.",
            own.in_group,
        )
        whole = Fraction(own.line.quota_denominator, own.line.weight_scale)
        yield text % {"weight": weight, "whole": figure(whole), "count": own.in_group}
    yield _rounding(own)


def _rounding(own: Own) -> str:
    if own.line.correction_cents:
        return _("Cents left by rounding go to the largest fractions: here one cent more.")
    if exact_text(own.line.exact):
        return _("Cents left by rounding go to the largest fractions: not to this share.")
    return _("Nothing to round.")


# --- By hours of presence -------------------------------------------------------------------


def _tariff(own: Own, *, hidden: bool) -> Iterator[Step]:
    asked = _weight(own)
    amounts = [money(p["amount"]) for p in own.presences if p["paid"]]
    demand = Decimal(own.line.weight_units) / own.line.weight_scale
    yield Step(
        title=_("Presences at events"),
        rule="SHARE-4",
        calc=" + ".join(amounts) if len(amounts) > 1 else "",
        result=money(demand),
        notes=(_("Each presence has the price of its hours, more at night or on a holiday."),),
        amount=euro(demand),
        caption=_("asked for"),
    )
    yield _paid(own, asked, hidden=hidden)


def _paid(own: Own, asked: Fraction, *, hidden: bool) -> Step:
    """In full when all demands fit what is payable, else scaled down."""
    fits = own.line.quota_denominator == 1
    whole = Fraction(own.line.quota_denominator, own.line.weight_scale)
    if fits:
        notes = [_("All that the presences ask for fits what is payable: it is paid in full.")]
    else:
        notes = [_("The presences ask for more than is payable: all are scaled down alike.")]
    shown = not fits and not hidden
    return Step(
        title=_("Share by hours"),
        rule="SHARE-4",
        calc=f"{money(_shared(own))} × {figure(asked)} / {figure(whole)}" if shown else "",
        exact=exact_text(own.line.exact) if shown else "",
        result=money(own.line.share),
        notes=tuple(notes),
        amount=euro(own.line.share),
        caption=_("before cuts"),
    )


def presences(own: Own) -> tuple[PaidPresence, ...]:
    return tuple(
        PaidPresence(
            on=date.fromisoformat(row["on"]),
            event=row["event"],
            hours=Decimal(row["hours"]),
            up_to_hours=Decimal(row["up_to_hours"]),
            extra=row["extra"],
            amount=Decimal(row["amount"]),
            paid=row["paid"],
        )
        for row in own.presences
    )
