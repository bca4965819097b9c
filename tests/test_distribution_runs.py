"""Stored distributions: prepared, approved, superseded, never changed, always made again (RUNS)."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from incentives.actions import distribution as actions
from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.actions.distribution import approve_distribution, prepare_distribution
from incentives.distribution.runs import amounts_of, head_of, reconciliation_of, run_in_force
from incentives.distribution.verify import differences
from incentives.enums import RoundingRule, RunState
from incentives.models import (
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    Economy,
    PayoutRule,
)
from incentives.sharing import SharingError, result_from_dict
from objectives.enums import PlanState, ResultState, Role
from objectives.models import Act, AuditEvent, Plan, User
from objectives.states import conditions, last_step, move_to, undo_conditions
from tests.distributed import (
    PAID_ON,
    an_act,
    approved,
    give_result,
    human_resources,
    prepared,
    put_in,
    ready,
    small_plan,
)

pytestmark = pytest.mark.django_db

TABLES = (
    "incentives_distributionrun",
    "incentives_distributionprojectline",
    "incentives_distributionemployeeline",
    "incentives_economy",
)


@pytest.fixture
def plan() -> Plan:
    return ready(small_plan(), {1: "90", 2: "79.99"})


@pytest.fixture
def hr(plan: Plan) -> list[User]:
    return human_resources()


@pytest.fixture
def act(plan: Plan) -> Act:
    return an_act(plan, "140")


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        call(**arguments)
    return caught.value.messages[0]


# --- Preparing -----------------------------------------------------------------------------


def test_prepares_the_next_run_with_its_record(plan: Plan, hr: list[User]) -> None:
    run = prepared(plan)
    assert (run.number, run.state, run.prepared_by) == (1, RunState.PREPARED, hr[0])
    assert run.allocation == plan.pool.runs.get()
    assert run.results["rules"][0] == "PAYOUT-1"
    assert run.inputs["allocation"]["number"] == 1
    first, second = run.project_lines.order_by("pk")
    assert (first.payable, first.paid, first.result) == (Decimal(90), Decimal(90), Decimal(90))
    assert (second.payable, second.paid) == (0, 0)
    assert (first.record["percent"], first.record["met"]) == ("90.00", True)
    assert "people" not in first.record
    lines = run.employee_lines.order_by("pk")
    assert [line.amount for line in lines] == [Decimal(30)] * 3 + [Decimal(0)] * 3
    assert lines[0].record["weight"] == "365.000000"
    assert list(run.economies.order_by("pk").values_list("reason", "amount")) == [
        ("not_full_result", Decimal(10)),
        ("below_threshold", Decimal(100)),
    ]


def test_what_lists_read_is_the_record(plan: Plan) -> None:
    run = prepared(plan)
    head = head_of(run)
    assert (head.pool, head.paid, head.unassigned) == (Decimal(215), Decimal(90), Decimal(5))
    assert head.payout["kind"] == "proportional"
    assert amounts_of(run) == [Decimal(30)] * 3
    totals = reconciliation_of(run, head)
    assert (totals.paid, totals.economies, totals.reserves) == (90, 110, 10)
    assert totals.difference == 0


def test_writes_the_trail(plan: Plan, hr: list[User]) -> None:
    run = prepared(plan)
    event = AuditEvent.objects.get(
        action="prepared", target_type="distributionrun", target_id=run.pk
    )
    assert (event.actor, event.plan) == (hr[0], plan)
    assert event.changes["sha256"] == ["", run.sha256]


def test_pressing_twice_stores_one_run(plan: Plan, hr: list[User]) -> None:
    first = prepared(plan)
    assert prepare_distribution(by=hr[1], plan=plan, paid_on=PAID_ON) == first
    assert DistributionRun.objects.count() == 1
    give_result(plan.projects.get(number=1), "95")
    assert prepared(plan).number == 2


@pytest.mark.parametrize("role", [Role.MANAGER, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_only_hr_prepares_and_approves(plan: Plan, act: Act, role: str) -> None:
    somebody = User.objects.create(username="altri", role=role)
    run = prepared(plan)
    with pytest.raises(PermissionDenied):
        prepare_distribution(by=somebody, plan=plan)
    with pytest.raises(PermissionDenied):
        approve_distribution(by=somebody, run=run, act=act)


def test_data_that_cannot_be_shared_store_nothing(plan: Plan) -> None:
    project = plan.projects.get(number=1)
    project.results.update(
        state=ResultState.SENT_BACK, sent_back_by=human_resources()[0], sent_back_reason="No"
    )
    with pytest.raises(SharingError, match="result_missing"):
        prepared(plan)
    assert not DistributionRun.objects.exists()


@pytest.mark.parametrize("broken", ["_store_lines", "record_prepared"])
def test_a_fault_half_way_leaves_nothing(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, broken, fail)
    with pytest.raises(OSError, match="disk full"):
        prepared(plan)
    models = (DistributionRun, DistributionProjectLine, DistributionEmployeeLine, Economy)
    assert not any(model.objects.exists() for model in models)


# --- Approving -----------------------------------------------------------------------------


def test_approval_by_another_person_with_an_act(plan: Plan, hr: list[User], act: Act) -> None:
    run = approve_distribution(by=hr[1], run=prepared(plan), act=act)
    stored = run_in_force(plan)
    assert stored == run
    assert (run.state, run.approved_by, run.act) == (RunState.APPROVED, hr[1], act)
    event = AuditEvent.objects.get(
        action="approved", target_type="distributionrun", target_id=run.pk
    )
    assert (event.actor, event.act) == (hr[1], act)


def test_who_prepared_cannot_approve(plan: Plan, hr: list[User], act: Act) -> None:
    text = refused(approve_distribution, by=hr[0], run=prepared(plan), act=act)
    assert text == "Chi approva deve essere diverso da chi ha preparato: l’hai preparata tu."


def test_not_before_the_niv_has_validated(hr: list[User]) -> None:
    plan = small_plan(year=2034)
    for number, state in ((1, ResultState.CONFIRMED), (2, ResultState.VALIDATED)):
        give_result(plan.projects.get(number=number), "90", state)
    put_in(plan, PlanState.FINAL_REPORT)
    run = prepared(plan)
    act = an_act(plan, "140")
    text = refused(approve_distribution, by=hr[1], run=run, act=act)
    assert text == "Prima serve la validazione del NIV: fino ad allora non si paga nulla."
    put_in(plan, PlanState.VALIDATED)
    text = refused(approve_distribution, by=hr[1], run=run, act=act)
    assert text == "L’atto di validazione del NIV non è registrato."
    put_in(plan, PlanState.FINAL_REPORT)
    put_in(plan, PlanState.VALIDATED, an_act(plan, "3"))
    text = refused(approve_distribution, by=hr[1], run=run, act=act)
    assert text.startswith("Il risultato del progetto 1 non è quello validato dal NIV")


def test_a_result_that_changed_since_asks_for_a_new_run(
    plan: Plan, hr: list[User], act: Act
) -> None:
    run = prepared(plan)
    give_result(plan.projects.get(number=2), "85")
    text = refused(approve_distribution, by=hr[1], run=run, act=act)
    assert text.startswith("Il risultato del progetto 2 non è quello validato dal NIV")


def test_another_allocation_asks_for_a_new_run(plan: Plan, hr: list[User], act: Act) -> None:
    run = prepared(plan)
    other = record_allocation(by=hr[0], plan=plan, rule=RoundingRule.HALF_UP)
    approve_allocation(by=hr[1], run=other, act=act)
    text = refused(approve_distribution, by=hr[1], run=run, act=act)
    assert text == "Ora vale un altro riparto: prepara una nuova distribuzione."


def test_the_act_must_be_of_the_plan(plan: Plan, hr: list[User]) -> None:
    other = small_plan(year=2035)
    run = prepared(plan)
    with pytest.raises(ValidationError) as caught:
        approve_distribution(by=hr[1], run=run, act=an_act(other, "7"))
    assert caught.value.message_dict == {"act": ["Scegli un atto di questo piano."]}


def test_approving_twice_the_same_way_changes_nothing(plan: Plan, hr: list[User], act: Act) -> None:
    run = approve_distribution(by=hr[1], run=prepared(plan), act=act)
    at, events = run.approved_at, AuditEvent.objects.count()
    assert approve_distribution(by=hr[1], run=run, act=act).approved_at == at
    assert AuditEvent.objects.count() == events
    third = User.objects.create(username="terza", role=Role.HR)
    assert "non è più in attesa" in refused(approve_distribution, by=third, run=run, act=act)


# --- The states of the plan ---------------------------------------------------------------


def test_the_plan_is_payable_only_with_a_distribution(plan: Plan) -> None:
    move = move_to(plan, PlanState.PAYABLE)
    assert move is not None
    assert [(row.text, row.is_met) for row in conditions(plan, move)] == [
        ("nessuna distribuzione è approvata", False)
    ]
    approved(plan)
    assert [(row.text, row.is_met) for row in conditions(plan, move)] == [
        ("distribuzione n. 1 approvata", True)
    ]


def test_a_validation_that_was_paid_on_is_not_taken_back(plan: Plan) -> None:
    step = last_step(plan)
    assert step is not None
    assert not undo_conditions(step)
    approved(plan)
    assert [row.text for row in undo_conditions(step)] == [
        "la distribuzione n. 1 si basa sulla validazione"
    ]


# --- Superseding ---------------------------------------------------------------------------


def test_a_second_run_needs_a_reason_and_a_difference(plan: Plan) -> None:
    approved(plan)
    text = refused(prepared, plan=plan, reason="Ricorso")
    assert text == "Dalla distribuzione n. 1, in vigore, non è cambiato nulla."
    give_result(plan.projects.get(number=2), "85")
    with pytest.raises(ValidationError) as caught:
        prepared(plan)
    assert list(caught.value.message_dict) == ["reason"]
    assert prepared(plan, reason="Rilievo del NIV sul progetto 2").number == 2


def test_a_later_run_supersedes_and_keeps_the_link(plan: Plan) -> None:
    first = approved(plan)
    give_result(plan.projects.get(number=2), "85")
    second = approved(plan, "150", reason="Rilievo del NIV sul progetto 2")
    first.refresh_from_db()
    assert (first.state, second.state) == (RunState.SUPERSEDED, RunState.APPROVED)
    assert second.supersedes == first
    assert AuditEvent.objects.filter(
        action="superseded", target_type="distributionrun", target_id=first.pk
    ).exists()


def test_an_older_run_cannot_replace_a_later_one(plan: Plan, hr: list[User], act: Act) -> None:
    older = prepared(plan)
    PayoutRule.objects.create(plan=plan, kind="threshold_full")
    later = approved(plan)
    assert "è successiva" in refused(approve_distribution, by=hr[1], run=older, act=act)
    assert run_in_force(plan) == later


# --- Never changed -------------------------------------------------------------------------


def _statement_fails(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(plan: Plan, table: str) -> None:
    approved(plan)
    assert _statement_fails(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("distributionrun", "sha256 = ''"),
        ("distributionrun", "number = 9"),
        ("distributionrun", "reason = 'altro'"),
        ("distributionrun", "approved_by_id = prepared_by_id"),
        ("distributionrun", "state = 'prepared'"),
        ("distributionprojectline", "paid = 0"),
        ("distributionprojectline", "record = '{}'"),
        ("distributionemployeeline", "amount = 1000"),
        ("economy", "amount = 0"),
    ],
)
def test_no_column_is_changed(plan: Plan, table: str, change: str) -> None:
    approved(plan)
    assert _statement_fails(f"UPDATE incentives_{table} SET {change}")


# --- Made again ----------------------------------------------------------------------------


def _drop_triggers() -> None:
    """Do what an attacker with the database in hand would do first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _verified() -> str:
    out = io.StringIO()
    call_command("verify_runs", stdout=out)
    return out.getvalue()


