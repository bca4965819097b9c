"""From dated rows to the plain inputs of a distribution, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from incentives import allocation, models, sharing
from incentives.distribution import terms
from incentives.distribution.destinations import destinations_of
from incentives.distribution.results import Reached, Source, results_of
from incentives.enums import FactorEffect, SharingKind
from incentives.models import AllocationLine, AllocationRun, Pool
from incentives.queries import adjustments_for, run_in_force
from objectives.acyclic import acyclic
from objectives.models import EmploymentPeriod, Plan, Project, StaffAssignment

# The first days of a sickness never go to colleagues (SHARE-2): a spell that reaches into the
# year is needed from so many days before it.
SPELL_DAYS = timedelta(days=10)


class NothingToDistributeError(ValueError):
    """No allocation of the plan is approved: no project has its amount."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run is computed from, with where amounts and results come from and where economies
    go."""

    inputs: sharing.DistributionInput
    allocation: AllocationRun
    sources: tuple[Source, ...]
    destinations: dict[str, str]

    def stored(self) -> dict[str, Any]:
        """The inputs as a run keeps them; the rules read no more than `sharing` wrote."""
        return {
            **sharing.inputs_to_dict(self.inputs),
            "allocation": {"number": self.allocation.number, "sha256": self.allocation.sha256},
            "sources": [source.stored() for source in self.sources],
            "destinations": self.destinations,
        }


@acyclic()
def gather(
    plan: Plan,
    *,
    paid_on: date,
    pool: Pool | None = None,
    policy: models.SharingPolicy | None = None,
) -> Gathered:
    """The plan's data of today; `paid_on` says which charge rates are valid.

    `policy` is another one than the plan's, for a trial.

    Raises Pool.DoesNotExist, NothingToDistributeError.
    """
    pool = pool or Pool.objects.get(plan=plan)
    run = run_in_force(plan)
    if run is None:
        raise NothingToDistributeError
    policy = policy or terms.policy_of(plan)
    plan_rule, own_rules = terms.payout_rules(plan)
    lines = list(run.lines.select_related("project__plan").order_by("pk"))
    reached = results_of([line.project for line in lines])
    staff = _staff(plan, [line.project_id for line in lines], policy)
    projects = _projects(lines, reached, own_rules, staff)
    inputs = sharing.DistributionInput(
        pool=pool.amount,
        start=date(plan.year, 1, 1),
        end=date(plan.year, 12, 31),
        paid_on=paid_on,
        projects=projects,
        people=_people(plan, projects),
        payout=plan_rule,
        factors=terms.factors(policy),
        absence_kinds=terms.absence_kinds(),
        caps=sharing.Caps(per_project=policy.cap),
        rates=terms.rates_until(paid_on),
        reserves=_reserves(run),
        adjustments=adjustments_for(plan),
    )
    sources = tuple(reached[line.project_id].source for line in lines)
    return Gathered(inputs, run, sources, destinations_of(plan))


def _reserves(run: AllocationRun) -> tuple[sharing.Reserve, ...]:
    """As the approved allocation says; what it leaves unassigned stays so."""
    stored = allocation.result_from_dict(run.results).reserves
    return tuple(sharing.Reserve(item.name, item.amount) for item in stored)


# --- Projects ------------------------------------------------------------------------------

Staff = Callable[[Project], dict[str, Any]]


def _projects(
    lines: Sequence[AllocationLine],
    reached: dict[int, Reached],
    payouts: dict[int, Any],
    staff: Staff,
) -> tuple[sharing.ProjectInput, ...]:
    return tuple(
        sharing.ProjectInput(
            number=line.project.number,
            allocated=line.amount,
            result=reached[line.project_id].result,
            threshold=reached[line.project_id].threshold,
            payout=payouts.get(line.project_id),
            withdrawn=line.project.is_withdrawn,
            **staff(line.project),
        )
        for line in lines
    )


def _staff(plan: Plan, projects: Sequence[int], policy: models.SharingPolicy) -> Staff:
    """What of a project says who shares and how: its people, presences and sharing rule."""
    rules = terms.sharing_rules(projects)
    presences = _presences(projects)
    scores = _scores(plan) if policy.score != FactorEffect.OFF else {}
    tested = {key for key, rule in rules.items() if rule.kind == SharingKind.ATTENDANCE_AND_TEST}
    people = _assignments(projects, scores, _courses(tested))

    def of(project: Project) -> dict[str, Any]:
        return {
            "sharing": rules.get(project.pk, sharing.SharingRule()),
            "people": tuple(people[project.pk]),
            "presences": tuple(presences[project.pk]),
        }

    return of


def _scores(plan: Plan) -> dict[int, Decimal]:
    return dict(models.IndividualScore.objects.filter(plan=plan).values_list("employee", "percent"))


def _courses(projects: Iterable[int]) -> dict[tuple[int, int], tuple[Decimal, bool]]:
    """Attendance and test by project and person, where the sharing asks for both."""
    rows = models.CourseAttendance.objects.filter(project__in=projects)
    columns = rows.values_list("project", "employee", "attended_percent", "test_passed")
    return {(project, person): (percent, passed) for project, person, percent, passed in columns}


def _assignments(
    projects: Sequence[int],
    scores: dict[int, Decimal],
    courses: dict[tuple[int, int], tuple[Decimal, bool]],
) -> dict[int, list[sharing.Assignment]]:
    found: dict[int, list[sharing.Assignment]] = defaultdict(list)
    rows = StaffAssignment.objects.filter(project__in=projects).order_by("employee__code")
    who = ("project", "employee", "employee__code", "area__code")
    how = ("participation", "start", "end", "shares_premium")
    for project, key, code, area, percent, start, end, shares in rows.values_list(*who, *how):
        attended, passed = courses.get((project, key), (None, None))
        found[project].append(
            sharing.Assignment(
                employee=code,
                participation=percent,
                start=start,
                end=end,
                shares=shares,
                area=area,
                score=scores.get(key),
                attendance=attended,
                test_passed=passed,
            )
        )
    return found


def _presences(projects: Sequence[int]) -> dict[int, list[sharing.Presence]]:
    found: dict[int, list[sharing.Presence]] = defaultdict(list)
    rows = models.EventAttendance.objects.filter(project__in=projects)
    rows = rows.order_by("date", "event", "employee__code")
    columns = ("project", "employee__code", "date", "event", "hours", "night_or_holiday")
    for project, *presence in rows.values_list(*columns):
        found[project].append(sharing.Presence(*presence))
    return found


# --- People --------------------------------------------------------------------------------


def _people(plan: Plan, projects: Sequence[sharing.ProjectInput]) -> tuple[sharing.Person, ...]:
    """Everybody on a project, with how they worked and were absent in the year."""
    start, end = date(plan.year, 1, 1), date(plan.year, 12, 31)
    employments = _by_code(_employments(start, end), sharing.Employment)
    absences = _by_code(_absences(start, end), sharing.Absence)
    chapters = _chapters(plan)
    codes = sorted({person.employee for project in projects for person in project.people})
    return tuple(
        sharing.Person(
            code,
            tuple(employments.get(code, ())),
            tuple(absences.get(code, ())),
            chapters.get(code, ""),
        )
        for code in codes
    )


def _by_code(rows: QuerySet[Any, Any], kind: type[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for code, *values in rows:
        found[code].append(kind(*values))
    return found


def _employments(start: date, end: date) -> QuerySet[Any, Any]:
    rows = EmploymentPeriod.objects.filter(Q(end=None) | Q(end__gte=start), start__lte=end)
    columns = ("employee__code", "start", "end", "part_time_percent", "is_eq_holder")
    return rows.order_by("start").values_list(*columns)


def _absences(start: date, end: date) -> QuerySet[Any, Any]:
    rows = models.Absence.objects.filter(end__gte=start - SPELL_DAYS, start__lte=end)
    return rows.order_by("start").values_list("employee__code", "kind__code", "start", "end")


def _chapters(plan: Plan) -> dict[str, str]:
    rows = models.EmployeeChapter.objects.filter(plan=plan)
    return dict(rows.values_list("employee__code", "chapter__code"))
