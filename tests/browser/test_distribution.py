"""The distribution in a browser: read without scripts, searched, compared, at both widths."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incentives.models import DistributionRun
from objectives.enums import PlanState, Role
from objectives.models import Plan
from tests.distributed import all_attended, an_act, approved, give_result, prepared, ready

PAGE = "/piano/2023/distribuzione/"


@pytest.fixture
def distributed(demo: Plan) -> DistributionRun:
    """Give the latest run of the demo; made here where it has none."""
    all_attended(demo)
    found = demo.pool.distributions.order_by("-number").first()
    return found or prepared(demo)


@pytest.mark.parametrize(
    "path", ["", "{run}/", "{run}/persone/", "prova/?kind=bands", "confronto/", "{run}/approva/"]
)
def test_pages_fit_and_axe_finds_nothing(
    visit: Any, axe: Any, fits: Any, width: int, distributed: DistributionRun, path: str
) -> None:
    page = visit(Role.HR, PAGE + path.format(run=distributed.number))
    axe(page)
    fits(page)


def test_reasons_and_figures_open_without_scripts(
    visit: Callable[..., Page], width: int, distributed: DistributionRun
) -> None:
    page = visit(Role.NIV, f"{PAGE}{distributed.number}/", java_script_enabled=False)
    page.locator("#progetto-8 summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#progetto-8").get_by_text("Ripartizione:")).to_be_visible()
    page.get_by_text("Le stesse cifre in tabella").first.click()
    expect(page.get_by_role("rowheader", name="niente")).to_be_visible()


def test_a_person_is_found_and_each_project_shown(
    visit: Callable[..., Page], axe: Any, width: int, distributed: DistributionRun
) -> None:
    page = visit(Role.HR, f"{PAGE}{distributed.number}/persone/")
    page.get_by_label("Nome o matricola").fill("acquarossa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 persona", exact=True)).to_be_visible()
    page.get_by_text("con importo").click()
    expect(page.get_by_role("listitem").filter(has_text="Progetto 8")).to_be_visible()
    axe(page)


def test_a_second_run_pays_the_difference(
    visit: Callable[..., Page], axe: Any, fits: Any, width: int, demo: Plan
) -> None:
    if demo.state != PlanState.VALIDATED:
        ready(demo, {8: "100", 9: "90", 14: "60"})
    first = approved(demo)
    give_result(demo.projects.get(number=9), "100")
    give_result(demo.projects.get(number=8), "99")
    second = prepared(demo, reason="Rilievo del NIV sui progetti 8 e 9")
    assert an_act(demo, "140") == first.act
    page = visit(Role.HR, f"{PAGE}{second.number}/")
    expect(page.get_by_text("Si paga solo la differenza")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("link", name="chi cambia importo").click()
    expect(page.get_by_role("columnheader", name="Da pagare")).to_be_attached()
    axe(page)
    fits(page)
    page.goto(f"{PAGE}confronto/?a={first.number}&b={second.number}")
    expect(page.get_by_role("heading", name="Persone che cambiano importo")).to_be_visible()
    axe(page)
    fits(page)
