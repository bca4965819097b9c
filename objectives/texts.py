"""People's text on its way into a sheet or a CSV: it stays text, readable, within limits.

Characters that XML forbids (and surrogates without their half) become U+FFFD, so that something
is still seen where they were. A cell holds 32,767 UTF-16 units: longer text is cut and says so.
"""

import re

from django.utils.translation import gettext as _

# What a spreadsheet takes for the start of a formula, the full-width forms of East Asia included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_LIMIT = 32_767

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# In a workbook "_x0041_" stands for "A": typed as such it must not turn into a letter.
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def printable(text: str) -> str:
    """The text with one kind of line end and without what no file can hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def cell_text(text: str) -> str:
    """The text as a workbook's cell stores it."""
    text = _LIKE_AN_ESCAPE.sub("_x005F_", printable(text))
    return text if len(text) <= CELL_LIMIT // 2 else _cut(text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    mark = _(" […] cut here: a cell holds no more")
    return units[: 2 * (CELL_LIMIT - len(mark))].decode("utf-16-le", "ignore") + mark
