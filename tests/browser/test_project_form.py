"""The project form: rows added, moved, removed, with and without scripts; nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from objectives.enums import PlanState, Role
from objectives.models import Plan, Project
from tests.states import put_in_state

PROJECT = "/piano/2023/progetti/8/"
EDIT = f"{PROJECT}modifica/"
ADDED = "Collaudo di prova"


@pytest.fixture
def draft(demo: Plan) -> Plan:
    """Give the demo plan before its approval: no act is asked for."""
    return put_in_state(demo, PlanState.DRAFT)


def rows(page: Page) -> Locator:
    return page.locator("[data-formset=phases] [data-formset-row]:not([hidden])")


def texts(page: Page) -> list[str]:
    fields = rows(page).locator("[name$='-text']")
    return list(fields.evaluate_all("fields => fields.map(field => field.value)"))


def press(page: Page, row: int, name: str) -> None:
    rows(page).nth(row).get_by_role("button", name=name).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Salva il progetto").click()


def stored_texts() -> list[str]:
    phases = Project.objects.get(number=8).phases.order_by("order")
    return list(phases.values_list("text", flat=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_rows_are_added_moved_and_removed(
    visit: Callable[..., Page], draft: Plan, fits: Any, width: int, scripts: bool
) -> None:
    page = visit(Role.HR, EDIT, java_script_enabled=scripts)
    first, second, *others = texts(page)
    page.locator("[name=title]").fill("Titolo cambiato")
    press(page, 1, "Sposta su")
    assert texts(page) == [second, first, *others]
    page.get_by_role("button", name="Aggiungi una fase").click()
    rows(page).last.locator("[name$='-text']").fill(ADDED)
    press(page, 1, "Togli")
    assert texts(page) == [second, *others, ADDED]
    fits(page)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Titolo cambiato")
    assert stored_texts() == [second, *others, ADDED]


def test_an_error_stands_at_its_field_and_loses_nothing(
    visit: Callable[..., Page], draft: Plan, axe: Any, fits: Any, width: int
) -> None:
    page = visit(Role.HR, EDIT)
    before = texts(page)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Aggiungi una fase").click()
    expect(rows(page).last.locator("[name$='-text']")).to_be_focused()
    page.keyboard.type(ADDED)
    field = page.locator("[name=weight]")
    field.fill("130")
    save(page)

    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert texts(page) == [*before, ADDED]
    assert field.input_value() == "130"
    assert field.get_attribute("aria-invalid") == "true"
    sentence = page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[-1]}")
    assert "100" in sentence.inner_text()
    assert stored_texts() == before
    axe(page)
    fits(page)
    summary.get_by_role("link").first.click()
    expect(field).to_be_focused()
    field.fill("30")
    save(page)
    page.wait_for_url(f"**{PROJECT}*")  # the redirect keeps the field's fragment
    assert stored_texts() == [*before, ADDED]
