"""Confirming a result, a second time where it must be, sending it back, what enters the sums."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from objectives.actions.results import (
    confirm_result,
    confirm_second,
    fingerprint_of,
    may_confirm_second,
    send_back,
)
from objectives.actions.sums import neutralise, revoke, set_result_mode
from objectives.actions.validation import validate_result
from objectives.enums import PlanState, ResultMode, ResultState, Role, ValidationOutcome
from objectives.measurements import measured
from objectives.models import (
    AuditEvent,
    Headship,
    MonitoringWindow,
    Plan,
    Project,
    ProjectResult,
    User,
)
from objectives.outcomes import second_confirmers
from objectives.scoring import fingerprint, recompute, result_to_dict
from tests.measured import a_manager, code_of, complete, enter, final_report
from tests.states import put_in_state

Find = Callable[[str], User]


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


@pytest.fixture
def project(demo: Plan, window: MonitoringWindow) -> Project:
    """Number 8 of sector 4, which the demo's first manager heads; every target is reached."""
    found = demo.projects.get(number=8)
    complete(window, found)
    return found


@pytest.fixture
def manager(demo_user: Find) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def hr(demo_user: Find) -> User:
    return demo_user(Role.HR)


@pytest.fixture
def niv(demo_user: Find) -> User:
    return demo_user(Role.NIV)


# --- Confirming --------------------------------------------------------------------------------


def test_what_is_confirmed_is_stored_and_can_be_computed_again(
    project: Project, manager: User
) -> None:
    result = confirm_result(by=manager, project=project)
    result = ProjectResult.objects.get(pk=result.pk)
    assert (result.state, result.result, result.met) == (ResultState.CONFIRMED, 100, True)
    assert (result.number, result.threshold, result.mode) == (1, 100, ResultMode.NORMALISED)
    assert result_to_dict(recompute(result.inputs)) == result.results
    assert fingerprint(result.inputs, result.results) == result.sha256
    event = AuditEvent.objects.get(target_type="projectresult")
    assert (event.actor, event.project, event.action) == (manager, project, "confirmed")


def test_a_missing_value_blocks_and_is_named(
    demo: Plan, window: MonitoringWindow, manager: User
) -> None:
    project = demo.projects.get(number=8)
    enter(project.indicators.all()[0], window)
    with pytest.raises(ValidationError, match="Mancano 5 valori: indicatori 2, 3, 4, 5, 6") as e:
        confirm_result(by=manager, project=project)
    assert e.value.code == "missing"
    assert not ProjectResult.objects.exists()


def test_a_ratio_on_zero_that_nobody_settled_blocks(
    demo: Plan, window: MonitoringWindow, manager: User
) -> None:
    project = demo.projects.get(number=1)
    enter(project.indicators.get(), window, numerator=0, denominator=0)
    assert code_of(confirm_result, by=manager, project=project) == "missing"


def test_a_project_that_cannot_have_a_result_is_refused(
    demo: Plan, project: Project, manager: User, hr: User
) -> None:
    for indicator in project.indicators.all():
        neutralise(by=hr, indicator=indicator, act=demo.acts.all()[0], reason="Alluvione")
    assert code_of(confirm_result, by=manager, project=project) == "all_neutralised"


@pytest.mark.parametrize(
    "state", sorted(set(PlanState.values) - {PlanState.FINAL_REPORT, PlanState.SENT_BACK})
)
def test_only_the_final_report_is_confirmed(state: str, project: Project, manager: User) -> None:
    put_in_state(project.plan, state)
    assert code_of(confirm_result, by=manager, project=project) == "plan_state"


