"""Load the reference plan with its invented people from `fixtures/chiari_2023/`.

Every row goes through the models' own checks, so a fixture the application would refuse in a
form is refused here too.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.models import (
    AllocationGroup,
    AreaQuota,
    CoefficientBand,
    Pool,
    ProjectFunding,
    Reserve,
    SharingRule,
    TariffBand,
)
from objectives.actions.versions import record_version
from objectives.enums import Role
from objectives.models import (
    Act,
    Area,
    Employee,
    EmploymentPeriod,
    Headship,
    Indicator,
    MacroCategory,
    Phase,
    Plan,
    Project,
    ProjectClass,
    Sector,
    StaffAssignment,
    StrategicGuideline,
    User,
)

FOLDER = settings.BASE_DIR / "fixtures" / "chiari_2023"
Row = dict[str, Any]


@dataclass
class Loaded:
    """What has been created so far, by the keys the fixture files use."""

    sectors: dict[str, Sector] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    classes: dict[str, ProjectClass] = field(default_factory=dict)
    guidelines: dict[str, StrategicGuideline] = field(default_factory=dict)
    groups: dict[str, AllocationGroup] = field(default_factory=dict)


def read(name: str, folder: Path = FOLDER) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load_demo() -> Plan:
    """Create organisation, people, plan and projects. Idempotent: an existing plan stays as it is.

    Raises ValidationError when the files break a rule of the application; nothing is stored then.
    """
    source = read("plan")
    existing = Plan.objects.filter(year=source["year"]).first()
    if existing:
        return existing
    loaded = Loaded()
    _load_organisation(loaded, read("organisation"))
    _load_people(loaded, read("people"))
    plan = _load_plan(loaded, source)
    for row in read("projects"):
        _load_project(loaded, plan, row)
    _take_the_steps(loaded, plan, source)
    return plan


def _take_the_steps(loaded: Loaded, plan: Plan, source: Row) -> None:
    """What two people of human resources did next: the approved version and its allocations."""
    first, second = User.objects.filter(role=Role.HR).order_by("pk")[:2]
    version = source["version"]
    record_version(
        plan=plan,
        by=first,
        act=loaded.acts[version["act"]],
        reason=version["reason"],
        in_force_from=date.fromisoformat(version["in_force_from"]),
    )
    for row in source["allocations"]:
        run = record_allocation(by=first, plan=plan, rule=row["rule"])
        approve_allocation(by=second, run=run, act=loaded.acts[row["act"]])


def _load_organisation(loaded: Loaded, source: Row) -> None:
    for row in source["sectors"]:
        loaded.sectors[row["code"]] = _create(Sector, **row)
    for row in source["areas"]:
        values = {**row, "sector": loaded.sectors[row["sector"]]}
        loaded.areas[row["code"]] = _create(Area, **values)


def _load_people(loaded: Loaded, source: Row) -> None:
    for row in source["employees"]:
        employee = _create(Employee, **_without(row, "periods"))
        loaded.employees[row["code"]] = employee
        for period in row["periods"]:
            values = {**period, "area": loaded.areas[period["area"]]}
            _create(EmploymentPeriod, employee=employee, **values)
    for row in source["headships"]:
        _create(
            Headship,
            employee=loaded.employees[row["employee"]],
            sector=loaded.sectors.get(row.get("sector") or ""),
            area=loaded.areas.get(row.get("area") or ""),
            start=row["start"],
            end=row["end"],
        )
    for row in source["users"]:
        _load_user(loaded, row, source["demo_password"])


def _load_user(loaded: Loaded, row: Row, password: str) -> None:
    employee = loaded.employees.get(row["employee"] or "")
    user = User(**{**row, "employee": employee}, is_demo=True)
    user.set_password(password)
    user.full_clean()
    user.save()


def _load_plan(loaded: Loaded, source: Row) -> Plan:
    nested = ("acts", "version", "allocations", "classes", "guidelines", "pool")
    plan: Plan = _create(Plan, **_without(source, *nested))
    for row in source["acts"]:
        loaded.acts[row["key"]] = _create(Act, plan=plan, **_without(row, "key"))
    for order, row in enumerate(source["classes"], start=1):
        loaded.classes[row["name"]] = _create(ProjectClass, plan=plan, order=order, **row)
    for row in source["guidelines"]:
        loaded.guidelines[row["code"]] = _create(StrategicGuideline, plan=plan, **row)
    _load_pool(loaded, plan, source["pool"])
    return plan


def _load_pool(loaded: Loaded, plan: Plan, source: Row) -> None:
    own = _without(source, "groups", "reserves", "bands", "act")
    pool = _create(Pool, plan=plan, act=loaded.acts[source["act"]], **own)
    for order, row in enumerate(source["groups"], start=1):
        loaded.groups[row["code"]] = _create(AllocationGroup, pool=pool, order=order, **row)
    for row in source["reserves"]:
        _create(Reserve, pool=pool, act=pool.act, **row)
    for row in source["bands"]:
        _create(CoefficientBand, pool=pool, **row)


NESTED = ("phases", "indicators", "staff", "funding", "sharing", "areas", "guidelines")


def _load_project(loaded: Loaded, plan: Plan, row: Row) -> None:
    values = {
        **_without(row, "class", "macro_category", *NESTED),
        "lead_sector": loaded.sectors.get(row["lead_sector"] or ""),
        "project_class": loaded.classes[row["class"]],
        "macro_category": _macro_category(plan, row.get("macro_category")),
    }
    project = _create(Project, plan=plan, **values)
    project.areas.set(loaded.areas[code] for code in row["areas"])
    project.guidelines.set(loaded.guidelines[code] for code in row["guidelines"])
    for order, phase in enumerate(row["phases"], start=1):
        _create(Phase, project=project, order=order, **phase)
    for order, indicator in enumerate(row["indicators"], start=1):
        _create(Indicator, project=project, order=order, **indicator)
    for person in row["staff"]:
        _load_assignment(loaded, project, person)
    _load_funding(loaded, project, row["funding"])
    if row["sharing"]:
        _load_sharing(loaded, project, row["sharing"])


def _macro_category(plan: Plan, name: str | None) -> MacroCategory | None:
    return MacroCategory.objects.get_or_create(plan=plan, name=name)[0] if name else None


def _load_assignment(loaded: Loaded, project: Project, row: Row) -> None:
    people = {
        "employee": loaded.employees[row["employee"]],
        "area": loaded.areas[row["area"]],
    }
    _create(StaffAssignment, project=project, **{**row, **people})


def _load_funding(loaded: Loaded, project: Project, row: Row) -> None:
    _create(ProjectFunding, project=project, **{**row, "group": loaded.groups[row["group"]]})


def _load_sharing(loaded: Loaded, project: Project, row: Row) -> None:
    rule = _create(SharingRule, project=project, **_without(row, "area_quotas", "tariff"))
    for quota in row["area_quotas"]:
        _create(AreaQuota, rule=rule, area=loaded.areas[quota["area"]], parts=quota["parts"])
    for band in row["tariff"]:
        _create(TariffBand, rule=rule, **band)


def _without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _create(model: type[Any], **values: Any) -> Any:
    instance = model(**{key: value for key, value in values.items() if value is not None})
    instance.save()
    return instance
