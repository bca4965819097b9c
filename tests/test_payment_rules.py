"""«Regole di pagamento»: the plan's rule and policy, rules of single projects."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from incentives.actions.payment import delete_override, save_override
from incentives.models import PayoutRule, SharingPolicy
from objectives.enums import Role
from objectives.models import AuditEvent, Plan, User
from tests.pages import text_of
from tests.typed import Typed, send, typed_in

PAGE = "/piano/2023/dati/regole-di-pagamento/"
NEW = f"{PAGE}progetti/nuova/"


@pytest.fixture
def hr(clients: dict[str, Client]) -> Client:
    return clients[Role.HR]


def page(client: Client, url: str = PAGE) -> Typed:
    return typed_in(client.get(url))


def plan_rule(plan: Plan) -> PayoutRule:
    return plan.payout_rules.get(project__isnull=True)


def test_a_plan_without_rules_gets_them(hr: Client, demo: Plan) -> None:
    answer = send(hr, PAGE, page(hr), kind="proportional_full_from", full_from="95", reason="CCI")
    assert answer["Location"] == PAGE
    assert plan_rule(demo).full_from == 95
    policy = SharingPolicy.objects.get(plan=demo)
    assert (policy.presence, policy.score, policy.cap) == ("economy", "off", None)
    told = AuditEvent.objects.filter(plan=demo, target_type__in=["payoutrule", "sharingpolicy"])
    assert told.count() == 2


def test_saving_untouched_tells_nothing(hr: Client, demo: Plan) -> None:
    send(hr, PAGE, page(hr))
    before = AuditEvent.objects.count()
    assert send(hr, PAGE, page(hr)).status_code == 302
    assert AuditEvent.objects.count() == before


def test_figures_of_another_kind_are_emptied(hr: Client, demo: Plan) -> None:
    send(hr, PAGE, page(hr), kind="proportional", full_from="95", base_percent="50")
    rule = plan_rule(demo)
    assert (rule.full_from, rule.base_percent) == (None, None)


def bands(*rows: tuple[str, str]) -> dict[str, str]:
    typed = {"bands-TOTAL_FORMS": str(len(rows))}
    for place, (result, percent) in enumerate(rows):
        typed[f"bands-{place}-from_result"] = result
        typed[f"bands-{place}-percent"] = percent
    return typed


def test_bands_are_added_changed_and_taken_away(hr: Client, demo: Plan) -> None:
    typed = page(hr) | {"kind": "bands"}
    assert send(hr, PAGE, typed | bands(("70", "50"), ("90", "100"))).status_code == 302
    assert send(hr, PAGE, typed | bands(("70", "60"), ("95", "100"))).status_code == 302
    found = plan_rule(demo).bands.values_list("from_result", "percent")
    assert list(found) == [(Decimal(70), Decimal(60)), (Decimal(95), Decimal(100))]
    assert send(hr, PAGE, page(hr), kind="proportional").status_code == 302
    assert not plan_rule(demo).bands.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "bands"}, "Inserisci almeno una fascia di risultato."),
        ({"kind": "bands", **bands(("70", "80"), ("90", "60"))}, "non può pagare meno"),
        ({"kind": "bands", **bands(("70", "80"), ("70", "90"))}, "C’è già una fascia"),
        ({"kind": "bands", **bands(("70", "101"))}, "fra 0 e 100"),
        ({"kind": "base_plus_steps", "base_percent": "50"}, "la base"),
        ({"kind": "proportional_full_from"}, "da quale risultato si paga tutto"),
        ({"policy-review_days": "0"}, "almeno un giorno"),
        ({"policy-cap": "mille"}, "Scrivi un importo"),
    ],
)
def test_errors_stand_at_their_fields(
    hr: Client, demo: Plan, changes: dict[str, str], sentence: str
) -> None:
    answer = send(hr, PAGE, page(hr) | changes)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert not PayoutRule.objects.filter(plan=demo).exists()
    assert not SharingPolicy.objects.exists()


def test_a_band_is_added_without_scripts(hr: Client, demo: Plan) -> None:
    answer = send(hr, PAGE, page(hr), **{"add-bands": ""})
    assert answer.status_code == 200
    assert "bands-0-from_result" in typed_in(answer)
    assert not SharingPolicy.objects.exists()


def test_a_project_gets_and_loses_a_rule_of_its_own(hr: Client, demo: Plan) -> None:
    project = demo.projects.get(number=9)
    typed = page(hr, NEW) | {"project": str(project.pk), "kind": "threshold_full"}
    refused = send(hr, NEW, typed)
    assert "reason" in refused.context["entry"].form.errors
    assert send(hr, NEW, typed, reason="Contratto")["Location"] == PAGE
    assert "9. " in text_of(hr.get(PAGE))
    again = send(hr, NEW, typed, reason="Contratto")
    assert "project" in again.context["entry"].form.errors
    url = f"{PAGE}progetti/9/"
    assert send(hr, url, page(hr, url), reason="Nuovo contratto").status_code == 302
    assert project.payout_rule.reason == "Nuovo contratto"
    assert hr.post(f"{url}elimina/").status_code == 302
    assert not PayoutRule.objects.filter(project=project).exists()
    assert hr.get(url).status_code == 404


def test_the_actions_refuse_other_roles(demo: Plan, demo_user: Callable[[str], User]) -> None:
    rule = PayoutRule(plan=demo, project=demo.projects.get(number=9), reason="x")
    for role in (Role.NIV, Role.MANAGER, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            save_override(by=demo_user(role), rule=rule, bands=[])
        with pytest.raises(PermissionDenied):
            delete_override(by=demo_user(role), rule=rule)
