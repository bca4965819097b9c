"""Reminders: on four days, one mail a person, never twice, nothing recorded that was not sent."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connections

from objectives.actions.reminders import Report, remind, send_reminders
from objectives.actions.windows import close_window
from objectives.enums import Role
from objectives.models import Employee, MonitoringWindow, Plan, Project, ReminderSent, User
from objectives.reminders import stage

pytestmark = pytest.mark.django_db
MANAGERS = 6


@pytest.fixture
def window(year_end: Plan) -> MonitoringWindow:
    return year_end.windows.get(kind="final")


def on(window: MonitoringWindow, days_before: int) -> Report:
    return send_reminders(today=window.last_day - timedelta(days=days_before))


@pytest.mark.parametrize(
    ("left", "found"),
    [(20, None), (15, None), (14, 14), (10, 14), (7, 7), (3, 7), (2, 2), (0, 2),
     (-1, -1), (-7, -1), (-8, None)],
)  # fmt: skip
def test_the_day_that_came_last(left: int, found: int | None) -> None:
    today = date(2024, 1, 10)
    assert stage(today + timedelta(days=left), today) == found


def test_each_person_gets_one_mail_with_all_they_can_enter(window: MonitoringWindow) -> None:
    assert on(window, 14) == Report(sent=MANAGERS)
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == MANAGERS
    letter = next(row for row in mail.outbox if row.to == ["responsabile@example.org"])
    assert letter.subject.startswith("Valori finali: 7 valori da inserire entro il ")
    assert "Progetto 24. Trasporto in sicurezza" in letter.body
    assert "Progetto 10." not in letter.body
    assert "/piano/2023/monitoraggio/" in letter.body
    assert "&" not in letter.body


def test_nobody_is_written_to_twice_for_the_same_reason(window: MonitoringWindow) -> None:
    on(window, 14)
    assert on(window, 14) == on(window, 10) == Report()
    assert on(window, 7) == Report(sent=MANAGERS)
    assert on(window, 2) == Report(sent=MANAGERS)
    assert on(window, -1) == Report(sent=MANAGERS)
    assert on(window, -2) == on(window, -30) == on(window, 30) == Report()
    assert len(mail.outbox) == ReminderSent.objects.count() == 4 * MANAGERS
    assert "chiuso il" in mail.outbox[-1].subject


def test_a_second_process_meets_the_row_of_the_first(window: MonitoringWindow) -> None:
    user = User.objects.get(username="responsabile")
    assert remind.call(user.pk, window.pk, 14) is True
    assert remind.call(user.pk, window.pk, 14) is False
    assert len(mail.outbox) == 1


def test_mail_down_leaves_nothing_recorded_and_says_so(
    window: MonitoringWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, *args: Any) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as down:
        down.setattr(EmailMessage, "send", refuse)
        assert on(window, 7) == Report(failed=MANAGERS)
        assert not ReminderSent.objects.exists()
        with pytest.raises(CommandError, match="not accepted by the mail server"):
            call_command("send_reminders", stdout=io.StringIO())
    assert on(window, 7) == Report(sent=MANAGERS)


def test_nothing_of_other_people_is_in_a_mail(window: MonitoringWindow) -> None:
    on(window, 14)
    names = set(Employee.objects.values_list("last_name", flat=True))
    codes = set(Employee.objects.values_list("code", flat=True))
    for letter in mail.outbox:
        own = User.objects.get(email=letter.to[0])
        words = set(f"{letter.subject} {letter.body}".replace(",", " ").split())
        assert not words & (names - {own.last_name})
        assert not words & codes
        assert not letter.cc
        assert not letter.bcc


def test_titles_are_text_and_no_header(window: MonitoringWindow) -> None:
    MonitoringWindow.objects.filter(pk=window.pk).update(name="Fine\nBcc: x@example.org")
    Project.objects.filter(number=24).update(title="<b>d'anno</b> & fine")
    window.refresh_from_db()
    on(window, 14)
    letter = next(row for row in mail.outbox if row.to == ["responsabile@example.org"])
    assert letter.subject.startswith("Fine Bcc: x@example.org: ")
    assert "<b>d'anno</b> & fine" in letter.body
    assert letter.message().get_content_type() == "text/plain"
    assert letter.recipients() == ["responsabile@example.org"]


def test_who_has_no_address_is_counted(window: MonitoringWindow) -> None:
    User.objects.filter(username="responsabile").update(email="")
    assert on(window, 14) == Report(sent=MANAGERS - 1, unreachable=1)


def test_a_window_closed_by_hand_reminds_nobody(window: MonitoringWindow) -> None:
    close_window(by=User.objects.filter(role=Role.HR).order_by("pk")[0], window=window)
    assert on(window, 2) == Report()


def test_the_command_says_what_it_did(window: MonitoringWindow) -> None:
    out = io.StringIO()
    call_command("send_reminders", stdout=out)
    assert out.getvalue() == f"sent {MANAGERS}, queued 0, without address 0\n"


def test_with_a_queue_nothing_is_sent_before_its_worker_runs(
    window: MonitoringWindow, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    assert on(window, 14) == Report(queued=MANAGERS)
    assert not mail.outbox
    assert not ReminderSent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_one_mail(year_end: Plan) -> None:
    window, user = year_end.windows.get(kind="final"), User.objects.get(username="responsabile")
    start = Barrier(4)

    def one(_number: int) -> bool:
        try:
            start.wait(timeout=20)
            return remind.call(user.pk, window.pk, 14)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(one, range(4)))
    assert sorted(sent) == [False, False, False, True]
    assert len(mail.outbox) == ReminderSent.objects.count() == 1
