"""Why this amount, a request for review and the hand-over in a browser, at both widths."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from incentives.models import DistributionRun
from objectives.enums import PlanState, Role
from objectives.models import Employee, Plan
from tests.distributed import approved, ready

MINE = "/piano/2023/il-mio-premio/"
RUNS = "/piano/2023/distribuzione/"


@pytest.fixture
def run(demo: Plan) -> DistributionRun:
    if demo.state != PlanState.VALIDATED:
        ready(demo, {5: "94", 20: "85"})
    return approved(demo)


def test_from_the_amount_to_its_reason_and_back(
    visit: Any, axe: Any, fits: Any, width: int, run: DistributionRun
) -> None:
    page = visit(Role.EMPLOYEE, MINE)
    axe(page)
    fits(page)
    flow = page.get_by_role("region", name="8. Piano rigenerazione").get_by_role("listitem")
    expect(flow.last).to_contain_text("Importo per il progetto 8")
    page.get_by_role("link", name="Chiedi una verifica").click()
    axe(page)
    fits(page)
    page.get_by_label("Progetto").select_option(index=1)
    page.get_by_label("Che cosa non torna").fill("Manca una presenza di giugno.")
    page.get_by_role("button", name="Invia la richiesta").click()
    expect(page.get_by_text("in attesa di risposta")).to_be_visible()
    page.get_by_role("button", name="Ho letto").click()
    expect(page.get_by_text(re.compile(r"^\s*Letto il"))).to_be_visible()

    page = visit(Role.HR, f"{RUNS}verifiche/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Rispondi").click()
    page.get_by_label("Esito").select_option("rejected")
    page.get_by_label("Risposta").fill("La presenza di giugno era di un altro anno.")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Rispondi alla richiesta").click()
    expect(page.get_by_text("Respinta")).to_be_visible()


def test_statement_and_hand_over_for_hr(
    visit: Any, axe: Any, fits: Any, width: int, run: DistributionRun
) -> None:
    person = Employee.objects.get(code="D-0031")
    for path in (f"{RUNS}{run.number}/persona/{person.pk}/", f"{RUNS}{run.number}/consegna/"):
        page = visit(Role.HR, path)
        axe(page)
        fits(page)
