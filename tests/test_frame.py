"""The frame of every page: menu by role, safe exit, language, error pages."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse
from model_bakery import baker

from chiari_performance.context_processors import menu, plan_year
from objectives.enums import Role
from objectives.models import Plan, User

pytestmark = pytest.mark.django_db


def entries(role, path="/"):
    request = RequestFactory().get(path)
    request.user = User(username="u", role=role)
    return menu(request, 2023)


@pytest.mark.parametrize("role", Role.values)
def test_every_menu_leads_to_an_existing_page(role):
    for item in entries(role):
        assert resolve(item.url)


@pytest.mark.parametrize(
    ("role", "admin"),
    [
        (Role.HR, True),
        (Role.ADMINISTRATOR, True),
        (Role.NIV, False),
        (Role.MANAGER, False),
        (Role.EMPLOYEE, False),
    ],
)
def test_data_administration_is_the_last_entry_of_those_who_enter_data(role, admin):
    assert (entries(role)[-1].url == reverse("admin:index")) is admin


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_roles_without_pay_data_have_no_allocation_in_the_menu(role):
    assert not [item for item in entries(role) if item.url.endswith("/riparto/")]


def test_exactly_one_entry_is_current():
    current = [item for item in entries(Role.HR, "/admin/") if item.current]
    assert [item.url for item in current] == ["/admin/"]
    assert current[0].current == "page"


def test_a_page_below_an_entry_keeps_it_current():
    current = [item for item in entries(Role.HR, "/admin/objectives/") if item.current]
    assert [(item.url, item.current) for item in current] == [("/admin/", "true")]


def test_the_year_of_the_address_needs_no_query(django_assert_num_queries):
    baker.make(Plan, year=2024, triennium_start=2024, triennium_end=2026)
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    request.resolver_match.kwargs["year"] = 2023
    with django_assert_num_queries(0):
        assert plan_year(request) == 2023
    request.resolver_match.kwargs.clear()
    with django_assert_num_queries(1):
        assert plan_year(request) == 2024


def test_the_exit_and_the_language_are_posts(client):
    html = client.get(reverse("account_login")).content.decode()
    assert '<form method="post" action="/lingua/"' in html
    user = baker.make(User, username="anna", role=Role.EMPLOYEE)
    client.force_login(user, backend="chiari_performance.accounts.AccountBackend")
    html = client.get("/accounts/password/change/").content.decode()
    assert '<form method="post" action="/accounts/logout/"' in html
    assert 'href="/accounts/logout/"' not in html


def test_english_can_be_chosen_and_stays(client):
    assert "Accedi" in client.get(reverse("account_login")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="en">' in page
    assert "Sign in" in page


def test_error_pages_speak_italian_and_need_nothing(client, settings):
    settings.DEBUG = False
    page = client.get("/pagina-che-non-esiste/")
    assert page.status_code == 404
    assert "Questa pagina non c’è" in page.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_of_a_broken_system_render_without_context(name):
    from django.template.loader import render_to_string

    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_pages_hold_no_inline_style_or_script(client, name):
    html = client.get(reverse(name)).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert all("src=" in tag for tag in html.split("<script")[1:])
