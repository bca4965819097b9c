from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from objectives.access import fetch_plan
from objectives.actions.states import move_plan, undo_step
from objectives.forms.results import MoveForm, UndoForm
from objectives.models import Plan, User
from objectives.rules import change_plan_state, view_state
from objectives.views.acts import written
from reporting.pages import state as page
from reporting.pages.stepper import steps_of


@require_http_methods(["GET", "HEAD", "POST"])
def plan_state(request: HttpRequest, year: int) -> HttpResponse:
    """Where the plan stands, what the next state needs, and the step for who may take it."""
    if request.method != "POST":
        return _page(request, fetch_plan(request.user, year, view_state))
    plan = fetch_plan(request.user, year, change_plan_state)
    form = MoveForm(plan, request.POST, auto_id=f"id_{request.POST.get('to', '')[:20]}_%s")
    if form.is_valid() and written(
        form, lambda **values: move_plan(by=_user(request), plan=plan, **values)
    ):
        plan.refresh_from_db()
        text = _("The plan is now in the state “%(state)s”.")
        messages.success(request, text % {"state": plan.get_state_display()})
        return redirect("plan_state", year=year)
    plan.refresh_from_db()
    return _page(request, plan, moving=form)


@require_POST
def plan_state_undo(request: HttpRequest, year: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, change_plan_state)
    form = UndoForm(plan, request.POST, auto_id="id_undo_%s")
    if form.is_valid() and written(form, lambda **values: _undo(request, plan, **values)):
        plan.refresh_from_db()
        text = _("Step taken back: the plan is in the state “%(state)s” again.")
        messages.success(request, text % {"state": plan.get_state_display()})
        return redirect("plan_state", year=year)
    plan.refresh_from_db()
    return _page(request, plan, undoing=form)


def _undo(request: HttpRequest, plan: Plan, *, step: int, reason: str) -> None:
    found = plan.transitions.filter(pk=step).first()
    if found is None:
        raise Http404
    undo_step(by=_user(request), plan=plan, step=found, reason=reason)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    moving: MoveForm | None = None,
    undoing: UndoForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "steps": steps_of(plan),
        "next_steps": page.next_steps(request.user, plan, moving),
        "undo": page.undo_of(request.user, plan, undoing),
        "history": page.history_of(plan),
        "moving": moving,
        "undoing": undoing,
    }
    return render(request, "reporting/state.html", context)
