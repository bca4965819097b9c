"""Markup written in Python: what a page repeats for each row of a table.

A template pays for each word and each condition of each row, and a page of many rows is mostly
that. `format_html` fills a row at once and escapes what it is given.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SUB = '<span class="pp-sub">{}</span>'
NOTHING = SafeString("")


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of markup one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 - of markup only


def given(markup: str, value: Any) -> SafeString:
    """The markup with the value in it; nothing where there is no value."""
    return format_html(markup, value) if value else NOTHING


def bar(width: str) -> SafeString:
    """A share of the whole, `width` percent of it; a figure stands beside it."""
    return format_html(_BAR, width)


_BAR = (
    '<svg class="pp-progress" height="12" aria-hidden="true" focusable="false">'
    '<rect class="pp-progress-ground" y="2" width="100%" height="8" rx="1" />'
    '<rect class="pp-progress-fill" y="2" width="{}%" height="8" rx="1" /></svg>'
)
