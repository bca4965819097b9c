"""The digest of everything the database holds about one card, in about a millisecond.

Naming a stored card must cost next to nothing beside rendering it, and most of a small query's
cost is building its SQL and handing it over. All of it is therefore one query, written once in a
process; the values stay raw, as only their digest counts. Read whole rows rather than choose
columns: a value too many renders a card once more, a value too few would serve an old one.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db.models import Case, Model, OuterRef, QuerySet, Subquery, Value, When

from incentives.enums import RunState
from incentives.models import (
    AllocationRun,
    AreaQuota,
    CoefficientBand,
    DistributionProjectLine,
    TariffBand,
)
from objectives.models import (
    AuditEvent,
    Evidence,
    Indicator,
    MonitoringWindow,
    Phase,
    PlanVersion,
    ProgressEntry,
    Project,
    ProjectResult,
    Remark,
    StaffAssignment,
)
from objectives.prepared import Together

_ACT = ("act__kind", "act__number", "act__date")

Build = Callable[[int], QuerySet]


def card_stamp(project: int) -> str:
    """64 hexadecimal digits that change when any row behind the project's card changes."""
    return hashlib.sha256(repr(_ROWS.rows(project=project)).encode()).hexdigest()


def _columns(model: type[Model], prefix: str = "") -> list[str]:
    return [f"{prefix}{field.attname}" for field in model._meta.concrete_fields]


def _related(model: type[Model], *paths: str) -> list[str]:
    """The columns of what the relations of a model lead to."""
    names = []
    for path in paths:
        end: Any = model
        for step in path.split("__"):
            end = end._meta.get_field(step).related_model
        names += _columns(end, f"{path}__")
    return names


def _project(project: int) -> QuerySet:
    events = AuditEvent.objects.filter(project=OuterRef("pk")).order_by("-pk")
    return Project.objects.filter(pk=project).values_list(
        *_columns(Project), Subquery(events.values("at")[:1])
    )


def _parents(project: int) -> QuerySet:
    relations = ("plan", "project_class", "lead_sector", "macro_category")
    return Project.objects.filter(pk=project).values_list(*_related(Project, *relations))


def _money(project: int) -> QuerySet:
    relations = ("sharing_rule", "funding", "funding__group")
    return Project.objects.filter(pk=project).values_list(*_related(Project, *relations))


def _run(project: int) -> QuerySet:
    """The run in force, as reporting.rows chooses it; its SHA-256 stands for what it stores."""
    first = Case(When(state=RunState.APPROVED, then=Value(0)), default=Value(1))
    runs = AllocationRun.objects.filter(pool__plan__projects=project).order_by(first, "-number")
    return runs.values_list("pk", "number", "state", "rule", "sha256", "approved_at", *_ACT)[:1]


def _version(project: int) -> QuerySet:
    versions = PlanVersion.objects.filter(plan__projects=project).order_by("-number")
    return versions.values_list("number", "in_force_from", "created_at", *_ACT)[:1]


def _bands(project: int) -> QuerySet:
    bands = CoefficientBand.objects.filter(pool__plan__projects=project).order_by("from_heads")
    return bands.values_list("from_heads", "to_heads", "coefficient")


def _phases(project: int) -> QuerySet:
    rows = Phase.objects.filter(project=project).order_by("pk", "reports__pk")
    return rows.values_list(*_columns(Phase), "reports__pk")


def _indicators(project: int) -> QuerySet:
    rows = Indicator.objects.filter(project=project).order_by("pk", "neutralisations__pk")
    own = [f"neutralisations__{name}" for name in ("pk", "revoked_at", *_ACT)]
    return rows.values_list(*_columns(Indicator), *own)


def _staff(project: int) -> QuerySet:
    rows = StaffAssignment.objects.filter(project=project).order_by("pk")
    ends = _related(StaffAssignment, "employee", "area", "area__sector")
    return rows.values_list(*_columns(StaffAssignment), *ends)


def _areas(project: int) -> QuerySet:
    links = Project.areas.through.objects.filter(project=project).order_by("pk")
    return links.values_list("area__name", "area__sector__order")


def _quotas(project: int) -> QuerySet:
    quotas = AreaQuota.objects.filter(rule__project=project).order_by("pk")
    return quotas.values_list(*_columns(AreaQuota), *_related(AreaQuota, "area", "area__sector"))


def _tariff(project: int) -> QuerySet:
    bands = TariffBand.objects.filter(rule__project=project).order_by("pk")
    return bands.values_list(*_columns(TariffBand))


def _windows(project: int) -> QuerySet:
    rows = MonitoringWindow.objects.filter(plan__projects=project).order_by("pk")
    return rows.values_list("kind", "reference_date")


def _entries(project: int) -> QuerySet:
    """Rows that never change: their keys are enough."""
    rows = ProgressEntry.objects.filter(indicator__project=project).order_by("pk")
    return rows.values_list("pk", "replaced_by", "window__kind", "window__reference_date")


def _evidence(project: int) -> QuerySet:
    rows = Evidence.objects.filter(project=project).order_by("pk")
    return rows.values_list("pk", "withdrawn_at", "indicator__order")


def _people(prefix: str) -> list[str]:
    return [f"{prefix}__{name}" for name in ("first_name", "last_name", "username")]


def _results(project: int) -> QuerySet:
    rows = ProjectResult.objects.filter(project=project).order_by("pk", "validations__pk")
    own = ("validations__pk", *_people("validations__by"))
    return rows.values_list("pk", "state", "sha256", *_people("confirmed_by"), *own)


def _remarks(project: int) -> QuerySet:
    return Remark.objects.filter(project=project).order_by("pk").values_list("pk", "closed_at")


def _paid(project: int) -> QuerySet:
    """A line never changes; that its run is in force does."""
    lines = DistributionProjectLine.objects.filter(project=project, run__state=RunState.APPROVED)
    return lines.order_by("pk").values_list("pk", *(f"run__{name}" for name in _ACT))


READS: tuple[Build, ...] = (
    _project,
    _parents,
    _money,
    _run,
    _version,
    _bands,
    _phases,
    _indicators,
    _staff,
    _areas,
    _quotas,
    _tariff,
    _windows,
    _entries,
    _evidence,
    _results,
    _remarks,
    _paid,
)
_ROWS = Together(READS, "project")
