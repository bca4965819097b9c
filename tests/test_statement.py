"""Why this amount: the steps, their words, and what the person concerned may not see."""

import html
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incentives.enums import SharingKind
from incentives.models import Absence as AbsenceRow
from incentives.models import (
    AbsenceKind,
    AreaQuota,
    DistributionEmployeeLine,
    DistributionRun,
    SharingPolicy,
    SharingRule,
)
from objectives.enums import AuditAction, Role
from objectives.models import Area, AuditEvent, Employee, Plan, User
from reporting.statement import Statement, statement_of
from tests.distributed import approved, give_result, human_resources, prepared, ready, small_plan
from tests.test_documents import assert_accessible, squeezed, text_of

pytestmark = pytest.mark.django_db


def own(statement: Statement, place: int = 0) -> list[tuple[str, str, str]]:
    """Rule, computation and amount of each step of a project."""
    return [
        (step.rule, " ".join(filter(None, (step.calc, step.exact, step.result))), step.amount)
        for step in statement.stories[place].steps
    ]


def person(number: int) -> Employee:
    return Employee.objects.get(code=f"T-{number:05}")


def client_of(employee: Employee) -> Client:
    user = User.objects.get_or_create(
        username=employee.code, defaults={"role": Role.EMPLOYEE, "employee": employee}
    )[0]
    client = Client()
    client.force_login(user)
    return client


def hr_client() -> Client:
    client = Client()
    client.force_login(human_resources()[0])
    return client


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


MINE = "/piano/2031/il-mio-premio/"
MY_PDF = f"{MINE}prospetto-2031.pdf"


def pages_of(employee: Employee) -> dict[str, str]:
    """What the person reads, as page and as paper."""
    client = client_of(employee)
    page = re.sub(r"<[^>]+>", " ", page_of(client, MINE).partition("<main")[2])
    paper = client.get(MY_PDF)
    return {"page": html.unescape(page), "paper": text_of(b"".join(paper))}


# --- Steps -----------------------------------------------------------------------------------


def test_each_step_starts_from_the_one_above() -> None:
    run = approved(ready(small_plan(projects=1, people=7), {1: "90"}))
    found = statement_of(run, person(1), full=False)
    assert [(rule, calc) for rule, calc, _amount in own(found)] == [
        ("ALLOC-5", ""),
        ("ALLOC-1", ""),
        ("ALLOC-3", "100,00 × 40 / 40 100,00"),
        ("PAYOUT-1", "100,00 × 90,00\xa0% 90,00"),
        ("SHARE-2", "90,00 × 365 / 2.555 12,857… 12,86"),
        ("", ""),
    ]
    assert own(found)[-1][2] == "12,86\xa0€"
    assert "qui uno in più" in " ".join(found.stories[0].steps[4].notes)
    assert found.total == Decimal("12.86")
    assert "ALLOC-3" in found.rules


def test_cuts_follow_with_their_reason() -> None:
    plan = small_plan(projects=1, people=4)
    kind = AbsenceKind.objects.create(code="AS", name="Aspettativa", effect="economy")
    AbsenceRow.objects.create(employee=person(1), kind=kind, start="2031-03-01", end="2031-03-30")
    SharingPolicy.objects.create(plan=plan, participation="economy", cap=Decimal("20.00"))
    plan.projects.get().staff.filter(employee=person(2)).update(participation=60)
    run = approved(ready(plan))
    absent, part = (own(statement_of(run, person(n), full=True)) for n in (1, 2))
    assert absent[5:] == [
        ("SHARE-3", "25,00 × 30 / 365 2,054… 2,05", "−2,05\xa0€"),
        ("SHARE-6", "2,95", "−2,95\xa0€"),
        ("", "25,00 − 2,05 − 2,95 20,00", "20,00\xa0€"),
    ]
    assert part[5:] == [
        ("SHARE-2", "25,00 × 40 / 100 10,00", "−10,00\xa0€"),
        ("", "25,00 − 10,00 15,00", "15,00\xa0€"),
    ]


def test_every_figure_of_the_demo_is_the_stored_one(year_end: Plan) -> None:
    run = _demo_run(year_end)
    for employee in Employee.objects.filter(distribution_lines__run=run).distinct()[:12]:
        found = statement_of(run, employee, full=True)
        lines = DistributionEmployeeLine.objects.filter(run=run, employee=employee)
        stored = dict(lines.values_list("project__number", "amount"))
        assert {story.number: story.amount for story in found.stories} == stored
        assert found.total == sum(stored.values())


