"""Stored runs: prepared, approved, superseded, never changed, always recomputable (RUNS)."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from incentives.actions import allocation as actions
from incentives.actions import stored
from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.allocation import ERROR_PARAMS, AllocationError, result_from_dict
from incentives.enums import RoundingRule, RunState
from incentives.messages import SENTENCES, sentence
from incentives.models import AllocationLine, AllocationRun, Pool, ProjectFunding
from incentives.queries import allocation_inputs, parts_of_run, pool_parts, run_in_force
from incentives.verification import differences, verify_run
from objectives.enums import Role
from objectives.models import Act, AuditEvent, Plan, User

HALF_UP = RoundingRule.HALF_UP
TRIGGERS = ("incentives_allocationrun", "incentives_allocationline")


@pytest.fixture
def hr(demo: Plan) -> list[User]:
    """Give the two people of human resources: one prepares, the other approves."""
    return list(User.objects.filter(role=Role.HR).order_by("pk"))


@pytest.fixture
def act(demo: Plan) -> Act:
    return demo.acts.get(number="61")


def _drop_triggers() -> None:
    """Do what an attacker with the database in hand would do first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TRIGGERS:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


# --- Preparing -----------------------------------------------------------------------------


def test_prepares_the_next_run_with_its_record(demo: Plan, hr: list[User]) -> None:
    before = AllocationRun.objects.count()
    run = record_allocation(by=hr[0], plan=demo)
    assert (run.number, run.state, run.rule) == (before + 1, "prepared", "largest_remainder")
    assert run.prepared_by == hr[0]
    assert re.fullmatch("[0-9a-f]{64}", run.sha256)
    assert run.results["rules"] == ["ALLOC-1", "ALLOC-2", "ALLOC-3", "ALLOC-4", "ALLOC-5"]
    lines = list(run.lines.order_by("pk"))
    assert len(lines) == 24
    assert sum(line.amount for line in lines) == Decimal("63200.00")
    last = lines[-1]
    assert (last.project.number, last.amount, last.deliberated) == (
        24,
        Decimal("528.12"),
        Decimal("528.13"),
    )
    assert last.quota == Decimal("528.125")


def test_writes_the_trail(demo: Plan, hr: list[User]) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    event = AuditEvent.objects.get(action="prepared", target_type="allocationrun", target_id=run.pk)
    assert (event.actor, event.plan) == (hr[0], demo)
    assert event.changes["sha256"] == ["", run.sha256]


def test_pressing_twice_stores_one_run(demo: Plan, hr: list[User]) -> None:
    first = record_allocation(by=hr[0], plan=demo)
    assert record_allocation(by=hr[1], plan=demo) == first
    other = record_allocation(by=hr[0], plan=demo, rule=HALF_UP)
    assert other.number == first.number + 1


