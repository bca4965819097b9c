"""Writing values: what is stored, what is refused, what two people at one indicator lose."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from objectives.actions.entries import (
    EntryConflict,
    current_entry,
    discard_draft,
    keep_theirs,
    save_draft,
    save_entry,
)
from objectives.actions.phases import report_phase
from objectives.entry_checks import EntryValues
from objectives.enums import Role, WindowKind
from objectives.models import (
    AuditEvent,
    EntryDraft,
    Indicator,
    MonitoringWindow,
    Plan,
    ProgressEntry,
    Project,
    User,
)
from tests.entering import (
    DECEMBER,
    SEPTEMBER,
    close,
    headed_by,
    number,
    numbers,
    one_of_each_kind,
    open_window,
    twin_of,
)


@pytest.fixture
def manager(demo: Plan, demo_user: Any) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return open_window(demo)


@pytest.fixture
def project(manager: User, window: MonitoringWindow) -> Project:
    return headed_by(manager)


@pytest.fixture
def indicator(project: Project) -> Indicator:
    return numbers(project, 1)[0]


@pytest.fixture
def colleague(manager: User) -> User:
    """Somebody else who heads the same."""
    return twin_of(manager)


def errors_of(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_value_is_stored_with_its_trail(
    manager: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    values = number("148,5".replace(",", "."), note="registro del Comando")
    entry = save_entry(by=manager, indicator=indicator, window=window, based_on=None, values=values)
    assert (entry.number, entry.by, entry.replaces) == (Decimal("148.5"), manager, None)
    event = AuditEvent.objects.get(target_type="progressentry")
    assert event.actor == manager
    assert event.project == indicator.project
    assert event.changes["number"] == ["", "148.5"]
    assert event.reason == "registro del Comando"


def test_a_correction_names_what_it_replaces(
    manager: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    put = {"by": manager, "indicator": indicator, "window": window}
    first = save_entry(**put, based_on=None, values=number("10"))
    second = save_entry(**put, based_on=first, values=number("12", note="mancava un verbale"))
    assert second.replaces == first
    assert current_entry(indicator, window) == second
    first.refresh_from_db()
    assert first.number == 10
    event = AuditEvent.objects.get(action="corrected")
    assert event.changes["number"] == ["10", "12"]


def test_the_same_value_twice_is_stored_once(
    manager: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    put = {"by": manager, "indicator": indicator, "window": window, "based_on": None}
    entries = {save_entry(**put, values=number(text)) for text in ("12", "12.0000", "12")}
    assert len(entries) == ProgressEntry.objects.count() == 1
    assert AuditEvent.objects.filter(target_type="progressentry").count() == 1


def test_the_second_of_two_people_is_given_the_value_of_the_first(
    manager: User, colleague: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    put = {"indicator": indicator, "window": window}
    theirs = save_entry(**put, by=colleague, based_on=None, values=number("15"))
    with pytest.raises(EntryConflict) as conflict:
        save_entry(**put, by=manager, based_on=None, values=number("14"))
    assert conflict.value.theirs == theirs
    mine = save_entry(**put, by=manager, based_on=theirs, values=number("14"))
    assert mine.replaces == theirs
    with pytest.raises(EntryConflict):
        save_entry(**put, by=colleague, based_on=theirs, values=number("16"))


def test_the_value_that_is_not_kept_stays_in_the_trail(
    manager: User, colleague: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    put = {"indicator": indicator, "window": window}
    theirs = save_entry(**put, by=colleague, based_on=None, values=number("15"))
    typed = {"number": "14", "reference_date": "30/09/2023", "note": "a campione"}
    save_draft(by=manager, indicator=indicator, based_on=None, data=typed)
    assert keep_theirs(**put, by=manager, theirs=theirs) == theirs
    assert not EntryDraft.objects.exists()
    event = AuditEvent.objects.get(action="not_kept")
    assert event.changes["number"] == ["14", ""]
    assert event.changes["note"] == ["a campione", ""]
    third = save_entry(**put, by=colleague, based_on=theirs, values=number("16"))
    with pytest.raises(EntryConflict) as conflict:
        keep_theirs(**put, by=manager, theirs=theirs)
    assert conflict.value.theirs == third


# --- Refusals ------------------------------------------------------------------------------

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("number_up", {}, "number", "Scrivi il valore raggiunto."),
    ("number_up", {"number": Decimal("-1")}, "number", "Scrivi un numero da 0 in su."),
    ("number_up", {"number": Decimal(1), "done": True}, "done", "non si misura così"),
    ("number_down", {"number": Decimal("1.23456")}, "number", "4"),
    ("number_down", {"number": Decimal(10**11)}, "number", "cifre"),
    ("ratio", {"numerator": Decimal(1)}, "denominator", "Scrivi entrambi i numeri"),
    ("ratio", {"numerator": Decimal(3), "denominator": Decimal(0)}, "zero_percent", "è 0"),
    ("yes_no", {}, "done", "Indica se è stato fatto."),
    ("milestone", {}, "done", "Indica se è stato fatto."),
    ("milestone", {"done": True}, "done_on", "Scrivi il giorno"),
    ("milestone", {"done": False, "done_on": date(2023, 9, 1)}, "done_on", "non ha una data"),
    ("milestone", {"done_on": date(2023, 10, 1)}, "done_on", "fra il 01/01/2023 e il 30/09/2023"),
    ("milestone", {"done_on": date(2022, 12, 31)}, "done_on", "fra il 01/01/2023"),
    ("judged", {"percent": Decimal(50)}, "reason", "Scrivi il motivo del giudizio."),
    ("judged", {"percent": Decimal("100.5"), "reason": "x"}, "percent", "0 e 100"),
    ("judged", {"reason": "x"}, "percent", "Scrivi una percentuale da 0 a 100."),
]


@pytest.mark.parametrize(("kind", "given", "field", "said"), WRONG)
def test_a_value_outside_its_kind_is_refused_at_its_field(
    kind: str,
    given: dict[str, Any],
    field: str,
    said: str,
    manager: User,
    project: Project,
    window: MonitoringWindow,
) -> None:
    indicator = one_of_each_kind(project)[kind]
    values = EntryValues(reference_date=SEPTEMBER, **given)
    with pytest.raises(ValidationError) as error:
        save_entry(by=manager, indicator=indicator, window=window, based_on=None, values=values)
    assert said in errors_of(error)[field][0]
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number_up", {"number": Decimal("710.5")}),
        ("number_down", {"number": Decimal(0)}),
        ("ratio", {"numerator": Decimal(3), "denominator": Decimal(4)}),
        (
            "ratio",
            {"numerator": Decimal(0), "denominator": Decimal(0), "zero_percent": Decimal(100)},
        ),
        ("yes_no", {"done": False}),
        ("milestone", {"done": True, "done_on": date(2023, 9, 20)}),
        ("milestone", {"done": False}),
        ("judged", {"percent": Decimal("66.67"), "reason": "VAS convocata per novembre"}),
    ],
)
def test_values_of_each_kind(
    kind: str, given: dict[str, Any], manager: User, project: Project, window: MonitoringWindow
) -> None:
    indicator = one_of_each_kind(project)[kind]
    values = EntryValues(reference_date=SEPTEMBER, **given)
    entry = save_entry(by=manager, indicator=indicator, window=window, based_on=None, values=values)
    entry.refresh_from_db()
    assert {name: getattr(entry, name) for name in given} == given


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2023, 10, 1), date(2024, 1, 1)])
def test_the_reference_date_lies_in_the_year_and_before_the_window_s(
    day: date, manager: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    with pytest.raises(ValidationError) as error:
        save_entry(
            by=manager,
            indicator=indicator,
            window=window,
            based_on=None,
            values=number("1", day),
        )
    said = "La data deve stare fra il 01/01/2023 e il 30/09/2023."
    assert errors_of(error) == {"reference_date": [said]}


def test_no_day_to_come(manager: User, demo: Plan, time_machine: Any) -> None:
    time_machine.move_to("2023-09-20T10:00:00+02:00")
    window = open_window(demo)
    indicator = numbers(headed_by(manager), 1)[0]
    with pytest.raises(ValidationError, match="20/09/2023"):
        save_entry(
            by=manager,
            indicator=indicator,
            window=window,
            based_on=None,
            values=number("1", date(2023, 9, 21)),
        )


def test_less_than_100_is_explained_in_the_final_report(manager: User, demo: Plan) -> None:
    window = open_window(demo, WindowKind.FINAL)
    indicator = numbers(headed_by(manager), 1)[0]
    put = {"by": manager, "indicator": indicator, "window": window, "based_on": None}
    with pytest.raises(ValidationError) as error:
        save_entry(**put, values=number("175", DECEMBER))
    assert "87,50" in errors_of(error)["deviation"][0]
    entry = save_entry(**put, values=number("175", DECEMBER, deviation="Due mesi di cantiere"))
    assert entry.deviation == "Due mesi di cantiere"


def test_only_who_heads_the_project_enters_its_values(
    indicator: Indicator, window: MonitoringWindow, demo_user: Any
) -> None:
    for role in (Role.HR, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR):
        user = demo_user(role)
        with pytest.raises(PermissionDenied):
            save_entry(
                by=user, indicator=indicator, window=window, based_on=None, values=number("1")
            )
        with pytest.raises(PermissionDenied):
            save_draft(by=user, indicator=indicator, based_on=None, data={"number": "1"})


def test_outside_its_window_a_value_is_refused_and_the_draft_stays(
    manager: User, indicator: Indicator, window: MonitoringWindow, demo: Plan
) -> None:
    put = {"by": manager, "indicator": indicator, "based_on": None}
    save_draft(**put, data={"number": "12"})
    close(window)
    with pytest.raises(ValidationError, match=r"^\['Periodo chiuso il"):
        save_entry(**put, window=window, values=number("12"))
    save_draft(**put, data={"number": "13"})
    MonitoringWindow.objects.create(
        plan=demo,
        name="Valori finali",
        kind=WindowKind.FINAL,
        reference_date=DECEMBER,
        opens=window.last_day + timedelta(days=1),
        closes=window.last_day + timedelta(days=9),
    )
    MonitoringWindow.objects.update(opens=timezone.localdate())
    with pytest.raises(ValidationError, match="Valori finali"):
        save_entry(**put, window=window, values=number("12"))
    assert EntryDraft.objects.get().data == {"number": "13"}
    assert not ProgressEntry.objects.exists()


# --- Drafts and phases ---------------------------------------------------------------------


def test_a_draft_is_one_per_person_and_goes_when_it_is_sent(
    manager: User, colleague: User, indicator: Indicator, window: MonitoringWindow
) -> None:
    for text in ("1", "71o", "710\0"):
        save_draft(by=manager, indicator=indicator, based_on=None, data={"number": text})
    save_draft(by=colleague, indicator=indicator, based_on=None, data={"number": "9"})
    assert EntryDraft.objects.get(user=manager).data == {"number": "710"}
    save_entry(by=manager, indicator=indicator, window=window, based_on=None, values=number("710"))
    assert EntryDraft.objects.get().user == colleague
    discard_draft(by=colleague, indicator=indicator)
    assert not EntryDraft.objects.exists()
    assert not AuditEvent.objects.filter(target_type="entrydraft").exists()


def test_phases_are_reported_once_and_never_for_a_day_to_come(
    manager: User, project: Project, window: MonitoringWindow
) -> None:
    phase = project.phases.create(order=99, text="Collaudo", due_date=date(2023, 5, 31))
    first = report_phase(by=manager, phase=phase, done_on=date(2023, 6, 4), note="collaudo")
    assert report_phase(by=manager, phase=phase, done_on=date(2023, 6, 4), note="collaudo") == first
    report_phase(by=manager, phase=phase, done_on=None)
    assert phase.reports.count() == 2
    with pytest.raises(ValidationError, match="Questo giorno deve ancora venire"):
        report_phase(by=manager, phase=phase, done_on=timezone.localdate() + timedelta(days=1))
    close(window)
    with pytest.raises(ValidationError, match="Periodo chiuso"):
        report_phase(by=manager, phase=phase, done_on=date(2023, 6, 5))
