"""HTML to PDF: the one module that knows WeasyPrint (docs/adr/0005-documents.md).

    content = render(html)          # PDF/UA-1, the same bytes for the same HTML

The library reads local files and the network unless told otherwise: here it reads the static
folder alone. Fonts, style sheet and images are loaded once per process.
"""

import atexit
import gc
import mimetypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
STYLE = STATIC / "css" / "pdf.css"
# Layout holds the interpreter anyway, and the caches of the library know no threads.
_lock = threading.Lock()


class RefusedAddressError(Exception):
    """A document asked for something outside the static folder."""


def render(html: str) -> bytes:
    """Return the PDF of a whole HTML page; relative addresses start at the static folder.

    Raises RefusedAddressError when the page names any file or address outside that folder.
    """
    from weasyprint.urls import FatalURLFetchingError

    with _lock, _uncollected():
        try:
            return _engine().render(html)
        except FatalURLFetchingError as error:
            # A BaseException: it would pass every handler up to the server.
            raise error.__cause__ or RefusedAddressError(str(error)) from None


@contextmanager
def _uncollected() -> Iterator[None]:
    """A layout is a heap of objects that live to its end: no use in searching it for garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def local_path(address: str) -> Path:
    """The static file an address stands for; RefusedAddressError for anything else."""
    parts = urlsplit(address)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STATIC.resolve()):
        raise RefusedAddressError(f"Documents read the static folder alone, not {address[:200]}")
    if not path.is_file():
        raise RefusedAddressError(f"There is no file {path.name} in the static folder")
    return path


class Engine:
    """Fonts, style sheet and image cache of one process."""

    def __init__(self) -> None:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        self._html = HTML
        self._fetcher = _fetcher()
        self._fonts = FontConfiguration()
        self._images: dict[str, Any] = {}
        self._style = CSS(
            string=STYLE.read_text(encoding="utf-8"),
            base_url=STYLE.as_uri(),
            url_fetcher=self._fetcher,
            font_config=self._fonts,
        )

    def render(self, html: str) -> bytes:
        page = self._html(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=self._fetcher)
        content: bytes = page.write_pdf(
            stylesheets=[self._style],
            font_config=self._fonts,
            cache=self._images,
            pdf_variant="pdf/ua-1",
        )
        return content

    def abandon(self) -> None:
        """Leave the folder of fonts to the process that made it."""
        self._fonts._folder = None  # noqa: SLF001 - else a forked child deletes it on exit


@cache
def _engine() -> Engine:
    return Engine()


def _after_fork() -> None:
    if _engine.cache_info().currsize:
        _engine().abandon()
    _engine.cache_clear()


os.register_at_fork(after_in_child=_after_fork)
# While the library's modules still exist: it removes its folder of fonts.
atexit.register(_engine.cache_clear)


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            path = local_path(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticFetcher(fail_on_errors=True)
