"""The annex of the determination: who gets how much, by name, for internal use.

Each kind of run says what its annex is called and prints; letterhead, chapters and reconciliation
are the same. Call it with the language of documents active.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reporting.documents import LANGUAGE, Document
from reporting.handover.files import chapter_rows
from reporting.handover.read import HandedRun, Handover
from reporting.pdf import render
from reporting.statement.document import run_frame
from reporting.store import document_key


def annex_document(handed: Handover) -> Document:
    """allegato-determina-2023.pdf"""
    html = annex_html(handed, "annex.html", _("Annex of the determination"))
    return document_of(handed, "allegato-determina", html)


def document_of(handed: HandedRun, name: str, html: str) -> Document:
    return Document(
        filename=f"{name}-{handed.plan.year}.pdf",
        key=document_key("annex", html),
        make=lambda: render(html),
        holds=lambda: True,  # made of the very text that gave the key
    )


def annex_html(handed: HandedRun, template: str, title: str, **more: Any) -> str:
    with translation.override(LANGUAGE):
        footer = _("%(title)s · by name, internal: not to be published") % {"title": title}
        context = run_frame(handed.run, footer) | {
            "handed": handed,
            "title": title,
            "chapters": chapter_rows(handed),
            **more,
        }
        return render_to_string(f"reporting/documents/{template}", context)
