"""Holders of EQ (elevata qualificazione): the premium of art. 81 is for personnel without it.

held_in([(date(2023, 1, 1), None, True)], 2023)     # Held.THROUGHOUT
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

# First day, last day (both included, None is open) and whether EQ is held.
Period = tuple[date, date | None, bool]


class Held(StrEnum):
    NEVER = "never"
    PARTLY = "partly"
    THROUGHOUT = "throughout"


def held_in(periods: Iterable[Period], year: int) -> Held:
    """How much of somebody's employment in a year is with EQ; NEVER too for who has none then."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    kinds = {
        is_eq for start, end, is_eq in periods if start <= last and (end is None or end >= first)
    }
    if True not in kinds:
        return Held.NEVER
    return Held.PARTLY if False in kinds else Held.THROUGHOUT
