"""A run of the individual premium as its page shows it; every figure is a stored one.

Sums of printed rows apart, nothing is computed here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.differentiation import (
    Differentiation,
    DifferentiationInput,
    DifferentiationLine,
    Evaluated,
)
from incentives.enums import QuotaRounding, TieRule
from incentives.models import IndividualRun
from objectives.exact import rounded
from objectives.templatetags.display import money, number, percent, quota4

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Row:
    """A person; `line` is None for who was in the run before and is evaluated no more."""

    code: str
    line: DifferentiationLine | None
    formula: str
    note: str
    before: Decimal

    @property
    def amount(self) -> Decimal:
        return self.line.amount if self.line else ZERO

    @property
    def difference(self) -> Decimal:
        return self.amount - self.before


def rows_of(result: Differentiation, base: Mapping[str, Decimal]) -> list[Row]:
    """In the order of the ranking; `base` has the amounts of the run before by employee code."""
    rows = [
        Row(
            code=line.employee,
            line=line,
            formula=formula_of(result, line),
            note=cent_note(line),
            before=base.get(line.employee, ZERO),
        )
        for line in result.lines
    ]
    known = {row.code for row in rows}
    gone = sorted(code for code, amount in base.items() if code not in known and amount)
    note = _("no longer evaluated")
    return [*rows, *(Row(code, None, "", note, base[code]) for code in gone)]


def amounts_of(run: IndividualRun | None) -> dict[str, Decimal]:
    """Employee code and amount of everybody in a run, none without a run."""
    if run is None:
        return {}
    return dict(run.lines.values_list("employee__code", "amount"))


# --- Formulas ------------------------------------------------------------------------------


def share_text(extra: Decimal) -> str:
    """30 % as the formula takes it: 0,30."""
    return money(extra / 100) if extra == int(extra) else number(extra / 100)


def base_formula(result: Differentiation) -> str:
    """ "1.000,00 / (4 + 1 × 0,30)"."""
    figures = {
        "pot": money(result.pot),
        "people": result.positive,
        "quota": result.quota,
        "extra": share_text(result.extra),
    }
    return "{pot} / ({people} + {quota} × {extra})".format(**figures)


def base_terms(result: Differentiation) -> list[dict[str, str]]:
    """The same, figure by figure with a name under each; `op` is the sign after it."""
    return [
        {"value": money(result.pot), "label": _("pot"), "op": "/ ("},
        {"value": str(result.positive), "label": _("people"), "op": "+"},
        {"value": str(result.quota), "label": _("with the extra"), "op": "×"},
        {"value": share_text(result.extra), "label": _("extra"), "op": ") ="},
    ]


def base_text(result: Differentiation) -> str:
    return _quota(result.base)


def _quota(value: Fraction) -> str:
    return quota4(rounded(value, 10))


def formula_of(result: Differentiation, line: DifferentiationLine) -> str:
    """From the amount per head to the exact quota: "232,5581 × 1,30 = 302,3256"."""
    if line.rank is None:
        return ""
    if not line.with_extra:
        return _quota(line.exact)
    return f"{times_text(result)} = {_quota(line.exact)}"


def times_text(result: Differentiation) -> str:
    """ "232,5581 × 1,30"."""
    return f"{_quota(result.base)} × {share_text(result.extra + 100)}"


def cent_note(line: DifferentiationLine) -> str:
    if line.rank is None:
        return _("not evaluated positively")
    return _("one cent more by rounding") if line.correction else ""


def terms_lines(result: Differentiation, inputs: DifferentiationInput) -> list[dict[str, str]]:
    """What each figure of the formula is, as components/formula.html lists it."""
    heads = ngettext("person evaluated positively", "people evaluated positively", result.positive)
    return [
        {"value": money(result.pot), "text": _("the pot of the individual premium, in euro")},
        {
            "value": str(result.positive),
            "text": _("%(heads)s, of %(evaluated)s evaluated")
            % {"heads": heads, "evaluated": result.evaluated},
        },
        {"value": str(result.quota), "text": quota_text(result, inputs)},
        {
            "value": share_text(result.extra),
            "text": _("the extra of %(percent)s of the amount per head")
            % {"percent": percent(result.extra)},
        },
    ]


def quota_text(result: Differentiation, inputs: DifferentiationInput) -> str:
    """Where k comes from."""
    if inputs.quota.people is not None:
        return _("people with the extra, the number declared beforehand")
    return _("people with the extra: %(percent)s of %(evaluated)s evaluated, %(rounding)s") % {
        "percent": percent(inputs.quota.percent),
        "evaluated": result.evaluated,
        "rounding": str(QuotaRounding(inputs.quota.rounding).label).lower(),
    }


# --- Equal evaluations ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tie:
    """People with the same evaluation at the edge of the quota, in the order that was decided.

    `people` are code, what settled it, and whether they have the extra.
    """

    evaluation: Decimal
    rule: str
    people: tuple[tuple[str, str, bool], ...]


def tie_at_the_edge(result: Differentiation, inputs: DifferentiationInput) -> Tie | None:
    """The equal evaluations of which some have the extra and some have not, None without."""
    ranked = [line for line in result.lines if line.rank is not None]
    if not 0 < result.quota < len(ranked):
        return None
    last, first = ranked[result.quota - 1], ranked[result.quota]
    if last.evaluation != first.evaluation:
        return None
    people = {person.employee: person for person in inputs.people}
    equal = [line for line in ranked if line.evaluation == last.evaluation]
    return Tie(
        evaluation=last.evaluation,
        rule=str(TieRule(result.tie_rule).label),
        people=tuple(
            (line.employee, _settled(people[line.employee], result.tie_rule), line.with_extra)
            for line in equal
        ),
    )


def _settled(person: Evaluated, tie_rule: str) -> str:
    return ", ".join(_reasons(person, tie_rule))


def _reasons(person: Evaluated, tie_rule: str) -> Iterator[str]:
    if tie_rule == TieRule.LONGER_SERVICE:
        text = ngettext(
            "%(count)s day of service", "%(count)s days of service", person.service_days
        )
        yield text % {"count": number(person.service_days)}
    if tie_rule == TieRule.FEWER_EXTRAS:
        text = ngettext("%(count)s extra before", "%(count)s extras before", person.extras)
        yield text % {"count": person.extras}
    if person.lot is not None:
        yield _("place %(place)s drawn by lot") % {"place": person.lot}


# --- Reconciliation ------------------------------------------------------------------------


def reconciled(result: Differentiation) -> dict[str, Any]:
    """What components/reconciliation.html takes: the pot is paid, or an economy as a whole."""
    paid = sum((line.amount for line in result.lines), ZERO)
    parts = [{"label": _("Paid to people"), "amount": paid}]
    if result.economy:
        parts.append({"label": _("Economies"), "amount": result.economy})
    return {
        "reconciliation_parts": parts,
        "reconciliation_difference": result.pot - paid - result.economy,
    }
