"""Values for the projects of a plan in its final report, as somebody would have entered them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.enums import PlanState, Role, TargetKind, WindowKind
from objectives.models import (
    Employee,
    Headship,
    Indicator,
    MonitoringWindow,
    Plan,
    ProgressEntry,
    Project,
    Sector,
    StaffAssignment,
    User,
)
from tests.states import put_in_state


def final_report(plan: Plan) -> MonitoringWindow:
    """The plan in its final report, with nothing entered or confirmed yet, and its last window."""
    assert not ProgressEntry.objects.filter(indicator__project__plan=plan).exists()
    put_in_state(plan, PlanState.FINAL_REPORT)
    MonitoringWindow.objects.filter(plan=plan).delete()
    return MonitoringWindow.objects.create(
        plan=plan,
        name="Valori finali",
        kind=WindowKind.FINAL,
        reference_date=date(2023, 12, 31),
        opens=date(2024, 1, 8),
        closes=date(2024, 2, 28),
    )


def reached(indicator: Indicator) -> dict[str, Any]:
    """Columns of an entry that reaches the target in full."""
    match indicator.target_kind:
        case TargetKind.RATIO:
            unit = 100 if indicator.target_unit == "%" else 1
            return {"numerator": indicator.target_value, "denominator": unit}
        case TargetKind.YES_NO:
            return {"done": True}
        case TargetKind.MILESTONE:
            return {"done_on": indicator.target_date}
        case TargetKind.JUDGED:
            return {"percent": 100, "reason": "Tutto concluso"}
    return {"number": indicator.target_value}


def enter(indicator: Indicator, window: MonitoringWindow, **values: Any) -> ProgressEntry:
    return ProgressEntry.objects.create(
        indicator=indicator,
        window=window,
        reference_date=window.reference_date,
        by=User.objects.filter(role=Role.MANAGER).order_by("pk")[0],
        **(values or reached(indicator)),
    )


def complete(window: MonitoringWindow, *projects: Project) -> None:
    for project in projects:
        for indicator in project.indicators.all():
            enter(indicator, window)


def a_manager(name: str, *, sector: str = "", shares: Project | None = None) -> User:
    """A manager with an account who heads the sector from 2024 on, and may share a premium."""
    employee = Employee.objects.create(code=f"T-{name}", first_name=name, last_name="Prova")
    if sector:
        place = Sector.objects.get(code=sector)
        Headship.objects.filter(sector=place, end=None).update(end=date(2023, 12, 31))
        Headship.objects.create(employee=employee, sector=place, start=date(2024, 1, 1))
    if shares:
        area = shares.areas.all()[0]
        StaffAssignment.objects.create(project=shares, employee=employee, area=area)
    return User.objects.create(username=name, role=Role.MANAGER, employee=employee)


def code_of(call: Callable[..., Any], **arguments: Any) -> str:
    """What a refusal says: the code of its sentence, or the fields where the sentences stand."""
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        call(**arguments)
    if hasattr(caught.value, "error_dict"):
        return ",".join(caught.value.error_dict)
    return str(caught.value.error_list[0].code)
