"""Participation weights: entered by the manager of the project, confirmed by human resources."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from incentives.actions.participation import confirm_participation, enter_participation
from incentives.actions.project_entry import StaleEntry
from incentives.models import ParticipationSheet
from incentives.participation import SheetState, sharing_staff, sheet_rows, sheet_states
from objectives.enums import Role
from objectives.models import AuditEvent, Plan, Project, User
from tests.pages import count_queries, text_of

LIST = "/piano/2023/dati/partecipazione/"
OWN = f"{LIST}8/"


@pytest.fixture
def project(demo: Plan) -> Project:
    return demo.projects.select_related("plan").get(number=8)


@pytest.fixture
def manager(demo_user: Callable[[str], User]) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def hr(demo_user: Callable[[str], User]) -> User:
    return demo_user(Role.HR)


def state_of(project: Project) -> SheetState:
    return dict(sheet_states(project.plan))[project]


def typed(project: Project, **weights: str) -> dict[str, str]:
    """What the page would send: every weight, some of them by the code of the person."""
    found = {f"p{row.pk}": "100" for row in sharing_staff(project)}
    by_code = {row.employee.code.replace("-", ""): f"p{row.pk}" for row in sharing_staff(project)}
    return found | {by_code[code]: value for code, value in weights.items()}


# --- The steps -----------------------------------------------------------------------------


def test_a_change_asks_for_a_new_confirmation(project: Project, manager: User, hr: User) -> None:
    assert state_of(project) == SheetState.MISSING
    sheet = enter_participation(by=manager, project=project, weights={})
    assert state_of(project) == SheetState.ENTERED
    confirm_participation(by=hr, project=project, digest=sheet.digest)
    assert state_of(project) == SheetState.CONFIRMED
    row = sharing_staff(project)[0]
    other = enter_participation(by=manager, project=project, weights={row.pk: Decimal("62.5")})
    assert state_of(project) == SheetState.ENTERED
    assert (other.pk, other.confirmed_at) != (sheet.pk, None)
    confirm_participation(by=hr, project=project, digest=other.digest)
    row.refresh_from_db()
    row.participation = Decimal(70)
    row.save()
    assert state_of(project) == SheetState.CHANGED


def test_entering_and_confirming_twice_is_once(project: Project, manager: User, hr: User) -> None:
    before = AuditEvent.objects.count()
    for _turn in range(2):
        sheet = enter_participation(by=manager, project=project, weights={})
        confirm_participation(by=hr, project=project, digest=sheet.digest)
    assert ParticipationSheet.objects.filter(project=project).count() == 1
    assert AuditEvent.objects.count() == before + 2


def test_only_what_is_stored_is_confirmed(project: Project, manager: User, hr: User) -> None:
    with pytest.raises(ValidationError, match="Nessuno ha ancora inserito"):
        confirm_participation(by=hr, project=project, digest="")
    sheet = enter_participation(by=manager, project=project, weights={})
    row = sharing_staff(project)[0]
    row.participation = Decimal(10)
    row.save()
    with pytest.raises(ValidationError, match="Nel frattempo"):
        confirm_participation(by=hr, project=project, digest=sheet.digest)
    assert ParticipationSheet.objects.get().confirmed_at is None


def test_who_may_not_is_refused(project: Project, manager: User, hr: User, demo: Plan) -> None:
    foreign = demo.projects.get(number=15)
    for by, target in ((hr, project), (manager, foreign)):
        with pytest.raises(PermissionDenied):
            enter_participation(by=by, project=target, weights={})
    with pytest.raises(PermissionDenied):
        confirm_participation(by=manager, project=project, digest="")


def test_a_stale_page_overwrites_nothing(project: Project, manager: User) -> None:
    row = sharing_staff(project)[0]
    with pytest.raises(StaleEntry):
        enter_participation(
            by=manager, project=project, weights={row.pk: Decimal(1)}, token="0" * 64
        )
    row.refresh_from_db()
    assert row.participation == 100
    assert not ParticipationSheet.objects.exists()


def test_a_tariff_by_hours_needs_no_weights(demo: Plan) -> None:
    assert 3 not in {row["project"].number for row in sheet_rows(demo)}


# --- The pages -----------------------------------------------------------------------------


def test_the_manager_enters_and_hr_confirms(clients: dict[str, Client], project: Project) -> None:
    manager, hr = clients[Role.MANAGER], clients[Role.HR]
    answer = manager.post(OWN, typed(project, D0031="62,5"))
    assert answer["Location"] == OWN
    page = hr.get(OWN)
    assert "62,5" in text_of(page)
    assert "Da confermare" in text_of(page)
    digest = page.context["form"].digest
    assert hr.post(f"{OWN}conferma/", {"digest": digest})["Location"] == LIST
    assert state_of(project) == SheetState.CONFIRMED
    assert "1 progetto confermato su" in text_of(hr.get(LIST)) or "1 progetti" in text_of(
        hr.get(LIST)
    )


def test_errors_stand_at_the_weight_and_nothing_typed_is_lost(
    clients: dict[str, Client], project: Project
) -> None:
    answer = clients[Role.MANAGER].post(OWN, typed(project, D0031="101", D0047="metà", D0019=""))
    form = answer.context["form"]
    assert len(form.errors) == 3
    assert "metà" in answer.content.decode()
    assert not ParticipationSheet.objects.exists()


def test_a_conflict_shows_both_weights(clients: dict[str, Client], project: Project) -> None:
    manager = clients[Role.MANAGER]
    token = manager.get(OWN).context["form"].digest
    manager.post(OWN, typed(project, D0031="40") | {"token": token})
    answer = manager.post(OWN, typed(project, D0031="70") | {"token": token})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="70"' in text
    assert "40" in text_of(answer)
    assert sharing_staff(project).get(employee__code="D-0031").participation == 40


def test_weights_come_in_as_a_table(clients: dict[str, Client], project: Project) -> None:
    url = f"{OWN}importa/"
    manager = clients[Role.MANAGER]
    wrong = manager.post(url, {"block": "D-0031\t40\nD-0001\t50\nD-0047\t400\n", "confirm": "1"})
    assert wrong.context["sentences"] == [
        "riga 2, colonna «Matricola»: «D-0001» non divide il premio di questo progetto.",
        "riga 3, colonna «Partecipazione %»: Scrivi una percentuale fra 0 e 100.",
    ]
    assert not ParticipationSheet.objects.exists()
    good = manager.post(url, {"block": "D-0031\t40\nD-0047\t80,5\n", "confirm": "1"})
    assert good["Location"] == OWN
    assert sharing_staff(project).get(employee__code="D-0047").participation == Decimal("80.5")
    assert state_of(project) == SheetState.ENTERED


def test_the_list_asks_the_same_for_one_sheet_and_for_three(
    clients: dict[str, Client], demo: Plan, manager: User
) -> None:
    hr = clients[Role.HR]
    for number in (8, 20, 21):
        enter_participation(by=manager, project=demo.projects.get(number=number), weights={})
    three = count_queries(hr, LIST)
    demo.projects.get(number=20).staff.all().delete()
    demo.projects.get(number=21).staff.all().delete()
    assert count_queries(hr, LIST) == three
    assert {8} <= {row["project"].number for row in clients[Role.MANAGER].get(LIST).context["rows"]}
