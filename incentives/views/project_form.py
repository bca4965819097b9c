"""The page on which HR enters a project: form, one action, message, redirect."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incentives.actions.project_entry import StaleEntry, save_project_entry
from incentives.forms.project_entry import ProjectEntry
from objectives.access import fetch_plan, fetch_project
from objectives.forms.fields import person_label
from objectives.models import Employee, Project
from objectives.rules import edit_plan, edit_project


@require_http_methods(["GET", "HEAD", "POST"])
def project_create(request: HttpRequest, year: int) -> HttpResponse:
    plan = fetch_plan(request.user, year, edit_plan)
    return _respond(request, Project(plan=plan))


@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return _respond(request, fetch_project(request.user, year, number, edit_project))


def _respond(request: HttpRequest, project: Project) -> HttpResponse:
    title = str(project) if project.pk else ""
    number = project.number
    entry = ProjectEntry(project, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not entry.press and entry.is_valid():
        saved = _save(request, entry)
        if saved:
            messages.success(request, _("Project %(number)s saved.") % {"number": saved.number})
            return redirect("project", year=saved.plan.year, number=saved.number)
    context = {
        "entry": entry,
        "plan": project.plan,
        "title": title,
        "number": number,
        "people": map(person_label, Employee.objects.order_by("last_name", "first_name", "code")),
    }
    return render(request, "incentives/project_form.html", context)


def _save(request: HttpRequest, entry: ProjectEntry) -> Project | None:
    """The stored project; None when it was refused, and the forms say why."""
    try:
        return save_project_entry(
            by=request.user,  # type: ignore[arg-type]
            project=entry.project,
            rows=entry.rows(),
            funding=entry.filled_funding(),
            token=entry.token,
            act=entry.act,
            reason=entry.reason,
        )
    except ValidationError as error:
        entry.add_errors(error)
    except StaleEntry:
        entry.show_conflict()
    return None
