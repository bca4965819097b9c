"""Participation weights of the projects: what was entered, and whether HR confirmed just that.

A sheet names the weights by their digest. A weight that changes afterwards gives another digest,
so the sheet in hand is no longer of what is stored and a new confirmation is needed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from incentives.enums import SharingKind
from incentives.models import ParticipationSheet
from objectives.canonical import decimal_text, sha256_hex
from objectives.enums import AmendmentKind
from objectives.models import Plan, Project, StaffAssignment


class SheetState(StrEnum):
    MISSING = "missing"  # nobody entered the weights
    CHANGED = "changed"  # they changed after the last sheet
    ENTERED = "sent"  # entered, waiting for HR
    CONFIRMED = "confirmed"


def projects_with_weights(plan: Plan) -> QuerySet[Project]:
    """Projects whose money is shared by participation: a tariff by hours does not look at it."""
    going = plan.projects.exclude(amended=AmendmentKind.WITHDRAWN)
    return going.exclude(sharing_rule__kind=SharingKind.HOURS_TARIFF).order_by("number")


def sharing_staff(project: Project) -> QuerySet[StaffAssignment]:
    """The people whose weight counts; EQ holders who take part are paid otherwise."""
    staff = project.staff.filter(shares_premium=True).select_related("employee", "area")
    return staff.order_by("employee__last_name", "employee__first_name", "employee__code")


Weight = tuple[str, Decimal, date | None, date | None]


def weights_digest(staff: Iterable[StaffAssignment]) -> str:
    """SHA-256 over the weights of the people who share, by code, with their days."""
    return _digest(
        (row.employee.code, row.participation, row.start, row.end)
        for row in staff
        if row.shares_premium
    )


def _digest(weights: Iterable[Weight]) -> str:
    rows = [
        [
            code,
            decimal_text(participation),
            start.isoformat() if start else None,
            end.isoformat() if end else None,
        ]
        for code, participation, start, end in weights
    ]
    return sha256_hex(sorted(rows, key=lambda row: str(row[0])))


def state_of(sheet: ParticipationSheet | None, digest: str) -> SheetState:
    if sheet is None:
        return SheetState.MISSING
    if sheet.digest != digest:
        return SheetState.CHANGED
    return SheetState.CONFIRMED if sheet.confirmed_at else SheetState.ENTERED


def latest_sheets(projects: Iterable[Project]) -> dict[int, ParticipationSheet]:
    """The last sheet of each project (one query)."""
    sheets = ParticipationSheet.objects.filter(project__in=list(projects)).order_by("pk")
    return {row.project_id: row for row in sheets.select_related("entered_by", "confirmed_by")}


def sheet_states(
    plan: Plan, projects: QuerySet[Project] | None = None
) -> list[tuple[Project, SheetState]]:
    """Projects by number, each with its state; those without sharers have none (three queries)."""
    return [(row["project"], row["state"]) for row in sheet_rows(plan, projects)]


def sheet_rows(plan: Plan, projects: QuerySet[Project] | None = None) -> list[dict[str, Any]]:
    """As `sheet_states`, with the sheet and the number of people."""
    wanted = projects_with_weights(plan)
    if projects is not None:
        wanted = wanted.filter(pk__in=projects.values("pk"))
    sharers = _sharers(wanted)
    found = [project for project in wanted if project.pk in sharers]
    sheets = latest_sheets(found)
    rows = []
    for project in found:
        own, sheet = sharers[project.pk], sheets.get(project.pk)
        state = state_of(sheet, _digest(own)) if sheet else SheetState.MISSING
        rows.append({"project": project, "state": state, "sheet": sheet, "people": len(own)})
    return rows


def _sharers(projects: QuerySet[Project]) -> dict[int, list[Weight]]:
    """The weights of each project, as plain values: a large body has tens of thousands."""
    found: dict[int, list[Weight]] = defaultdict(list)
    staff = StaffAssignment.objects.filter(project__in=projects.order_by(), shares_premium=True)
    columns = ("project", "employee__code", "participation", "start", "end")
    for project, *weight in staff.order_by().values_list(*columns):
        found[project].append(tuple(weight))
    return dict(found)
