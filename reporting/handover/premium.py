"""What an approved run of the individual premium hands over: its figures and its annex."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from incentives.differentiation import Differentiation, inputs_from_dict
from incentives.individual.ledger import (
    amounts_of,
    base_formula,
    base_text,
    rows_of,
    terms_lines,
)
from incentives.individual.runs import result_of
from incentives.models import IndividualRun
from objectives.models import Employee
from reporting.documents import Document
from reporting.handover.annex import annex_html, document_of
from reporting.handover.read import Entry, HandedRun, handed_run


@dataclass(frozen=True, slots=True)
class PremiumHandover(HandedRun):
    result: Differentiation

    @property
    def reconciled(self) -> list[Entry]:
        """The pot and what is made of it."""
        result = self.result
        paid = sum((line.amount for line in result.lines), Decimal("0.00"))
        return [
            Entry(_("Pot of the individual premium"), result.pot),
            Entry(_("Paid to people"), paid),
            *([Entry(_("Economies"), result.economy)] if result.economy else []),
            Entry(_("Pot less its parts"), result.pot - paid - result.economy),
        ]


def premium_handover_of(run: IndividualRun) -> PremiumHandover:
    return PremiumHandover(**handed_run(run, run.results["rates"]), result=result_of(run))


def premium_annex(handed: PremiumHandover) -> Document:
    """allegato-premio-individuale-2023.pdf"""
    title = _("Annex: individual premium")
    html = annex_html(handed, "premium_annex.html", title, **_ranking(handed))
    return document_of(handed, "allegato-premio-individuale", html)


def _ranking(handed: PremiumHandover) -> dict[str, Any]:
    """Who is in which place and gets how much, by name, and the formula of it."""
    run, result = handed.run, handed.result
    rows = rows_of(result, amounts_of(run.supersedes))
    names = Employee.objects.in_bulk({row.code for row in rows}, field_name="code")
    return {
        "result": result,
        "rows": [(row, names.get(row.code)) for row in rows],
        "base_formula": base_formula(result),
        "base": base_text(result),
        "formula_lines": terms_lines(result, inputs_from_dict(run.inputs)),
    }
