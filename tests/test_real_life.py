"""Cases that a year brings (domain.md §5) and that no other module of tests tells whole.

Transfers, hires, leavers, part-time, EQ given: test_sharing; one surname, one person in many
projects: test_sharing_rules. Thresholds met exactly: test_payout. Suspended and withdrawn
projects: test_amendments. Second runs: test_demo_payment. Text targets: test_scoring.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.allocation import Allocation, result_from_dict
from incentives.comparison import Comparison, compare
from incentives.distribution.verify import differences
from incentives.models import AllocationGroup, AllocationRun, Pool, ProjectFunding, Reserve
from incentives.sharing import Employment, distribute
from objectives.contents import plan_content
from objectives.models import Plan, Project, StaffAssignment
from tests.distributed import an_act, approved, give_result, human_resources, ready, small_plan
from tests.pages import count_queries, text_of
from tests.sharing_cases import HIRED, amounts, assert_conserved, day, on_project, plan, project
from tests.sharing_cases import split as employed_as


def allocated_again(plan: Plan, act: str) -> AllocationRun:
    first, second = human_resources()
    run = record_allocation(by=first, plan=plan)
    return approve_allocation(by=second, run=run, act=an_act(plan, act, day=date(plan.year, 9, 1)))


def allocation_of(plan: Plan, number: int) -> Allocation:
    return result_from_dict(plan.pool.runs.get(number=number).results)


def compared(plan: Plan) -> Comparison:
    return compare(allocation_of(plan, 1), allocation_of(plan, 2), {})


# --- People ------------------------------------------------------------------------------------


def test_eq_revoked_in_the_year_weighs_from_then_on() -> None:
    eq_until_june = employed_as(
        "A", Employment(HIRED, day(6, 30), eq=True), Employment(day(7, 1), None)
    )
    found = distribute(
        plan([project("549.00", [on_project("A"), on_project("B")])], [eq_until_june])
    )
    assert_conserved(found)
    assert amounts(found) == {"A": "184.00", "B": "365.00"}
    assert found.projects[0].people[0].days.eq_days == 181


def test_participants_unknown_at_approval_leave_coefficient_and_amount_as_approved(
    db: None,
) -> None:
    """Eight heads are counted and approved; four people take part in the end."""
    body = small_plan(projects=2, people=4)
    chosen = body.projects.get(number=1)
    people = list(chosen.staff.values_list("employee", "area"))
    chosen.staff.all().delete()
    Project.objects.filter(pk=chosen.pk).update(counted_staff=8)
    before = allocated_again(body, "2").lines.get(project=chosen)
    for employee, area in people:
        StaffAssignment.objects.create(project=chosen, employee_id=employee, area_id=area)
    run = approved(ready(body))
    line = run.project_lines.get(project=chosen)
    assert (before.counted_staff, line.allocated) == (8, before.amount)
    shares = run.employee_lines.filter(project=chosen).values_list("amount", flat=True)
    assert len(shares) == 4
    assert sum(shares) == line.paid == before.amount


# --- Projects ----------------------------------------------------------------------------------


def test_a_project_from_the_reserve_dilutes_nobody(db: None) -> None:
    """Its money is the reserve's, in a group of its own: every other line stays as it was."""
    body = small_plan(projects=3)
    Reserve.objects.filter(pool__plan=body).update(amount=Decimal("4.00"))
    own = AllocationGroup.objects.create(
        pool=Pool.objects.get(plan=body), code="R", name="Riserva", budget_amount=Decimal("6.00")
    )
    added = body.projects.get(number=3)
    added.pk, added.number = None, 4
    added.save()
    ProjectFunding.objects.create(project=added, group=own)
    allocated_again(body, "2")
    found = compared(body)
    assert found.changed == 1
    assert [line.project for g in found.groups for line in g.lines if line.amount.difference] == [4]
    assert (found.reserved.first, found.reserved.second) == (Decimal("10.00"), Decimal("4.00"))
    assert found.assigned.difference == Decimal("6.00") == -found.reserved.difference
    assert found.pool.difference == found.unassigned.difference == 0


