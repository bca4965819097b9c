"""Rows written in Python: escaped like those of a template, with the addresses Django gives."""

import pytest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from objectives.enums import Role
from objectives.markup import SUB, addresses, filled, given, joined
from objectives.models import Plan, Project
from tests.conftest import Clients
from tests.pages import text_of


@pytest.mark.parametrize(
    "value",
    ["<b>", "a & b", '"d\'uso"', SafeString("<b>8</b>"), 8, None, "", gettext_lazy("Weight"), "{}"],
)
def test_filled_is_format_html(value: object) -> None:
    markup = '<td data-label="{}">{name}</td>'
    assert filled(markup, value, name=value) == format_html(markup, value, name=value)


def test_what_is_not_there_leaves_no_markup() -> None:
    assert given(SUB, "") == ""
    assert joined([given(SUB, "a < b"), given(SUB, None)]) == '<span class="pp-sub">a &lt; b</span>'


def test_addresses_are_those_of_the_resolver() -> None:
    found = addresses("indicator", 2023, 8)
    assert [found(order) for order in (1, 23)] == [
        reverse("indicator", args=(2023, 8, order)) for order in (1, 23)
    ]


def test_a_typed_text_cannot_become_markup(year_end: Plan, clients: Clients) -> None:
    """Everywhere on a project's page."""
    sign = "<script>x</script>"
    project = year_end.projects.get(number=8)
    Project.objects.filter(pk=project.pk).update(description=f"- {sign}", special_rule=sign)
    project.indicators.update(name=sign, activity=sign, quantity=sign)
    project.phases.update(text=sign, note=sign, period=sign)
    page = clients[Role.HR].get("/piano/2023/progetti/8/").content.decode()
    assert sign not in page
    assert page.count("&lt;script&gt;x") >= 5 * 3


def test_a_deviation_is_named(year_end: Plan, clients: Clients) -> None:
    found = (
        text_of(clients[Role.HR].get(f"/piano/2023/progetti/{project.number}/"))
        for project in year_end.projects.all()
    )
    assert any("Scostamento: " in text for text in found)
