"""The states of a plan, and what each change needs (domain.md §2).

A change is a `Move`: where to and whose it is. What it needs is a list of `Condition`: a sentence,
whether it is met, and the page where what is missing can be done. Applications further out add
their own with `needs`, because this one knows neither money nor documents.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from objectives.enums import PlanState, Role, WindowKind
from objectives.models import Plan, PlanTransition, ProjectResult, Remark
from objectives.outcomes import (
    CONFIRMED,
    DECIDED,
    MISSING,
    SECOND_NEEDED,
    SENT_BACK,
    TO_CONFIRM,
    Outcome,
    outcomes,
)

MET, UNMET, WARNED = "met", "unmet", "warned"
LISTED = 12


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state; `with_act` needs an act, `with_reason` a reason."""

    to: PlanState
    by: Role
    with_act: bool = False
    with_reason: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`status` is met, unmet (the change is refused) or warned. `page` names a page of the plan,
    `query` its filters, `projects` the numbers it is about."""

    text: str
    status: str
    page: str = ""
    query: str = ""
    projects: Sequence[int] = field(default_factory=tuple)

    @property
    def is_met(self) -> bool:
        return self.status != UNMET


# What the NIV finds after its validation, before or after the payment: a remark, an appeal.
REOPEN = Move(PlanState.SENT_BACK, Role.NIV, with_act=True, with_reason=True)
REOPENED = frozenset({PlanState.VALIDATED, PlanState.PAYABLE, PlanState.PAID})

MOVES: dict[PlanState, tuple[Move, ...]] = {
    PlanState.DRAFT: (Move(PlanState.APPROVED, Role.HR, with_act=True),),
    PlanState.APPROVED: (Move(PlanState.IN_PROGRESS, Role.HR),),
    PlanState.IN_PROGRESS: (Move(PlanState.FINAL_REPORT, Role.HR),),
    PlanState.FINAL_REPORT: (
        Move(PlanState.VALIDATED, Role.NIV, with_act=True),
        Move(PlanState.SENT_BACK, Role.NIV, with_act=True, with_reason=True),
    ),
    PlanState.SENT_BACK: (Move(PlanState.FINAL_REPORT, Role.HR, with_reason=True),),
    PlanState.VALIDATED: (Move(PlanState.PAYABLE, Role.HR), REOPEN),
    PlanState.PAYABLE: (Move(PlanState.PAID, Role.HR, with_act=True), REOPEN),
    PlanState.PAID: (Move(PlanState.PUBLISHED, Role.HR), REOPEN),
    PlanState.PUBLISHED: (),
}

Check = Callable[[Plan], Iterable[Condition]]
_outside: dict[PlanState, list[Check]] = defaultdict(list)
_outside_undo: dict[PlanState, list[Check]] = defaultdict(list)


def needs(state: PlanState, check: Check) -> None:
    """Register what else reaching `state` needs."""
    _outside[state].append(check)


def undoing_needs(state: PlanState, check: Check) -> None:
    """Register what else undoing the step into `state` needs."""
    _outside_undo[state].append(check)


def moves(plan: Plan) -> tuple[Move, ...]:
    return MOVES[PlanState(plan.state)]


def move_to(plan: Plan, state: str) -> Move | None:
    return next((move for move in moves(plan) if move.to == state), None)


def conditions(plan: Plan, move: Move) -> list[Condition]:
    """What the change needs, in the order in which it is done."""
    own = _OWN.get((PlanState(plan.state), move.to))
    found = list(own(plan)) if own else []
    for check in _outside[move.to]:
        found.extend(check(plan))
    return found


# --- Undoing -----------------------------------------------------------------------------------


def last_step(plan: Plan) -> PlanTransition | None:
    """The latest change that nobody has undone: the only one that can be."""
    steps = plan.transitions.filter(undoes=None, undone_by=None).select_related("act", "by")
    step = steps.order_by("-pk").first()
    return step if step and step.to_state == plan.state else None


def owner_of(step: PlanTransition) -> Role:
    """Whose step it was, and so who undoes it."""
    moves_then = MOVES[PlanState(step.from_state)]
    return next((move.by for move in moves_then if move.to == step.to_state), Role.HR)


def undo_conditions(step: PlanTransition) -> list[Condition]:
    plan = step.plan
    found: list[Condition] = []
    if step.from_state == PlanState.IN_PROGRESS:
        found.extend(_no_standing_result(plan))
    if step.from_state in REOPENED and step.to_state == PlanState.SENT_BACK:
        found.append(_nothing_reopened(plan))
    for check in _outside_undo[PlanState(step.to_state)]:
        found.extend(check(plan))
    return found


def _no_standing_result(plan: Plan) -> Iterator[Condition]:
    standing = ProjectResult.objects.filter(project__plan=plan).exclude(state="sent_back")
    numbers = list(standing.order_by("project__number").values_list("project__number", flat=True))
    if numbers:
        text = _("results are confirmed: send them back first (%(projects)s)")
        yield Condition(text % {"projects": listed(numbers)}, UNMET, "results", "", numbers)
    else:
        yield Condition(_("no result is confirmed"), MET)


def _nothing_reopened(plan: Plan) -> Condition:
    opened = [row.project.number for row in _in_course(plan) if row.stage not in DECIDED]
    return _all_of(
        opened,
        _("every result is validated"),
        _("results sent back since: %(projects)s"),
        "results",
    )


# --- What each change needs --------------------------------------------------------------------


def _approval(plan: Plan) -> Iterator[Condition]:
    projects = plan.projects.order_by("number")
    if not projects:
        yield Condition(_("the plan has no project yet"), UNMET, "plan")
        return
    bare = [row.number for row in projects.filter(indicators=None)]
    yield _all_of(
        bare,
        _("every project has its indicators"),
        _("projects without indicators: %(projects)s"),
        "plan",
    )


def _start(plan: Plan) -> Iterator[Condition]:
    version = plan.versions.select_related("act").order_by("number").first()
    if version is None or version.act is None:
        yield Condition(_("the approved version is not on record"), UNMET)
    else:
        yield Condition(_("approved by %(act)s") % {"act": version.act}, MET)


def _final_report(plan: Plan) -> Iterator[Condition]:
    first = date(plan.year + 1, 1, 1)
    if timezone.localdate() >= first:
        yield Condition(_("the year is over"), MET)
    else:
        yield Condition(_("the year is not over: from %(day)s") % {"day": _day(first)}, UNMET)
    if plan.windows.filter(kind=WindowKind.FINAL).exists():
        yield Condition(_("the period for the final values is set"), MET)
    else:
        yield Condition(_("no period for the final values is set"), UNMET, "monitoring")
    missing = sum(len(row.measured.missing) for row in _in_course(plan))
    if missing:
        text = ngettext("%(count)s value is missing", "%(count)s values are missing", missing)
        yield Condition(text % {"count": missing}, WARNED, "results", "?stato=missing")


def _decision(plan: Plan, *, validated: bool) -> Iterator[Condition]:
    rows = _in_course(plan)
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.stage].append(row.project.number)
    sentences = {
        MISSING: _("values are missing: %(projects)s"),
        TO_CONFIRM: _("results to confirm: %(projects)s"),
        SECOND_NEEDED: _("second confirmations: %(projects)s"),
        CONFIRMED: _("results the NIV has not decided on: %(projects)s"),
    }
    if validated:
        sentences[SENT_BACK] = _("results sent back: %(projects)s")
    elif undecided := [r.project.number for r in rows if r.stage == SENT_BACK and not r.decided]:
        text = _("results sent back, not confirmed again: %(projects)s")
        yield _unmet(text, undecided, SENT_BACK)
    found = [
        _unmet(text, groups[stage], stage) for stage, text in sentences.items() if stage in groups
    ]
    yield from found or [Condition(_("the NIV has decided on every project"), MET, "results")]
    if remarked := _with_open_remarks(plan):
        text = _("remarks still open: %(projects)s") % {"projects": listed(remarked)}
        yield Condition(text, WARNED, "results", "?rilievi=1", remarked)


def _reopening(plan: Plan) -> Iterator[Condition]:
    text = _("the NIV then sends back the results to correct; the others stay validated")
    yield Condition(text, MET, "results")


def _with_open_remarks(plan: Plan) -> list[int]:
    found = Remark.objects.filter(project__plan=plan, closed_at__isnull=True)
    numbers = found.order_by("project__number").values_list("project__number", flat=True)
    return list(numbers.distinct())


def _again(plan: Plan) -> Iterator[Condition]:
    open_again = [r.project.number for r in _in_course(plan) if r.standing is None]
    yield _all_of(
        open_again,
        _("every result is confirmed"),
        _("results to confirm again: %(projects)s"),
        "results",
    )


_OWN: dict[tuple[PlanState, PlanState], Check] = {
    (PlanState.DRAFT, PlanState.APPROVED): _approval,
    (PlanState.APPROVED, PlanState.IN_PROGRESS): _start,
    (PlanState.IN_PROGRESS, PlanState.FINAL_REPORT): _final_report,
    (PlanState.FINAL_REPORT, PlanState.VALIDATED): lambda plan: _decision(plan, validated=True),
    (PlanState.FINAL_REPORT, PlanState.SENT_BACK): lambda plan: _decision(plan, validated=False),
    (PlanState.SENT_BACK, PlanState.FINAL_REPORT): _again,
    **{(state, PlanState.SENT_BACK): _reopening for state in REOPENED},
}


def _in_course(plan: Plan) -> list[Outcome]:
    """Nothing is asked of a project that was withdrawn."""
    return [row for row in plan_outcomes(plan) if not row.project.is_withdrawn]


def plan_outcomes(plan: Plan) -> list[Outcome]:
    projects = list(plan.projects.select_related("plan").order_by("number"))
    found = outcomes(projects)
    return [found[project.pk] for project in projects]


def _all_of(numbers: Sequence[int], met: str, unmet: str, page: str) -> Condition:
    if not numbers:
        return Condition(met, MET)
    return Condition(unmet % {"projects": listed(numbers)}, UNMET, page, "", numbers)


def _unmet(text: str, numbers: Sequence[int], stage: str) -> Condition:
    shown = text % {"projects": listed(numbers)}
    return Condition(shown, UNMET, "results", f"?stato={stage}", numbers)


def listed(numbers: Sequence[int]) -> str:
    """ "progetti 3, 8"; beyond a dozen how many."""
    if len(numbers) > LISTED:
        return pgettext("checklist", "%(count)s projects") % {"count": len(numbers)}
    text = npgettext("checklist", "project %(numbers)s", "projects %(numbers)s", len(numbers))
    return text % {"numbers": ", ".join(map(str, numbers))}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
