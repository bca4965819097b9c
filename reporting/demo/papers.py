"""The invented files among the demo's evidence: small, marked as such, the same on every load."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.html import escape

from reporting.demo.base import Row
from reporting.pdf import render

PAGE = (
    '<!doctype html><html lang="it"><head><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>Dati inventati: documento di prova, senza valore.</p></body></html>"
)


def stored_pdf(name: str, title: str) -> Row:
    """Put a page with this title into the store of files; columns of its evidence row."""
    content = render(PAGE.format(title=escape(title)))
    digest = hashlib.sha256(content).hexdigest()
    path = f"evidence/{digest[:32]}.pdf"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return {
        "file": path,
        "original_name": name,
        "content_type": "application/pdf",
        "size": len(content),
        "sha256": digest,
    }
