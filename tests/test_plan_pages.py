"""Plan and project pages: figures as published, rights, filters, empty states, constant queries."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from incentives.models import ProjectFunding
from objectives.enums import Role
from objectives.models import (
    AuditEvent,
    Indicator,
    MacroCategory,
    Plan,
    Project,
    StaffAssignment,
    User,
)
from objectives.templatetags.display import money
from tests.pages import count_queries, numbers_of, text_of

PLAN = "/piano/2023/"


# --- The plan ------------------------------------------------------------------------------


def test_the_plan_shows_the_published_figures(allocated: Plan, clients: dict[str, Client]) -> None:
    response = clients[Role.HR].get(PLAN)
    text = text_of(response)
    assert numbers_of(response) == list(range(1, 25))
    for words in (
        "24 progetti su 24",
        "Generali e intersettoriali 9 progetti · 15.000,00 fissi al progetto 3 + 18.200,00 a punti",
        "Settore 1 e Area Piano di Zona 3 progetti · 90 punti 3.380,00",
        "4.225,01 +0,01 sul budget",
        "Totale dei 24 progetti, come deliberato 63.200,01",
        "Somma assegnata 63.200,00: differenza +0,01 , Settore 5 (progetto 24)",
        "70 % scheda 65 %",
        "80 % scheda 90 %",
        "8 scheda 6",
        "30 classe 20",
        "pesi degli indicatori 90",
        "Macro categoria: nessun progetto ne ha una",
    ):
        assert words in text
    row = text[text.index("Presenza extra orario") :]
    assert row.index("120") < row.index("15.000,00") < row.index("1.092,00")


def test_the_macro_category_appears_once_a_project_has_one(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    category = MacroCategory.objects.create(plan=allocated, name="Digitalizzazione")
    Project.objects.filter(plan=allocated, number=6).update(macro_category=category)
    text = text_of(clients[Role.HR].get(PLAN))
    assert "Digitalizzazione" in text
    assert "nessun progetto ne ha una" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=DRONE", [9]),
        ("q=24", [5, 24]),
        ("settore=2", [6, 13, 14, 15, 16]),
        ("settore=-", [1, 2, 3, 4]),
        ("tipo=extra_sector", [10]),
        ("classe=mantenimento", [4, 24]),
        ("incongruenze=1", [5, 9, 11, 12, 14, 20, 22]),
        ("settore=5&classe=innovativo", [9, 23]),
        ("settore=nowhere&tipo=none", list(range(1, 25))),
    ],
)
def test_filters(
    allocated: Plan, clients: dict[str, Client], query: str, expected: list[int]
) -> None:
    response = clients[Role.HR].get(f"{PLAN}?{query}")
    assert numbers_of(response) == expected
    assert f"{len(expected)} progett" in text_of(response)


def test_a_filtered_table_totals_what_it_shows(allocated: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.HR].get(f"{PLAN}?classe=mantenimento"))
    assert "1 progetti su 9" in text
    assert "Totale dei 2 progetti, come deliberato 1.620,13" in text
    assert "Somma assegnata" not in text


def test_no_match_and_no_project_say_what_to_do(demo: Plan, clients: dict[str, Client]) -> None:
    assert "Nessun progetto con questi filtri" in text_of(clients[Role.HR].get(f"{PLAN}?q=zzz"))
    baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026, title="P")
    empty = text_of(clients[Role.HR].get("/piano/2024/"))
    assert "Il piano non ha ancora progetti" in empty
    assert "Non partecipi a nessun progetto" in text_of(clients[Role.EMPLOYEE].get("/piano/2024/"))


def test_the_staff_to_involve_is_shown_on_demand(demo: Plan, clients: dict[str, Client]) -> None:
    words = demo.projects.get(number=8).staff_text
    assert words not in text_of(clients[Role.HR].get(PLAN))
    assert words in text_of(clients[Role.HR].get(f"{PLAN}?personale=1"))
    assert words not in text_of(clients[Role.EMPLOYEE].get(f"{PLAN}?personale=1"))


def test_each_role_sees_its_projects(
    allocated: Plan, clients: dict[str, Client], demo_user: Callable[[str], User], role: str
) -> None:
    shown = numbers_of(clients[role].get(PLAN))
    if role == Role.EMPLOYEE:
        own = StaffAssignment.objects.filter(employee__user=demo_user(role))
        assert sorted(shown) == sorted(own.values_list("project__number", flat=True))
    elif role == Role.MANAGER:
        assert {1, 8, 20} <= set(shown)
        assert {5, 13} & set(shown) == set()
    else:
        assert len(shown) == 24


@pytest.mark.parametrize("address", [PLAN, f"{PLAN}progetti/8/", "/"])
@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_no_money_for_who_may_not_see_it(
    allocated: Plan, clients: dict[str, Client], role: str, address: str
) -> None:
    text = text_of(clients[role].get(address))
    funding = ProjectFunding.objects.exclude(deliberated_amount=None).exclude(project__number=3)
    shown = {money(amount) for amount in funding.values_list("deliberated_amount", flat=True)}
    assert not [amount for amount in shown if amount in text]
    assert "€" not in text.replace("15.000,00 €", "").replace("140,00 €", "")
    assert "Importo" not in text


def test_a_manager_sees_amounts_without_budgets(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    text = text_of(clients[Role.MANAGER].get(PLAN))
    assert "2.730,00" in text
    assert "Somma assegnata" not in text
    assert "sul budget" not in text


def test_an_unknown_plan_is_not_found(demo: Plan, clients: dict[str, Client]) -> None:
    assert clients[Role.HR].get("/piano/1999/").status_code == 404


def test_queries_of_the_plan_do_not_grow(allocated: Plan, clients: dict[str, Client]) -> None:
    few = count_queries(clients[Role.HR], PLAN)
    add_projects(allocated, 2376)
    assert allocated.projects.count() == 2400
    assert count_queries(clients[Role.HR], PLAN) == few <= 6
    last = clients[Role.HR].get(f"{PLAN}?page=24")
    assert "Pagina 24 di 24" in text_of(last)
    assert "Righe 2301–2400 di 2400" in text_of(last)
    assert len(numbers_of(last)) == 100


def add_projects(plan: Plan, count: int) -> None:
    model = plan.projects.get(number=24)
    first = 25
    Project.objects.bulk_create(
        Project(
            plan=plan,
            number=number,
            kind=model.kind,
            lead_sector_id=model.lead_sector_id,
            project_class_id=model.project_class_id,
            weight=model.weight,
            counted_staff=4,
            threshold=80,
            title=f"Project {number}",
        )
        for number in range(first, first + count)
    )


# --- One project ---------------------------------------------------------------------------


def test_the_amount_is_explained_with_its_numbers(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    text = text_of(clients[Role.HR].get(f"{PLAN}progetti/8/"))
    for words in (
        "18.200,00 € da ripartire a punti × 75 punti del progetto 8 / 500 punti di tutti",
        "2.730,00 € importo",
        "33.200,00 di «Generali e intersettoriali», meno 15.000,00 fissi al progetto 3 ALLOC-2",
        "peso 30 × coefficiente 2,5 (9 dipendenti contati)",
        "60 + 60 + 30 + 50 + 120 + 30 + 75 + 75: progetti 1, 2, 4, 5, 6, 7, 8, 9",
        "2.730,0000 quota esatta; niente da arrotondare",
        "importo deliberato nell’atto; differenza 0,00",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "importo fisso, prelevato per primo dai 33.200,00 di «Generali e intersettoriali»"),
        (3, "fino a 10 140,00"),
        (20, "Finché una persona non decide vale la più severa: 90 %"),
        (20, "2.908,0588 quota esatta; l’arrotondamento le dà un centesimo in più"),
        (24, "calcolato 528,12 € +0,01"),
        (5, "attesi 100 %"),
        (5, "1/3"),
        (8, "75 %"),
    ],
)
def test_what_is_special_about_a_project(
    allocated: Plan, clients: dict[str, Client], number: int, words: str
) -> None:
    assert words in text_of(clients[Role.HR].get(f"{PLAN}progetti/{number}/"))


def test_without_a_run_nothing_is_explained(demo: Plan, clients: dict[str, Client]) -> None:
    baker.make(
        Project,
        plan=demo,
        number=90,
        kind="general",
        project_class=demo.classes.get(name="strategico"),
        weight=40,
        threshold=80,
        counted_staff=4,
        title="New",
    )
    text = text_of(clients[Role.HR].get(f"{PLAN}progetti/90/"))
    assert "Nessun importo calcolato" in text
    assert "Ancora nessun indicatore" in text
    assert "Nessuno è ancora assegnato" in text
    assert "Totale coeff. 60" in text


def test_a_number_taken_over_by_another_project_explains_nothing(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    Project.objects.filter(plan=allocated, number=8).update(number=80)
    Project.objects.filter(plan=allocated, number=13).update(number=8)
    text = text_of(clients[Role.HR].get(f"{PLAN}progetti/8/"))
    assert "Nessun importo calcolato" in text


def test_an_employee_reads_only_their_own_name(
    allocated: Plan, clients: dict[str, Client], demo_user: Callable[[str], User]
) -> None:
    own = demo_user(Role.EMPLOYEE).employee
    assert own is not None
    text = text_of(clients[Role.EMPLOYEE].get(f"{PLAN}progetti/8/"))
    others = StaffAssignment.objects.filter(project__number=8).exclude(employee=own)
    assert own.full_name in text
    for row in others.select_related("employee"):
        assert row.employee.last_name not in text
        assert row.employee.code not in text
    assert "3 colleghi" in text


@pytest.mark.parametrize(
    ("role", "number", "status"),
    [
        (Role.MANAGER, 5, 404),
        (Role.EMPLOYEE, 5, 404),
        (Role.MANAGER, 8, 200),
        (Role.EMPLOYEE, 8, 200),
        (Role.NIV, 5, 200),
        (Role.HR, 99, 404),
    ],
)
def test_a_project_elsewhere_does_not_exist(
    demo: Plan, clients: dict[str, Client], role: str, number: int, status: int
) -> None:
    assert clients[role].get(f"{PLAN}progetti/{number}/").status_code == status


@pytest.mark.parametrize("page", ["", "progetti/8/", "progetti/8/storia/", "controlli/"])
def test_a_stranger_logs_in_first(demo: Plan, client: Client, page: str) -> None:
    response = client.get(PLAN + page)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", ["", "progetti/8/", "progetti/8/storia/", "controlli/"])
def test_reading_pages_only_read(demo: Plan, clients: dict[str, Client], page: str) -> None:
    assert clients[Role.HR].post(PLAN + page).status_code == 405


def test_queries_of_a_project_do_not_grow(allocated: Plan, clients: dict[str, Client]) -> None:
    project = allocated.projects.get(number=8)
    project.indicators.exclude(order=1).delete()
    address = f"{PLAN}progetti/8/"
    few = count_queries(clients[Role.HR], address)
    for order in (2, 3):
        baker.make(
            Indicator, project=project, order=order, target_kind="judged", weight=Decimal(10)
        )
    assert count_queries(clients[Role.HR], address) == few <= 26


# --- History -------------------------------------------------------------------------------


def test_history_tells_who_what_and_why(demo: Plan, clients: dict[str, Client]) -> None:
    project = demo.projects.get(number=8)
    AuditEvent.objects.create(
        actor_name="Marta Querciola",
        action="changed",
        target_type="project",
        target_id=str(project.pk),
        target_label=str(project),
        project=project,
        plan=demo,
        act=demo.acts.get(number="61"),
        changes={"weight": ["20.00", "30.00"], "multi_year": ["False", "True"]},
        reason="Variazione",
    )
    for page in ("", "storia/"):
        text = text_of(clients[Role.NIV].get(f"{PLAN}progetti/8/{page}"))
        assert "Peso: da 20 a 30" in text
        assert "Pluriennale: da no a sì" in text
        assert "delibera G.C. n. 61 del 27/03/2023: Variazione Marta Querciola" in text


@pytest.mark.parametrize(
    ("field", "pair", "expected"),
    [
        ("title", ["", "x<b>"], "x<b>"),
        ("gone", ["a", ""], "tolto a"),
        ("threshold", ["80.00", "90.50"], "da 80 a 90,5"),
    ],
)
def test_history_writes_every_kind_of_change(
    demo: Plan, clients: dict[str, Client], field: str, pair: list[str], expected: str
) -> None:
    project = demo.projects.get(number=8)
    baker.make(
        AuditEvent,
        action="changed",
        target_type="project",
        project=project,
        changes={field: pair},
    )
    assert expected in text_of(clients[Role.HR].get(f"{PLAN}progetti/8/storia/"))


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_history_is_for_managers_hr_and_niv(
    demo: Plan, clients: dict[str, Client], role: str
) -> None:
    assert clients[role].get(f"{PLAN}progetti/8/storia/").status_code == 403
    assert "Storia" not in text_of(clients[role].get(f"{PLAN}progetti/8/"))


@pytest.mark.parametrize("count", [1, 60])
def test_queries_of_the_history_do_not_grow(
    demo: Plan, clients: dict[str, Client], count: int
) -> None:
    project = demo.projects.get(number=8)
    events = [
        AuditEvent(action="changed", target_type="phase", project=project, changes={})
        for _ in range(count)
    ]
    AuditEvent.objects.bulk_create(events)
    assert count_queries(clients[Role.HR], f"{PLAN}progetti/8/storia/") == 5


# --- Findings ------------------------------------------------------------------------------


def test_the_findings_page_lists_them_all(allocated: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.NIV].get(f"{PLAN}controlli/"))
    for rule in ("WEIGHT", "THRESHOLD", "STAFF", "CLASS", "LEGEND", "SUM", "POOL"):
        assert f"CHK-{rule}" in text
    assert "90 % scheda, applicato" in text


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_findings_are_for_managers_hr_and_niv(
    demo: Plan, clients: dict[str, Client], role: str
) -> None:
    assert clients[role].get(f"{PLAN}controlli/").status_code == 403


def test_a_manager_sees_findings_of_their_projects(
    allocated: Plan, clients: dict[str, Client]
) -> None:
    text = text_of(clients[Role.MANAGER].get(f"{PLAN}controlli/"))
    assert "Progetti 9, 20, 22" in text
    assert "CHK-SUM" not in text


def test_a_plan_without_projects_has_no_findings(demo: Plan, clients: dict[str, Client]) -> None:
    baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026, title="P")
    text = text_of(clients[Role.HR].get("/piano/2024/controlli/"))
    assert "Nessuna incongruenza aperta" in text
