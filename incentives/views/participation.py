"""Participation weights of the projects: entered by their managers, confirmed by HR."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incentives.actions.participation import (
    confirm_participation,
    enter_participation,
    import_participation,
)
from incentives.actions.project_entry import StaleEntry
from incentives.forms.data.participation import HEADINGS, ParticipationForm, ParticipationTable
from incentives.models import ParticipationSheet
from incentives.participation import SheetState, sharing_staff, sheet_rows, state_of
from incentives.views.data import (
    FORM_METHODS,
    XLSX,
    import_context,
    import_form,
    stored_table,
)
from objectives.access import fetch_plan, fetch_project
from objectives.actions.imports import Change
from objectives.imports.template import template_workbook
from objectives.models import Plan, Project
from objectives.queries import headed_projects
from objectives.rules import Someone, is_hr, list_participation, view_participation
from objectives.rules import confirm_participation as may_confirm
from objectives.rules import enter_participation as may_enter


def lists_participation(user: Someone, plan: Plan) -> bool:
    return list_participation(user)


@require_safe
def participation_list(request: HttpRequest, year: int) -> HttpResponse:
    """The projects whose weights this person enters or confirms, each with its state."""
    plan = fetch_plan(request.user, year, lists_participation)
    own = None if is_hr(request.user) else headed_projects(request.user)  # type: ignore[arg-type]
    rows = sheet_rows(plan, own)
    context = {
        "plan": plan,
        "rows": rows,
        "is_hr": is_hr(request.user),
        "waiting": sum(row["state"] == SheetState.ENTERED for row in rows),
        "confirmed": sum(row["state"] == SheetState.CONFIRMED for row in rows),
    }
    return render(request, "incentives/data/participation_list.html", context)


@require_http_methods(FORM_METHODS)
def participation(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """The weights of a project: fields for its manager, figures for HR."""
    may = may_enter if request.method == "POST" else view_participation
    project = fetch_project(request.user, year, number, may)
    form = ParticipationForm(project, request.POST if request.method == "POST" else None)
    conflict = False
    if form.is_bound and form.is_valid():
        try:
            enter_participation(
                by=request.user,  # type: ignore[arg-type]
                project=project,
                weights=form.weights(),
                token=form.cleaned_data["token"],
            )
        except StaleEntry:
            conflict = True
        else:
            messages.success(request, _("Weights saved: Human resources will confirm them."))
            return redirect("participation", year=year, number=number)
    context = {"conflict": conflict, "form": form, **_sheet_context(request, project, form)}
    return render(request, "incentives/data/participation.html", context)


def _sheet_context(
    request: HttpRequest, project: Project, form: ParticipationForm
) -> dict[str, Any]:
    sheets = list(
        ParticipationSheet.objects.filter(project=project).select_related(
            "entered_by", "confirmed_by"
        )
    )
    state = state_of(sheets[0] if sheets else None, form.digest)
    return {
        "plan": project.plan,
        "project": project,
        "sheets": sheets,
        "state": state,
        "may_enter": may_enter(request.user, project),
        "may_confirm": may_confirm(request.user, project),
        "waits": state == SheetState.ENTERED,
    }


@require_POST
def participation_confirm(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    project = fetch_project(request.user, year, number, may_confirm)
    digest = request.POST.get("digest", "")
    try:
        confirm_participation(by=request.user, project=project, digest=digest)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("participation", year=year, number=number)
    text = _("Participation in project %(number)s confirmed.")
    messages.success(request, text % {"number": number})
    return redirect("participation_list", year=year)


@require_http_methods(FORM_METHODS)
def participation_import(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    project = fetch_project(request.user, year, number, may_enter)
    form = import_form(request, ParticipationTable(project))

    def store() -> Sequence[Change]:
        user: Any = request.user
        return import_participation(by=user, project=project, read=lambda: form.read().changes)

    if stored_table(request, form, store):
        return redirect("participation", year=year, number=number)
    context = {"plan": project.plan, "project": project, **import_context(form)}
    return render(request, "incentives/data/participation_import.html", context)


@require_safe
def participation_template(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, view_participation)
    rows = [(row.employee.code, row.participation) for row in sharing_staff(project)]
    content = template_workbook(_("Participation"), HEADINGS, rows)
    name = f"partecipazione-{number}-{year}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
