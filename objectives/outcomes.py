"""Where each project stands between its values and the NIV's decision (RESULT-2 to RESULT-4).

Queries are constant in the number of projects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils import timezone

from objectives.enums import ResultState, Role, ValidationOutcome
from objectives.measurements import MeasuredProject, measured, measured_projects
from objectives.models import (
    Headship,
    Project,
    ProjectResult,
    StaffAssignment,
    User,
    Validation,
)
from objectives.reach import reach_of
from objectives.scoring import Result, inputs_to_dict, result_from_dict

# What stands between a project and its validation, in the order of the work.
MISSING = "missing"
TO_CONFIRM = "to_confirm"
SECOND_NEEDED = "second_needed"
SENT_BACK = "sent_back"
CONFIRMED = "confirmed"
VALIDATED = "validated"
WITH_REMARKS = "with_remarks"
WITHDRAWN = "withdrawn"
STAGES = (
    MISSING,
    TO_CONFIRM,
    SENT_BACK,
    SECOND_NEEDED,
    CONFIRMED,
    VALIDATED,
    WITH_REMARKS,
    WITHDRAWN,
)
DECIDED = frozenset({VALIDATED, WITH_REMARKS})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`last` is the latest result recorded, `validation` what the NIV decided on it."""

    measured: MeasuredProject
    last: ProjectResult | None
    validation: Validation | None

    @property
    def project(self) -> Project:
        return self.measured.project

    @property
    def standing(self) -> ProjectResult | None:
        """The result in force: one that was sent back stands no more."""
        last = self.last
        return None if last is None or last.state == ResultState.SENT_BACK else last

    @property
    def shown(self) -> Result:
        """The confirmed result as stored, else what the values entered so far give."""
        return result_from_dict(self.standing.results) if self.standing else self.measured.result

    @property
    def percent(self) -> Decimal | None:
        """The confirmed result, else what the values entered so far give."""
        return self.standing.result if self.standing else self.measured.result.result

    @property
    def threshold(self) -> Decimal:
        return self.standing.threshold if self.standing else self.measured.inputs.threshold

    @property
    def met(self) -> bool | None:
        return self.standing.met if self.standing else self.measured.result.met

    @property
    def deviations(self) -> int:
        """Indicators below their target whose entry says why."""
        return sum(1 for row in self.measured.indicators if row.entry and row.entry.deviation)

    @property
    def changed_since(self) -> bool:
        """Whether values or card say something else than what was confirmed."""
        return self.standing is not None and outdated(self.standing, self.measured)

    @property
    def decided(self) -> bool:
        """The NIV has said something on the latest result."""
        return self.validation is not None

    @property
    def stage(self) -> str:
        if self.project.is_withdrawn:
            return WITHDRAWN
        if self.last is None or self.standing is None:
            if self.last is not None:
                return SENT_BACK
            return MISSING if self.measured.result.blocked else TO_CONFIRM
        if self.standing.state != ResultState.VALIDATED:
            return str(self.standing.state)
        remarked = self.validation and self.validation.outcome == ValidationOutcome.WITH_REMARKS
        return WITH_REMARKS if remarked else VALIDATED


def outcomes(projects: Sequence[Project]) -> dict[int, Outcome]:
    """By key of the project."""
    measured = measured_projects(projects)
    last = latest_results(measured)
    return {key: _outcome(row, last.get(key)) for key, row in measured.items()}


def outcome_of(project: Project) -> Outcome:
    return outcomes([project])[project.pk]


def _outcome(measured: MeasuredProject, last: ProjectResult | None) -> Outcome:
    return Outcome(measured, last, latest_validation(last))


_PEOPLE = ("confirmed_by", "second_by", "sent_back_by")
_DECISION: tuple[str, ...] = ("decision__by",)

# The row of a project that tells its latest result and what the NIV said last on it.
LATEST_RESULT_FIRST = ("-last_result__number", "-decision__pk")


def with_results(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with their results, one row for each and for each validation of it: the first one
    in the order LATEST_RESULT_FIRST is what `outcome_read` takes."""
    found = projects.annotate(
        last_result=FilteredRelation("results"),
        decision=FilteredRelation("last_result__validations"),
    )
    return found.select_related(*(f"last_result__{name}" for name in _PEOPLE), *_DECISION)


def outcome_read(project: Project) -> Outcome:
    """Of a project read `with_results`."""
    last = getattr(project, "last_result", None)
    return Outcome(measured(project), last, getattr(project, "decision", None))


def latest_results(projects: Iterable[int]) -> dict[int, ProjectResult]:
    """The latest result of each project, whether it stands or was sent back (one query).

    What the NIV said last on it comes with it: see `latest_validation`.
    """
    found = ProjectResult.objects.filter(project__in=list(projects))
    found = found.annotate(decision=FilteredRelation("validations"))
    found = found.select_related(*_PEOPLE, *_DECISION)
    return {row.project_id: row for row in found.order_by("number", "decision__pk")}


def latest_validation(result: ProjectResult | None) -> Validation | None:
    """The NIV's latest word on a result read by `latest_results`."""
    return getattr(result, "decision", None)


@dataclass(frozen=True, slots=True)
class Papers:
    """How many remarks of a project are open, how much evidence stands."""

    open_remarks: int
    evidence: int


def papers_of(projects: Iterable[int]) -> dict[int, Papers]:
    """By key of the project (one query)."""
    opened = Count("remarks", filter=Q(remarks__closed_at__isnull=True), distinct=True)
    shown = Count("evidence", filter=Q(evidence__withdrawn_at__isnull=True), distinct=True)
    rows = Project.objects.filter(pk__in=list(projects)).order_by()
    found = rows.annotate(opened=opened, shown=shown).values_list("pk", "opened", "shown")
    return {key: Papers(remarks, evidence) for key, remarks, evidence in found}


def outdated(result: ProjectResult, measured: MeasuredProject) -> bool:
    return bool(result.inputs != inputs_to_dict(measured.inputs))


# --- Who confirms a second time ----------------------------------------------------------------


def is_paid_by(user: User, project: Project) -> bool:
    """Whether this person shares the premium of the project."""
    known = reach_of(user, project)
    if known:
        return known.shares
    staff = StaffAssignment.objects.filter(project=project, shares_premium=True)
    return user.employee_id is not None and staff.filter(employee=user.employee_id).exists()


def second_confirmers(project: Project, first: User, day: date | None = None) -> list[int]:
    """Employees who may confirm what somebody paid by the project confirmed first.

    Heads of sectors that share nothing of it: of the lead sector, else of the sectors whose areas
    take part; of any sector where the whole body does. Empty when there is nobody. One query.
    """
    today = day or timezone.localdate()
    heads = Headship.objects.filter(
        Q(end__isnull=True) | Q(end__gte=today),
        sector__isnull=False,
        start__lte=today,
        employee__user__role=Role.MANAGER,
        employee__user__is_active=True,
    )
    paid = StaffAssignment.objects.filter(project=project, shares_premium=True)
    heads = heads.exclude(employee=first.employee_id).exclude(employee__in=paid.values("employee"))
    found = heads.order_by("employee").values_list("sector", "employee")
    if project.is_whole_body:
        return _people(found)
    involved = Q(sector__areas__in=project.areas.all())
    found = found.filter(Q(sector=project.lead_sector_id) | involved)
    return _people(row for row in found if row[0] == project.lead_sector_id) or _people(found)


def _people(heads: Iterable[tuple[int | None, int]]) -> list[int]:
    return list(dict.fromkeys(employee for _sector, employee in heads))
