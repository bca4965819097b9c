"""Everything the printed documents say, read as plain rows in a constant number of queries.

Their text in `repr` names a book in the store; a single card has a quicker way (stamp.py).
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from incentives.models import AllocationRun, AreaQuota, TariffBand
from objectives.models import (
    Area,
    AuditEvent,
    Indicator,
    Phase,
    Plan,
    PlanVersion,
    Project,
    ProjectAmendment,
    StaffAssignment,
)
from reporting.facts import (
    AmendmentRow,
    AreaRow,
    CardFacts,
    Facts,
    IndicatorRow,
    PhaseRow,
    PlanFacts,
    QuotaRow,
    RunRow,
    StaffRow,
    TariffRow,
    TextRow,
    VersionRow,
)
from reporting.paid import paid_rows
from reporting.rows import PlanRow, PlanTable, plan_table
from reporting.work import work_of

Row = TypeVar(
    "Row", TextRow, PhaseRow, IndicatorRow, AreaRow, StaffRow, QuotaRow, TariffRow, AmendmentRow
)
by_number = attrgetter("number")


def read_facts(
    plan: Plan, projects: QuerySet[Project], *, with_money: bool, with_names: bool
) -> tuple[Facts, PlanTable]:
    """The cards of `projects` in the order of their numbers, and the table they belong to.

    Money and names the reader may not see are not read into the rows.
    """
    table = plan_table(plan, projects=projects, with_money=with_money)
    rows = sorted(table.rows, key=by_number)
    facts = Facts(
        plan=_plan_facts(plan, table.run),
        cards=_cards(plan, rows, with_money, with_names),
        with_money=with_money,
        with_names=with_names,
    )
    return facts, table


def _plan_facts(plan: Plan, run: AllocationRun | None) -> PlanFacts:
    return PlanFacts(
        year=plan.year,
        triennium_start=plan.triennium_start,
        triennium_end=plan.triennium_end,
        title=plan.title,
        state=plan.state,
        version=_version(plan),
        run=_run_row(run),
    )


def _version(plan: Plan) -> VersionRow | None:
    columns = ("number", "in_force_from", "created_at", *_ACT)
    rows = PlanVersion.objects.filter(plan=plan).order_by("-number").values_list(*columns)
    found = rows.first()
    return VersionRow(*found) if found else None


def _run_row(run: AllocationRun | None) -> RunRow | None:
    if run is None:
        return None
    act = (run.act.kind, run.act.number, run.act.date) if run.act else (None, None, None)
    return RunRow(run.number, run.state, run.rule, run.sha256, run.approved_at, *act)


def _cards(
    plan: Plan, rows: Sequence[PlanRow], with_money: bool, with_names: bool
) -> tuple[CardFacts, ...]:
    """Who reads the money of a project also reads its evidence and the NIV's words."""
    keys = [row.pk for row in rows]
    work = work_of(plan, keys, with_acts=with_money, with_names=with_names)
    paid = {row.project: row for row in paid_rows(keys)} if with_money else {}
    texts = _texts(keys)
    phases, indicators = _phases(keys), _indicators(keys)
    areas, staff = _areas(keys), _staff(keys, with_names)
    ruled = [text.project for text in texts if text.rule_kind]
    quotas, tariff = (_quotas(ruled), _tariff(ruled)) if ruled else ([], [])
    amended = [row.pk for row in rows if row.amended]
    amendments = _amendments(amended) if amended else []
    return tuple(
        CardFacts(
            row=row,
            text=_of(row.pk, texts)[0],
            areas=_of(row.pk, areas),
            phases=_of(row.pk, phases),
            indicators=_of(row.pk, indicators),
            staff=_of(row.pk, staff),
            quotas=_of(row.pk, quotas),
            tariff=_of(row.pk, tariff),
            amendments=_of(row.pk, amendments),
            work=work.get(row.pk),
            paid=paid.get(row.pk),
        )
        for row in rows
    )


def _of(project: int, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.project == project)


_ACT = ("act__kind", "act__number", "act__date")


def _texts(keys: Sequence[int]) -> list[TextRow]:
    events = AuditEvent.objects.filter(project=OuterRef("pk")).order_by("-pk").values("at")
    rows = Project.objects.filter(pk__in=keys).annotate(changed_at=Subquery(events[:1]))
    return [
        TextRow(*values)
        for values in rows.order_by().values_list(
            "pk",
            "description",
            "timing",
            "activities",
            "staff_text",
            "special_rule",
            "sharing_rule__kind",
            "sharing_rule__night_holiday_percent",
            "sharing_rule__min_attendance_percent",
            "sharing_rule__note",
            "changed_at",
        )
    ]


def _amendments(keys: Sequence[int]) -> list[AmendmentRow]:
    """Latest first."""
    rows = ProjectAmendment.objects.filter(project__in=keys).order_by("-pk")
    columns = ("project_id", "kind", "start", "end", *_ACT, "reason")
    return [AmendmentRow(*values) for values in rows.values_list(*columns)]


def _phases(keys: Sequence[int]) -> list[PhaseRow]:
    rows = Phase.objects.filter(project__in=keys).order_by("project", "order")
    columns = ("project_id", "text", "due_date", "period", "note")
    return [PhaseRow(*values) for values in rows.values_list(*columns)]


def _indicators(keys: Sequence[int]) -> list[IndicatorRow]:
    rows = Indicator.objects.filter(project__in=keys).order_by("project", "order")
    columns = ("project_id", "name", "quantity", "activity", "weight")
    return [IndicatorRow(*values) for values in rows.values_list(*columns)]


def _areas(keys: Sequence[int]) -> list[AreaRow]:
    rows = Area.objects.filter(projects__in=keys).order_by("sector__order", "name")
    return [AreaRow(*values) for values in rows.values_list("projects__pk", "name")]


def _staff(keys: Sequence[int], with_names: bool) -> list[StaffRow]:
    columns = [
        "project_id",
        "area_id",
        "area__name",
        "shares_premium",
        "participation",
        "start",
        "end",
    ]
    order = ["area__sector__order", "area__name", "area_id"]
    if with_names:
        columns += ["employee__code", "employee__first_name", "employee__last_name"]
        order += ["employee__last_name", "employee__first_name", "employee__code"]
    else:
        order += ["pk"]
    rows = StaffAssignment.objects.filter(project__in=keys).order_by(*order)
    return [StaffRow(*values) for values in rows.values_list(*columns)]


def _quotas(keys: Sequence[int]) -> list[QuotaRow]:
    rows = AreaQuota.objects.filter(rule__project__in=keys)
    rows = rows.order_by("area__sector__order", "area__name", "area_id")
    columns = ("rule__project_id", "area_id", "area__name", "parts")
    return [QuotaRow(*values) for values in rows.values_list(*columns)]


def _tariff(keys: Sequence[int]) -> list[TariffRow]:
    rows = TariffBand.objects.filter(rule__project__in=keys).order_by("up_to_hours")
    columns = ("rule__project_id", "up_to_hours", "amount")
    return [TariffRow(*values) for values in rows.values_list(*columns)]
