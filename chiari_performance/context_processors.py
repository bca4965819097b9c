"""What every page shows: the body, the year, and a menu with the pages this person may open."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from objectives import rules
from objectives.enums import Role
from objectives.models import Plan
from objectives.open_work import values_to_enter

# The pages of a manager's own work: there the menu counts what is missing. The others, plan and
# projects with hundreds of rows among them, do not read everything a second time for a number.
COUNTED_ON = frozenset({"home", "monitoring", "my_indicators", "indicator"})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; `current` is the value of aria-current, empty when elsewhere; `count` is how
    many things wait there, None where nothing is counted."""

    label: str
    url: str
    current: str = ""
    count: int | None = None

    @property
    def mark(self) -> SafeString:
        """The attribute of the entry that holds this page."""
        return format_html(' aria-current="{}"', self.current) if self.current else SafeString("")

    @property
    def waiting(self) -> SafeString:
        if not self.count:
            return SafeString("")
        missing = pgettext("count in the menu", "missing")
        return format_html(_COUNT, self.count, missing)


_COUNT = ' <span class="pp-count">{}<span class="visually-hidden"> {}</span></span>'


def site(request: HttpRequest) -> dict[str, Any]:
    """Body, demo flag, languages; for a logged-in person also the year and the menu."""
    context = {
        "body_name": settings.BODY_NAME,
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        year = plan_year(request)
        context |= {
            "year": year,
            "menu": menu(request, year),
            "reader_name": user.get_full_name() or user.get_username(),
            "reader_role": Role(user.role).label,
        }
    return context


def plan_year(request: HttpRequest) -> int | None:
    """The year in the address, else the latest plan's (one query)."""
    match = request.resolver_match
    if match and "year" in match.kwargs:
        return int(match.kwargs["year"])
    return Plan.objects.order_by("-year").values_list("year", flat=True).first()


def menu(request: HttpRequest, year: int | None) -> list[MenuItem]:
    """Entries whose address exists; the most specific one that holds this page is current."""
    items = [item for item in _items(request, year) if item.url]
    here = max((item.url for item in items if _holds(item.url, request.path)), key=len, default="")
    return [
        replace(item, current=_aria_current(item.url, request.path)) if item.url == here else item
        for item in items
    ]


def _items(request: HttpRequest, year: int | None) -> list[MenuItem]:
    items = [MenuItem(label, url) for label, url in _entries(request, year)]
    user = request.user
    if year and getattr(user, "employee_id", None):
        items.append(MenuItem(_("My premium"), _address("my_statement", year=year)))
    if year and rules.has_role(user, Role.MANAGER):
        waiting = values_to_enter(user, year) if _counts(request) else None
        mine = MenuItem(_("My indicators"), _address("my_indicators", year=year), count=waiting)
        items.insert(1, mine)
    return items


def _counts(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in COUNTED_ON


def _entries(request: HttpRequest, year: int | None) -> list[tuple[str, str]]:
    user = request.user
    entries = [(pgettext("menu", "Today"), _address("home"))]
    if year:
        entries.append((_("Plan"), _address("plan", year=year)))
        if rules.has_role(user, Role.MANAGER, Role.HR, Role.NIV):
            entries.append((_("Monitoring"), _address("monitoring", year=year)))
            entries.append((_("Results"), _address("results", year=year)))
        if rules.view_money(user):
            entries.append((_("Allocation"), _address("allocation", year=year)))
            entries.append((_("Distribution"), _address("distribution", year=year)))
        if rules.enter_attendance(user):
            entries.append((pgettext("menu", "Data"), _address("data_overview", year=year)))
        elif rules.list_participation(user):
            entries.append((_("Participation"), _address("participation_list", year=year)))
        if rules.view_findings(user):
            entries.append((_("Checks"), _address("findings", year=year)))
    if rules.may_enter_data(user):
        entries.append((_("Data administration"), _address("admin:index")))
    return entries


@lru_cache(maxsize=256)
def _address(name: str, **kwargs: int) -> str:
    """The address of a page, empty when this installation has no such page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def _holds(url: str, path: str) -> bool:
    if url == "/":
        return path == "/"
    return path.startswith(url) or (url.endswith("/riparto/") and path.startswith("/riparto/"))


def _aria_current(url: str, path: str) -> str:
    return "page" if url == path else "true"
