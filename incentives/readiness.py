"""Whether the data for a distribution are all there: one line for each kind, in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from incentives.enums import FactorEffect, SharingKind
from incentives.models import (
    Absence,
    BudgetChapter,
    CourseAttendance,
    EmployeeChapter,
    EmployerRate,
    EventAttendance,
    IndividualScore,
    PayoutRule,
    SharingPolicy,
)
from incentives.participation import SheetState, sheet_states
from objectives.enums import AmendmentKind
from objectives.models import Employee, Plan, Project, StaffAssignment

MET, UNMET, WARNED = "met", "unmet", "warned"
NAMED = 8  # projects named in a sentence


@dataclass(frozen=True, slots=True)
class DataCheck:
    """One kind of data: `status` is met, unmet or warned, as components/checklist.html has it."""

    key: str
    title: str
    count: int
    status: str
    text: str
    url: str


def data_checks(plan: Plan) -> list[DataCheck]:
    """Every kind of data the plan asks for, in a number of queries that rows do not change."""
    sharers = sharing_people(plan)
    return [
        _rules(plan),
        _rates(plan),
        _participation(plan),
        _absences(plan),
        *_presences(plan),
        *_attendance(plan),
        *_scores(plan, sharers),
        _chapters(plan, sharers),
    ]


def sharing_people(plan: Plan) -> QuerySet[Employee]:
    """Who takes part in a project of the plan and shares its premium."""
    shares = StaffAssignment.objects.filter(
        employee=OuterRef("pk"), project__plan=plan, shares_premium=True
    )
    return Employee.objects.filter(Exists(shares))


def _page(plan: Plan, kind: str) -> str:
    return reverse("data_list", args=[plan.year, kind])


def _rules(plan: Plan) -> DataCheck:
    rules = PayoutRule.objects.filter(plan=plan).aggregate(
        own=Count("pk", filter=Q(project__isnull=True)), all=Count("pk")
    )
    policy = SharingPolicy.objects.filter(plan=plan).exists()
    status, text = MET, _("The plan has its payout rule and its sharing policy.")
    if not rules["own"]:
        status, text = UNMET, _("The payout rule of the plan is missing.")
    elif not policy:
        status, text = UNMET, _("The sharing policy of the plan is missing.")
    url = reverse("payment_rules", args=[plan.year])
    return DataCheck("rules", _("Payment rules"), rules["all"], status, text, url)


def _rates(plan: Plan) -> DataCheck:
    """Charges are those in force when the money is paid, in the year after the plan's."""
    day = date(plan.year + 1, 12, 31)
    rates = EmployerRate.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)
    codes = sorted(set(rates.values_list("code", flat=True)))
    status = MET if codes else UNMET
    text = ", ".join(codes) or _("No charge is in force: the total cost would be too low.")
    url = _page(plan, "oneri")
    return DataCheck("rates", _("Employer's charges"), len(codes), status, text, url)


def _participation(plan: Plan) -> DataCheck:
    states = sheet_states(plan)
    open_ones = [project for project, state in states if state != SheetState.CONFIRMED]
    text = _("Every project is confirmed.")
    if open_ones:
        text = _("Not confirmed: %(projects)s.") % {"projects": numbers(open_ones)}
    return DataCheck(
        "participation",
        _("Participation in the projects"),
        len(states) - len(open_ones),
        UNMET if open_ones else MET,
        text,
        reverse("participation_list", args=[plan.year]),
    )


def numbers(projects: Sequence[Project]) -> str:
    """Projects 3, 4 and the like, by number; a long list stops."""
    shown = ", ".join(str(project.number) for project in projects[:NAMED])
    more = f"{shown}…" if len(projects) > NAMED else shown
    text = npgettext("checklist", "project %(numbers)s", "projects %(numbers)s", len(projects))
    return text % {"numbers": more}


