"""Suspending, withdrawing and taking up a project."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from objectives import rules
from objectives.access import fetch_project
from objectives.actions.amendments import amend_project, amendment_refusal
from objectives.amendments import amendment_text
from objectives.forms.results import AmendmentForm
from objectives.models import User
from objectives.views.acts import ActPage, act_on_project, sent
from objectives.views.results import ASK_AND_WRITE


@ASK_AND_WRITE
def project_amend(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.amend_project)
    refusal = amendment_refusal(project)
    now = amendment_text(project.amended, project.amended_from, project.amended_to)
    page = ActPage(
        title=_("Suspend or withdraw project %(number)s?") % {"number": project.number},
        submit=_("Record the amendment"),
        lead=f"{project.title} · {now}" if now else project.title,
        consequence=_(
            "Nothing is deleted. Of a withdrawn project no value is asked for any more; its amount "
            "stays as deliberated, is not paid and becomes an economy that nobody shares. A "
            "suspension is only shown: what it makes impossible is neutralised."
        ),
        refusal=refusal[1] if refusal else "",
    )
    return act_on_project(
        request,
        project,
        page,
        AmendmentForm(project.plan, sent(request)),
        lambda **values: amend_project(by=cast(User, request.user), project=project, **values),
        _("Amendment recorded."),
    )
