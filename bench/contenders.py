"""The other ways to make the same documents: the bare library, and a first cut at its use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from reporting.pdf import STATIC, STYLE

Render = Callable[[str], bytes]
CREST = "img/crest-print.svg"
CREST_PIXELS = (600, 750)
# What one writes first and pays for on every page: see docs/adr/0005-documents.md.
FIRST_CUT = "html { hyphens: auto } table { table-layout: auto }"


def bare() -> Render:
    """WeasyPrint with fonts and style sheet loaded once, and nothing of ours around it."""
    fonts = FontConfiguration()
    style = CSS(filename=STYLE, font_config=fonts)
    images: dict[str, Any] = {}

    def render(html: str) -> bytes:
        return HTML(string=html, base_url=_base()).write_pdf(
            stylesheets=[style], font_config=fonts, cache=images, pdf_variant="pdf/ua-1"
        )

    return render


def first_cut(scratch: Path) -> Render:
    """Everything loaded anew each time, PNG crest, hyphenation, tables laid out by content.

    Not even tagged, which it would have to be: that spares it a tenth.
    """
    crest = scratch / "crest.png"
    draw_crest(crest)

    def render(html: str) -> bytes:
        fonts = FontConfiguration()
        styles = [CSS(filename=STYLE, font_config=fonts), CSS(string=FIRST_CUT)]
        page = HTML(string=html.replace(CREST, crest.as_uri()), base_url=_base())
        return page.write_pdf(stylesheets=styles, font_config=fonts)

    return render


def draw_crest(path: Path) -> None:
    """A picture of the size municipalities use, with soft edges."""
    shade = Image.radial_gradient("L").resize(CREST_PIXELS)
    Image.merge("RGBA", (shade, shade.transpose(Image.Transpose.ROTATE_180), shade, shade)).save(
        path
    )


def _base() -> str:
    return f"{STATIC.as_uri()}/"
