"""The year of a project in a browser: values, confirmation, remark, answer, validation."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from objectives.actions.results import confirm_result
from objectives.actions.validation import open_remark
from objectives.enums import ResultState, Role
from objectives.models import MonitoringWindow, Plan, ProjectResult, User
from tests.measured import complete, enter, final_report
from tests.states import put_in_state

P8 = "/piano/2023/progetti/8/"


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


def test_from_the_values_to_the_validation(
    visit: Callable[..., Page], axe: Any, fits: Any, width: int, demo: Plan,
    window: MonitoringWindow,
) -> None:  # fmt: skip
    project = demo.projects.get(number=8)
    *first, last = project.indicators.all()
    for indicator in first:
        enter(indicator, window)
    page = visit(Role.MANAGER, P8)
    expect(page.get_by_text("Manca un valore: indicatore 6.").first).to_be_visible()
    refused = page.get_by_role("button", name="Conferma il risultato")
    expect(refused).to_have_attribute("aria-disabled", "true")
    axe(page)
    fits(page)

    enter(last, window)
    page.reload()
    expect(page.get_by_text("= 100,00")).to_be_visible()
    page.get_by_role("link", name="Conferma il risultato").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Conferma il risultato").click()
    expect(page.get_by_text("Risultato confermato: ora lo legge il NIV.")).to_be_visible()

    niv = visit(Role.NIV, "/")
    niv.get_by_role("link", name="Vedi i risultati").click()
    axe(niv)
    fits(niv)
    niv.get_by_role("link", name="Registra l’esito (8)").click()
    niv.get_by_label("Validato con rilievi").check()
    niv.get_by_role("button", name="Registra l’esito").click()
    summary = niv.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(1)
    axe(niv)
    fits(niv)
    niv.get_by_label("Rilievo, o motivo").fill("Manca il verbale di fine lavori")
    niv.get_by_role("button", name="Registra l’esito").click()
    expect(niv.get_by_text("Esito registrato.")).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name="Apri il rilievo").first.click()
    axe(page)
    fits(page)
    page.get_by_label("Risposta").fill("Allegato: prot. 1234 del 10/01/2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Risposta registrata.")).to_be_visible()

    niv.goto("/")
    niv.get_by_role("link", name="Apri il rilievo").click()
    niv.get_by_role("button", name="Chiudi il rilievo").click()
    expect(niv.get_by_text("Rilievo chiuso.")).to_be_visible()
    niv.goto(P8)
    expect(niv.get_by_text("Validato con rilievi").first).to_be_visible()
    axe(niv)
    fits(niv)
    assert ProjectResult.objects.get().state == ResultState.VALIDATED


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.NIV, "/piano/2023/stato/"),
        (Role.HR, "/piano/2023/stato/"),
        (Role.HR, f"{P8}rinvio/"),
        (Role.HR, f"{P8}indicatori/1/neutralizza/"),
        (Role.HR, "/piano/2023/progetti/9/pesi/"),
        (Role.NIV, f"{P8}rilievi/nuovo/"),
        (Role.EMPLOYEE, P8),
    ],
)
def test_pages_fit_and_axe_finds_nothing(
    visit: Any, axe: Any, fits: Any, width: int, demo: Plan, window: MonitoringWindow,
    role: str, path: str,
) -> None:  # fmt: skip
    project = demo.projects.get(number=8)
    complete(window, project)
    confirm_result(by=User.objects.get(username="responsabile"), project=project)
    open_remark(by=User.objects.get(role=Role.NIV), project=project, subject="x", text="x")
    page = visit(role, path)
    axe(page)
    fits(page)


def test_without_scripts_a_step_of_the_plan_is_taken(
    visit: Callable[..., Page], width: int, demo: Plan
) -> None:
    put_in_state(demo, "approved")
    page = visit(Role.HR, "/piano/2023/stato/", java_script_enabled=False)
    page.get_by_role("button", name="Porta il piano a «In corso»").click()
    expect(page.get_by_text("Ora il piano è nello stato «In corso».")).to_be_visible()
