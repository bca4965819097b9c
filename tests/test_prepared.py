"""Querysets written once give what they give when they are written anew, with whatever keys."""

import pytest
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext

from objectives.enums import Role
from objectives.models import Area, Indicator, Plan, Project, User
from objectives.prepared import Prepared, Together
from objectives.queries import visible_projects
from tests.conftest import Clients
from tests.pages import text_of

INDICATORS = Prepared[Indicator](
    lambda project: Indicator.objects.filter(project=project).select_related("project"), "project"
)


def test_each_key_gives_its_own_rows(demo: Plan) -> None:
    for project in demo.projects.all():
        found = INDICATORS.rows(project=project.pk)
        assert found == list(project.indicators.all())
        assert {row.project for row in found} <= {project}


def test_a_prepared_read_is_one_query(demo: Plan, django_assert_num_queries: object) -> None:
    key = demo.projects.get(number=8).pk
    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = INDICATORS.rows(project=key)
        assert [row.project.number for row in rows] == [8] * len(rows)


def test_several_keys_and_a_slice(demo: Plan) -> None:
    first = Prepared[tuple[int, str]](
        lambda plan, number: (
            Project.objects.filter(plan=plan, number__gte=number)
            .order_by("number")
            .values_list("number", "title")[:2]
        ),
        "plan",
        "number",
    )
    assert [number for number, _title in first.rows(plan=demo.pk, number=5)] == [5, 6]
    assert [number for number, _title in first.rows(plan=demo.pk, number=24)] == [24]
    assert first.rows(plan=demo.pk + 1, number=1) == []


def test_a_list_is_one_key(demo: Plan) -> None:
    """However long; and what else the queryset compares with stays as it is."""
    some = Prepared[tuple[int]](
        lambda plan, number: (
            Project.objects.filter(plan=plan, number__in=[number], title__contains="")
            .exclude(number__in=[3])
            .order_by("number")
            .values_list("number")
        ),
        "plan",
        many=("number",),
    )
    for numbers in ([5], [1, 3, 8, 99], range(1, 25), []):
        known = [(n,) for n in numbers if n not in (3, 99)]
        assert some.rows(plan=demo.pk, number=numbers) == known
    assert some.rows(plan=demo.pk + 1, number=[5]) == []


def test_a_queryset_of_nothing_stays_empty(demo: Plan) -> None:
    assert Prepared[Area](lambda key: Area.objects.filter(pk=key).none(), "key").rows(key=1) == []


def test_texts_of_a_condition_are_taken_as_they_are(demo: Plan) -> None:
    odd = '100 % dell\'ente \\ "%s"'
    rows = Project.objects.annotate(odd=Value(odd)).values_list("number", "odd")
    found = Prepared[tuple[int, str]](lambda key: rows.filter(plan=key).exclude(title=odd), "key")
    assert set(found.rows(key=demo.pk)) == {(p.number, odd) for p in demo.projects.all()}


def test_together_one_query_has_the_rows_of_all(
    demo: Plan, django_assert_num_queries: object
) -> None:
    """Wide and narrow querysets, with columns of different kinds in the same place."""
    both = Together(
        (
            lambda key: Project.objects.filter(pk=key).values_list("title", "threshold"),
            lambda key: Indicator.objects.filter(project=key).order_by("-pk").values_list("pk")[:2],
        ),
        "key",
    )
    projects = list(demo.projects.all()[:3])
    with django_assert_num_queries(len(projects)):  # type: ignore[operator]
        found = [both.rows(key=project.pk) for project in projects]
    for project, (own, *others) in zip(projects, found, strict=True):
        assert own[0] == 0
        assert project.title in str(own)
        assert [place for place, *_values in others] == [1] * min(2, project.indicators.count())
        last = project.indicators.latest("pk").pk
        assert str(last) in str(others[0])
    Project.objects.filter(pk=projects[0].pk).update(threshold=77)
    assert both.rows(key=projects[0].pk) != found[0]


def test_a_row_written_since_is_found(demo: Plan) -> None:
    project = demo.projects.get(number=8)
    before = INDICATORS.rows(project=project.pk)
    Indicator.objects.filter(pk=before[0].pk).update(name="Nuovo nome")
    assert INDICATORS.rows(project=project.pk)[0].name == "Nuovo nome"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL keeps statements")
def test_postgresql_plans_a_text_once_for_a_connection(demo: Plan) -> None:
    anew = Prepared[Project](lambda key: Project.objects.filter(pk=key, number__lt=98), "key")
    for project in demo.projects.all()[:7]:
        assert anew.rows(key=project.pk) == [project]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            ['%."number" < 98%'],
        )
        assert cursor.fetchall() == [(7, 0)]


def test_nothing_is_kept_on_a_connection_of_a_pool(
    demo: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    project = demo.projects.get(number=8)
    with CaptureQueriesContext(connection) as queries:
        assert INDICATORS.rows(project=project.pk) == list(project.indicators.all())
    assert all(query["sql"].startswith("SELECT") for query in queries)


@pytest.mark.parametrize(
    ("year", "number"), [(2023, 99), (2023, 99_999), (99_999, 8), (2023, 10**20)]
)
def test_a_number_that_no_column_holds_is_no_page(
    demo: Plan, clients: Clients, role: str, year: int, number: int
) -> None:
    client: Client = clients[role]
    assert client.get(f"/piano/{year}/progetti/{number}/").status_code == 404


def test_who_is_looked_at_first_decides_nothing_for_the_next(demo: Plan, clients: Clients) -> None:
    """One text for all managers, each with their own projects."""
    for user in User.objects.filter(role__in=(Role.MANAGER, Role.EMPLOYEE), is_active=True):
        client = Client()
        client.force_login(user)
        seen = set(visible_projects(user).values_list("number", flat=True))
        for number in (1, 8, 15, 24):
            answer = client.get(f"/piano/2023/progetti/{number}/")
            assert answer.status_code == (200 if number in seen else 404)
            assert number not in seen or demo.projects.get(number=number).title[:20] in text_of(
                answer
            )
