"""Each role logs in and walks its pages, at a desk and on phones, as their eyes and hands would."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from objectives.enums import Role
from objectives.models import Plan, Project, User
from reporting.demo import read

PLAN = "/piano/2023/"
PROJECT = f"{PLAN}progetti/8/"
CHECKS = f"{PLAN}controlli/"
ADMIN = "/admin/objectives/"
DESK, PHONE, SMALL_PHONE = 1280, 360, 320

# The pages of the allocation and of the project form have tests of their own beside this one.
WALKS: dict[str, tuple[str, ...]] = {
    Role.EMPLOYEE: (
        "/",
        PLAN,
        PROJECT,
        "/accounts/password/change/",
        "/accounts/2fa/totp/activate/",
    ),
    Role.MANAGER: ("/", PLAN, CHECKS, PROJECT, f"{PROJECT}storia/", "/guida/", "/accessibilita/"),
    Role.NIV: ("/", f"{PLAN}?q=nessuno", PROJECT, CHECKS, "/regole/"),
    Role.HR: ("/", f"{PLAN}?personale=1", PROJECT, f"{PLAN}progetti/nuovo/", f"{ADMIN}project/"),
    Role.ADMINISTRATOR: ("/", PLAN, PROJECT, "/accounts/2fa/", "/admin/", f"{ADMIN}user/"),
}


# The whole demo: results validated, paid once, a second distribution to approve.
MONEY = f"{PLAN}distribuzione/"
PAID_YEAR: dict[str, tuple[str, ...]] = {
    Role.HR: (
        "/",
        PLAN,
        f"{PLAN}progetti/9/",
        f"{PLAN}progetti/9/variazione/",
        f"{PLAN}stato/",
        MONEY,
        f"{MONEY}2/",
        f"{MONEY}2/persone/",
        f"{MONEY}1/consegna/",
        f"{MONEY}premio-individuale/condizioni/",
        f"{PLAN}dati/",
        f"{PLAN}dati/regole-di-pagamento/economie/",
    ),
    Role.NIV: (f"{PLAN}risultati/", f"{PLAN}progetti/3/", f"{MONEY}confronto/"),
    Role.MANAGER: ("/", f"{PLAN}risultati/", PROJECT),
    Role.EMPLOYEE: (f"{PLAN}il-mio-premio/", PROJECT),
}


# --- What must hold on every page ------------------------------------------------------------

# Every control that can be reached shows that it is: a line or a shadow of its own or its label's.
UNMARKED = """() => {
  const shown = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none";
  const controls = document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  return Array.from(controls).filter((control) => {
    if (!control.checkVisibility() || control.disabled) return false;
    control.focus({focusVisible: true});
    if (document.activeElement !== control) return false;
    const label = control.labels && control.labels[0];
    const places = [[control, null], [label, null], [label, "::before"], [label, "::after"]];
    return !places.some(([place, part]) => place && shown(getComputedStyle(place, part)));
  }).map((control) => control.outerHTML.slice(0, 160));
}"""


def assert_frame(page: Page) -> None:
    """One h1, and a skip link that a keyboard reaches first and that leads into the text."""
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Vai al contenuto"
    assert skip.evaluate("(link) => link.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.evaluate(UNMARKED) == []


@pytest.fixture
def inspect(axe: Callable[[Page], None], fits: Callable[[Page], None]) -> Callable[[Page], None]:
    """`inspect(page)`: all of it, at the desk and on the phones."""

    def check(page: Page) -> None:
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            axe(page)
            fits(page)
        page.set_viewport_size({"width": SMALL_PHONE, "height": 800})
        fits(page)
        page.set_viewport_size({"width": DESK, "height": 800})
        if "/admin/" not in page.url:  # Django's own frame
            assert_frame(page)

    return check


def log_in(page: Page, user: User) -> None:
    """Through the form, as people do."""
    page.goto("/")
    page.get_by_label("Nome utente").fill(user.username)
    page.get_by_label("Password").fill(read("people")["demo_password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address.endswith("/") and "/accounts/" not in address)


def walk(page: Page, paths: Iterable[str], inspect: Callable[[Page], None]) -> None:
    faults = []
    for path in paths:
        response = page.goto(path)
        assert response is not None
        assert response.ok, path
        try:
            inspect(page)
        except AssertionError as error:  # all pages at once: a walk is long
            faults.append(f"{path}: {error}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", PAID_YEAR)
def test_the_paid_year_is_walked(
    role: str,
    paid_year: Plan,
    visit: Callable[..., Page],
    inspect: Callable[[Page], None],
) -> None:
    walk(visit(role, "/"), PAID_YEAR[role], inspect)


@pytest.mark.parametrize("role", Role.values)
def test_each_role_walks_its_pages(
    role: str,
    new_page: Callable[..., Page],
    demo_user: Callable[[str], User],
    inspect: Callable[[Page], None],
) -> None:
    page = new_page()
    log_in(page, demo_user(role))
    menu = page.locator("#menu a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert set(menu) >= {"/", PLAN}
    walk(page, WALKS[role], inspect)
    page.goto("/")
    page.get_by_role("button", name="Esci").first.click()
    expect(page.get_by_label("Nome utente")).to_be_visible()


def test_the_login_says_what_is_wrong(
    new_page: Callable[..., Page], inspect: Callable[[Page], None]
) -> None:
    page = new_page()
    page.goto("/accounts/login/")
    inspect(page)
    page.get_by_label("Nome utente").fill("nessuno")
    page.get_by_label("Password").fill("sbagliata")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Nome utente").input_value() == "nessuno"
    inspect(page)


# --- By keyboard alone -----------------------------------------------------------------------


def tab_to(page: Page, role: Any, name: str, at_most: int = 40) -> None:
    """Press Tab until the control has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if wanted.evaluate("(control) => control === document.activeElement"):
            return
    pytest.fail(f"{name} is not among the first {at_most} controls of {page.url}")


