"""What was counted of the person, in a figure and in words, also where it changes nothing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import FactorEffect
from incentives.sharing.types import HOURS_TARIFF
from objectives.templatetags.display import number, percent
from reporting.statement.facts import Facts, Own
from reporting.statement.types import Counted


def counted(facts: Facts, own: Own) -> Iterator[Counted]:
    if own.project["sharing_kind"] == HOURS_TARIFF:
        count = sum(1 for row in own.presences if row["paid"])
        text = ngettext("presence that is paid", "presences that are paid", count)
        yield Counted(str(count), text)
        return
    line, days = own.line, own.line.days
    yield Counted(str(days.days), _with_effect(facts, "period", _days_text(own)))
    if days.eq_days:
        yield Counted(str(days.eq_days), _("days as EQ holder: they do not count"))
    yield Counted(
        percent(line.participation), _with_effect(facts, "participation", _("participation"))
    )
    yield Counted(
        percent(days.part_time) or "–", _with_effect(facts, "part_time", _("working time"))
    )
    yield from _absences(facts, own)
    if line.score is not None:
        text = _with_effect(facts, "score", _("individual score"))
        yield Counted(number(line.score), text)
    else:
        yield Counted(_("no"), _("individual score: not used in this plan"))


def _days_text(own: Own) -> str:
    return _("days on the project, of %(whole)s") % {"whole": own.line.days.period_days}


def _absences(facts: Facts, own: Own) -> Iterator[Counted]:
    days = own.line.days
    if days.redistributed:
        text = _("days of absence that lower the weight: they go to colleagues")
        yield Counted(str(days.redistributed), text)
    text = ngettext(
        "day of absence that cuts: it stays with the body",
        "days of absence that cut: they stay with the body",
        days.economy,
    )
    yield Counted(str(days.economy), text)


def _with_effect(facts: Facts, factor: str, text: str) -> str:
    effect = FactorEffect(facts.head.factors[factor])
    return _("%(what)s: %(effect)s") % {"what": text, "effect": _effect(effect)}


def _effect(effect: FactorEffect) -> str:
    if effect == FactorEffect.OFF:
        return _("not counted in this plan")
    if effect == FactorEffect.REDISTRIBUTE:
        return _("in the weight")
    return _("cuts the share, to the body")
