"""The NIV decides on confirmed results, remarks are answered and closed; nothing else is its."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from objectives.actions.results import confirm_result, send_back
from objectives.actions.sums import neutralise, revoke, set_result_mode
from objectives.actions.validation import (
    answer_remark,
    close_remark,
    open_remark,
    validate_result,
)
from objectives.enums import PlanState, ResultMode, ResultState, Role, ValidationOutcome
from objectives.models import (
    MonitoringWindow,
    Plan,
    Project,
    ProjectResult,
    Remark,
    RemarkMessage,
    User,
    Validation,
)
from tests.measured import code_of, complete, enter, final_report
from tests.states import put_in_state

Find = Callable[[str], User]
VALIDATED, WITH_REMARKS, SENT_BACK = ValidationOutcome.values


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


@pytest.fixture
def project(demo: Plan, window: MonitoringWindow) -> Project:
    found = demo.projects.get(number=8)
    complete(window, found)
    return found


@pytest.fixture
def manager(demo_user: Find) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def niv(demo_user: Find) -> User:
    return demo_user(Role.NIV)


@pytest.fixture
def result(project: Project, manager: User) -> ProjectResult:
    return confirm_result(by=manager, project=project)


def test_a_validation_locks_the_result(
    project: Project, result: ProjectResult, niv: User, manager: User, demo_user: Find
) -> None:
    validate_result(by=niv, project=project, result=result, outcome=VALIDATED)
    result.refresh_from_db()
    assert result.state == ResultState.VALIDATED
    hr = demo_user(Role.HR)
    assert code_of(send_back, by=hr, project=project, reason="x") == "validated"
    with pytest.raises(DatabaseError), transaction.atomic():
        ProjectResult.objects.filter(pk=result.pk).update(result=1)


def test_a_validation_with_remarks_opens_their_thread(
    project: Project, result: ProjectResult, niv: User
) -> None:
    base = {"by": niv, "project": project, "result": result}
    assert code_of(validate_result, **base, outcome=WITH_REMARKS, text=" ") == "text"
    text = "Indicatore 5: il SAL non basta.\nServe la relazione del direttore lavori."
    validate_result(**base, outcome=WITH_REMARKS, text=text)
    result.refresh_from_db()
    remark = project.remarks.get()
    assert result.state == ResultState.VALIDATED
    assert remark.subject == "Indicatore 5: il SAL non basta."
    assert [message.text for message in remark.messages.all()] == [text]


def test_sent_back_by_the_niv_is_open_again(
    project: Project, result: ProjectResult, niv: User, manager: User
) -> None:
    base = {"by": niv, "project": project, "result": result, "outcome": SENT_BACK}
    assert code_of(validate_result, **base) == "text"
    row = validate_result(**base, text="Manca il documento")
    result.refresh_from_db()
    assert (result.state, result.sent_back_reason) == (ResultState.SENT_BACK, "Manca il documento")
    assert validate_result(**base, text="Manca il documento") == row
    assert confirm_result(by=manager, project=project).number == 2


def test_deciding_twice_counts_once_and_deciding_again_keeps_both(
    project: Project, result: ProjectResult, niv: User
) -> None:
    base = {"by": niv, "project": project, "result": result}
    first = validate_result(**base, outcome=VALIDATED)
    assert validate_result(**base, outcome=VALIDATED) == first
    validate_result(**base, outcome=SENT_BACK, text="Letto meglio")
    assert list(Validation.objects.values_list("outcome", flat=True)) == [SENT_BACK, VALIDATED]
    with pytest.raises(DatabaseError), transaction.atomic():
        Validation.objects.filter(pk=first.pk).update(outcome=WITH_REMARKS, text="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


def test_the_niv_decides_on_the_result_it_read(
    project: Project,
    result: ProjectResult,
    window: MonitoringWindow,
    niv: User,
    manager: User,
    demo_user: Find,
) -> None:
    base = {"by": niv, "project": project, "outcome": VALIDATED}
    send_back(by=demo_user(Role.HR), project=project, reason="Da rifare")
    assert code_of(validate_result, **base, result=result) == "not_confirmed"
    second = confirm_result(by=manager, project=project)
    assert code_of(validate_result, **base, result=result) == "changed"
    entry = project.indicators.all()[0].entries.get()
    enter(entry.indicator, window, number=1, replaces=entry)
    assert code_of(validate_result, **base, result=second) == "outdated"


def test_only_the_final_report_is_validated(
    project: Project, result: ProjectResult, niv: User
) -> None:
    base = {"by": niv, "project": project, "result": result, "outcome": VALIDATED}
    for state in (PlanState.SENT_BACK, PlanState.IN_PROGRESS, PlanState.VALIDATED):
        put_in_state(project.plan, state)
        assert code_of(validate_result, **base) == "plan_state"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HR, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_nobody_else_decides(
    role: str, project: Project, result: ProjectResult, niv: User, demo_user: Find
) -> None:
    somebody = demo_user(role)
    with pytest.raises(PermissionDenied):
        validate_result(by=somebody, project=project, result=result, outcome=VALIDATED)
    with pytest.raises(PermissionDenied):
        open_remark(by=somebody, project=project, subject="x", text="x")
    remark = open_remark(by=niv, project=project, subject="Domanda", text="Perché?")
    with pytest.raises(PermissionDenied):
        close_remark(by=somebody, remark=remark)


def test_the_niv_changes_nothing_else(
    demo: Plan, project: Project, result: ProjectResult, niv: User
) -> None:
    indicator, act = project.indicators.all()[0], demo.acts.all()[0]
    hr = User.objects.get(username="risorse.umane")
    row = indicator.neutralisations.create(act=act, reason="x", by=hr)
    calls = (
        lambda: revoke(by=niv, neutralisation=row, reason="x"),
        lambda: confirm_result(by=niv, project=project),
        lambda: send_back(by=niv, project=project, reason="x"),
        lambda: neutralise(by=niv, indicator=indicator, act=act, reason="x"),
        lambda: set_result_mode(by=niv, project=project, mode=ResultMode.AS_WRITTEN),
    )
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()


# --- Remarks -----------------------------------------------------------------------------------


@pytest.fixture
def remark(project: Project, niv: User) -> Remark:
    return open_remark(by=niv, project=project, subject="Evidenza", text="Dov’è la ricevuta?")


def test_a_remark_is_answered_and_closed(
    project: Project, remark: Remark, niv: User, manager: User, demo_user: Find
) -> None:
    base = {"subject": "Evidenza", "text": "Dov’è la ricevuta?"}
    assert open_remark(by=niv, project=project, **base) == remark
    assert code_of(open_remark, by=niv, project=project, subject=" ", text="x") == "subject"
    assert code_of(open_remark, by=niv, project=project, subject="x", text=" ") == "text"
    assert code_of(answer_remark, by=manager, remark=remark, text=" ") == "text"
    answer = answer_remark(by=manager, remark=remark, text="Allegata oggi.")
    assert answer_remark(by=manager, remark=remark, text="Allegata oggi.") == answer
    answer_remark(by=demo_user(Role.HR), remark=remark, text="Confermo.")
    close_remark(by=niv, remark=remark)
    assert close_remark(by=niv, remark=remark).closed_by == niv
    assert code_of(answer_remark, by=manager, remark=remark, text="Ancora") == "closed"
    assert [row.by.username for row in remark.messages.all()] == [
        "niv",
        "responsabile",
        "risorse.umane",
    ]


def test_strangers_and_employees_do_not_answer(remark: Remark, demo_user: Find) -> None:
    for user in (demo_user(Role.EMPLOYEE), User.objects.get(username="responsabile2")):
        with pytest.raises(PermissionDenied):
            answer_remark(by=user, remark=remark, text="x")


def test_what_was_said_stays(remark: Remark) -> None:
    message = remark.messages.get()
    for change in (
        lambda: RemarkMessage.objects.filter(pk=message.pk).update(text="x"),
        lambda: message.delete(),
        lambda: Remark.objects.filter(pk=remark.pk).update(subject="x"),
        lambda: remark.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
