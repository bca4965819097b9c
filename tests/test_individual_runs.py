"""The individual premium: declared, evaluated, prepared, approved, superseded, made again."""

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from incentives.actions import individual as actions
from incentives.actions.individual import (
    approve_individual,
    declare_terms,
    prepare_individual,
    switch_off,
)
from incentives.differentiation import (
    ERROR_PARAMS,
    ROUNDINGS,
    TIE_RULES,
    DifferentiationError,
)
from incentives.distribution.gather import gather as gather_distribution
from incentives.enums import QuotaKind, QuotaRounding, RunState, TieRule
from incentives.individual.checklist import prerequisites
from incentives.individual.holders import holders
from incentives.individual.messages import SENTENCES, sentence
from incentives.individual.runs import base_of, premium_of, run_in_force
from incentives.individual.verify import differences
from incentives.models import Evaluation, IndividualLine, IndividualPremium, IndividualRun
from objectives.enums import Role
from objectives.models import AuditEvent, Plan, User
from objectives.states import WARNED
from tests.distributed import PAID_ON, an_act, human_resources, small_plan, validate
from tests.individual import (
    approved,
    evaluate,
    hold_eq,
    plan_with_premium,
    prepared,
    switched_on,
    terms,
)
from tests.test_statement import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return plan_with_premium()


def refusal(error: ValidationError, field: str) -> str:
    return str(error.message_dict[field][0])


# --- On and off ----------------------------------------------------------------------------


def test_a_plan_has_no_premium_until_it_is_switched_on() -> None:
    plan = small_plan(projects=1)
    assert premium_of(plan) is None
    premium = switched_on(plan)
    assert premium_of(plan) == premium
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.target_type, event.plan) == ("created", "individualpremium", plan)
    assert event.act == premium.act
    switch_off(by=human_resources()[0], plan=plan)
    assert premium_of(plan) is None
    assert "is_on" in AuditEvent.objects.latest("pk").changes
    assert switched_on(plan).pk == premium.pk


@pytest.mark.parametrize("role", [r for r in Role if r != Role.HR])
def test_only_human_resources_write(plan: Plan, role: str) -> None:
    by = User.objects.create(username="altra", role=role)
    run = prepared(plan)
    for refused in (
        lambda: declare_terms(by=by, premium=terms(plan)),
        lambda: switch_off(by=by, plan=plan),
        lambda: prepare_individual(by=by, plan=plan),
        lambda: approve_individual(by=by, run=run, act=an_act(plan, "150")),
    ):
        with pytest.raises(PermissionDenied):
            refused()


