"""The annex of the determination: who gets how much, by name, for internal use."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reporting.documents import LANGUAGE, Document
from reporting.handover.files import rate_text, reconciled
from reporting.handover.read import Handover
from reporting.pdf import render
from reporting.statement.document import run_frame
from reporting.store import document_key


def annex_document(handed: Handover) -> Document:
    """allegato-determina-2023.pdf; call with the language of documents active."""
    html = annex_html(handed)
    return Document(
        filename=f"allegato-determina-{handed.plan.year}.pdf",
        key=document_key("annex", html),
        make=lambda: render(html),
        holds=lambda: True,  # made of the very text that gave the key
    )


def annex_html(handed: Handover) -> str:
    with translation.override(LANGUAGE):
        title = _("Annex of the determination")
        footer = _("%(title)s · by name, internal: not to be published") % {"title": title}
        context = run_frame(handed.run, footer) | {
            "handed": handed,
            "title": title,
            "rates": [rate_text(rate) for rate in handed.rates],
            "reconciled": reconciled(handed),
        }
        return render_to_string("reporting/documents/annex.html", context)
