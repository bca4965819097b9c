"""The demo at its end: paid once, corrected after the NIV's remarks, a difference to approve."""

from decimal import Decimal

import pytest

from incentives.actions.distribution import approve_distribution
from incentives.distribution.checklist import prerequisites
from incentives.distribution.compare import ComparedProject, compare_runs
from incentives.distribution.people import people_of, rows_of
from incentives.distribution.runs import head_of
from incentives.distribution.verify import differences
from incentives.enums import RunState
from incentives.models import DistributionRun
from objectives.enums import PlanState, ResultState, Role
from objectives.models import Act, AuditEvent, Plan, ProjectResult, Remark, User
from objectives.states import MET
from reporting.documents import card_html
from reporting.stamp import card_stamp
from tests.conftest import Clients

Runs = tuple[DistributionRun, DistributionRun]


@pytest.fixture
def runs(paid_year: Plan) -> Runs:
    first, second = paid_year.pool.distributions.order_by("number")
    return first, second


def test_the_first_distribution_is_in_force_and_the_second_waits(
    paid_year: Plan, runs: Runs
) -> None:
    first, second = runs
    assert (first.state, second.state) == (RunState.APPROVED, RunState.PREPARED)
    assert first.approved_by != first.prepared_by
    assert second.reason
    assert paid_year.state == PlanState.VALIDATED
    steps = paid_year.transitions.order_by("pk").values_list("to_state", flat=True)
    after = ["validated", "payable", "paid", "sent_back", "final_report", "validated"]
    assert list(steps)[3:] == after


def test_one_project_is_below_its_threshold_and_one_result_was_rectified(paid_year: Plan) -> None:
    standing = ProjectResult.objects.exclude(state=ResultState.SENT_BACK)
    assert standing.filter(state=ResultState.VALIDATED).count() == 24
    assert list(standing.filter(met=False).values_list("project__number", flat=True)) == [16]
    rectified = ProjectResult.objects.filter(project__number=9).order_by("number")
    assert [row.result for row in rectified] == [Decimal(100), Decimal(95)]
    assert not Remark.objects.filter(closed_at=None).exists()


def compared(runs: Runs) -> dict[int, ComparedProject]:
    found = compare_runs(*runs, (head_of(runs[0]), head_of(runs[1])))
    return {row.number: row for row in found.projects if row.changed}


def test_the_second_differs_by_project_and_by_person_both_ways(runs: Runs) -> None:
    found = compared(runs)
    assert sorted(found) == [3, 9]
    assert found[9].payable.difference == Decimal("-136.50")
    people = rows_of(list(people_of(runs[1], runs[0])), runs[1], runs[0])
    differences_of = [row.difference or Decimal(0) for row in people]
    assert min(differences_of) < 0 < max(differences_of)
    paid = [row.paid.difference for row in found.values()]
    assert sum(differences_of) == sum(x for x in paid if x)


def test_presences_go_from_above_the_money_of_project_3_to_below(runs: Runs) -> None:
    """Scaled down in the first distribution, an economy of the rest in the second."""
    first, second = (run.project_lines.get(project__number=3) for run in runs)
    assert first.paid == first.payable == Decimal("15000.00")
    assert not runs[0].economies.filter(project__number=3).exists()
    rest = runs[1].economies.get(project__number=3)
    assert (rest.reason, rest.amount) == ("tariff_rest", Decimal("56.00"))
    assert second.paid + rest.amount == second.payable


def test_what_is_stored_can_be_computed_again(runs: Runs) -> None:
    assert [differences(run) for run in runs] == [[], []]


def test_the_next_step_is_to_approve_the_second(paid_year: Plan, runs: Runs) -> None:
    assert {item.status for item in prerequisites(paid_year)} == {MET}
    other = User.objects.filter(role=Role.HR).exclude(pk=runs[1].prepared_by_id)[0]
    act = Act.objects.get(plan=paid_year, number="431")
    assert approve_distribution(by=other, run=runs[1], act=act).supersedes == runs[0]


def test_each_step_is_in_the_trail_under_the_name_of_who_took_it(paid_year: Plan) -> None:
    events = AuditEvent.objects.filter(plan=paid_year)
    roles = dict(events.filter(action="state").values_list("changes__state__1", "actor__role"))
    assert (roles["Validato"], roles["Liquidato"]) == (Role.NIV, Role.HR)
    assert events.filter(action="deleted", target_type="eventattendance").count() == 5
    assert events.filter(action="approved", target_type="distributionrun").count() == 1


def test_the_employee_finds_their_amount(paid_year: Plan, clients: Clients) -> None:
    page = clients[Role.EMPLOYEE].get(f"/piano/{paid_year.year}/il-mio-premio/").content.decode()
    assert "Nessun importo" not in page
    assert "Nives Acquarossa" in page


def test_page_and_card_say_what_is_paid_and_why_not(paid_year: Plan, clients: Clients) -> None:
    """For those allowed to see money, by the distribution in force."""
    project = paid_year.projects.get(number=16)
    said = ("4.346,08", "risultato sotto la soglia", "Distribuzione n. 1")
    page = clients[Role.MANAGER].get("/piano/2023/progetti/8/").content.decode()
    assert "2.690,39" in page
    page = clients[Role.HR].get("/piano/2023/progetti/16/").content.decode()
    assert all(text in page for text in said)
    card = card_html(project, with_money=True, with_names=True)
    assert all(text in card for text in said)
    assert "Distribuzione n. 1" not in card_html(project, with_money=False, with_names=True)
    assert (
        "Distribuzione n."
        not in clients[Role.EMPLOYEE].get("/piano/2023/progetti/8/").content.decode()
    )


def test_a_distribution_in_force_makes_a_new_card(paid_year: Plan, runs: Runs) -> None:
    project = paid_year.projects.get(number=9)
    before = card_stamp(project.pk)
    other = User.objects.filter(role=Role.HR).exclude(pk=runs[1].prepared_by_id)[0]
    approve_distribution(by=other, run=runs[1], act=Act.objects.get(number="431"))
    assert card_stamp(project.pk) != before
