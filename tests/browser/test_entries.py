"""The sheet of values in a browser: from the keyboard, on a phone, and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from objectives.enums import Role
from objectives.models import EntryDraft, Indicator, Plan, ProgressEntry, User
from tests.conftest import Clients
from tests.entering import headed_by, numbers, open_window

pytestmark = pytest.mark.django_db(transaction=True)

SHEET = "/piano/2023/indicatori/"


@pytest.fixture
def rows(demo: Plan, clients: Clients) -> list[Indicator]:
    manager = User.objects.filter(is_demo=True, role=Role.MANAGER).order_by("pk")[0]
    open_window(demo)
    project = headed_by(manager)
    Indicator.objects.exclude(project=project).delete()
    return numbers(project, 3)


def value_of(page: Page, indicator: Indicator) -> Any:
    return page.locator(f"#id_i{indicator.pk}-number")


def row_of(page: Page, indicator: Indicator) -> Any:
    return page.locator(f"#row-i{indicator.pk}")


def test_values_from_the_keyboard(
    rows: list[Indicator], visit: Any, axe: Any, fits: Any, width: int
) -> None:
    page = visit(Role.MANAGER, SHEET)
    axe(page)
    fits(page)
    value_of(page, rows[0]).focus()
    page.keyboard.type("148,5")
    page.keyboard.press("Enter")
    expect(value_of(page, rows[1])).to_be_focused()
    expect(row_of(page, rows[0])).to_contain_text("74,25")
    expect(row_of(page, rows[0])).to_contain_text("Bozza")
    expect(page.locator("[data-saved]")).to_contain_text("Bozza salvata alle")
    page.keyboard.type("71o")
    page.keyboard.press("Control+s")
    expect(row_of(page, rows[1])).to_contain_text("Scrivi un numero, per esempio 710 oppure 710,5.")
    expect(page.locator("[data-ready-count]")).to_have_text("1")
    axe(page)
    page.keyboard.press("Escape")
    expect(value_of(page, rows[1])).to_have_value("")
    expect(row_of(page, rows[1])).to_contain_text("Manca")
    page.keyboard.press("Tab")
    expect(page.locator(f"#id_i{rows[1].pk}-reference_date")).to_be_focused()
    page.reload()
    expect(value_of(page, rows[0])).to_have_value("148,5")
    page.get_by_role("button", name="Invia i valori pronti").click()
    expect(page.get_by_text("1 valore inviato.")).to_be_visible()
    axe(page)
    fits(page)
    assert [str(entry.number) for entry in ProgressEntry.objects.all()] == ["148.5000"]
    assert not EntryDraft.objects.exists()


def test_two_values_side_by_side(
    rows: list[Indicator], visit: Any, axe: Any, fits: Any, width: int
) -> None:
    page = visit(Role.MANAGER, SHEET)
    other = visit(Role.MANAGER, SHEET)
    value_of(other, rows[0]).fill("15")
    other.get_by_role("button", name="Invia i valori pronti").click()
    expect(other.get_by_text("1 valore inviato.")).to_be_visible()
    value_of(page, rows[0]).fill("14")
    page.get_by_role("button", name="Invia i valori pronti").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("1 riga da sistemare prima di inviare")
    assert page.locator("input[type=radio]:checked").count() == 0
    axe(page)
    fits(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Tieni il valore scelto").click()
    expect(page.get_by_text("l’altro valore resta nella storia")).to_be_visible()
    assert ProgressEntry.objects.get(replaced_by__isnull=True).number == 14


def test_the_same_without_scripts(rows: list[Indicator], visit: Any, width: int) -> None:
    page = visit(Role.MANAGER, SHEET, java_script_enabled=False)
    page.locator(f"#id_i{rows[0].pk}-number").fill("148,5")
    page.locator(f"#id_i{rows[1].pk}-number").fill("71o")
    page.get_by_role("button", name="Invia i valori pronti").click()
    assert page.get_by_text("1 valore inviato.").is_visible()
    assert page.locator(f"#id_i{rows[1].pk}-number").input_value() == "71o"
    assert "Scrivi un numero" in (row_of(page, rows[1]).text_content() or "")
    assert ProgressEntry.objects.count() == 1


def test_the_other_pages(
    rows: list[Indicator], visit: Any, axe: Any, fits: Any, width: int
) -> None:
    project = rows[0].project.number
    for rest in ("indicatori/1/", "evidenze/", "fasi/"):
        page = visit(Role.MANAGER, f"/piano/2023/progetti/{project}/{rest}")
        axe(page)
        fits(page)
    page = visit(Role.MANAGER, f"{SHEET}importa/")
    page.get_by_label("Celle copiate").fill(
        f"{project}\t1\t\t\t12\t30/09/2023\n{project}\t2\t\t\tx"
    )
    page.get_by_role("button", name="Mostra l’anteprima").click()
    axe(page)
    fits(page)