def _demo_run(plan: Plan) -> DistributionRun:
    from tests.distributed import all_attended, give_results

    give_results(plan)
    all_attended(plan)
    return prepared(plan)


def test_a_later_run_says_what_it_pays_more() -> None:
    plan = ready(small_plan(projects=1, people=4), {1: "90"})
    approved(plan)
    give_result(plan.projects.get(), "100")
    run = approved(plan, act="141", reason="Rilievo del NIV")
    found = statement_of(run, person(1), full=False)
    assert (found.before, found.total, found.difference) == (
        Decimal("22.50"),
        Decimal("25.00"),
        Decimal("2.50"),
    )


# --- What the person may not see --------------------------------------------------------------


DAY_OR_HOUR = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [a-z]+ \d{4}|\d{1,2}:\d{2}")


def numbers_in(text: str) -> set[Decimal]:
    """Every figure of a text but percentages, also those that are no amount.

    Days and hours are none: on the 25th of a month they would tell of 25 euro.
    """
    timeless = DAY_OR_HOUR.sub("", text)
    found = re.findall(r"(?<![\w,.])\d[\d.]*(?:,\d+)?(?![\d,.]*\s*%)", timeless)
    return {Decimal(figure.replace(".", "").rstrip(",").replace(",", ".")) for figure in found}


def derived(figures: Iterable[Decimal], amount: Decimal) -> set[Decimal]:
    """What two figures of the text, or one and the own amount, give by the four operations."""
    known = [*figures, amount]
    pairs = [(a, b) for a, b in product(known, known) if a and b]
    found = {a - b for a, b in pairs} | {a + b for a, b in pairs}
    cent = Decimal("0.01")
    found |= {(a * b).quantize(cent) for a, b in pairs if a * b < 10_000}
    found |= {(a * b / 100).quantize(cent) for a, b in pairs if a * b < 1_000_000}
    return found | {(a / b).quantize(cent) for a, b in pairs}


@pytest.fixture
def small_group() -> DistributionRun:
    """Three people on one project, each with an amount of their own."""
    plan = small_plan(projects=1, people=3)
    staff = plan.projects.get().staff
    for number, percent in ((1, 100), (2, 61), (3, 37)):
        staff.filter(employee=person(number)).update(participation=percent)
    return approved(ready(plan, {1: "97.31"}))


@pytest.mark.parametrize("where", ["page", "paper"])
def test_no_colleague_is_derived_from_a_small_group(
    small_group: DistributionRun, where: str
) -> None:
    text = pages_of(person(1))[where]
    lines = small_group.employee_lines.order_by("employee__code")
    mine, *others = (line.amount for line in lines)
    assert "meno di quattro persone" in squeezed(text).lower()
    for colleague in (person(2), person(3)):
        assert colleague.code not in text
        assert colleague.last_name not in text
    figures = numbers_in(text)
    assert mine in figures
    total = sum(others, mine)
    secrets = {*others, total, total - mine}
    assert total == Decimal("97.31")
    assert not secrets & figures
    assert not secrets & derived(figures, mine)


def test_of_two_people_the_total_is_not_said() -> None:
    plan = small_plan(projects=1, people=2)
    plan.projects.get().staff.filter(employee=person(2)).update(participation=61)
    run = approved(ready(plan))
    mine, other = run.employee_lines.order_by("employee__code").values_list("amount", flat=True)
    figures = numbers_in(pages_of(person(1))["page"])
    assert mine in figures
    assert mine + other not in figures
    assert other not in derived(figures, mine)


def test_a_small_area_hides_the_totals_from_the_large_one_too() -> None:
    """With the parts, which are public, one area's quota gives every other's."""
    run = _quotas(one=4, other=1)
    text = pages_of(person(1))["page"]
    figures = numbers_in(text)
    assert Decimal("75.00") not in figures
    assert Decimal("100.00") not in figures
    assert "4 parti" not in text
    amounts = dict(run.employee_lines.values_list("employee__code", "amount"))
    assert amounts[person(5).code] not in figures


def test_large_areas_show_their_totals() -> None:
    run = _quotas(one=4, other=4)
    steps = own(statement_of(run, person(1), full=False))
    assert ("SHARE-1", "100,00 × 3 / 4 75,00", "75,00\xa0€") in steps


