"""A window open today on the demo plan, and people who enter values in it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from objectives.entry_checks import EntryValues
from objectives.enums import PlanState, Role, TargetKind, WindowKind
from objectives.models import (
    Area,
    Employee,
    Headship,
    Indicator,
    MonitoringWindow,
    Plan,
    Project,
    User,
)
from objectives.queries import headed_projects
from tests.states import put_in_state

SEPTEMBER = date(2023, 9, 30)
DECEMBER = date(2023, 12, 31)
TARGETS: dict[str, dict[str, Any]] = {
    TargetKind.NUMBER_UP: {"target_value": 200, "target_unit": "atti"},
    TargetKind.NUMBER_DOWN: {"target_value": 10, "target_unit": "giorni"},
    TargetKind.RATIO: {"target_value": 80, "target_unit": "%"},
    TargetKind.YES_NO: {},
    TargetKind.MILESTONE: {"target_date": date(2023, 9, 15), "late_percent": 50},
    TargetKind.JUDGED: {},
}


def open_window(plan: Plan, kind: str = WindowKind.INTERMEDIATE, **values: Any) -> MonitoringWindow:
    """A window of ten days around today; the plan is where values are entered."""
    put_in_state(plan, PlanState.IN_PROGRESS)
    MonitoringWindow.objects.filter(plan=plan).delete()
    today = timezone.localdate()
    final = kind == WindowKind.FINAL
    known = {
        "name": "Valori finali" if final else "Monitoraggio di settembre",
        "reference_date": DECEMBER if final else SEPTEMBER,
        "opens": today - timedelta(days=1),
        "closes": today + timedelta(days=8),
    }
    return MonitoringWindow.objects.create(plan=plan, kind=kind, **known | values)


def close(window: MonitoringWindow) -> None:
    MonitoringWindow.objects.filter(pk=window.pk).update(closed_at=timezone.now())


def headed_by(user: User) -> Project:
    """A project of one sector whose values this manager enters."""
    projects = headed_projects(user).filter(lead_sector__isnull=False)
    return projects.select_related("plan").order_by("number")[0]


def foreign_to(user: User) -> Project:
    others = Project.objects.exclude(pk__in=headed_projects(user).values("pk"))
    return others.filter(indicators__isnull=False).order_by("number")[0]


def one_of_each_kind(project: Project) -> dict[str, Indicator]:
    """The project measured in every way: one indicator for each kind, in the order of TARGETS."""
    project.indicators.all().delete()
    return {
        kind: Indicator.objects.create(
            project=project,
            order=order,
            name=f"Indicatore {order}",
            quantity=f"quantità {order}",
            target_kind=kind,
            weight=Decimal(10),
            **target,
        )
        for order, (kind, target) in enumerate(TARGETS.items(), start=1)
    }


def numbers(project: Project, count: int) -> list[Indicator]:
    """The project with so many indicators to reach 200."""
    project.indicators.all().delete()
    return [
        Indicator.objects.create(
            project=project,
            order=order,
            name=f"Indicatore {order}",
            quantity="200 atti",
            target_kind=TargetKind.NUMBER_UP,
            weight=Decimal(10),
            **TARGETS[TargetKind.NUMBER_UP],
        )
        for order in range(1, count + 1)
    ]


def number(value: str, day: date = SEPTEMBER, **more: Any) -> EntryValues:
    return EntryValues(reference_date=day, number=Decimal(value), **more)


def twin_of(manager: User) -> User:
    """Somebody else who enters the values of the same project, as the head of one more area."""
    project = headed_by(manager)
    area = Area.objects.create(code="A99", name="Altra area", sector=project.lead_sector)
    project.areas.add(area)
    twin = Employee.objects.create(code="D-9991", last_name="Lungarno", first_name="Ettore")
    Headship.objects.create(employee=twin, area=area, start=date(2020, 1, 1))
    return User.objects.create(username="collega", role=Role.MANAGER, employee=twin)
