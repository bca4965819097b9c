"""Parts of a page written once: the same text as without, escaped, in each language."""

from dataclasses import dataclass

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString

LOADED = "{% load i18n pattern %}"


@dataclass(frozen=True)
class Cell:
    title: str
    link: str = SafeString("<b>100 %</b>")


def written(text: str, **context: object) -> str:
    return Template(LOADED + text).render(Context(context))


def test_a_line_is_filled_in_for_each_object() -> None:
    lines = [Cell("a & b"), Cell("50 %s <i>"), Cell(SafeString("<u>c</u>"))]
    row = "{% if wide %}<p>100%{% endif %}{{ line.title }}|{{ line.link }}|{{ line.title }};"
    once = "{% repeat line in lines %}" + row + "{% endrepeat %}"
    each = "{% for line in lines %}" + row + "{% endfor %}"
    for wide in (True, False):
        assert written(once, lines=lines, wide=wide) == written(each, lines=lines, wide=wide)


def test_one_field_none_and_no_line() -> None:
    one = "{% repeat line in lines %}[{{ line.title }}]{% endrepeat %}"
    assert written(one, lines=[Cell("a"), Cell("<")]) == "[a][&lt;]"
    assert written(one, lines=[]) == ""
    none = "{% repeat line in lines %}-{% endrepeat %}"
    assert written(none, lines=[Cell("a"), Cell("b")]) == "--"


def test_the_name_means_the_object_only_inside() -> None:
    text = "{% repeat line in lines %}{{ line.title }}{% endrepeat %}{{ line }}"
    assert written(text, lines=[Cell("a")], line="outside") == "aoutside"


@pytest.mark.parametrize("words", ["line lines", "line of lines", "line in lines now", ""])
def test_a_tag_that_is_not_understood_says_so(words: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="NAME in OBJECTS"):
        written("{% repeat " + words + " %}{% endrepeat %}")


def test_what_is_written_once_knows_the_language_and_no_variable() -> None:
    template = Template(LOADED + '{% once %}{% translate "Guide" %}{{ name }}{% endonce %}')
    for language, word in (("it", "Guida"), ("en", "Guide"), ("it", "Guida")):
        with translation.override(language):
            assert template.render(Context({"name": "Rossi"})) == word
