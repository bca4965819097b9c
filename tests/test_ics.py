"""The calendar of the deadlines as RFC 5545 wants it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from objectives.enums import Role
from objectives.ics import Day, calendar, escaped, folded
from objectives.models import Phase, Plan

STAMP = datetime(2024, 1, 8, 10, 0, tzinfo=timezone(timedelta(hours=1)))
DAY = Day(
    "phase-1@host", date(2023, 12, 31), "Fase; ultima, di tre", "Riga 1\nRiga 2", "https://x/"
)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_an_event_has_what_a_calendar_needs() -> None:
    lines = unfolded(calendar("Scadenze", "-//x//IT", [DAY], STAMP))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//IT"]
    assert lines[-1] == "END:VCALENDAR"
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    assert "UID:phase-1@host" in event
    assert "DTSTAMP:20240108T090000Z" in event
    assert "DTSTART;VALUE=DATE:20231231" in event
    assert "DTEND;VALUE=DATE:20240101" in event
    assert r"SUMMARY:Fase\; ultima\, di tre" in event
    assert r"DESCRIPTION:Riga 1\nRiga 2" in event


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\\b", r"a\\b"),
        ("uno,due;tre", r"uno\,due\;tre"),
        ("a\r\nEND:VCALENDAR", r"a\nEND:VCALENDAR"),
        ("a\rb", r"a\nb"),
        ("a\x00\x1bb", "ab"),
    ],
)
def test_no_text_ends_its_own_line(text: str, written: str) -> None:
    assert escaped(text) == written


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_a_folded_line_is_the_same_line_in_short_pieces(text: str) -> None:
    pieces = folded(text).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
    assert all(piece.startswith(" ") for piece in pieces[1:])


@pytest.mark.parametrize(("role", "windows"), [(Role.HR, 3), (Role.MANAGER, 3), (Role.EMPLOYEE, 0)])
def test_everybody_gets_the_days_of_what_they_may_read(
    year_end: Plan, clients: dict[str, Client], role: str, windows: int
) -> None:
    answer = clients[role].get(reverse("deadlines_ics", kwargs={"year": 2023}))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    lines = unfolded(text)
    assert sum(line.startswith("UID:window-") for line in lines) == windows
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids))
    phases = Phase.objects.filter(due_date__isnull=False).count()
    found = sum(line.startswith("UID:phase-") for line in lines)
    assert found == phases if role == Role.HR else 0 < found < phases
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"DTSTAMP:{datetime.now(UTC):%Y}" in text