def numbers_shown(page: Page) -> set[int]:
    links = page.locator("main table a[href*='/progetti/']")
    return set(links.evaluate_all("links => links.map(a => Number(a.pathname.split('/').at(-2)))"))


def test_filter_and_open_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit(Role.HR, PLAN)
    tab_to(page, "searchbox", "Cerca nel titolo o per numero")
    page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.wait_for_url("**/piano/2023/?**")
    assert numbers_shown(page) == {5, 24}  # a year in a title, and its own number
    tab_to(page, "link", "Azzera")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLAN}")
    assert numbers_shown(page) == set(range(1, 25))
    tab_to(page, "link", Project.objects.get(number=1).title, at_most=60)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLAN}progetti/1/")


def test_the_reason_of_an_amount_opens_with_enter(visit: Callable[..., Page]) -> None:
    page = visit(Role.MANAGER, PROJECT)
    reason = page.locator("details", has_text="Perché questo importo?")
    before = reason.evaluate("(details) => details.open")
    for expected in (not before, before):
        reason.locator("summary").focus()
        page.keyboard.press("Enter")
        assert reason.evaluate("(details) => details.open") == expected


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit(Role.HR, "/")
    page.set_viewport_size({"width": PHONE, "height": 800})
    entry = page.locator("#menu").get_by_role("link", name="Piano", exact=True)
    expect(entry).to_be_hidden()
    tab_to(page, "button", "Menu")
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


# --- Without scripts, in English, where nothing is ---------------------------------------------


def test_a_phone_without_scripts_has_menu_and_filters(
    new_page: Callable[..., Page], demo_user: Callable[[str], User], fits: Callable[[Page], None]
) -> None:
    page = new_page(width=PHONE, java_script_enabled=False)
    log_in(page, demo_user(Role.HR))
    page.locator("#menu").get_by_role("link", name="Piano", exact=True).click()
    page.get_by_label("Cerca nel titolo o per numero").fill("24")
    page.get_by_role("button", name="Filtra").click()
    expect(page.locator("main table a[href$='/progetti/24/']")).to_be_visible()
    assert page.locator("main table a[href$='/progetti/8/']").count() == 0


def test_english_is_chosen_stays_and_goes(visit: Callable[..., Page]) -> None:
    page = visit(Role.NIV, PLAN)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.url.endswith(PLAN)
    for path in (PLAN, "/", PROJECT):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page.locator("#menu").get_by_role("link", name="Allocation")).to_be_visible()
    page.get_by_role("button", name="Italiano").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "it"


@pytest.mark.parametrize("path", ["/non-esiste/", f"{PLAN}progetti/nuovo/"])
def test_error_pages_are_whole_pages(
    visit: Callable[..., Page], console: list[str], inspect: Callable[[Page], None], path: str
) -> None:
    page = visit(Role.NIV, "/")
    page.goto(path)
    inspect(page)
    page.get_by_role("link", name="Vai alla prima pagina").click()
    page.wait_for_url(lambda address: address.endswith("/") and path not in address)
    # The browser itself notes that the page was refused; nothing else may stand there.
    (note,) = console
    assert "status of 40" in note
    console.clear()