def _quotas(one: int, other: int) -> DistributionRun:
    plan = small_plan(projects=1, people=one + other)
    project = plan.projects.get()
    first = Area.objects.get(code="A9")
    second = Area.objects.create(code="B9", name="Altra area", sector=first.sector)
    rule = SharingRule.objects.create(project=project, kind=SharingKind.BY_WEIGHT)
    AreaQuota.objects.create(rule=rule, area=first, parts=3)
    AreaQuota.objects.create(rule=rule, area=second, parts=1)
    others = [person(one + number) for number in range(1, other + 1)]
    project.staff.filter(employee__in=others).update(area=second)
    return approved(ready(plan))


def test_hr_and_the_niv_see_the_totals(small_group: DistributionRun) -> None:
    url = reverse("statement", args=[2031, small_group.number, person(1).pk])
    niv = Client()
    niv.force_login(User.objects.create(username="niv9", role=Role.NIV))
    for client in (hr_client(), niv):
        text = page_of(client, url)
        assert "97,31" in text
        assert "somma dei pesi di 3 persone" in text


# --- Who reads what, and the trail -------------------------------------------------------------


def test_the_person_sees_approved_runs_alone() -> None:
    plan = ready(small_plan(projects=1, people=4))
    prepared(plan)
    client = client_of(person(1))
    assert "Non c’è ancora una distribuzione approvata" in page_of(client, MINE)
    assert client.get(MY_PDF).status_code == 404
    approved(plan)
    assert "25,00" in page_of(client, MINE)


def test_nobody_reaches_the_page_of_another(small_group: DistributionRun) -> None:
    client = client_of(person(1))
    for name, more in (("statement", []), ("statement_pdf", [2031])):
        args = [2031, small_group.number, person(2).pk, *more]
        assert client.get(reverse(name, args=args)).status_code == 403


def test_who_is_in_no_project_reads_so(small_group: DistributionRun) -> None:
    stranger = Employee.objects.create(code="T-99999", first_name="A", last_name="B")
    assert "non hai importi" in page_of(client_of(stranger), MINE)
    url = reverse("statement", args=[2031, small_group.number, stranger.pk])
    assert hr_client().get(url).status_code == 404


def test_each_look_of_others_is_in_the_trail(small_group: DistributionRun) -> None:
    looks = AuditEvent.objects.filter(action=AuditAction.READ).order_by("pk")
    pages_of(person(1))
    assert not looks.exists()
    args = [2031, small_group.number, person(1).pk]
    hr_client().get(reverse("statement", args=args))
    hr_client().get(reverse("statement_pdf", args=[*args, 2031]))
    assert [look.changes["what"][1] for look in looks] == ["statement", "statement_pdf"]
    assert person(1).code in looks[0].changes["employee"][1]
    assert looks[0].target_id == str(small_group.pk)


# --- Paper, words, speed -----------------------------------------------------------------------


def test_the_paper_says_the_same_and_is_accessible() -> None:
    run = approved(ready(small_plan(projects=2, people=7), {1: "90"}))
    response = client_of(person(1)).get(MY_PDF)
    assert 'filename="prospetto-2031.pdf"' in response["Content-Disposition"]
    content = response.content
    assert_accessible(content)
    paper = squeezed(text_of(content)).replace("\xa0", " ")
    for story in statement_of(run, person(1), full=False).stories:
        for step in story.steps:
            for words in (step.title, step.calc, step.amount, *step.notes):
                assert squeezed(words.replace("\xa0", " ")) in paper
    assert client_of(person(1)).get(MY_PDF).content == content


def test_another_language_prints_the_same_paper() -> None:
    approved(ready(small_plan(projects=1, people=4)))
    client = client_of(person(1))
    paper = client.get(MY_PDF).content
    client.cookies["django_language"] = "en"
    assert client.get(MY_PDF).content == paper
    assert "Share by weight" in page_of(client, MINE)


def test_queries_do_not_grow_with_projects_or_people() -> None:
    counts = []
    for year, size in ((2031, 1), (2032, 3)):
        plan = ready(small_plan(projects=size, people=4 + size, year=year))
        approved(plan, act=f"14{size}")
        client = client_of(person(1))
        client.get(f"/piano/{year}/il-mio-premio/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(client, f"/piano/{year}/il-mio-premio/")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 40