@pytest.mark.parametrize(
    ("field", "values", "text"),
    [
        ("extra", {"extra": Decimal("29.99")}, "La maggiorazione è una percentuale da 30 a 100."),
        ("amount", {"amount": Decimal(-1)}, "non negativo"),
        ("quota_people", {"quota_people": None}, "almeno una"),
        ("quota_percent", {"quota_kind": QuotaKind.PERCENT}, "sopra 0 e fino a 100"),
    ],
)
def test_terms_are_refused_at_their_field(field: str, values: dict[str, Any], text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        switched_on(small_plan(projects=1), **values)
    assert text in refusal(caught.value, field)


def test_the_act_is_one_of_the_plan() -> None:
    other = small_plan(projects=1, year=2032)
    with pytest.raises(ValidationError) as caught:
        switched_on(small_plan(projects=1), act=an_act(other, "12"))
    assert refusal(caught.value, "act") == "Scegli un atto di questo piano."


def test_declared_terms_change_with_a_reason_once_there_is_an_evaluation(plan: Plan) -> None:
    with pytest.raises(ValidationError) as caught:
        switched_on(plan, quota_people=2)
    assert "scrivi perché" in refusal(caught.value, "reason")
    switched_on(plan, amount=Decimal(1200))  # the pot is no term of the ranking
    by = human_resources()[0]
    declare_terms(by=by, premium=terms(plan, quota_people=2), reason="Contratto integrativo")
    event = AuditEvent.objects.latest("pk")
    assert event.reason == "Contratto integrativo"
    assert event.changes["quota_people"] == ["1", "2"]


def test_an_approved_run_keeps_the_module_on(plan: Plan) -> None:
    approved(plan)
    with pytest.raises(ValidationError, match="il modulo resta attivo"):
        switch_off(by=human_resources()[0], plan=plan)


# --- Preparing -----------------------------------------------------------------------------


def test_a_run_shares_the_pot_and_nothing_else(plan: Plan) -> None:
    run = prepared(plan)
    rows = run.lines.order_by("pk").values_list("employee__code", "rank", "with_extra", "amount")
    assert list(rows) == [
        ("T-00001", 1, True, Decimal("302.32")),
        ("T-00002", 2, False, Decimal("232.56")),
        ("T-00003", 3, False, Decimal("232.56")),
        ("T-00004", 4, False, Decimal("232.56")),
    ]
    assert (run.results["pot"], run.results["paid"]) == ("1000.00", "1000.00")
    assert gather_distribution(plan, paid_on=PAID_ON).inputs.pool == Decimal("115.00")
    assert prepared(plan) == run
    assert AuditEvent.objects.filter(action="prepared", target_type="individualrun").count() == 1


def test_a_percent_of_the_people_is_the_quota(plan: Plan) -> None:
    by = human_resources()[0]
    declared = terms(plan, quota_kind="percent", quota_percent=Decimal(40), quota_rounding="up")
    declare_terms(by=by, premium=declared, reason="Contratto integrativo")
    run = prepared(plan)
    assert run.results["quota"] == 2
    assert run.inputs["quota"] == {"people": None, "percent": "40", "rounding": "up"}


def test_what_cannot_be_shared_is_refused_in_words() -> None:
    plan = plan_with_premium("90", "90", "80")
    with pytest.raises(DifferentiationError) as caught:
        prepared(plan)
    assert "T-00001, T-00002" in sentence(caught.value)
    assert "sorteggia" in sentence(caught.value)
    assert not IndividualRun.objects.exists()
    for row, place in zip(evaluate(plan, "90", "90"), (2, 1), strict=True):
        row.lot = place
        row.save()
    assert prepared(plan).lines.get(rank=1).employee.code == "T-00002"


def test_nobody_evaluated_is_nothing_to_share() -> None:
    plan = small_plan(projects=1)
    with pytest.raises(IndividualPremium.DoesNotExist):
        prepared(plan)
    switched_on(plan)
    with pytest.raises(ValidationError, match="Nessuno ha ancora una valutazione"):
        prepared(plan)


def test_every_refusal_of_the_rule_has_its_sentence() -> None:
    assert set(SENTENCES) == set(ERROR_PARAMS)
    for code, names in ERROR_PARAMS.items():
        assert sentence(DifferentiationError(code, **dict.fromkeys(names, "7")))


@pytest.mark.parametrize("broken", ["_store_lines", "record_prepared"])
def test_a_fault_half_way_leaves_nothing(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, broken, fail)
    with pytest.raises(OSError, match="disk full"):
        prepared(plan)
    assert not IndividualRun.objects.exists()
    assert not IndividualLine.objects.exists()


# --- Approving -----------------------------------------------------------------------------


def test_a_second_person_approves_with_an_act(plan: Plan) -> None:
    run = approved(plan)
    assert (run.state, run.approved_by, run.act.number) == (
        RunState.APPROVED,
        human_resources()[1],
        "150",
    )
    assert run_in_force(run.premium) == run
    again = approve_individual(by=human_resources()[1], run=run, act=run.act)
    assert again.approved_at == run.approved_at
    assert AuditEvent.objects.filter(action="approved", target_type="individualrun").count() == 1


def test_why_a_run_cannot_be_approved(plan: Plan) -> None:
    first, second = human_resources()
    run, act = prepared(plan), an_act(plan, "150")
    with pytest.raises(ValidationError, match="l’hai preparata tu"):
        approve_individual(by=first, run=run, act=act)
    with pytest.raises(ValidationError) as caught:
        approve_individual(by=second, run=run, act=an_act(plan, "12", "contract"))
    assert "viene dopo la validazione del NIV" in refusal(caught.value, "act")
    evaluate(plan, "99")
    with pytest.raises(ValidationError, match="preparane una nuova"):
        approve_individual(by=second, run=run, act=act)


def test_nothing_is_approved_before_the_validation() -> None:
    plan = small_plan(projects=1)
    switched_on(plan)
    evaluate(plan, "90", "80")
    run = prepared(plan)
    with pytest.raises(ValidationError, match="validazione del NIV"):
        approve_individual(by=human_resources()[1], run=run, act=an_act(plan, "150"))
    validate(plan)
    assert approve_individual(by=human_resources()[1], run=run, act=an_act(plan, "150"))


def test_a_later_run_supersedes_with_a_reason(plan: Plan) -> None:
    first = approved(plan)
    with pytest.raises(ValidationError, match="Niente è cambiato"):
        prepared(plan)
    evaluate(plan, "98.5", "95", "90", "90")
    with pytest.raises(ValidationError) as caught:
        prepared(plan, paid_on=PAID_ON.replace(day=28))
    assert "perché serve" in refusal(caught.value, "reason")
    later = prepared(plan, reason="Ricorso accolto")
    assert base_of(later) == first
    act = an_act(plan, "151")
    approve_individual(by=human_resources()[1], run=later, act=act)
    first.refresh_from_db()
    assert (first.state, later.supersedes) == (RunState.SUPERSEDED, first)
    with pytest.raises(ValidationError, match="non attende più"):
        approve_individual(by=human_resources()[1], run=first, act=act)


# --- Immutable, made again -----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incentives_individualrun SET sha256 = ''",
        "UPDATE incentives_individualrun SET reason = 'altro'",
        "UPDATE incentives_individualrun SET approved_by_id = prepared_by_id",
        "UPDATE incentives_individualrun SET state = 'prepared'",
        "UPDATE incentives_individualline SET amount = 1",
        "DELETE FROM incentives_individualline",
        "DELETE FROM incentives_individualrun",
    ],
)
def test_the_database_keeps_what_is_stored(plan: Plan, statement: str) -> None:
    approved(plan)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_stored_runs_are_made_again(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    run = approved(plan)
    assert differences(run) == []
    out = StringIO()
    call_command("verify_runs", stdout=out)
    assert f"Plan 2031, individual premium 1: identical, {run.sha256}" in out.getvalue()
    monkeypatch.setattr("incentives.individual.verify.RULES_VERSION", 99)
    with pytest.raises(CommandError, match=r"individual premium 1: DIFFERENT \(rules\)"):
        call_command("verify_runs", stdout=out)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"sha256": "0" * 64}, ["fingerprint"]),
        ({"inputs": {}}, ["fingerprint", "results"]),
        ({"results": {}}, ["rules", "fingerprint", "results", "lines"]),
    ],
)
def test_a_changed_record_is_found(plan: Plan, change: dict[str, Any], found: list[str]) -> None:
    run = prepared(plan)
    for name, value in change.items():
        setattr(run, name, value)
    assert differences(run) == found


