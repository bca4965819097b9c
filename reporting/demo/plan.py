"""Organisation, people, plan and projects of the demo, each row through the models' own checks."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

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
from reporting.demo.base import Loaded, Row, create, without


def load_organisation(loaded: Loaded, source: Row) -> None:
    for row in source["sectors"]:
        loaded.sectors[row["code"]] = create(Sector, **row)
    for row in source["areas"]:
        values = {**row, "sector": loaded.sectors[row["sector"]]}
        loaded.areas[row["code"]] = create(Area, **values)


def load_people(loaded: Loaded, source: Row) -> None:
    for row in source["employees"]:
        employee = create(Employee, **without(row, "periods"))
        loaded.employees[row["code"]] = employee
        for period in row["periods"]:
            values = {**period, "area": loaded.areas[period["area"]]}
            create(EmploymentPeriod, employee=employee, **values)
    for row in source["headships"]:
        create(
            Headship,
            employee=loaded.employees[row["employee"]],
            sector=loaded.sectors.get(row.get("sector") or ""),
            area=loaded.areas.get(row.get("area") or ""),
            start=row["start"],
            end=row["end"],
        )
    # Hashed once: the password is printed, and a hash of its own for each takes seconds.
    password = make_password(source["demo_password"])
    for row in source["users"]:
        _load_user(loaded, row, password)


def _load_user(loaded: Loaded, row: Row, password: str) -> None:
    employee = loaded.employees.get(row["employee"] or "")
    user = User(**{**row, "employee": employee}, is_demo=True, password=password)
    user.full_clean()
    user.save()
    create(EmailAddress, user=user, email=user.email, primary=True, verified=True)


def load_plan(loaded: Loaded, source: Row) -> Plan:
    nested = ("acts", "transitions", "version", "allocations", "classes", "guidelines", "pool")
    plan: Plan = create(Plan, **without(source, *nested))
    for row in source["acts"]:
        loaded.acts[row["key"]] = create(Act, plan=plan, **without(row, "key"))
    for order, row in enumerate(source["classes"], start=1):
        loaded.classes[row["name"]] = create(ProjectClass, plan=plan, order=order, **row)
    for row in source["guidelines"]:
        loaded.guidelines[row["code"]] = create(StrategicGuideline, plan=plan, **row)
    _load_pool(loaded, plan, source["pool"])
    return plan


def _load_pool(loaded: Loaded, plan: Plan, source: Row) -> None:
    own = without(source, "groups", "reserves", "bands", "act")
    pool = create(Pool, plan=plan, act=loaded.acts[source["act"]], **own)
    for order, row in enumerate(source["groups"], start=1):
        loaded.groups[row["code"]] = create(AllocationGroup, pool=pool, order=order, **row)
    for row in source["reserves"]:
        create(Reserve, pool=pool, act=pool.act, **row)
    for row in source["bands"]:
        create(CoefficientBand, pool=pool, **row)


NESTED = ("phases", "indicators", "staff", "funding", "sharing", "areas", "guidelines")


def load_project(loaded: Loaded, plan: Plan, row: Row) -> None:
    values = {
        **without(row, "class", "macro_category", *NESTED),
        "lead_sector": loaded.sectors.get(row["lead_sector"] or ""),
        "project_class": loaded.classes[row["class"]],
        "macro_category": _macro_category(plan, row.get("macro_category")),
    }
    project = loaded.projects[row["number"]] = create(Project, plan=plan, **values)
    project.areas.set(loaded.areas[code] for code in row["areas"])
    project.guidelines.set(loaded.guidelines[code] for code in row["guidelines"])
    for order, phase in enumerate(row["phases"], start=1):
        create(Phase, project=project, order=order, **phase)
    for order, indicator in enumerate(row["indicators"], start=1):
        create(Indicator, project=project, order=order, **indicator)
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
    create(StaffAssignment, project=project, **{**row, **people})


def _load_funding(loaded: Loaded, project: Project, row: Row) -> None:
    create(ProjectFunding, project=project, **{**row, "group": loaded.groups[row["group"]]})


def _load_sharing(loaded: Loaded, project: Project, row: Row) -> None:
    rule = create(SharingRule, project=project, **without(row, "area_quotas", "tariff"))
    for quota in row["area_quotas"]:
        create(AreaQuota, rule=rule, area=loaded.areas[quota["area"]], parts=quota["parts"])
    for band in row["tariff"]:
        create(TariffBand, rule=rule, **band)
