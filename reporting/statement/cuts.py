"""From the share to the amount: what factors, absences and caps take, and what a review gives."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from incentives.allocation.numbers import euro as euros
from incentives.distribution.words import economy_reason
from incentives.sharing import results
from incentives.sharing.results import Cut
from incentives.sharing.types import OFF
from objectives.templatetags.display import MINUS, euro, money, signed
from reporting.statement.facts import Facts, Own
from reporting.statement.figures import exact_text, figure, hundredths
from reporting.statement.types import Step

WHOLE = 100 * 100  # 100 percent in hundredths
RULES = {
    results.ABSENCE: "SHARE-3",
    results.PERSON_PROJECT_CAP: "SHARE-6",
    results.PERSON_CAP: "SHARE-6",
    results.ADJUSTMENT: "RUNS-2",
}


def steps(facts: Facts, own: Own) -> Iterator[Step]:
    left = own.line.share_cents
    for cut in own.line.cuts:
        yield _cut(facts, own, cut, left)
        left -= cut.cents
    yield _amount(own)


def _cut(facts: Facts, own: Own, cut: Cut, left: int) -> Step:
    if cut.reason == results.ADJUSTMENT:
        return _adjustment(own, cut, left)
    part = _part(facts, own, cut.reason)
    calc, exact = "", ""
    if part:
        lost, whole = part
        calc = f"{money(euros(left))} × {figure(lost)} / {figure(whole)}"
        exact = exact_text(Fraction(left, 100) * lost / whole)
    return Step(
        title=_("Cut: %(reason)s") % {"reason": economy_reason(cut.reason)},
        rule=RULES.get(cut.reason, "SHARE-2"),
        calc=calc,
        exact=exact,
        result=money(euros(cut.cents)),
        notes=tuple(_why(own, cut.reason)),
        amount=f"{MINUS}{euro(euros(cut.cents))}",
        caption=_("economy of the body"),
    )


def _part(facts: Facts, own: Own, reason: str) -> tuple[Fraction, Fraction] | None:
    """What the factor takes, and of how much; None where it is no proportion."""
    line, days = own.line, own.line.days
    score = None if line.score is None else Fraction(line.score)
    full_time = Fraction(days.weighing_days)
    parts = {
        results.PERIOD: (Fraction(days.period_days - days.days), Fraction(days.period_days)),
        results.PARTICIPATION: (100 - Fraction(line.participation), Fraction(100)),
        results.PART_TIME: (full_time - Fraction(hundredths(days.part_time_units)), full_time),
        results.ABSENCE: _absence(facts, own),
    }
    if score is not None:
        parts[results.SCORE] = (100 - score, Fraction(100))
    return parts.get(reason)


def _absence(facts: Facts, own: Own) -> tuple[Fraction, Fraction]:
    """Days that cut of those that weigh; where part-time counts, as much as each weighs."""
    days = own.line.days
    if facts.head.factors["part_time"] == OFF or not days.part_time_units:
        return Fraction(days.economy), Fraction(days.weighing_days)
    if days.economy_units * days.weighing_days == days.part_time_units * days.economy:
        return Fraction(days.economy), Fraction(days.weighing_days)
    return Fraction(hundredths(days.economy_units)), Fraction(hundredths(days.part_time_units))


def _why(own: Own, reason: str) -> Iterator[str]:
    days = own.line.days
    if reason == results.ABSENCE:
        yield _(
            "%(days)s days of absence that cut, of %(whole)s that weigh. By law or by contract "
            "this sum does not go to colleagues: it stays with the body."
        ) % {"days": days.economy, "whole": days.weighing_days}
    elif reason in (results.PERSON_PROJECT_CAP, results.PERSON_CAP):
        yield _("The rules of the plan say how much a person gets at most.")
    else:
        yield _("The rules of the plan leave this cut to the body: nobody else gets it.")


def _adjustment(own: Own, cut: Cut, left: int) -> Step:
    given = euros(-cut.cents)
    return Step(
        title=_("Request for review upheld"),
        rule="RUNS-2",
        calc=f"{money(euros(left))} {MINUS if given < 0 else '+'} {money(abs(given))}",
        result=money(euros(left - cut.cents)),
        notes=(_("It comes from the economies of the project: no colleague’s amount changes."),),
        amount=signed(given) + "\N{NO-BREAK SPACE}€",
        caption=_("adjustment"),
    )


def _amount(own: Own) -> Step:
    """The last step, from the share and the cuts; the identity of SHARE-2."""
    terms = [money(own.line.share)]
    terms += [
        f"{MINUS if cut.cents > 0 else '+'} {money(euros(abs(cut.cents)))}" for cut in own.line.cuts
    ]
    return Step(
        title=_("Amount for project %(number)s") % {"number": own.number},
        rule="",
        calc=" ".join(terms) if own.line.cuts else "",
        result=money(own.line.amount) if own.line.cuts else "",
        amount=euro(own.line.amount),
        caption=_("gross"),
    )
