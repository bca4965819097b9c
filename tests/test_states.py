"""The states of a plan: what each step needs, whose it is, and how it is taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from objectives.actions.results import confirm_result, send_back
from objectives.actions.states import move_plan, undo_step
from objectives.actions.validation import open_remark, validate_result
from objectives.enums import PlanState, Role, ValidationOutcome
from objectives.models import (
    Act,
    AuditEvent,
    MonitoringWindow,
    Plan,
    PlanTransition,
    Project,
    User,
)
from objectives.states import (
    REOPENED,
    UNMET,
    WARNED,
    Condition,
    conditions,
    last_step,
    move_to,
    needs,
)
from objectives.states import _outside as registered
from tests.measured import code_of, complete, final_report
from tests.states import put_in_state

Find = Callable[[str], User]


@pytest.fixture
def hr(demo_user: Find) -> User:
    return demo_user(Role.HR)


@pytest.fixture
def niv(demo_user: Find) -> User:
    return demo_user(Role.NIV)


@pytest.fixture
def act(demo: Plan) -> Act:
    return demo.acts.get(number="61")


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


@pytest.fixture
def small(demo: Plan, window: MonitoringWindow) -> list[Project]:
    """Two projects with every value, the only ones of a plan of their own."""
    other = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Altro")
    demo.projects.exclude(number__in=[8, 21]).update(plan=other)
    projects = list(demo.projects.order_by("number"))
    complete(window, *projects)
    return projects


def validated(project: Project, niv: User, outcome: str = ValidationOutcome.VALIDATED) -> None:
    manager = User.objects.get(username="responsabile")
    result = confirm_result(by=manager, project=project)
    validate_result(by=niv, project=project, result=result, outcome=outcome, text="Detto")


def texts(plan: Plan, to: str, status: str = UNMET) -> str:
    move = move_to(plan, to)
    assert move is not None
    return "; ".join(row.text for row in conditions(plan, move) if row.status == status)


def test_the_whole_way(
    demo: Plan, small: list[Project], allocated: Plan, hr: User, niv: User, act: Act
) -> None:
    put_in_state(demo, PlanState.DRAFT)
    first = move_plan(by=hr, plan=demo, to="approved", act=act)
    move_plan(by=hr, plan=demo, to="in_progress")
    move_plan(by=hr, plan=demo, to="final_report")
    demo.refresh_from_db()
    for project in small:
        validated(project, niv)
    move_plan(by=niv, plan=demo, to="validated", act=act)
    demo.refresh_from_db()
    assert demo.state == PlanState.VALIDATED
    steps = PlanTransition.objects.filter(plan=demo, act=act, pk__gte=first.pk).order_by("pk")
    assert [(step.to_state, step.by) for step in steps] == [("approved", hr), ("validated", niv)]
    event = AuditEvent.objects.filter(action="state").first()
    assert event is not None
    assert (event.actor, event.changes["state"]) == (niv, ["Consuntivo", "Validato"])


def test_the_final_report_needs_the_end_of_the_year_a_window_and_the_allocation(
    allocated: Plan, hr: User, time_machine: Any
) -> None:
    allocated.windows.all().delete()
    put_in_state(allocated, PlanState.IN_PROGRESS)
    time_machine.move_to(date(2023, 12, 31))
    assert texts(allocated, "final_report") == (
        "l’anno non è finito: dal 01/01/2024; non è fissato il periodo per i valori finali"
    )
    assert "valori mancano" in texts(allocated, "final_report", WARNED)
    with pytest.raises(ValidationError, match="Non ancora: l’anno non è finito") as error:
        move_plan(by=hr, plan=allocated, to="final_report")
    assert error.value.code == "unmet"
    allocated.refresh_from_db()
    assert allocated.state == PlanState.IN_PROGRESS


def test_without_an_approved_allocation_no_final_report(demo: Plan, hr: User) -> None:
    put_in_state(demo, PlanState.IN_PROGRESS)
    empty = Plan.objects.create(
        year=2022, triennium_start=2022, triennium_end=2024, title="Vuoto", state="in_progress"
    )
    assert "nessun riparto è approvato" in texts(empty, "final_report")


def test_approving_needs_projects_with_indicators_and_an_act(demo: Plan, hr: User) -> None:
    empty = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Nuovo")
    assert texts(empty, "approved") == "il piano non ha ancora progetti"
    assert code_of(move_plan, by=hr, plan=empty, to="approved") == "act"
    foreign = demo.acts.all()[0]
    assert code_of(move_plan, by=hr, plan=empty, to="approved", act=foreign) == "act"
    put_in_state(demo, PlanState.DRAFT)
    demo.projects.get(number=21).indicators.all().delete()
    assert texts(demo, "approved") == "progetti senza indicatori: progetto 21"


def test_the_niv_validates_the_plan_once_it_has_decided_on_every_project(
    demo: Plan, small: list[Project], niv: User, act: Act
) -> None:
    assert texts(demo, "validated") == "risultati da confermare: progetti 8, 21"
    validated(small[0], niv, ValidationOutcome.WITH_REMARKS)
    assert texts(demo, "validated") == "risultati da confermare: progetto 21"
    base = {"by": niv, "plan": demo, "act": act}
    assert code_of(move_plan, **base, to="validated") == "unmet"
    validated(small[1], niv, ValidationOutcome.SENT_BACK)
    assert texts(demo, "validated") == "risultati rinviati: progetto 21"
    assert texts(demo, "sent_back") == ""
    assert texts(demo, "sent_back", WARNED) == "rilievi ancora aperti: progetto 8"
    assert code_of(move_plan, **base, to="sent_back") == "reason"
    step = move_plan(**base, to="sent_back", reason="Progetto 21 da rifare")
    assert move_plan(**base, to="sent_back", reason="Progetto 21 da rifare") == step


def test_what_was_sent_back_is_confirmed_before_it_returns(
    demo: Plan, small: list[Project], hr: User, niv: User, act: Act
) -> None:
    validated(small[0], niv)
    validated(small[1], niv, ValidationOutcome.SENT_BACK)
    move_plan(by=niv, plan=demo, to="sent_back", act=act, reason="x")
    base = {"by": hr, "plan": demo, "to": "final_report", "reason": "Rifatto"}
    demo.refresh_from_db()
    assert texts(demo, "final_report") == "risultati da confermare di nuovo: progetto 21"
    assert code_of(move_plan, **base) == "unmet"
    small[1].refresh_from_db()
    confirm_result(by=User.objects.get(username="responsabile"), project=small[1])
    move_plan(**base)
    validated(small[1], niv)
    move_plan(by=niv, plan=demo, to="validated", act=act)


def test_a_result_sent_back_by_hr_alone_is_not_decided(
    demo: Plan, small: list[Project], hr: User, niv: User
) -> None:
    validated(small[0], niv)
    confirm_result(by=User.objects.get(username="responsabile"), project=small[1])
    send_back(by=hr, project=small[1], reason="x")
    text = "risultati rinviati, non ancora confermati di nuovo: progetto 21"
    assert texts(demo, "sent_back") == text


@pytest.mark.parametrize(
    ("state", "to", "whose"),
    [
        ("draft", "approved", Role.HR),
        ("approved", "in_progress", Role.HR),
        ("in_progress", "final_report", Role.HR),
        ("final_report", "validated", Role.NIV),
        ("final_report", "sent_back", Role.NIV),
        ("sent_back", "final_report", Role.HR),
        ("validated", "payable", Role.HR),
        ("payable", "paid", Role.HR),
        ("paid", "published", Role.HR),
        *((state, "sent_back", Role.NIV) for state in sorted(REOPENED)),
    ],
)
def test_each_step_has_one_owner(
    state: str, to: str, whose: str, demo: Plan, demo_user: Find, act: Act
) -> None:
    put_in_state(demo, state)
    for role in set(Role) - {whose}:
        with pytest.raises(PermissionDenied):
            move_plan(by=demo_user(role), plan=demo, to=to, act=act, reason="x")


def test_no_step_is_skipped(demo: Plan, hr: User, act: Act) -> None:
    put_in_state(demo, PlanState.APPROVED)
    for to in set(PlanState.values) - {"approved", "in_progress"}:
        assert code_of(move_plan, by=hr, plan=demo, to=to, act=act) == "state_changed"


def test_what_others_register_is_needed_too(demo: Plan, hr: User) -> None:
    put_in_state(demo, PlanState.VALIDATED)
    needs(PlanState.PAYABLE, lambda plan: [Condition("manca la distribuzione", UNMET)])
    try:
        with pytest.raises(ValidationError, match="manca la distribuzione"):
            move_plan(by=hr, plan=demo, to="payable")
    finally:
        registered[PlanState.PAYABLE].pop()


# --- Taking back -------------------------------------------------------------------------------


def test_a_step_is_taken_back_by_a_recorded_step(demo: Plan, hr: User, niv: User, act: Act) -> None:
    put_in_state(demo, PlanState.DRAFT)
    first = move_plan(by=hr, plan=demo, to="approved", act=act)
    second = move_plan(by=hr, plan=demo, to="in_progress")
    base = {"plan": demo, "step": second, "reason": "Troppo presto"}
    with pytest.raises(PermissionDenied):
        undo_step(by=niv, **base)
    assert code_of(undo_step, **{**base, "by": hr, "reason": " "}) == "reason"
    assert code_of(undo_step, **{**base, "by": hr, "step": first}) == "state_changed"
    back = undo_step(by=hr, **base)
    assert undo_step(by=hr, **base) == back
    assert (back.undoes, back.to_state) == (second, PlanState.APPROVED)
    demo.refresh_from_db()
    assert demo.state == PlanState.APPROVED
    assert last_step(demo) == first
    undo_step(by=hr, plan=demo, step=first, reason="Anche questo")
    demo.refresh_from_db()
    assert demo.is_draft


def test_the_final_report_is_not_left_while_results_are_confirmed(
    demo: Plan, small: list[Project], hr: User
) -> None:
    step = PlanTransition.objects.filter(plan=demo).order_by("-pk")[0]
    confirm_result(by=User.objects.get(username="responsabile"), project=small[0])
    base = {"by": hr, "plan": demo, "step": step, "reason": "x"}
    assert code_of(undo_step, **base) == "unmet"
    send_back(by=hr, project=small[0], reason="x")
    undo_step(**base)


def test_the_niv_takes_back_its_own_step(
    demo: Plan, small: list[Project], hr: User, niv: User, act: Act
) -> None:
    for project in small:
        validated(project, niv)
    open_remark(by=niv, project=small[0], subject="x", text="x")
    step = move_plan(by=niv, plan=demo, to="validated", act=act)
    with pytest.raises(PermissionDenied):
        undo_step(by=hr, plan=demo, step=step, reason="x")
    undo_step(by=niv, plan=demo, step=step, reason="Verbale da correggere")


def test_after_the_validation_the_niv_opens_single_results_again(
    demo: Plan, small: list[Project], hr: User, niv: User, act: Act
) -> None:
    for project in small:
        validated(project, niv)
    move_plan(by=niv, plan=demo, to="validated", act=act)
    step = move_plan(by=niv, plan=demo, to="sent_back", act=act, reason="Atti contati due volte")
    kept, opened = small
    result = opened.results.get()
    decide = {"by": niv, "project": opened, "result": result, "text": "Da rifare"}
    assert code_of(validate_result, **decide, outcome="with_remarks") == "plan_state"
    validate_result(**decide, outcome="sent_back")
    assert code_of(undo_step, by=niv, plan=demo, step=step, reason="x") == "unmet"
    confirm_result(by=User.objects.get(username="responsabile"), project=opened)
    again = {**decide, "result": opened.results.latest("number")}
    assert code_of(validate_result, **again, outcome="sent_back") == "plan_state"
    move_plan(by=hr, plan=demo, to="final_report", reason="Rettificato")
    assert texts(demo, "validated") == "risultati senza esito del NIV: progetto 21"
    validate_result(**{**again, "text": ""}, outcome="validated")
    move_plan(by=niv, plan=demo, to="validated", act=act)
    assert kept.results.get().validations.count() == 1


def test_opening_again_is_taken_back_while_nothing_was_opened(
    demo: Plan, small: list[Project], niv: User, act: Act
) -> None:
    for project in small:
        validated(project, niv)
    move_plan(by=niv, plan=demo, to="validated", act=act)
    step = move_plan(by=niv, plan=demo, to="sent_back", act=act, reason="Per errore")
    undo_step(by=niv, plan=demo, step=step, reason="Nessun rilievo")
    demo.refresh_from_db()
    assert demo.state == PlanState.VALIDATED


def test_the_database_refuses_states_without_a_step(demo: Plan, hr: User, act: Act) -> None:
    put_in_state(demo, PlanState.DRAFT)
    step = move_plan(by=hr, plan=demo, to="approved", act=act)
    for change in (
        lambda: Plan.objects.filter(pk=demo.pk).update(state=PlanState.PUBLISHED),
        lambda: Plan.objects.filter(pk=demo.pk).update(state=PlanState.DRAFT),
        lambda: PlanTransition.objects.filter(pk=step.pk).update(reason="x"),
        lambda: step.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
