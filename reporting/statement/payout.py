"""From the project's result to what is payable (PAYOUT-1), with the cap of the project."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from incentives.distribution.results import VALIDATED
from incentives.distribution.words import payout_name
from incentives.sharing.results import PROJECT_CAP, WITHDRAWN
from objectives.templatetags.display import euro, money, percent
from reporting.statement.facts import Facts, Own
from reporting.statement.types import Step


def steps(facts: Facts, own: Own, *, full: bool) -> Iterator[Step]:
    if own.project["result"] is None:
        yield _withdrawn(own, full=full)
        return
    hidden = own.is_small and not full
    yield Step(
        title=_("Result and threshold"),
        rule="PAYOUT-1",
        calc="" if hidden else _calc(own),
        result="" if hidden else money(_by_result(own)),
        notes=tuple(_notes(facts, own)),
        amount="" if hidden else euro(_by_result(own)),
        caption="" if hidden else _("payable"),
    )
    capped = _capped(own)
    if capped and not hidden:
        yield _cap(own, capped)


def _withdrawn(own: Own, *, full: bool) -> Step:
    hidden = own.is_small and not full
    return Step(
        title=_("Project withdrawn"),
        rule="PAYOUT-1",
        notes=(_("A withdrawn project pays nothing: its amount is an economy of the body."),),
        amount="" if hidden else euro(own.project["payable"]),
        caption="" if hidden else _("payable"),
    )


def _calc(own: Own) -> str:
    return f"{money(own.project['allocated'])} × {percent(own.project['percent'], 2)}"


def _capped(own: Own) -> Decimal:
    amounts = [e["amount"] for e in own.project["economies"] if e["reason"] == PROJECT_CAP]
    return sum(map(Decimal, amounts), Decimal("0.00"))


def _by_result(own: Own) -> Decimal:
    """What the result alone would pay."""
    if any(e["reason"] == WITHDRAWN for e in own.project["economies"]):
        return Decimal("0.00")
    return Decimal(own.project["payable"]) + _capped(own)


def _notes(facts: Facts, own: Own) -> Iterator[str]:
    figures = {
        "result": percent(own.project["result"], 2),
        "threshold": percent(own.project["threshold"]),
    }
    if own.project["met"]:
        yield _("%(result)s reached, threshold %(threshold)s: the threshold is met.") % figures
        yield _("Rule: %(rule)s.") % {"rule": payout_name(own.project["payout_kind"]).lower()}
    else:
        yield (
            _("%(result)s reached, threshold %(threshold)s: below the threshold nothing is paid.")
            % figures
        )
    yield _source(facts, own)


def _source(facts: Facts, own: Own) -> str:
    if own.source != VALIDATED:
        return _("The NIV has not validated this result yet.")
    act = facts.validation
    if act is None:
        return _("Result validated by the NIV.")
    return _("Result validated by the NIV: %(act)s.") % {"act": act}


def _cap(own: Own, capped: Decimal) -> Step:
    return Step(
        title=_("The most that the project may pay"),
        rule="SHARE-6",
        calc=f"{money(_by_result(own))} − {money(capped)}",
        result=money(own.project["payable"]),
        amount=euro(own.project["payable"]),
        caption=_("payable"),
    )