@pytest.mark.parametrize("role", [Role.HR, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_nobody_but_a_manager_of_the_project_confirms(
    role: str, project: Project, demo_user: Find
) -> None:
    with pytest.raises(PermissionDenied):
        confirm_result(by=demo_user(role), project=project)
    stranger = User.objects.get(username="responsabile2")
    with pytest.raises(PermissionDenied):
        confirm_result(by=stranger, project=project)


def test_pressing_twice_confirms_once_and_a_second_person_is_told(
    project: Project, manager: User
) -> None:
    first = confirm_result(by=manager, project=project)
    assert confirm_result(by=manager, project=project) == first
    other = a_manager("altra", sector="4")
    with pytest.raises(ValidationError, match="Già confermato da Tullio Marescotti"):
        confirm_result(by=other, project=project)
    assert AuditEvent.objects.filter(target_type="projectresult").count() == 1


def test_a_value_entered_meanwhile_is_not_confirmed_unseen(
    project: Project, window: MonitoringWindow, manager: User
) -> None:
    seen = fingerprint_of(measured(project))
    entry = project.indicators.all()[0].entries.get()
    enter(entry.indicator, window, number=1, replaces=entry)
    assert code_of(confirm_result, by=manager, project=project, seen=seen) == "changed"
    seen = fingerprint_of(measured(project))
    assert confirm_result(by=manager, project=project, seen=seen).result == Decimal("93.33")


# --- Confirming a second time ------------------------------------------------------------------


@pytest.fixture
def paid(project: Project) -> User:
    """A manager of the project, head of one of its areas, who shares its premium."""
    user = a_manager("pagata", shares=project)
    Headship.objects.filter(area__code="ECO").update(employee=user.employee)
    return user


def test_who_is_paid_by_the_project_needs_the_head_of_the_sector(
    project: Project, paid: User, manager: User, niv: User
) -> None:
    result = confirm_result(by=paid, project=project)
    assert result.state == ResultState.SECOND_NEEDED
    assert not may_confirm_second(paid, project, result)
    with pytest.raises(PermissionDenied):
        confirm_second(by=paid, project=project)
    decide = {"by": niv, "project": project, "result": result, "outcome": "validated"}
    assert code_of(validate_result, **decide) == "second_needed"
    second = confirm_second(by=manager, project=project)
    assert (second.state, second.second_by) == (ResultState.CONFIRMED, manager)
    assert confirm_second(by=manager, project=project).second_at == second.second_at


def test_no_second_confirmation_where_none_is_needed(project: Project, manager: User) -> None:
    assert code_of(confirm_second, by=manager, project=project) == "not_needed"
    confirm_result(by=manager, project=project)
    assert code_of(confirm_second, by=manager, project=project) == "not_needed"


def test_another_sector_does_not_confirm(project: Project, paid: User) -> None:
    confirm_result(by=paid, project=project)
    with pytest.raises(PermissionDenied):
        confirm_second(by=User.objects.get(username="responsabile2"), project=project)


def test_where_the_whole_body_takes_part_any_head_of_a_sector_confirms(
    demo: Plan, window: MonitoringWindow
) -> None:
    project = demo.projects.get(number=1)
    complete(window, project)
    head = User.objects.get(username="responsabile")
    project.staff.filter(employee=head.employee).update(shares_premium=True)
    assert confirm_result(by=head, project=project).state == ResultState.SECOND_NEEDED
    other = User.objects.get(username="responsabile2")
    assert confirm_second(by=other, project=project).second_by == other


def test_where_nobody_could_confirm_after_the_first_it_is_said_at_once(
    demo: Plan, window: MonitoringWindow
) -> None:
    """The only head of the sector is paid by a project that no other sector takes part in."""
    project = demo.projects.get(number=13)
    complete(window, project)
    head = User.objects.get(username="responsabile2")
    project.staff.filter(employee=head.employee).update(shares_premium=True)
    assert second_confirmers(project, head) == []
    assert code_of(confirm_result, by=head, project=project) == "no_second"


def test_the_second_person_is_not_paid_by_the_project_either(
    project: Project, paid: User, manager: User
) -> None:
    project.staff.create(employee=manager.employee, area=project.areas.all()[0])
    assert manager.employee_id not in second_confirmers(project, paid)


# --- Sending back ------------------------------------------------------------------------------


def test_sent_back_stays_on_record_and_another_follows(
    project: Project, manager: User, hr: User
) -> None:
    first = confirm_result(by=manager, project=project)
    assert code_of(send_back, by=hr, project=project, reason="  ") == "reason"
    send_back(by=hr, project=project, reason="Manca la ricevuta")
    first.refresh_from_db()
    assert (first.state, first.sent_back_by) == (ResultState.SENT_BACK, hr)
    assert code_of(send_back, by=hr, project=project, reason="Di nuovo") == "not_confirmed"
    again = confirm_result(by=manager, project=project)
    assert (again.number, again.sha256) == (2, first.sha256)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_only_hr_sends_back(role: str, project: Project, manager: User, demo_user: Find) -> None:
    confirm_result(by=manager, project=project)
    with pytest.raises(PermissionDenied):
        send_back(by=demo_user(role), project=project, reason="No")


def test_a_validated_result_is_not_sent_back(
    project: Project, manager: User, hr: User, niv: User
) -> None:
    result = confirm_result(by=manager, project=project)
    outcome = ValidationOutcome.VALIDATED
    validate_result(by=niv, project=project, result=result, outcome=outcome)
    assert code_of(send_back, by=hr, project=project, reason="No") == "validated"


# --- Neutralising ------------------------------------------------------------------------------


def test_a_neutralised_indicator_leaves_the_sums_until_it_is_revoked(
    demo: Plan, project: Project, window: MonitoringWindow, hr: User
) -> None:
    indicator = project.indicators.get(order=5)
    enter(indicator, window, done=False, replaces=indicator.entries.get())
    assert measured(project).result.result == 50
    act = demo.acts.all()[0]
    row = neutralise(by=hr, indicator=indicator, act=act, reason="Sequestro del cantiere")
    assert measured(project).result.result == 100
    assert code_of(neutralise, by=hr, indicator=indicator, act=act, reason="x") == "already"
    assert code_of(revoke, by=hr, neutralisation=row, reason="") == "reason"
    revoke(by=hr, neutralisation=row, reason="Dissequestrato")
    assert measured(project).result.result == 50
    assert code_of(revoke, by=hr, neutralisation=row, reason="x") == "already"


def test_neutralising_needs_act_reason_and_an_open_result(
    demo: Plan, project: Project, manager: User, hr: User
) -> None:
    indicator, act = project.indicators.all()[0], demo.acts.all()[0]
    base = {"by": hr, "indicator": indicator}
    assert code_of(neutralise, **base, act=None, reason="x") == "act"
    other = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Altro")
    foreign = other.acts.create(kind=act.kind, number="1", date=act.date, subject="x")
    assert code_of(neutralise, **base, act=foreign, reason="x") == "act"
    assert code_of(neutralise, **base, act=act, reason=" ") == "reason"
    with pytest.raises(PermissionDenied):
        neutralise(by=manager, indicator=indicator, act=act, reason="x")
    confirm_result(by=manager, project=project)
    assert code_of(neutralise, **base, act=act, reason="x") == "already_confirmed"
    put_in_state(demo, PlanState.VALIDATED)
    assert code_of(neutralise, **base, act=act, reason="x") == "plan_state"


# --- The weights -------------------------------------------------------------------------------


def test_the_mode_is_settled_by_act_and_makes_a_version(
    demo: Plan, window: MonitoringWindow, hr: User, manager: User
) -> None:
    project = demo.projects.get(number=9)
    complete(window, project)
    assert measured(project).result.result == 100
    versions = demo.versions.count()
    base = {"by": hr, "project": project, "mode": ResultMode.AS_WRITTEN}
    assert code_of(set_result_mode, **base) == "act,reason"
    set_result_mode(**base, act=demo.acts.all()[0], reason="Come nell’atto")
    project.refresh_from_db()
    assert measured(project).result.result == 90
    assert demo.versions.count() == versions + 1
    with pytest.raises(PermissionDenied):
        set_result_mode(by=manager, project=project, mode=ResultMode.NORMALISED)
    confirm_result(by=manager, project=project)
    assert code_of(set_result_mode, **{**base, "mode": "normalised"}) == "already_confirmed"


# --- Below the forms ---------------------------------------------------------------------------


def test_the_database_keeps_a_confirmed_result(project: Project, manager: User) -> None:
    result = confirm_result(by=manager, project=project)
    rows = ProjectResult.objects.filter(pk=result.pk)
    for change in ({"result": 1}, {"sha256": "x"}, {"inputs": {}}, {"met": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectResult.objects.create(
            project=project, number=2, state=ResultState.CONFIRMED, mode=result.mode, result=1,
            threshold=1, met=True, inputs={}, results={}, sha256="x", confirmed_by=manager,
        )  # fmt: skip
