"""One project for one person, by SQL that is written once for each role and day.

read = ProjectReader(lambda day: Project.objects.select_related("plan"))
project = fetch_project(user, year, number, read=read)
"""

import datetime
from collections.abc import Callable
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from objectives.access import readable_projects
from objectives.enums import Role
from objectives.models import Project, User
from objectives.prepared import Prepared
from objectives.rules import Someone

# What the columns of year and number hold.
GREATEST = 32_767


class ProjectReader:
    """For `access.fetch_project`: the first of `projects` of a day that the person may see."""

    def __init__(self, projects: Callable[[datetime.date], QuerySet[Project]]) -> None:
        self._projects = projects
        self._prepared = lru_cache(maxsize=16)(self._prepare)

    def __call__(self, user: Someone, year: int, number: int) -> Project | None:
        if not isinstance(user, User) or max(year, number) > GREATEST:
            return None
        found = self._prepared(Role(user.role), user.is_active, timezone.localdate()).rows(
            reader=user.pk, employee=user.employee_id or 0, year=year, number=number
        )
        return found[0] if found else None

    def _prepare(self, role: Role, active: bool, day: datetime.date) -> Prepared[Project]:
        """What a person of this role reads: of the person themselves only two keys matter."""

        def build(reader: int, employee: int, year: int, number: int) -> QuerySet[Project]:
            user = User(pk=reader, employee_id=employee, role=role, is_active=active)
            return readable_projects(user, year, number, self._projects(day))[:1]

        return Prepared(build, "reader", "employee", "year", "number")
