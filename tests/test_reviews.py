"""Reading the statement, asking for a review, the answer, and the adjustment of the next run."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incentives.actions.reviews import acknowledge, answer_review, ask_review
from incentives.distribution.reviews import available_for, review_until
from incentives.models import (
    Acknowledgement,
    Adjustment,
    DistributionRun,
    ReviewRequest,
    SharingPolicy,
)
from incentives.queries import adjustments_for
from objectives.enums import AuditAction, Role
from objectives.models import AuditEvent, Employee, Plan, User
from tests.distributed import approved, human_resources, prepared, ready, small_plan
from tests.test_statement import client_of, hr_client, page_of, person

pytestmark = pytest.mark.django_db

ASK = "/piano/2031/il-mio-premio/verifica/"
LIST = "/piano/2031/distribuzione/verifiche/"


@pytest.fixture
def run() -> DistributionRun:
    """Four people, 90.00 payable, 10.00 of economies."""
    return approved(ready(small_plan(projects=1, people=4), {1: "90"}))


@pytest.fixture
def plan(run: DistributionRun) -> Plan:
    return run.pool.plan


def account(employee: Employee) -> User:
    client_of(employee)
    return User.objects.get(employee=employee)


def asked(
    run: DistributionRun, number: int = 1, text: str = "Manca una presenza."
) -> ReviewRequest:
    project = run.pool.plan.projects.get(number=1)
    return ask_review(by=account(person(number)), run=run, project=project, text=text)


def refused(**arguments: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        answer_review(**arguments)
    return caught.value.messages[0]


def test_the_person_acknowledges_once(run: DistributionRun) -> None:
    user = account(person(1))
    assert acknowledge(by=user, run=run) == acknowledge(by=user, run=run)
    assert Acknowledgement.objects.count() == 1
    assert AuditEvent.objects.filter(target_type="acknowledgement").count() == 1


def test_nobody_acknowledges_or_asks_without_an_amount(run: DistributionRun) -> None:
    project = run.pool.plan.projects.get()
    for by in human_resources():
        with pytest.raises(PermissionDenied):
            acknowledge(by=by, run=run)
        with pytest.raises(PermissionDenied):
            ask_review(by=by, run=run, project=project, text="Perché?")


def test_a_prepared_run_has_nothing_to_acknowledge() -> None:
    run = prepared(ready(small_plan(projects=1, people=4)))
    with pytest.raises(PermissionDenied):
        acknowledge(by=account(person(1)), run=run)


def test_one_open_request_for_each_amount(run: DistributionRun) -> None:
    asked(run)
    with pytest.raises(ValidationError, match="già chiesto"):
        asked(run)
    asked(run, number=2)


def test_the_term_runs_from_the_approval(run: DistributionRun) -> None:
    assert review_until(run) == timezone.localdate() + timedelta(days=30)
    SharingPolicy.objects.create(plan=run.pool.plan, review_days=5)
    run = DistributionRun.objects.get(pk=run.pk)
    run.approved_at = timezone.now() - timedelta(days=6)
    with pytest.raises(ValidationError) as caught:
        asked(run)
    assert "è finito il" in caught.value.messages[0]


def test_human_resources_alone_answers(run: DistributionRun) -> None:
    review = asked(run)
    with pytest.raises(PermissionDenied):
        answer_review(by=account(person(2)), review=review, outcome="rejected", answer="No")
    hr = human_resources()[0]
    hr.employee = person(1)
    assert "propria" in refused(by=hr, review=review, outcome="rejected", answer="No")


def test_what_an_answer_needs(run: DistributionRun) -> None:
    review, hr = asked(run), human_resources()[0]
    values = {"by": hr, "review": review}
    assert "esiti" in refused(**values, outcome="", answer="Sì")
    assert "risposta" in refused(**values, outcome="upheld", answer=" ")
    amount = Decimal("1.00")
    assert "respinta" in refused(**values, outcome="rejected", answer="No", amount=amount)
    over = refused(**values, outcome="upheld", answer="Sì", amount=Decimal("10.01"))
    assert "10,00" in over
    below = refused(**values, outcome="upheld", answer="Sì", amount=Decimal("-22.51"))
    assert "22,50" in below
    answer_review(**values, outcome="rejected", answer="I giorni sono giusti.")
    assert "già stata data" in refused(**values, outcome="rejected", answer="No")
    assert not Adjustment.objects.exists()


def test_an_upheld_request_is_paid_by_the_next_run(run: DistributionRun, plan: Plan) -> None:
    review = asked(run)
    hr = human_resources()[0]
    amount = Decimal("6.00")
    answer_review(by=hr, review=review, outcome="upheld", answer="Hai ragione.", amount=amount)
    assert available_for(review) == Decimal("4.00")
    assert [(a.project, a.employee, a.amount) for a in adjustments_for(plan)] == [
        (1, person(1).code, amount)
    ]
    after = approved(plan, act="141", reason="Verifica accolta")
    amounts = dict(after.employee_lines.values_list("employee__code", "amount"))
    assert amounts[person(1).code] == Decimal("28.50")
    assert {amounts[person(n).code] for n in (2, 3, 4)} == {Decimal("22.50")}
    line = after.project_lines.get()
    assert (line.paid, line.allocated) == (Decimal("96.00"), Decimal("100.00"))
    economies = dict(after.economies.values_list("reason", "amount"))
    assert economies == {"not_full_result": Decimal("10.00"), "adjustment": Decimal("-6.00")}
    text = page_of(client_of(person(1)), "/piano/2031/il-mio-premio/")
    assert "Richiesta di verifica accolta" in text
    assert "+6,00" in text


def test_corrected_data_need_no_adjustment(run: DistributionRun, plan: Plan) -> None:
    review = asked(run)
    answer_review(by=human_resources()[0], review=review, outcome="upheld", answer="Dati corretti.")
    assert adjustments_for(plan) == ()


# --- Pages -----------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(run: DistributionRun, plan: Plan) -> None:
    client = client_of(person(1))
    mine = "/piano/2031/il-mio-premio/"
    assert client.post(f"{mine}presa-visione/").status_code == 302
    assert "Letto il" in page_of(client, mine)
    empty = client.post(ASK, {"project": "", "text": ""})
    assert "Scegli il progetto." in empty.content.decode()
    project = plan.projects.get()
    assert client.post(ASK, {"project": project.pk, "text": "Manca un giorno."}).status_code == 302
    assert "in attesa di risposta" in page_of(client, mine)
    again = client.post(ASK, {"project": project.pk, "text": "Ancora."}).content.decode()
    assert "già chiesto" in again
    assert "Ancora." in again
    hr = hr_client()
    assert "Manca un giorno." in page_of(hr, LIST)
    review = ReviewRequest.objects.get()
    typed = {"outcome": "upheld", "amount": "2,50", "answer": "Giorno aggiunto."}
    assert hr.post(f"{LIST}{review.pk}/", typed).status_code == 302
    assert "+2,50" in page_of(client, mine)
    assert Adjustment.objects.get().amount == Decimal("2.50")
    answered = AuditEvent.objects.get(action=AuditAction.ANSWERED, target_type="reviewrequest")
    assert answered.changes["amount"] == ["", "2.50"]


def test_a_refused_answer_keeps_what_was_typed(run: DistributionRun) -> None:
    review = asked(run)
    typed = {"outcome": "upheld", "amount": "99", "answer": "Un’ora di scrittura."}
    text = hr_client().post(f"{LIST}{review.pk}/", typed).content.decode()
    assert "Un’ora di scrittura." in text
    assert "se ne possono usare" in text


def test_the_niv_reads_the_list_and_answers_nothing(run: DistributionRun) -> None:
    review = asked(run)
    client = Client()
    client.force_login(User.objects.create(username="niv9", role=Role.NIV))
    assert "in attesa" in page_of(client, LIST)
    assert client.get(f"{LIST}{review.pk}/").status_code == 403
    assert client_of(person(1)).get(LIST).status_code == 403


def test_the_list_asks_the_same_questions_of_one_and_three(
    run: DistributionRun,
) -> None:
    client, counts = hr_client(), []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            asked(run, number=number)
        page_of(client, LIST)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
