"""A page that asks once and writes once: form → action → message → redirect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from objectives.models import Project


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the figures that matter before a decision."""

    label: str
    value: str
    note: str = ""
    applied: bool = False


@dataclass(frozen=True, slots=True)
class ActPage:
    """What templates/objectives/act.html shows. `refusal` keeps the button and says why not."""

    title: str
    submit: str
    lead: str = ""
    facts: Sequence[Fact] = field(default_factory=tuple)
    consequence: str = ""
    refusal: str = ""
    missing: Sequence[Any] = field(default_factory=tuple)


def act_on_project(
    request: HttpRequest,
    project: Project,
    page: ActPage,
    form: Form,
    write: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """`write` takes the cleaned fields by name; its refusals stand at their field."""
    if form.is_bound and form.is_valid() and written(form, write):
        messages.success(request, done)
        return redirect("project", year=project.plan.year, number=project.number)
    context = {"plan": project.plan, "project": project, "page": page, "form": form}
    return render(request, "objectives/act.html", context)


def written(form: Form, write: Callable[..., Any]) -> bool:
    try:
        write(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: nothing when the page is only read."""
    return request.POST if request.method == "POST" else None