@pytest.mark.parametrize("refused", [Role.MANAGER, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_only_hr_prepares(demo: Plan, demo_user: Callable[[str], User], refused: str) -> None:
    before = AllocationRun.objects.count()
    with pytest.raises(PermissionDenied):
        record_allocation(by=demo_user(refused), plan=demo)
    assert AllocationRun.objects.count() == before


def test_data_that_cannot_be_shared_store_nothing(demo: Plan, hr: list[User]) -> None:
    before = AllocationRun.objects.count()
    ProjectFunding.objects.filter(project__number=3).update(fixed_amount=Decimal("33200.01"))
    with pytest.raises(AllocationError) as caught:
        record_allocation(by=hr[0], plan=demo)
    assert sentence(caught.value) == (
        "Gruppo GEN: gli importi fissi (33.200,01 €) superano il budget di 33.200,00 €: "
        "0,01 € di troppo."
    )
    assert AllocationRun.objects.count() == before


@pytest.mark.parametrize("broken", ["_store_lines", "record_prepared"])
def test_a_fault_half_way_leaves_nothing(
    demo: Plan, hr: list[User], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    counts = [AllocationRun.objects.count(), AllocationLine.objects.count()]

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, broken, fail)
    with pytest.raises(OSError, match="disk full"):
        record_allocation(by=hr[0], plan=demo)
    assert [AllocationRun.objects.count(), AllocationLine.objects.count()] == counts


# --- Approving -----------------------------------------------------------------------------


def test_approval_by_another_person_with_an_act(demo: Plan, hr: list[User], act: Act) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    approved = approve_allocation(by=hr[1], run=run, act=act)
    stored = run_in_force(demo)
    assert stored == approved == run
    assert (stored.state, stored.approved_by, stored.act) == ("approved", hr[1], act)
    event = AuditEvent.objects.get(action="approved", target_type="allocationrun", target_id=run.pk)
    assert (event.actor, event.act, event.plan) == (hr[1], act, demo)
    assert event.changes["approved_by"] == ["", "Dario Fontebella"]


def test_a_later_run_supersedes_and_keeps_the_link(demo: Plan, hr: list[User], act: Act) -> None:
    first = approve_allocation(by=hr[1], run=record_allocation(by=hr[0], plan=demo), act=act)
    second = record_allocation(by=hr[0], plan=demo, rule=HALF_UP)
    approve_allocation(by=hr[1], run=second, act=act)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (RunState.SUPERSEDED, RunState.APPROVED)
    assert second.supersedes == first
    assert first.superseded_by == second
    assert first.approved_by == hr[1]
    assert AuditEvent.objects.filter(
        action="superseded", target_type="allocationrun", target_id=first.pk
    ).exists()


def test_who_prepared_cannot_approve(demo: Plan, hr: list[User], act: Act) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    with pytest.raises(ValidationError) as caught:
        approve_allocation(by=hr[0], run=run, act=act)
    assert caught.value.messages == [
        "Chi approva deve essere diverso da chi ha preparato: l’hai preparato tu."
    ]
    run.refresh_from_db()
    assert run.state == RunState.PREPARED


def test_the_act_must_be_of_the_plan(demo: Plan, hr: list[User], act: Act) -> None:
    other = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Altro")
    foreign = Act.objects.create(
        plan=other, kind=act.kind, number="1", date=act.date, subject="Altro piano"
    )
    run = record_allocation(by=hr[0], plan=demo)
    with pytest.raises(ValidationError) as caught:
        approve_allocation(by=hr[1], run=run, act=foreign)
    assert caught.value.message_dict == {"act": ["Scegli un atto di questo piano."]}


@pytest.mark.parametrize("refused", [Role.MANAGER, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_only_hr_approves(
    demo: Plan, hr: list[User], act: Act, demo_user: Callable[[str], User], refused: str
) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    with pytest.raises(PermissionDenied):
        approve_allocation(by=demo_user(refused), run=run, act=act)


def test_approving_twice_the_same_way_changes_nothing(demo: Plan, hr: list[User], act: Act) -> None:
    run = approve_allocation(by=hr[1], run=record_allocation(by=hr[0], plan=demo), act=act)
    at = run.approved_at
    events = AuditEvent.objects.count()
    assert approve_allocation(by=hr[1], run=run, act=act).approved_at == at
    assert AuditEvent.objects.count() == events
    with pytest.raises(ValidationError, match="non è più in attesa"):
        approve_allocation(by=hr[1], run=run, act=demo.acts.exclude(pk=act.pk)[0])


def test_an_older_run_cannot_replace_a_later_one(demo: Plan, hr: list[User], act: Act) -> None:
    older = record_allocation(by=hr[0], plan=demo)
    later = record_allocation(by=hr[0], plan=demo, rule=HALF_UP)
    approve_allocation(by=hr[1], run=later, act=act)
    with pytest.raises(ValidationError, match="preparane uno nuovo"):
        approve_allocation(by=hr[1], run=older, act=act)
    assert run_in_force(demo) == later


def test_a_fault_in_the_approval_keeps_the_run_in_force(
    demo: Plan, hr: list[User], act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = approve_allocation(by=hr[1], run=record_allocation(by=hr[0], plan=demo), act=act)
    second = record_allocation(by=hr[0], plan=demo, rule=HALF_UP)
    record = stored.record_event

    def fail_at_the_end(**values: Any) -> Any:
        if values["action"] == "approved":
            raise OSError("disk full")
        return record(**values)

    monkeypatch.setattr(stored, "record_event", fail_at_the_end)
    with pytest.raises(OSError, match="disk full"):
        approve_allocation(by=hr[1], run=second, act=act)
    assert run_in_force(demo) == first


# --- Immutable -----------------------------------------------------------------------------

REWRITES = [
    {"number": 99},
    {"rule": "half_up"},
    {"inputs": {}},
    {"results": {}},
    {"sha256": "0" * 64},
    {"prepared_by": None},
]


def _refused(write: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        write()


@pytest.mark.parametrize("values", REWRITES, ids=lambda values: next(iter(values)))
def test_the_database_refuses_to_rewrite_a_run(
    demo: Plan, hr: list[User], values: dict[str, Any]
) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    _refused(lambda: AllocationRun.objects.filter(pk=run.pk).update(**values))


def test_the_database_refuses_to_undo_an_approval(demo: Plan, hr: list[User], act: Act) -> None:
    run = approve_allocation(by=hr[1], run=record_allocation(by=hr[0], plan=demo), act=act)
    other = demo.acts.exclude(pk=act.pk)[0]
    stored = AllocationRun.objects.filter(pk=run.pk)
    _refused(lambda: stored.update(state=RunState.PREPARED))
    _refused(lambda: stored.update(approved_by=hr[0]))
    _refused(lambda: stored.update(act=other))


def test_the_database_refuses_a_leap_to_superseded(demo: Plan, hr: list[User], act: Act) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    values = {"approved_by": hr[1], "approved_at": run.prepared_at, "act": act}
    stored = AllocationRun.objects.filter(pk=run.pk)
    _refused(lambda: stored.update(state=RunState.SUPERSEDED, **values))


def test_the_database_refuses_to_touch_lines_and_to_delete(demo: Plan, hr: list[User]) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    _refused(lambda: run.lines.filter(project__number=8).update(amount=Decimal("9999.99")))
    _refused(lambda: run.lines.all()._raw_delete("default"))
    _refused(lambda: AllocationRun.objects.filter(pk=run.pk)._raw_delete("default"))


# --- Recomputed ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RoundingRule.values)
def test_a_stored_run_gives_the_same_again(demo: Plan, hr: list[User], rule: str) -> None:
    run = AllocationRun.objects.get(pk=record_allocation(by=hr[0], plan=demo, rule=rule).pk)
    assert differences(run) == []
    call_command("verify_runs", verbosity=0)


def test_later_changes_of_the_plan_do_not_touch_a_run(demo: Plan, hr: list[User]) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    Pool.objects.filter(plan=demo).update(amount=Decimal("100000.00"))
    demo.projects.filter(number=8).update(weight=Decimal("40"), number=80)
    run.refresh_from_db()
    assert verify_run(run)


def _changed(run: AllocationRun, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    record = {"inputs": copy.deepcopy(run.inputs), "results": copy.deepcopy(run.results)}
    place: Any = record
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return record


TAMPERED = [
    (("inputs", "groups", 0, "projects", 0, "weight"), "40", {"fingerprint", "results"}),
    (("inputs", "groups"), None, {"fingerprint", "results"}),
    (
        ("results", "groups", 0, "lines", 0, "amount"),
        "9999.99",
        {"fingerprint", "results", "lines"},
    ),
    (("results", "rules_version"), 2, {"fingerprint", "results", "rules"}),
]


@pytest.mark.parametrize(("path", "value", "found"), TAMPERED)
def test_a_tampered_record_is_found(
    demo: Plan, hr: list[User], path: tuple[Any, ...], value: Any, found: set[str]
) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    _drop_triggers()
    AllocationRun.objects.filter(pk=run.pk).update(**_changed(run, path, value))
    run.refresh_from_db()
    assert set(differences(run)) == found
    with pytest.raises(CommandError, match="DIFFERENT"):
        call_command("verify_runs", verbosity=0)


def test_a_tampered_line_is_found(demo: Plan, hr: list[User]) -> None:
    run = record_allocation(by=hr[0], plan=demo)
    _drop_triggers()
    run.lines.filter(project__number=8).update(amount=Decimal("2730.01"))
    assert differences(run) == ["lines"]


# --- Read ----------------------------------------------------------------------------------


def test_inputs_take_five_queries(demo: Plan, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        inputs = allocation_inputs(demo)
    assert sum(len(group.projects) for group in inputs.groups) == 24


def test_the_parts_total_the_pool_in_the_order_of_the_act(
    demo: Plan, hr: list[User], act: Act
) -> None:
    run = record_allocation(by=hr[0], plan=demo, rule=HALF_UP)
    parts = parts_of_run(run, result_from_dict(run.results))
    assert [(part.label, part.how, part.amount) for part in parts] == [
        ("Progetto 3, importo fisso", "Tariffa a ore; prelevato per primo", Decimal("15000.00")),
        (
            "Generali e intersettoriali a punti",
            "500 punti, 36,40 € a punto",
            Decimal("18200.00"),
        ),
        ("Settori", "5 settori e Area Piano di Zona", Decimal("30000.00")),
        ("Riserva per un atto successivo", "Serve un atto successivo", Decimal("28000.00")),
        ("Non attribuiti", "Nessun atto li nomina", Decimal("23.09")),
    ]
    assert sum(part.amount for part in parts) == Decimal("91223.09")
    approve_allocation(by=hr[1], run=run, act=act)
    assert pool_parts(demo) == parts


@pytest.mark.parametrize("code", ERROR_PARAMS)
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_refusal_has_a_sentence(code: str, language: str) -> None:
    params = dict.fromkeys(ERROR_PARAMS[code], "12")
    with override(language):
        text = sentence(AllocationError(code, **params))
    assert text.endswith(".")
    assert "%(" not in text


def test_no_sentence_without_a_refusal() -> None:
    assert set(SENTENCES) == set(ERROR_PARAMS)
