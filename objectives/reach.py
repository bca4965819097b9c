"""What is known about a person's hold on a project once the two were read together.

A page asks many times whether its reader enters the values of its project: `access.fetch_project`
reads the answer with the project. An action reads the project anew, under its lock, and asks anew.
"""

from dataclasses import dataclass
from typing import Any

from objectives.models import Project


@dataclass(frozen=True, slots=True)
class Reach:
    """`user` may read the project; whether they enter its values, and share its premium."""

    user: int
    enters: bool
    shares: bool


def reach_of(user: Any, project: Project) -> Reach | None:
    """None when the project was not fetched for this person: ask the database."""
    known: Reach | None = getattr(project, "reach", None)
    return known if known and known.user == user.pk else None
