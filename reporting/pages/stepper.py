"""The states of a plan as steps, with the dates and acts on record (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from objectives.enums import PlanState
from objectives.models import Plan, PlanTransition, PlanVersion
from objectives.templatetags.display import date_it

STATES = (
    PlanState.DRAFT,
    PlanState.APPROVED,
    PlanState.IN_PROGRESS,
    PlanState.FINAL_REPORT,
    PlanState.VALIDATED,
    PlanState.PAYABLE,
    PlanState.PAID,
    PlanState.PUBLISHED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """`status` is "done", "current" or "later"."""

    label: str
    status: str
    notes: list[str]


def steps_of(plan: Plan) -> list[Step]:
    """The steps with what is on record of them (two queries)."""
    versions = PlanVersion.objects.filter(plan=plan).select_related("act").order_by("number")
    taken = plan.transitions.filter(undoes=None, undone_by=None).select_related("act")
    return steps(plan, list(versions.defer("content")), list(taken.order_by("pk")))


def steps(
    plan: Plan, versions: Sequence[PlanVersion], taken: Sequence[PlanTransition] = ()
) -> list[Step]:
    """Eight steps; a plan sent back with remarks stands at the validation, under that name."""
    place = _place(plan)
    notes = _notes(plan, versions) | {
        _shown_at(step.to_state): [date_it(step.at), *([str(step.act)] if step.act else [])]
        for step in taken
    }
    return [
        Step(
            label=_label(plan, state, current=index == place),
            status="done" if index < place else "current" if index == place else "later",
            notes=notes.get(state, []) if index <= place else [],
        )
        for index, state in enumerate(STATES)
    ]


def _place(plan: Plan) -> int:
    return STATES.index(_shown_at(plan.state))


def _shown_at(state: str) -> PlanState:
    return PlanState.VALIDATED if state == PlanState.SENT_BACK else PlanState(state)


def _label(plan: Plan, state: PlanState, *, current: bool) -> str:
    shown = PlanState(plan.state) if current else state
    return str(shown.label)


def _notes(plan: Plan, versions: Sequence[PlanVersion]) -> dict[PlanState, list[str]]:
    """The first version approves; a later one amends the plan under way."""
    if not versions:
        return {}
    first, last = versions[0], versions[-1]
    approval = [date_it(first.act.date), str(first.act)] if first.act else []
    running = [_("from %(date)s") % {"date": date_it(first.in_force_from)}]
    if last.number > first.number:
        changed = {"number": last.number, "date": date_it(last.in_force_from)}
        running.append(_("version %(number)s from %(date)s") % changed)
    return {PlanState.APPROVED: approval[1:] or approval, PlanState.IN_PROGRESS: running}
