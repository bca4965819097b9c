"""The state of a plan: what the next one needs, what was done, who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from objectives.actions.states import may_move, may_undo
from objectives.enums import Role
from objectives.forms.results import MoveForm, UndoForm
from objectives.models import Plan, PlanTransition
from objectives.rules import Someone, view_money
from objectives.states import (
    Condition,
    Move,
    conditions,
    last_step,
    moves,
    undo_conditions,
)

MONEY_PAGES = frozenset({"allocation", "distribution"})


@dataclass(frozen=True, slots=True)
class Item:
    """A condition as the checklist shows it, with the page where it is met."""

    text: str
    status: str
    url: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A change that can follow: its checklist, and its form for who may do it."""

    to: str
    title: str
    submit: str
    items: list[Item]
    form: MoveForm | None
    refusal: str
    with_act: bool
    with_reason: bool


def items_of(user: Someone, plan: Plan, found: Sequence[Condition]) -> list[Item]:
    return [Item(row.text, row.status, page_of(user, plan, row)) for row in found]


def page_of(user: Someone, plan: Plan, row: Condition) -> str:
    """Empty for who may not open it."""
    if not row.page or (row.page in MONEY_PAGES and not view_money(user)):
        return ""
    try:
        return reverse(row.page, kwargs={"year": plan.year}) + row.query
    except NoReverseMatch:
        return ""


def checklist(user: Someone, plan: Plan) -> dict[str, object] | None:
    """What components/checklist.html takes for the first step that can follow."""
    following = moves(plan)
    if not following:
        return None
    move = following[0]
    return {"title": title_of(move), "items": items_of(user, plan, conditions(plan, move))}


def title_of(move: Move) -> str:
    return _("To reach “%(state)s”") % {"state": move.to.label}


def next_steps(user: Someone, plan: Plan, bound: MoveForm | None = None) -> list[NextStep]:
    return [_next_step(user, plan, move, bound) for move in moves(plan)]


def _next_step(user: Someone, plan: Plan, move: Move, bound: MoveForm | None) -> NextStep:
    found = conditions(plan, move)
    mine = may_move(user, move)
    return NextStep(
        to=move.to,
        title=title_of(move),
        submit=_("Move the plan to “%(state)s”") % {"state": move.to.label},
        items=items_of(user, plan, found),
        form=form_for(plan, move, bound) if mine else None,
        refusal=_refusal(move, found, mine=mine),
        with_act=move.with_act,
        with_reason=move.with_reason,
    )


def form_for(plan: Plan, move: Move, bound: MoveForm | None = None) -> MoveForm:
    """A form of its own for each step: the two of the NIV stand on one page."""
    if bound and bound.data.get("to") == move.to:
        return bound
    return MoveForm(plan, initial={"to": move.to}, auto_id=f"id_{move.to}_%s")


def _refusal(move: Move, found: Sequence[Condition], *, mine: bool) -> str:
    if not mine:
        whose = {Role.NIV: _("The NIV does this."), Role.HR: _("Human resources does this.")}
        return whose[move.by]
    missing = sum(1 for row in found if not row.is_met)
    return _("Something is missing: see the list above.") if missing else ""


@dataclass(frozen=True, slots=True)
class Undo:
    """The latest step, for who may take it back."""

    step: PlanTransition
    form: UndoForm
    items: list[Item]
    refusal: str


def undo_of(user: Someone, plan: Plan, bound: UndoForm | None = None) -> Undo | None:
    step = last_step(plan)
    if step is None or not may_undo(user, step):
        return None
    found = undo_conditions(step)
    refused = [row.text for row in found if not row.is_met]
    return Undo(
        step=step,
        form=bound or UndoForm(plan, initial={"step": step.pk}, auto_id="id_undo_%s"),
        items=items_of(user, plan, found),
        refusal=_("Not yet: %(list)s.") % {"list": "; ".join(refused)} if refused else "",
    )


def history_of(plan: Plan) -> list[PlanTransition]:
    """Latest first."""
    return list(plan.transitions.select_related("act", "by", "undoes").order_by("-pk"))
