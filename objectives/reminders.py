"""Who is to be reminded today: 14, 7 and 2 days before a window ends, and 1 day after.

A person gets one mail for one of these days, with everything they can still enter. A day on
which nothing was sent (the server was off) is made up for by the next run: what counts is the
last of the four days that has come.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from objectives.missing import Missing, missing_values, reporters
from objectives.models import MonitoringWindow, Project, ReminderSent, User
from objectives.windows import OPEN_STATES

DAYS_BEFORE = (14, 7, 2, -1)
# Later than this the day after is too long ago to be told.
STALE = -7


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person can still enter for one window."""

    user: User
    window: MonitoringWindow
    days_before: int
    missing: tuple[Missing, ...]

    @property
    def count(self) -> int:
        return sum(len(row.indicators) for row in self.missing)

    @property
    def is_over(self) -> bool:
        return self.days_before < 0


def stage(last_day: date, today: date) -> int | None:
    """Which of DAYS_BEFORE has come last; None when it is too early or too late."""
    left = (last_day - today).days
    if left < STALE:
        return None
    return min((days for days in DAYS_BEFORE if left <= days), default=None)


def digests(today: date) -> Iterator[Digest]:
    """Those of the day, whether already sent or not."""
    windows = MonitoringWindow.objects.filter(
        plan__state__in=OPEN_STATES, closed_at__isnull=True, opens__lte=today
    )
    for window in windows.select_related("plan").order_by("pk"):
        days = stage(window.last_day, today)
        if days is not None:
            yield from _digests(window, days)


def _digests(window: MonitoringWindow, days: int) -> Iterator[Digest]:
    projects = list(Project.objects.filter(plan=window.plan).select_related("plan"))
    missing = missing_values(window, projects)
    people = reporters([row.project for row in missing])
    by_user: dict[User, list[Missing]] = defaultdict(list)
    for row in missing:
        for user in people[row.project.pk]:
            by_user[user].append(row)
    for user in sorted(by_user, key=lambda person: person.pk):
        yield Digest(user, window, days, tuple(by_user[user]))


def digest_of(user: User, window: MonitoringWindow, days: int) -> Digest | None:
    """What this person can still enter now; None when that is nothing any more."""
    return next((row for row in _digests(window, days) if row.user.pk == user.pk), None)


def was_sent(digest: Digest) -> bool:
    return ReminderSent.objects.filter(
        user=digest.user, window=digest.window, days_before=digest.days_before
    ).exists()
