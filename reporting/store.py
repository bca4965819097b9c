"""Rendered documents, kept by the digest of what they are made of.

    store = DocumentStore(settings.DOCUMENT_STORE)
    key = document_key("card", facts)
    content = store.read(key)         # None: render it, then store.write(key, content)

Equal facts give equal bytes, so a stored document is as good as a new one. Each file begins with
the SHA-256 of the rest: a damaged or cut file is rendered anew. The folder may be emptied at any
time. It holds names and amounts, so only the server's user can read it.
"""

import hashlib
import logging
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
DIGEST_BYTES = hashlib.sha256().digest_size

# What a document looks like besides its facts: a change here makes every stored copy out of date.
LOOK = (
    "locale/it/LC_MESSAGES/django.mo",
    "*/checks.py",
    "*/enums.py",
    "objectives/templatetags/display.py",
    "reporting/*.py",
    "reporting/rows/*.py",
    "reporting/handover/*.py",
    "reporting/statement/*.py",
    "reporting/templatetags/*.py",
    "static/css/pdf.css",
    "static/fonts/pdf/*.ttf",
    "static/img/crest-print.svg",
    "templates/reporting/documents/*.html",
)


@dataclass(frozen=True)
class DocumentStore:
    folder: Path

    def read(self, key: str) -> bytes | None:
        """The document as it was written, None when it is missing or damaged."""
        try:
            stored = self._path(key).read_bytes()
        except OSError:
            return None
        digest, content = stored[:DIGEST_BYTES], stored[DIGEST_BYTES:]
        return content if hashlib.sha256(content).digest() == digest else None

    def write(self, key: str, content: bytes) -> None:
        """Store it whole or not at all. A full disk costs the copy, not the answer."""
        try:
            self._write(self._path(key), hashlib.sha256(content).digest() + content)
        except OSError:
            log.warning("The document %s could not be stored", key, exc_info=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.pdf"

    def _write(self, path: Path, stored: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(stored)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


def document_key(*parts: object) -> str:
    """64 hexadecimal digits for a kind of document, its facts and how documents look today."""
    text = repr((*parts, look_of_today()))
    return hashlib.sha256(text.encode()).hexdigest()


def look_of_today() -> str:
    """Digest of templates, styles, fonts, words and code; read once, at each call in DEBUG."""
    if settings.DEBUG:
        _look.cache_clear()
    return _look()


@cache
def _look() -> str:
    base = Path(settings.BASE_DIR)
    digest = hashlib.sha256(version("weasyprint").encode())
    for path in sorted(path for pattern in LOOK for path in base.glob(pattern)):
        digest.update(path.relative_to(base).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    digest.update(repr((settings.BODY_NAME, settings.BODY_PROVINCE, settings.DEMO)).encode())
    return digest.hexdigest()
