"""What only printed pages need."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from objectives.templatetags.display import NBSP

register = template.Library()


@register.filter
def nobreak(text: str) -> SafeString:
    """A formula stays on one line: every space becomes a no-break space."""
    return mark_safe(conditional_escape(text).replace(" ", NBSP))  # noqa: S308 - escaped just now


@register.filter
def sentence(text: str) -> str:
    """The text with a full stop, unless it already ends like a sentence."""
    return text if text.endswith((".", ":", ";", "?", "!")) else f"{text}."
