"""The allocation as people see it: at a desk and on a phone, with a keyboard, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incentives.actions.allocation import record_allocation
from incentives.models import AllocationRun
from objectives.enums import Role
from objectives.models import Plan, User

RUN = "/piano/2023/riparto/"


@pytest.fixture
def prepared(demo: Plan) -> AllocationRun:
    """Give a run that the second person of human resources prepared: the first may approve it."""
    people = User.objects.filter(role=Role.HR).order_by("pk")
    return record_allocation(by=people[1], plan=demo)


@pytest.mark.parametrize("role", [Role.HR, Role.NIV])
@pytest.mark.parametrize("path", [RUN, f"{RUN}1/", f"{RUN}prova/", f"{RUN}confronto/"])
def test_pages_fit_and_axe_finds_nothing(
    visit: Any, axe: Any, fits: Any, width: int, prepared: AllocationRun, role: str, path: str
) -> None:
    page = visit(role, path)
    axe(page)
    fits(page)


def test_the_approval_fits_and_axe_finds_nothing(
    visit: Any, axe: Any, fits: Any, width: int, prepared: AllocationRun
) -> None:
    page = visit(Role.HR, f"{RUN}{prepared.number}/approva/")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Approva il riparto").click()
    expect(page.get_by_role("alert").get_by_text("Scegli l’atto.")).to_be_visible()
    axe(page)


def test_the_reason_of_an_amount_opens_without_scripts(
    visit: Callable[..., Page], fits: Any, width: int, prepared: AllocationRun
) -> None:
    page = visit(Role.HR, f"{RUN}{prepared.number}/", java_script_enabled=False)
    formula = page.get_by_text("18.200,00 × 75 / 500 = 2.730,00").first
    assert not formula.is_visible()
    page.locator("#progetto-8 summary").focus()
    page.keyboard.press("Enter")
    assert formula.is_visible()


def test_a_trial_with_errors_keeps_what_was_typed(
    visit: Any, axe: Any, fits: Any, width: int, prepared: AllocationRun
) -> None:
    page = visit(Role.HR, f"{RUN}prova/")
    page.get_by_label("Peso del progetto 8").fill("105")
    page.get_by_label("Dipendenti del progetto 9").fill("due")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    assert page.get_by_label("Dipendenti del progetto 9").input_value() == "due"
    axe(page)
    fits(page)
    summary.get_by_role("link").first.click()
    page.get_by_label("Peso del progetto 8").fill("40")
    page.get_by_label("Dipendenti del progetto 9").fill("9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("+736,67")).to_be_visible()
