"""The individual premium in a browser, from switching it on to one's own reason, at both widths."""

from typing import Any

from playwright.sync_api import expect

from incentives.actions.individual import approve_individual
from objectives.enums import Role
from objectives.models import Plan
from tests.distributed import an_act, human_resources, validate
from tests.individual import evaluate_in_the_demo, prepared

PLACE = "/piano/2023/distribuzione/premio-individuale/"


def test_from_switching_it_on_to_ones_own_reason(
    visit: Any, axe: Any, fits: Any, width: int, demo: Plan
) -> None:
    act = an_act(demo, "12", "contract")
    page = visit(Role.HR, "/piano/2023/distribuzione/")
    page.get_by_role("region", name="Premio individuale").get_by_role("link").click()
    axe(page)
    fits(page)
    page.get_by_label("Somma per il premio individuale").fill("12.000,00")
    page.get_by_label("Atto che assegna").select_option(str(act.pk))
    page.get_by_label("Persone con la maggiorazione").fill("2")
    page.get_by_role("button", name="Attiva").click()
    expect(page.get_by_text("Il premio individuale è attivo.")).to_be_visible()
    axe(page)

    evaluate_in_the_demo(demo)
    validate(demo)
    run = prepared(demo)
    evaluations = "/piano/2023/dati/valutazioni-individuali/"
    for path in (PLACE, f"{PLACE}1/", f"{PLACE}1/approva/", evaluations):
        page = visit(Role.HR, path)
        axe(page)
        fits(page)
    approve_individual(by=human_resources()[1], run=run, act=an_act(demo, "150"))
    page = visit(Role.HR, f"{PLACE}1/consegna/")
    axe(page)
    fits(page)
    page = visit(Role.EMPLOYEE, "/piano/2023/il-mio-premio/")
    expect(page.get_by_role("region", name="Premio individuale")).to_contain_text("meno di quattro")
    axe(page)
    fits(page)
