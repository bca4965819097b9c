"""What an approved run of the individual premium hands over: payroll files, annex, totals."""

from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import translation
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
from reporting.documents import LANGUAGE, Document
from reporting.handover.files import (
    Entry,
    add_reconciliation,
    add_table,
    book_bytes,
    chapter_columns,
    csv_with,
    pay_columns,
    rate_text,
)
from reporting.handover.read import HandedRun, handed_run
from reporting.pdf import render
from reporting.statement.document import run_frame
from reporting.store import document_key
from reporting.workbooks.sheets import new_book


@dataclass(frozen=True, slots=True)
class PremiumHandover(HandedRun):
    result: Differentiation


def premium_handover_of(run: IndividualRun) -> PremiumHandover:
    return PremiumHandover(**handed_run(run, run.results["rates"]), result=result_of(run))


def reconciled(handed: PremiumHandover) -> list[Entry]:
    """The pot and what is made of it, and the difference, which is 0.00."""
    result = handed.result
    paid = sum((line.amount for line in result.lines), Decimal("0.00"))
    return [
        Entry(_("Pot of the individual premium"), result.pot),
        Entry(_("Paid to people"), paid),
        *([Entry(_("Economies"), result.economy)] if result.economy else []),
        Entry(_("Pot less its parts"), result.pot - paid - result.economy),
    ]


def premium_workbook(handed: PremiumHandover) -> bytes:
    """stipendi-premio-individuale-2023.xlsx"""
    book = new_book(handed)
    add_table(book, handed, _("Payroll"), pay_columns(handed), handed.lines)
    chapters = [*handed.chapters, handed.total]
    add_table(book, handed, _("Chapters"), chapter_columns(handed), chapters)
    add_reconciliation(book, handed, reconciled(handed))
    return book_bytes(book, handed)


def premium_csv(handed: PremiumHandover) -> bytes:
    """stipendi-premio-individuale-2023.csv"""
    return csv_with(handed, reconciled(handed))


# --- The annex -----------------------------------------------------------------------------


def premium_annex(handed: PremiumHandover) -> Document:
    """allegato-premio-individuale-2023.pdf; call with the language of documents active."""
    html = premium_annex_html(handed)
    return Document(
        filename=f"allegato-premio-individuale-{handed.plan.year}.pdf",
        key=document_key("premium-annex", html),
        make=lambda: render(html),
        holds=lambda: True,  # made of the very text that gave the key
    )


def premium_annex_html(handed: PremiumHandover) -> str:
    """Who is in which place of the ranking and gets how much, by name, for internal use."""
    run, result = handed.run, handed.result
    rows = rows_of(result, amounts_of(run.supersedes))
    names = Employee.objects.in_bulk({row.code for row in rows}, field_name="code")
    with translation.override(LANGUAGE):
        title = _("Annex: individual premium")
        footer = _("%(title)s · by name, internal: not to be published") % {"title": title}
        context = run_frame(run, footer) | {
            "handed": handed,
            "result": result,
            "title": title,
            "rows": [(row, names.get(row.code)) for row in rows],
            "base_formula": base_formula(result),
            "base": base_text(result),
            "formula_lines": terms_lines(result, inputs_from_dict(run.inputs)),
            "rates": [rate_text(rate) for rate in handed.rates],
            "reconciled": reconciled(handed),
        }
        return render_to_string("reporting/documents/premium_annex.html", context)
