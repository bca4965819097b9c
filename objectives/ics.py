"""A calendar of whole days as text of the format iCalendar (RFC 5545), pure.

Lines end with CRLF and are folded at 75 octets, never inside a character; texts are escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_OCTETS = 75
CRLF = "\r\n"


@dataclass(frozen=True, slots=True)
class Day:
    """A whole-day event; `uid` is the same each time the calendar is fetched."""

    uid: str
    on: date
    summary: str
    description: str = ""
    url: str = ""


def calendar(name: str, product: str, days: Iterable[Day], stamp: datetime) -> str:
    """The text of a calendar file; `stamp` is an aware moment."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for day in days for line in _event(day, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + CRLF for line in lines)


def _event(day: Day, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(day.uid)}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(day.summary)}"
    if day.description:
        yield f"DESCRIPTION:{escaped(day.description)}"
    if day.url:
        yield f"URL:{day.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A TEXT value: \ ; , and line ends are escaped, other control characters dropped."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    kept = "".join(sign for sign in plain if sign in "\n\t" or sign.isprintable())
    return kept.replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of 75 octets at most, each after the first begun by a space."""
    pieces, piece, room = [], "", LINE_OCTETS
    for sign in line:
        octets = len(sign.encode())
        if octets > room:
            pieces.append(piece)
            piece, room = " ", LINE_OCTETS - 1
        piece += sign
        room -= octets
    return CRLF.join([*pieces, piece])