def test_every_stored_run_is_made_again(plan: Plan) -> None:
    run = approved(plan)
    assert result_from_dict(run.results).paid == Decimal(90)
    assert differences(run) == []
    assert f"Plan 2031, distribution 1: identical, {run.sha256}" in _verified()


def test_a_renumbered_project_and_a_new_code_change_nothing(plan: Plan) -> None:
    run = prepared(plan)
    plan.projects.filter(number=2).update(number=12)
    line = run.employee_lines.select_related("employee")[0]
    type(line.employee).objects.filter(pk=line.employee_id).update(code="T-9")
    assert differences(DistributionRun.objects.get(pk=run.pk)) == []


def _spoil_record(run: DistributionRun) -> None:
    results = {**run.results, "paid": "90.01"}
    DistributionRun.objects.filter(pk=run.pk).update(results=results)


def _spoil_rules(run: DistributionRun) -> None:
    DistributionRun.objects.filter(pk=run.pk).update(results={**run.results, "rules_version": 0})


SPOILED: dict[str, tuple[Callable[[DistributionRun], Any], list[str]]] = {
    "record": (_spoil_record, ["fingerprint", "results"]),
    "rules": (_spoil_rules, ["rules", "fingerprint", "results"]),
    "amount": (lambda run: run.employee_lines.filter(share__gt=0).update(amount=99), ["lines"]),
    "explanation": (lambda run: run.project_lines.update(record={}), ["lines"]),
    "economy": (lambda run: run.economies.update(reason="altro"), ["lines"]),
    "lost line": (lambda run: run.employee_lines.all()._raw_delete("default"), ["lines"]),
    "lost economy": (lambda run: run.economies.all()._raw_delete("default"), ["lines"]),
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_was_tampered_with_is_found(plan: Plan, what: str) -> None:
    run = approved(plan)
    _drop_triggers()
    spoil, expected = SPOILED[what]
    spoil(run)
    assert differences(DistributionRun.objects.get(pk=run.pk)) == expected
    with pytest.raises(CommandError, match=r"Plan 2031, distribution 1: DIFFERENT"):
        _verified()
