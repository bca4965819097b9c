"""How many values a manager still has to enter in the windows that are open today."""

from django.utils import timezone

from objectives.missing import missing_values
from objectives.models import MonitoringWindow, User, WindowReopening
from objectives.queries import headed_projects
from objectives.windows import entry_accesses


def values_to_enter(user: User, year: int) -> int | None:
    """Values missing in the open windows; None when nothing is open for this person.

    Two queries while no window is open, else a constant number.
    """
    if not _something_open(year):
        return None
    projects = list(headed_projects(user).filter(plan__year=year).select_related("plan"))
    accesses = entry_accesses(projects)
    windows = {access.window for access in accesses.values() if access.window}
    if not windows:
        return None
    lists = [
        missing_values(window, [row for row in projects if accesses[row.pk].window == window])
        for window in windows
    ]
    return sum(len(row.indicators) for found in lists for row in found)


def _something_open(year: int) -> bool:
    today = timezone.localdate()
    windows = MonitoringWindow.objects.filter(plan__year=year, closed_at=None, opens__lte=today)
    if any(window.is_open(today) for window in windows):
        return True
    return WindowReopening.objects.filter(window__plan__year=year, until__gte=today).exists()
