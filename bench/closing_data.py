"""The people of closing day: projects with two managers each, and what is stored afterwards.

python -m bench.closing_data fill PAIRS     in the environment of `environment()`; one line of JSON
python -m bench.closing_data count          entries and drafts of these projects, as JSON
"""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

FIRST_NUMBER = 1001
TARGET = 100


@dataclass(frozen=True, slots=True)
class Manager:
    """A session, the address of the manager's own indicator and of the one they share."""

    session: str
    own: str
    own_key: int
    shared: str
    shared_key: int


def fill(pairs: int) -> list[Manager]:
    from bench.data import fill as fill_demo

    fill_demo(until="final_report")  # values can still be entered
    from objectives.models import Plan

    plan = Plan.objects.get()
    return [manager for place in range(pairs) for manager in _project(plan, place)]


def _project(plan: Any, place: int) -> list[Manager]:
    """A project of two areas, each with its head; an indicator for each and one for both."""
    from objectives.models import Area, Indicator, Project

    like = plan.projects.get(number=22)
    project = Project.objects.create(
        plan=plan,
        number=FIRST_NUMBER + place,
        kind=like.kind,
        lead_sector=like.lead_sector,
        project_class=like.project_class,
        weight=like.weight,
        counted_staff=1,
        threshold=80,
        title=f"Progetto della prova {place}",
    )
    areas = [
        Area.objects.create(
            sector=like.lead_sector, code=f"X{place}-{side}", name=f"{place}-{side}"
        )
        for side in range(2)
    ]
    project.areas.set(areas)
    keys = [
        Indicator.objects.create(
            project=project,
            order=order,
            name=f"Indicatore {order}",
            quantity=str(TARGET),
            target_kind="number_up",
            target_value=TARGET,
            weight=30,
        ).pk
        for order in (1, 2, 3)
    ]
    page = f"/piano/{plan.year}/progetti/{project.number}/indicatori/"
    return [
        Manager(_session(area), f"{page}{side + 1}/", keys[side], f"{page}3/", keys[2])
        for side, area in enumerate(areas)
    ]


def _session(area: Any) -> str:
    """A manager who heads the area, logged in."""
    from django.conf import settings
    from django.test import Client

    from objectives.enums import Role
    from objectives.models import Employee, Headship, User

    person = Employee.objects.create(code=area.code, first_name="Prova", last_name=area.name)
    Headship.objects.create(employee=person, area=area, start=date(2023, 1, 1))
    user = User.objects.create(username=area.code, role=Role.MANAGER, employee=person, is_demo=True)
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def count() -> dict[str, int]:
    from objectives.models import EntryDraft, ProgressEntry

    of_these = {"indicator__project__number__gte": FIRST_NUMBER}
    return {
        "entries": ProgressEntry.objects.filter(**of_these).count(),
        "drafts": EntryDraft.objects.filter(**of_these).count(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    done: Any = count() if sys.argv[1] == "count" else [asdict(m) for m in fill(int(sys.argv[2]))]
    print(json.dumps(done))
