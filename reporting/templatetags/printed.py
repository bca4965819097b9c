"""Typed text and formulas as pages and documents set them."""

from functools import lru_cache

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from objectives.markup import filled, joined
from objectives.templatetags.display import NBSP
from reporting.prose import HEADING, LIST, Block, blocks

register = template.Library()


@register.filter
def nobreak(text: str) -> SafeString:
    """A formula stays on one line: every space becomes a no-break space."""
    return mark_safe(conditional_escape(text).replace(" ", NBSP))  # noqa: S308 - escaped just now


@register.filter
def sentence(text: str) -> str:
    """The text with a full stop, unless it already ends like a sentence."""
    return text if text.endswith((".", ":", ";", "?", "!")) else f"{text}."


@register.filter
@lru_cache(maxsize=512)
def prose(text: str) -> SafeString:
    """What a person typed, as paragraphs, small headings and lists with their own markers."""
    return joined(map(_block, blocks(text)))


def _block(block: Block) -> SafeString:
    if block.kind == LIST:
        item = "<li><span>{}</span> {}</li>"
        lines = joined(filled(item, one.marker, one.text) for one in block.items)
        return filled('<ul class="pp-typed">{}</ul>', lines)
    return filled("<h4>{}</h4>" if block.kind == HEADING else "<p>{}</p>", block.text)
