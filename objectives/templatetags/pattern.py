"""Parts of a page that are written once and used often: Django's templates take their time for
every tag, and a long table repeats a few of them thousands of times."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from operator import attrgetter
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Stands around the name of a field; no text of a page holds it.
MARK = "\0"


class Marks:
    """In the place of an object: each of its fields is its own name, marked."""

    def __getitem__(self, name: str) -> SafeString:
        return SafeString(f"{MARK}{name}{MARK}")


class Pattern:
    """A piece of page with the places of the fields of an object."""

    def __init__(self, marked: str) -> None:
        texts, names = marked.split(MARK)[::2], marked.split(MARK)[1::2]
        self._text = "%s".join(text.replace("%", "%%") for text in texts)
        self._fields = _getter(names)

    def filled(self, of: object) -> str:
        """With the fields of the object, escaped unless they are safe."""
        return self._text % tuple(
            field if field.__class__ is SafeString else escape(str(field))
            for field in self._fields(of)
        )


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda of: tuple(getattr(of, name) for name in names)


class OnceNode(template.Node):
    def __init__(self, content: NodeList) -> None:
        self.nodelist = content
        self._written: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self._written:
            nothing: Any = Context()
            with nothing.bind_template(context.template):
                self._written[language] = self.nodelist.render(nothing)
        return self._written[language]


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """{% once %}{% url 'guide' %}{% translate "Guide" %}{% endonce %}

    The content is written once in a process for each language. It sees no variable: what differs
    from page to page cannot stand in it.
    """
    content = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(content)


class RepeatNode(template.Node):
    def __init__(self, objects: FilterExpression, name: str, content: NodeList) -> None:
        self.objects, self.name, self.nodelist = objects, name, content

    def render(self, context: Context) -> SafeString:
        known = context.render_context
        if self not in known:
            with context.push(**{self.name: Marks()}):
                known[self] = Pattern(self.nodelist.render(context))
        objects: Iterable[object] = self.objects.resolve(context)
        return SafeString("".join(map(known[self].filled, objects)))


@register.tag
def repeat(parser: Parser, token: Token) -> RepeatNode:
    """{% repeat line in lines %}<td>{{ line.name }}</td>{% endrepeat %}

    The content is written once for a page and filled in for each object. So nothing in it may
    depend on the object but the fields placed as they are: no {% if %} on it, no filter.
    """
    words = token.split_contents()
    if len(words) != 4 or words[2] != "in":
        raise template.TemplateSyntaxError("{% repeat NAME in OBJECTS %}")
    content = parser.parse(("endrepeat",))
    parser.delete_first_token()
    return RepeatNode(parser.compile_filter(words[3]), words[1], content)
