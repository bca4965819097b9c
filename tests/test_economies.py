"""Where the economies go: chosen before the run, kept by it, added up in the hand-over."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incentives.actions.payment import save_destinations
from incentives.distribution.destinations import USUAL, destinations_of, stored_destinations
from incentives.distribution.verify import differences
from incentives.models import DistributionRun, EconomyRule
from objectives.enums import Role
from objectives.models import AuditEvent, Plan, User
from reporting.handover import handover_of
from tests.conftest import Clients
from tests.distributed import approved, human_resources, prepared, ready, small_plan

FULL = "not_full_result"
NEXT = "Fondo dell’anno successivo"


@pytest.fixture
def plan(db: None) -> Plan:
    return ready(small_plan(), {1: "90"})


def choose(plan: Plan, **chosen: str) -> None:
    save_destinations(by=human_resources()[0], plan=plan, chosen=chosen)


def told(run: DistributionRun) -> dict[str, str]:
    return {row.reason: row.destination for row in handover_of(run).economies}


def test_without_a_choice_absences_go_to_the_budget_and_the_rest_to_the_fund(plan: Plan) -> None:
    found = destinations_of(plan)
    assert [reason for reason, place in found.items() if place == "budget"] == ["absence"]
    assert set(found.values()) == {"budget", "fund"}
    assert told(approved(plan)) == {"risultato non pieno": "Fondo risorse decentrate"}


def test_a_run_keeps_the_destinations_it_was_made_with(plan: Plan) -> None:
    choose(plan, **{FULL: "next_fund"})
    run = approved(plan)
    assert told(run) == {"risultato non pieno": NEXT}
    choose(plan, **{FULL: "fund"})
    assert not EconomyRule.objects.exists()
    assert told(run) == {"risultato non pieno": NEXT}
    assert differences(run) == []
    again = prepared(plan, reason="Altra destinazione delle economie")
    assert (again.number, stored_destinations(again)[FULL]) == (2, "fund")


def test_each_change_is_in_the_trail_and_the_same_again_is_none(plan: Plan) -> None:
    for _time in range(2):
        choose(plan, **{FULL: "budget", "withdrawn": "fund"})
    assert [row.reason for row in EconomyRule.objects.all()] == [FULL]
    assert AuditEvent.objects.filter(target_type="economyrule").count() == 1


def test_what_absences_save_stays_in_the_budget(plan: Plan) -> None:
    with pytest.raises(ValidationError) as error:
        EconomyRule(plan=plan, reason="absence", destination="fund").save()
    assert "destination" in error.value.error_dict


def test_nobody_but_human_resources_chooses(plan: Plan) -> None:
    with pytest.raises(PermissionDenied):
        save_destinations(by=User(role=Role.NIV, is_active=True), plan=plan, chosen={})


def test_the_page_shows_every_reason_and_keeps_the_law(demo: Plan, clients: Clients) -> None:
    url = "/piano/2023/dati/regole-di-pagamento/economie/"
    page = clients[Role.HR].get(url).content.decode()
    assert page.count("<select") == len(USUAL)
    sent = {**USUAL, "withdrawn": "budget", "absence": "fund"}
    assert clients[Role.HR].post(url, sent).status_code == 302
    assert destinations_of(demo)["withdrawn"] == "budget"
    assert destinations_of(demo)["absence"] == "budget"
    assert "Scegli" in clients[Role.HR].post(url, {**USUAL, "withdrawn": "x"}).content.decode()
