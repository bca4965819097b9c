"""The NIV's acts: the outcome of a project, and the threads of its remarks."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from objectives import rules
from objectives.access import allow, fetch_project
from objectives.actions.validation import (
    answer_remark,
    close_remark,
    open_remark,
    remark_refusal,
    validate_result,
    validation_refusal,
)
from objectives.forms.results import AnswerForm, DecisionForm, RemarkForm
from objectives.models import Project, Remark, User
from objectives.outcomes import outcome_of
from objectives.templatetags.display import date_it
from objectives.views.acts import ActPage, act_on_project, sent, written
from objectives.views.results import ASK_AND_WRITE, facts_of


@ASK_AND_WRITE
def result_validate(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.validate_result)
    user, outcome = cast(User, request.user), outcome_of(project)
    refusal = validation_refusal(project, outcome.last, found=outcome.measured)
    last = outcome.last
    confirmed = {"name": last.confirmed_by, "day": date_it(last.confirmed_at)} if last else {}
    page = ActPage(
        title=_("What do you decide on project %(number)s?") % {"number": project.number},
        submit=_("Record the outcome"),
        lead=_("Confirmed by %(name)s on %(day)s.") % confirmed if last else project.title,
        facts=facts_of(outcome),
        consequence=_("A validation locks the result. Your earlier outcomes stay on record."),
        refusal=refusal[1] if refusal else "",
    )
    initial = {"result": last.number if last else 0}
    return act_on_project(
        request,
        project,
        page,
        DecisionForm(project.plan, sent(request), initial=initial),
        lambda result, outcome, text: _decide(user, project, result, outcome, text),
        _("Outcome recorded."),
    )


def _decide(user: User, project: Project, number: int, outcome: str, text: str) -> None:
    result = project.results.filter(number=number).first()
    if result is None:
        raise ValidationError(_("The result has not been confirmed yet."), code="not_confirmed")
    validate_result(by=user, project=project, result=result, outcome=outcome, text=text)


@ASK_AND_WRITE
def remark_open(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.validate_result)
    user, refusal = cast(User, request.user), remark_refusal(project.plan)
    page = ActPage(
        title=_("New remark on project %(number)s") % {"number": project.number},
        submit=_("Open the remark"),
        lead=project.title,
        consequence=_("Human resources and the managers of the project answer; you close it."),
        refusal=refusal[1] if refusal else "",
    )
    return act_on_project(
        request,
        project,
        page,
        RemarkForm(project.plan, sent(request)),
        lambda subject, text: open_remark(by=user, project=project, subject=subject, text=text),
        _("Remark opened."),
    )


@ASK_AND_WRITE
def remark(request: HttpRequest, year: int, number: int, key: int) -> HttpResponse:
    """The thread of a remark, and the next message."""
    project = fetch_project(request.user, year, number, rules.answer_remark)
    found, user = _fetch(project, key), cast(User, request.user)
    form = AnswerForm(project.plan, sent(request))
    if (
        form.is_bound
        and form.is_valid()
        and written(form, lambda text: answer_remark(by=user, remark=found, text=text))
    ):
        messages.success(request, _("Answer recorded."))
        return redirect("remark", year=year, number=number, key=key)
    context = {
        "plan": project.plan,
        "project": project,
        "remark": found,
        "thread": found.messages.select_related("by"),
        "form": form,
        "may_close": rules.validate_result(user, project) and found.is_open,
    }
    return render(request, "objectives/remark.html", context)


def _fetch(project: Project, key: int) -> Remark:
    found = project.remarks.filter(pk=key).select_related("by", "closed_by").first()
    if found is None:
        raise Http404
    return found


@require_POST
def remark_close(request: HttpRequest, year: int, number: int, key: int) -> HttpResponse:
    project = fetch_project(request.user, year, number)
    found = _fetch(project, key)
    allow(request.user, rules.validate_result(request.user, project))
    try:
        close_remark(by=cast(User, request.user), remark=found)
        messages.success(request, _("Remark closed."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("remark", year=year, number=number, key=key)
