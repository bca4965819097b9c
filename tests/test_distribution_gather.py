"""What a distribution starts from: rows as plain inputs, in a constant number of queries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incentives import models
from incentives.distribution import NothingToDistributeError, gather, messages
from incentives.enums import AbsenceEffect, FactorEffect, PayoutKind, SharingKind
from incentives.payout import ERROR_PARAMS as PAYOUT_PARAMS
from incentives.payout import PayoutBand, PayoutError, PayoutRule
from incentives.sharing import (
    ERROR_PARAMS,
    Absence,
    AbsenceKind,
    AreaQuota,
    ChargeRate,
    Employment,
    Factors,
    Presence,
    ProjectInput,
    Reserve,
    SharingError,
    TariffBand,
    distribute,
)
from objectives.enums import ResultState
from objectives.models import Employee, Plan, Project, ProjectResult
from tests.distributed import PAID_ON, give_result, give_results, human_resources, small_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    give_results(plan)
    return plan


@pytest.fixture
def project(plan: Plan) -> Project:
    return plan.projects.get(number=1)


@pytest.fixture
def person(plan: Plan) -> Employee:
    return Employee.objects.get(code="T-00001")


def project_input(plan: Plan, number: int = 1) -> ProjectInput:
    found = gather(plan, paid_on=PAID_ON).inputs.projects
    return next(project for project in found if project.number == number)


# --- Money and results ---------------------------------------------------------------------


def test_amounts_come_from_the_allocation_in_force(plan: Plan) -> None:
    gathered = gather(plan, paid_on=PAID_ON)
    inputs = gathered.inputs
    assert [p.allocated for p in inputs.projects] == [Decimal(100), Decimal(100)]
    assert (inputs.pool, inputs.reserves) == (Decimal(215), (Reserve("Riserva", Decimal(10)),))
    assert (inputs.start, inputs.end) == (date(2031, 1, 1), date(2031, 12, 31))
    assert gathered.allocation.number == 1
    assert distribute(inputs).unassigned == Decimal(5)


def test_without_an_approved_allocation_there_is_nothing(db: None) -> None:
    plan = Plan.objects.create(year=2040, triennium_start=2040, triennium_end=2042, title="Nuovo")
    with pytest.raises(models.Pool.DoesNotExist):
        gather(plan, paid_on=PAID_ON)
    models.Pool.objects.create(plan=plan, amount=10)
    with pytest.raises(NothingToDistributeError):
        gather(plan, paid_on=PAID_ON)


def test_a_validated_result_is_paid_with_its_threshold(plan: Plan, project: Project) -> None:
    give_result(project, "91.25")
    Project.objects.filter(pk=project.pk).update(threshold=50)
    found = project_input(plan)
    assert (found.result, found.threshold) == (Decimal("91.25"), Decimal(80))


def test_the_source_of_each_result_is_told(plan: Plan, project: Project) -> None:
    give_result(project, "91.25", ResultState.CONFIRMED)
    other = plan.projects.get(number=2)
    other.results.update(
        state=ResultState.SENT_BACK,
        sent_back_by=human_resources()[0],
        sent_back_reason="Da rivedere",
    )
    baked = project_input(plan, 2)
    assert baked.result is None  # no indicator, so nothing can be measured
    kinds = [source.kind for source in gather(plan, paid_on=PAID_ON).sources]
    assert kinds == ["confirmed", "measured"]
    stored = gather(plan, paid_on=PAID_ON).stored()
    result = ProjectResult.objects.get(project=project, state=ResultState.CONFIRMED)
    assert stored["sources"][0] == {
        "project": 1,
        "kind": "confirmed",
        "number": result.number,
        "sha256": result.sha256,
    }


# --- Rules ---------------------------------------------------------------------------------


def test_rules_without_rows_are_the_products_own(plan: Plan) -> None:
    inputs = gather(plan, paid_on=PAID_ON).inputs
    assert inputs.payout == PayoutRule("proportional")
    assert inputs.factors == Factors(presence="economy")
    assert [(rate.code, rate.percent) for rate in inputs.rates] == [
        ("CPDEL", Decimal("23.80")),
        ("IRAP", Decimal("8.50")),
    ]
    assert project_input(plan).sharing.kind == "by_weight"


def test_rules_of_plan_and_project(plan: Plan, project: Project) -> None:
    models.PayoutRule.objects.create(plan=plan, kind=PayoutKind.THRESHOLD_FULL)
    own = models.PayoutRule.objects.create(plan=plan, project=project, kind=PayoutKind.BANDS)
    models.PayoutBand.objects.create(rule=own, from_result=80, percent=50)
    policy = models.SharingPolicy.objects.create(
        plan=plan, period=FactorEffect.ECONOMY, score=FactorEffect.REDISTRIBUTE, cap=90
    )
    found = gather(plan, paid_on=PAID_ON).inputs
    assert found.payout.kind == "threshold_full"
    assert found.projects[0].payout == PayoutRule(
        "bands", bands=(PayoutBand(Decimal(80), Decimal(50)),)
    )
    assert found.projects[1].payout is None
    assert (found.factors.period, found.factors.score) == ("economy", "redistribute")
    assert found.caps.per_project == policy.cap


def test_sharing_by_area_tariff_and_attendance(
    plan: Plan, project: Project, person: Employee
) -> None:
    area = project.staff.get(employee=person).area
    rule = models.SharingRule.objects.create(project=project)
    models.AreaQuota.objects.create(rule=rule, area=area, parts=75)
    assert project_input(plan).sharing.quotas == (AreaQuota("A9", 75),)

    models.SharingRule.objects.filter(pk=rule.pk).update(kind=SharingKind.HOURS_TARIFF)
    models.TariffBand.objects.create(rule=rule, up_to_hours=3, amount=45)
    models.EventAttendance.objects.create(
        project=project, employee=person, date=date(2031, 5, 1), event="Palio", hours=2
    )
    found = project_input(plan)
    assert found.sharing.tariff == (TariffBand(Decimal(3), Decimal(45)),)
    assert found.sharing.extra_percent == 15
    assert found.presences == (
        Presence("T-00001", date(2031, 5, 1), "Palio", Decimal(2), extra=False),
    )

    models.SharingRule.objects.filter(pk=rule.pk).update(
        kind=SharingKind.ATTENDANCE_AND_TEST, min_attendance_percent=85
    )
    models.CourseAttendance.objects.create(
        project=project, employee=person, attended_percent=90, test_passed=True
    )
    people = project_input(plan).people
    assert (people[0].attendance, people[0].test_passed) == (Decimal(90), True)
    assert people[1].attendance is None
    assert project_input(plan).sharing.min_attendance == 85


def test_scores_are_read_only_where_they_count(plan: Plan, person: Employee) -> None:
    models.IndividualScore.objects.create(plan=plan, employee=person, percent=95)
    assert project_input(plan).people[0].score is None
    models.SharingPolicy.objects.create(plan=plan, score=FactorEffect.ECONOMY)
    assert project_input(plan).people[0].score == Decimal(95)


def test_rates_of_the_day_of_payment(plan: Plan) -> None:
    def rate(code: str, percent: str, start: int, end: int | None = None) -> None:
        models.EmployerRate.objects.create(
            code=code,
            name=code,
            percent=Decimal(percent),
            start=date(start, 1, 1),
            end=end and date(end, 12, 31),
        )

    rate("IRAP", "8.00", 2010, 2019)
    rate("IRAP", "8.50", 2020)
    rate("EX", "1.00", 2010, 2015)
    rate("CPDEL", "30.00", 2030)
    rates = gather(plan, paid_on=PAID_ON).inputs.rates
    assert rates == (
        ChargeRate("IRAP", Decimal("8.00"), date(2010, 1, 1), date(2019, 12, 31)),
        ChargeRate("IRAP", Decimal("8.50"), date(2020, 1, 1)),
    )


# --- People --------------------------------------------------------------------------------


def test_people_with_employment_absences_and_chapter(plan: Plan, person: Employee) -> None:
    person.periods.update(end=date(2031, 6, 30))
    person.periods.create(
        area=person.periods.get().area,
        category="D1",
        start=date(2031, 7, 1),
        part_time_percent=50,
        is_eq_holder=True,
    )
    kind = models.AbsenceKind.objects.create(
        code="MAL", name="Malattia", effect=AbsenceEffect.REDISTRIBUTE, is_sickness=True
    )
    spells = [(date(2030, 12, 1), date(2030, 12, 20)), (date(2030, 12, 24), date(2031, 1, 15))]
    for start, end in spells:
        models.Absence.objects.create(employee=person, kind=kind, start=start, end=end)
    chapter = models.BudgetChapter.objects.create(code="101", name="Stipendi")
    models.EmployeeChapter.objects.create(plan=plan, employee=person, chapter=chapter)
    inputs = gather(plan, paid_on=PAID_ON).inputs
    found = inputs.people[0]
    assert (found.code, found.chapter) == ("T-00001", "101")
    assert found.employments == (
        Employment(date(2015, 3, 1), date(2031, 6, 30)),
        Employment(date(2031, 7, 1), None, Decimal(50), eq=True),
    )
    # The spell that reaches into the year is whole, so that its first ten days are known.
    assert found.absences == (Absence("MAL", date(2030, 12, 24), date(2031, 1, 15)),)
    assert inputs.absence_kinds == (AbsenceKind("MAL", "redistribute", sickness=True),)


def test_assignments_keep_dates_participation_and_who_does_not_share(
    plan: Plan, project: Project, person: Employee
) -> None:
    project.staff.filter(employee=person).update(
        participation=60, start=date(2031, 2, 1), shares_premium=False
    )
    found = project_input(plan).people[0]
    assert (found.participation, found.start, found.end, found.shares, found.area) == (
        Decimal(60),
        date(2031, 2, 1),
        None,
        False,
        "A9",
    )


# --- Queries -------------------------------------------------------------------------------


def queries_for(projects: int, people: int, year: int) -> int:
    plan = small_plan(projects, people, year)
    chapter = models.BudgetChapter.objects.get_or_create(code="101", name="Stipendi")[0]
    kind = models.AbsenceKind.objects.get_or_create(code="FER", name="Ferie")[0]
    for project in plan.projects.all():
        rule = models.SharingRule.objects.create(project=project)
        area = project.staff.all()[0].area
        models.AreaQuota.objects.create(rule=rule, area=area, parts=1)
        own = models.PayoutRule.objects.create(plan=plan, project=project, kind=PayoutKind.BANDS)
        models.PayoutBand.objects.create(rule=own, from_result=80, percent=50)
    for employee in Employee.objects.filter(assignments__project__plan=plan).distinct():
        models.EmployeeChapter.objects.create(plan=plan, employee=employee, chapter=chapter)
        models.Absence.objects.create(
            employee=employee, kind=kind, start=date(year, 3, 1), end=date(year, 3, 2)
        )
    give_result(plan.projects.get(number=1), "90")
    with CaptureQueriesContext(connection) as queries:
        gather(plan, paid_on=PAID_ON)
    return len(queries)


def test_the_queries_do_not_grow_with_projects_and_people() -> None:
    few = queries_for(2, 1, 2032)
    assert queries_for(4, 3, 2033) == few
    assert few < 30


# --- Refusals in words ---------------------------------------------------------------------


@pytest.mark.parametrize("code", ERROR_PARAMS)
def test_every_refusal_of_the_sharing_has_a_sentence(code: str) -> None:
    text = messages.sentence(SharingError(code, **dict.fromkeys(ERROR_PARAMS[code], "12")))
    assert text.endswith(".")
    assert "%(" not in text


@pytest.mark.parametrize("code", PAYOUT_PARAMS)
def test_every_refusal_of_the_payout_has_a_sentence(code: str) -> None:
    text = messages.sentence(PayoutError(code, **dict.fromkeys(PAYOUT_PARAMS[code], "12")))
    assert text.endswith(".")
    assert "%(" not in text


def test_no_sentence_without_a_refusal() -> None:
    assert set(messages.SENTENCES) == set(ERROR_PARAMS)
    assert set(messages.PAYOUT_SENTENCES) == set(PAYOUT_PARAMS)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            SharingError(
                "hours_over_tariff",
                project="3",
                employee="D-0012",
                on="2023-09-03",
                hours="11.00",
                limit="10.00",
            ),
            "Progetto 3: le ore di D-0012 del 03/09/2023 sono 11, la tariffa arriva a 10. "
            "Dividi la presenza in due eventi o correggi le ore.",
        ),
        (
            SharingError(
                "projects_over_pool",
                pool="100.00",
                allocated="1200.00",
                reserved="0.00",
                excess="1100.00",
            ),
            "Progetti (1.200,00 €) e riserve (0,00 €) superano il monte premi di 100,00 €: "
            "1.100,00 € di troppo.",
        ),
    ],
)
def test_refusals_are_told_the_italian_way(error: Any, text: str) -> None:
    assert messages.sentence(error) == text