def test_reweighted_by_a_later_act_shows_the_whole_group_before_and_after(db: None) -> None:
    body = small_plan(projects=3)
    Project.objects.filter(plan=body, number=1).update(weight=80)
    run = allocated_again(body, "2")
    [group] = compared(body).groups
    assert run.act.number == "2"
    assert [(line.amount.first, line.amount.second) for line in group.lines] == [
        (Decimal("100.00"), Decimal("150.00")),
        (Decimal("100.00"), Decimal("75.00")),
        (Decimal("100.00"), Decimal("75.00")),
    ]
    assert group.total.difference == group.budget.difference == 0


def test_a_project_without_participants_keeps_its_amount_as_an_economy(db: None) -> None:
    body = small_plan()
    empty = body.projects.get(number=2)
    empty.staff.all().delete()
    run = approved(ready(body))
    economy = run.economies.get()
    assert economy.reason == "no_participants"
    assert economy.amount == run.project_lines.get(project=empty).payable


# --- Multi-year projects -----------------------------------------------------------------------


@pytest.fixture
def slices(db: None) -> tuple[Project, Project]:
    """A project of two years: a slice in each plan, the second goes on with the first."""
    first = small_plan(year=2031).projects.get(number=1)
    second = small_plan(year=2032).projects.get(number=2)
    Project.objects.filter(pk__in=(first.pk, second.pk)).update(multi_year=True)
    Project.objects.filter(pk=second.pk).update(begun_as=first)
    return Project.objects.get(pk=first.pk), Project.objects.get(pk=second.pk)


def test_each_year_pays_its_slice_and_leaves_the_earlier_one(
    slices: tuple[Project, Project],
) -> None:
    first, second = slices
    kept = approved(ready(first.plan, {1: "90"}), act="140")
    later = approved(ready(second.plan, {2: "100"}), act="141")
    paid = [
        run.project_lines.get(project=own).paid for run, own in ((kept, first), (later, second))
    ]
    assert paid == [Decimal("90.00"), Decimal("100.00")]
    kept.refresh_from_db()
    assert kept.state == "approved"
    assert differences(kept) == []


def test_a_slice_leads_through_the_years(slices: tuple[Project, Project], client: Client) -> None:
    first, second = slices
    give_result(first, "90")
    client.force_login(human_resources()[0])
    for own, other in ((first, second), (second, first)):
        card = f"/piano/{own.plan.year}/progetti/{own.number}/"
        assert f'href="{card}anni/"' in client.get(card).content.decode()
        page = client.get(f"{card}anni/")
        assert f'href="/piano/{other.plan.year}/progetti/{other.number}/"' in page.content.decode()
        assert text_of(page).count("90,00 %") == 1
    assert client.get("/piano/2032/progetti/1/anni/").status_code == 404


def test_the_years_take_the_same_queries(slices: tuple[Project, Project], client: Client) -> None:
    _first, second = slices
    client.force_login(human_resources()[0])
    two = count_queries(client, "/piano/2031/progetti/1/anni/")
    Project.objects.filter(pk=second.pk).update(begun_as=None)
    assert count_queries(client, "/piano/2031/progetti/1/anni/") == two


def test_a_version_of_the_plan_names_the_first_year(slices: tuple[Project, Project]) -> None:
    _first, second = slices
    rows = {row["number"]: row for row in plan_content(second.plan)["projects"]}
    assert rows[2]["begun_as"] == "2031/1"
    assert "begun_as" not in rows[1]


def test_what_a_slice_may_go_on_with(slices: tuple[Project, Project]) -> None:
    first, second = slices
    one_year = second.plan.projects.get(number=1)
    cases = [
        (one_year, {"multi_year": True, "begun_as": first}, "project_slice_once"),
        (second, {"multi_year": False}, "project_slice_multi_year"),
        (second, {"multi_year": True, "begun_as": one_year}, "begun_as"),
        (first, {"begun_as": second}, "begun_as"),
    ]
    for row, changes, code in cases:
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert [error.code for error in refused.value.error_dict["begun_as"]] == [code]
        assert list(refused.value.error_dict) == ["begun_as"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=one_year.pk).update(begun_as=first)