def test_lines_that_say_otherwise_are_found(plan: Plan) -> None:
    run = prepared(plan)
    run.results["lines"][0]["amount"] = "302.33"
    assert differences(run) == ["fingerprint", "results", "lines"]


def test_tie_rules_of_model_and_arithmetic_are_the_same() -> None:
    assert tuple(TieRule.values) == TIE_RULES
    assert tuple(QuotaRounding.values) == ROUNDINGS


# --- Holders of EQ -------------------------------------------------------------------------

ALL_YEAR = "è EQ per tutto l’anno"


def test_who_holds_eq_all_year_is_not_evaluated() -> None:
    """The model refuses it, wherever the row comes from."""
    plan = small_plan(projects=1)
    switched_on(plan)
    hold_eq(person(1), date(2031, 1, 1))
    with pytest.raises(ValidationError) as caught:
        evaluate(plan, "98")
    assert ALL_YEAR in refusal(caught.value, "employee")
    assert not Evaluation.objects.exists()


def test_eq_learnt_of_later_stops_the_preparation_and_the_approval(plan: Plan) -> None:
    run = prepared(plan)
    hold_eq(person(2), date(2020, 1, 1))
    with pytest.raises(ValidationError) as caught:
        prepared(plan)
    assert "Persona 00002 Prova (T-00002) è EQ" in str(caught.value.messages[0])
    act = an_act(plan, "150")
    with pytest.raises(ValidationError) as caught:
        approve_individual(by=human_resources()[1], run=run, act=act)
    assert ALL_YEAR in str(caught.value.messages[0])
    Evaluation.objects.get(employee=person(2)).delete()
    assert [line.employee for line in approved(plan).lines.all()].count(person(2)) == 0


def test_eq_for_a_part_of_the_year_is_pointed_out(plan: Plan) -> None:
    hold_eq(person(2), date(2031, 3, 1), date(2031, 5, 31))
    hold_eq(person(3), date(2032, 1, 1))
    premium = premium_of(plan)
    assert premium is not None
    (warned,) = [i for i in prerequisites(premium, with_links=True) if i["status"] == WARNED]
    assert "EQ per una parte dell’anno" in warned["text"]
    assert "T-00002" in warned["text"]
    assert "T-00003" not in warned["text"]
    assert len(approved(plan).results["lines"]) == 4


def test_finding_the_holders_takes_one_query(plan: Plan) -> None:
    for number in (1, 2, 3):
        hold_eq(person(number), date(2031, 2, 1))
        with CaptureQueriesContext(connection) as queries:
            assert len(holders(plan).partly) == number
        assert len(queries) == 1
