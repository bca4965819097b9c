"""The states of a plan as steps, with the dates and acts on record (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from objectives.enums import PlanState
from objectives.models import Plan, PlanVersion
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


def steps(plan: Plan, versions: Sequence[PlanVersion]) -> list[Step]:
    """Eight steps; a plan sent back with remarks stands at the validation, under that name."""
    place = _place(plan)
    notes = _notes(plan, versions)
    return [
        Step(
            label=_label(plan, state, current=index == place),
            status="done" if index < place else "current" if index == place else "later",
            notes=notes.get(state, []) if index <= place else [],
        )
        for index, state in enumerate(STATES)
    ]


def _place(plan: Plan) -> int:
    sent_back = plan.state == PlanState.SENT_BACK
    return STATES.index(PlanState.VALIDATED if sent_back else PlanState(plan.state))


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