def _absences(plan: Plan) -> DataCheck:
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    count = Absence.objects.filter(start__lte=last, end__gte=first).count()
    status = MET if count else WARNED
    text = "" if count else _("None recorded: is that so?")
    return DataCheck("absences", _("Absences"), count, status, text, _page(plan, "assenze"))


def _presences(plan: Plan) -> Iterable[DataCheck]:
    yield from _of_projects(
        plan, EventAttendance, SharingKind.HOURS_TARIFF, _("Presences at events"), "presenze"
    )


def _of_projects(
    plan: Plan, model: type[Model], sharing: str, title: str, kind: str
) -> Iterable[DataCheck]:
    going = plan.projects.exclude(amended=AmendmentKind.WITHDRAWN)
    projects = list(going.filter(sharing_rule__kind=sharing).order_by("number"))
    if not projects:
        return
    rows: QuerySet[Any] = QuerySet(model).filter(project__in=projects).order_by()
    found = dict(rows.values_list("project").annotate(count=Count("pk")))
    empty = [project for project in projects if not found.get(project.pk)]
    text = _("No row yet: %(projects)s.") % {"projects": numbers(empty)} if empty else ""
    status = UNMET if empty else MET
    yield DataCheck(kind, title, sum(found.values()), status, text, _page(plan, kind))


def _attendance(plan: Plan) -> Iterable[DataCheck]:
    """Who shares in a project with a test, and has no row there, gets nothing: it is said."""
    kind = SharingKind.ATTENDANCE_AND_TEST
    title = _("Attendance and test")
    for check in _of_projects(plan, CourseAttendance, kind, title, "frequenza"):
        if check.status == UNMET:
            yield check
            return
        known = CourseAttendance.objects.filter(
            project=OuterRef("project"), employee=OuterRef("employee")
        )
        staff = StaffAssignment.objects.filter(
            project__plan=plan, project__sharing_rule__kind=kind, shares_premium=True
        )
        missing = staff.exclude(Exists(known)).count()
        yield _with_missing(check, missing)


def _with_missing(check: DataCheck, missing: int) -> DataCheck:
    text = ngettext("%(count)s person without a row.", "%(count)s people without a row.", missing)
    return DataCheck(
        check.key,
        check.title,
        check.count,
        UNMET if missing else MET,
        text % {"count": missing} if missing else "",
        check.url,
    )


def _scores(plan: Plan, sharers: QuerySet[Employee]) -> Iterable[DataCheck]:
    policy = SharingPolicy.objects.filter(plan=plan).first()
    if policy is None or policy.score == FactorEffect.OFF:
        return
    yield _by_person(
        IndividualScore, plan, sharers, _("Individual scores"), _page(plan, "valutazioni")
    )


def _chapters(plan: Plan, sharers: QuerySet[Employee]) -> DataCheck:
    title, url = _("Chapters of the employees"), _page(plan, "capitoli")
    check = _by_person(EmployeeChapter, plan, sharers, title, url)
    if BudgetChapter.objects.exists():
        return check
    text = _("Enter the budget chapters first.")
    return DataCheck(check.key, title, 0, UNMET, text, _page(plan, "capitoli-di-bilancio"))


def _by_person(
    model: type[Model], plan: Plan, sharers: QuerySet[Employee], title: str, url: str
) -> DataCheck:
    rows: QuerySet[Any] = QuerySet(model).filter(plan=plan)
    missing = sharers.exclude(Exists(rows.filter(employee=OuterRef("pk")))).count()
    key = str(model._meta.model_name)
    return _with_missing(DataCheck(key, title, rows.count(), MET, "", url), missing)


def items(checks: Iterable[DataCheck]) -> list[dict[str, str]]:
    """What components/checklist.html takes."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for check in checks:
        text = f"{check.title}: {check.text}" if check.text else check.title
        found[check.status].append({"text": text, "status": check.status})
    return [*found[UNMET], *found[WARNED], *found[MET]]
