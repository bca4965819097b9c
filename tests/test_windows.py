"""Monitoring windows: HR opens, changes, closes and reopens them; who is missing is in view."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objectives.actions.windows import close_window, open_window, reopen_for_project, save_window
from objectives.enums import ProjectKind, Role, WindowKind
from objectives.missing import missing_values, reporters, window_of_the_day
from objectives.models import (
    AuditEvent,
    Indicator,
    MonitoringWindow,
    Plan,
    ProgressEntry,
    Project,
    Sector,
    User,
    WindowReopening,
)
from objectives.queries import headed_projects
from objectives.windows import entry_access
from tests.pages import text_of

MONITORING = "/piano/2023/monitoraggio/"
VALUES: dict[str, Any] = {
    "name": "Marzo",
    "kind": WindowKind.INTERMEDIATE,
    "reference_date": date(2023, 3, 31),
    "opens": date(2023, 4, 3),
    "closes": date(2023, 4, 14),
    "grace_days": 2,
}
TYPED = {
    **VALUES, "reference_date": "31/03/2023", "opens": "03/04/2023", "closes": "14/04/2023"
}  # fmt: skip


@pytest.fixture
def hr(demo: Plan) -> User:
    return User.objects.get(username="risorse.umane")


@pytest.fixture
def june(year_end: Plan) -> MonitoringWindow:
    return year_end.windows.get(reference_date=date(2023, 6, 30))


def project(number: int) -> Project:
    return Project.objects.select_related("plan").get(number=number)


def fields_of(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(error.value.error_dict)


# --- The actions -------------------------------------------------------------------------------


def test_a_window_is_created_and_changed_with_its_trail(demo: Plan, hr: User) -> None:
    window = save_window(by=hr, plan=demo, values=VALUES)
    save_window(by=hr, plan=demo, values={**VALUES, "grace_days": 5}, window=window)
    window.refresh_from_db()
    assert window.last_day == date(2023, 4, 19)
    events = AuditEvent.objects.filter(target_type="monitoringwindow").order_by("pk")
    assert [event.action for event in events] == ["created", "changed"]
    assert events[1].changes == {"grace_days": ["2", "5"]}


def test_saving_the_same_again_leaves_no_trail(demo: Plan, hr: User) -> None:
    window = save_window(by=hr, plan=demo, values=VALUES)
    before = AuditEvent.objects.count()
    save_window(by=hr, plan=demo, values=VALUES, window=window)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Aprile"}, "opens"),
        ({"opens": date(2023, 5, 1), "closes": date(2023, 5, 2)}, "name"),
        ({"name": "Aprile", "opens": date(2023, 5, 2), "closes": date(2023, 5, 1)}, "closes"),
    ],
    ids=["overlapping", "same name", "closes before it opens"],
)
def test_a_window_that_cannot_be(demo: Plan, hr: User, change: dict[str, Any], field: str) -> None:
    save_window(by=hr, plan=demo, values=VALUES)
    with pytest.raises(ValidationError) as error:
        save_window(by=hr, plan=demo, values={**VALUES, **change})
    assert field in fields_of(error)
    assert demo.windows.count() == 1


def test_what_values_were_measured_for_stays(june: MonitoringWindow, hr: User) -> None:
    values = {name: getattr(june, name) for name in VALUES} | {"reference_date": date(2023, 6, 29)}
    with pytest.raises(ValidationError) as error:
        save_window(by=hr, plan=june.plan, values=values, window=june)
    assert fields_of(error) == {"reference_date"}


def test_closing_locks_and_opening_again_unlocks(year_end: Plan, hr: User) -> None:
    window = year_end.windows.get(kind=WindowKind.FINAL)
    close_window(by=hr, window=window)
    close_window(by=hr, window=window)
    access = entry_access(project(24))
    assert not access.is_open
    assert f"{timezone.localdate():%d/%m/%Y}" in access.refusal
    open_window(by=hr, window=window)
    assert entry_access(project(24)).is_open
    events = AuditEvent.objects.filter(target_type="monitoringwindow", target_id=window.pk)
    assert sorted(event.action for event in events) == ["closed", "opened"]


def test_one_project_alone_is_reopened(year_end: Plan, hr: User) -> None:
    window = year_end.windows.get(kind=WindowKind.FINAL)
    close_window(by=hr, window=window)
    until = timezone.localdate() + timedelta(days=3)
    for _twice in range(2):
        reopen_for_project(
            by=hr, window=window, project=project(24), until=until, reason="Dati arrivati ora"
        )
    assert WindowReopening.objects.count() == 1
    assert entry_access(project(24)).until == max(until, window.last_day)
    assert not entry_access(project(21)).is_open


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": 8}, "project"),
        ({"days": -1}, "until"),
        ({"reason": "   "}, "reason"),
    ],
    ids=["confirmed result", "past day", "no reason"],
)
def test_a_reopening_that_cannot_be(
    june: MonitoringWindow, hr: User, change: dict[str, Any], field: str
) -> None:
    asked = {"number": 24, "days": 3, "reason": "Perché", **change}
    with pytest.raises(ValidationError) as error:
        reopen_for_project(
            by=hr,
            window=june,
            project=project(asked["number"]),
            until=timezone.localdate() + timedelta(days=asked["days"]),
            reason=asked["reason"],
        )
    assert fields_of(error) == {field}
    assert not WindowReopening.objects.exists()


def test_nobody_else_touches_a_window(june: MonitoringWindow, demo_user: Any) -> None:
    niv = demo_user(Role.NIV)
    for call in (
        lambda: save_window(by=niv, plan=june.plan, values=VALUES),
        lambda: close_window(by=niv, window=june),
        lambda: reopen_for_project(
            by=niv, window=june, project=project(24), until=date(2100, 1, 1), reason="x"
        ),
    ):
        with pytest.raises(PermissionDenied):
            call()


# --- Who is missing ----------------------------------------------------------------------------


def lacking(plan: Plan, window: MonitoringWindow) -> dict[int, list[int]]:
    projects = list(plan.projects.select_related("plan"))
    return {
        row.project.number: [line.order for line in row.indicators]
        for row in missing_values(window, projects)
    }


def test_the_final_window_misses_what_does_not_count_yet(year_end: Plan) -> None:
    window = window_of_the_day(list(year_end.windows.all()))
    assert window is not None
    assert window.kind == WindowKind.FINAL
    found = lacking(year_end, window)
    assert found == {1: [1], 2: [1], 6: [3, 6], 10: [2], 14: [4], 21: [1], 24: [1]}


def test_an_intermediate_window_misses_neither_what_is_due_later_nor_what_is_reached(
    demo: Plan, hr: User
) -> None:
    march = save_window(by=hr, plan=demo, values=VALUES)
    moved = {"name": "Giugno", "reference_date": date(2023, 6, 30)}
    days = {"opens": date(2023, 7, 3), "closes": date(2023, 7, 21)}
    june = save_window(by=hr, plan=demo, values={**VALUES, **moved, **days})
    assert lacking(demo, june)[11] == [1, 2]  # 3 is due in December
    assert 7 not in lacking(demo, june)  # all due in October
    _enter(march, 11, 1, done_on=date(2023, 3, 20))
    _enter(march, 24, 1, number=40)
    found = lacking(demo, june)
    assert found[11] == [2]  # 1 is done once and for all
    assert found[24] == [1, 2]  # 40 of 200 in March says nothing of June


def _enter(window: MonitoringWindow, number: int, order: int, /, **values: Any) -> None:
    ProgressEntry.objects.create(
        indicator=project(number).indicators.get(order=order),
        window=window,
        reference_date=window.reference_date,
        by=User.objects.get(username="responsabile"),
        **values,
    )


def test_who_may_enter_is_who_heads_the_project(year_end: Plan) -> None:
    found = reporters(list(year_end.projects.all()))
    for user in User.objects.filter(role=Role.MANAGER):
        own = set(headed_projects(user).values_list("pk", flat=True))
        assert {key for key, people in found.items() if user in people} == own


# --- The pages ---------------------------------------------------------------------------------


def test_hr_sees_windows_and_who_is_missing(year_end: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.HR].get(MONITORING))
    assert "Chi manca 8" in text
    assert "8 valori mancano in 7 progetti su 24." in text
    assert "Trasporto in sicurezza degli introiti" in text
    assert "Chiuso il 26/07/2023" in text
    assert "Tullio Marescotti" in text


def test_a_manager_sees_what_they_head(year_end: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.MANAGER].get(MONITORING))
    assert "Trasporto in sicurezza degli introiti" in text
    assert "Progetti PNRR missione 5" not in text
    assert "Chiudi ora" not in text


def test_without_windows_the_page_says_what_to_do(demo: Plan, clients: dict[str, Client]) -> None:
    assert "Crea il primo periodo" in text_of(clients[Role.HR].get(MONITORING))
    assert "Nessun periodo ancora" in text_of(clients[Role.NIV].get(MONITORING))


def test_when_nothing_is_missing(db: None, client: Client) -> None:
    plan = Plan.objects.create(year=2023, triennium_start=2023, triennium_end=2025, title="P")
    MonitoringWindow.objects.create(plan=plan, **VALUES)
    _copies(plan, 1)
    Indicator.objects.all().delete()
    client.force_login(User.objects.create(username="hr", role=Role.HR))
    assert "Nessun valore manca" in text_of(client.get(MONITORING))


def test_hr_creates_changes_and_closes_in_the_browser(
    demo: Plan, clients: dict[str, Client]
) -> None:
    client = clients[Role.HR]
    client.post(f"{MONITORING}nuovo/", TYPED)
    window = demo.windows.get()
    assert window.closes == date(2023, 4, 14)
    edit = reverse("window_edit", kwargs={"year": 2023, "pk": window.pk})
    assert 'value="14/04/2023"' in client.get(edit).content.decode()
    client.post(edit, {**TYPED, "closes": "21/04/2023"})
    client.post(reverse("window_close", kwargs={"year": 2023, "pk": window.pk}))
    window.refresh_from_db()
    assert window.closes == date(2023, 4, 21)
    assert window.closed_at is not None


def test_a_refused_form_keeps_what_was_typed(demo: Plan, clients: dict[str, Client]) -> None:
    answer = clients[Role.HR].post(f"{MONITORING}nuovo/", {**TYPED, "closes": "1/1/2023"})
    assert "1/1/2023" in answer.content.decode()
    assert "Il periodo si chiude prima di aprirsi." in text_of(answer)
    assert not demo.windows.exists()


def test_reopening_in_the_browser(june: MonitoringWindow, clients: dict[str, Client]) -> None:
    page = reverse("window_reopen", kwargs={"year": 2023, "pk": june.pk})
    until = timezone.localdate() + timedelta(days=3)
    typed = {"project": project(24).pk, "until": f"{until:%d/%m/%Y}", "reason": "<b>Dati</b>"}
    refused = clients[Role.HR].post(page, {**typed, "project": "99999999999999999999"})
    assert "Scegli un progetto di questo piano." in text_of(refused)
    clients[Role.HR].post(page, typed)
    assert "&lt;b&gt;Dati&lt;/b&gt;" in clients[Role.HR].get(MONITORING).content.decode()


def test_a_window_of_another_plan_is_not_found(
    june: MonitoringWindow, clients: dict[str, Client]
) -> None:
    other = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="P")
    page = reverse("window_edit", kwargs={"year": other.year, "pk": june.pk})
    assert clients[Role.HR].get(page).status_code == 404


def test_queries_do_not_grow_with_the_projects(db: None, client: Client) -> None:
    plan = Plan.objects.create(year=2023, triennium_start=2023, triennium_end=2025, title="P")
    MonitoringWindow.objects.create(plan=plan, **VALUES)
    client.force_login(User.objects.create(username="hr", role=Role.HR))
    counts = []
    for count in (1, 3):
        _copies(plan, count)
        with CaptureQueriesContext(connection) as queries:
            assert f"{count} valor" in text_of(client.get(MONITORING))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _copies(plan: Plan, count: int) -> None:
    """Bring the plan to `count` projects, each with one indicator that lacks its value."""
    kind, _made = plan.classes.get_or_create(name="c", weight=10)
    sector, _made = Sector.objects.get_or_create(code="9", name="Nove")
    for number in range(plan.projects.count() + 1, count + 1):
        row = Project.objects.create(
            plan=plan,
            number=number,
            proposal_number=number,
            kind=ProjectKind.SECTOR,
            lead_sector=sector,
            project_class=kind,
            weight=10,
            counted_staff=1,
            threshold=70,
            title=f"T{number}",
        )
        Indicator.objects.create(
            project=row, order=1, name="I", quantity="1", target_kind="yes_no", weight=100
        )
