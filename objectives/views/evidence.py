"""Evidence of a project: attach, read, withdraw. A file is only ever given as an attachment."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from objectives import rules
from objectives.access import fetch_project
from objectives.actions.evidence import add_evidence, withdraw_evidence
from objectives.enums import EvidenceKind
from objectives.forms.evidence import EvidenceForm, WithdrawForm
from objectives.models import Evidence, Project, User
from objectives.views.acts import written
from objectives.windows import evidence_refusal

ASKED = "indicatore"


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.enter_progress)
    about = project.indicators.filter(order=_order(request)).first()
    form = EvidenceForm(
        project,
        request.POST or None,
        request.FILES or None,
        initial={"indicator": about.pk if about else None},
    )
    if request.method == "POST" and form.is_valid() and (kept := _add(request, project, form)):
        messages.success(request, _("Evidence attached: %(what)s.") % {"what": kept.description})
        if kept.indicator:
            return redirect("indicator", year=year, number=number, order=kept.indicator.order)
        return redirect("project", year=year, number=number)
    refusal = evidence_refusal(project)
    context = {
        "plan": project.plan,
        "project": project,
        "form": form,
        "refusal": refusal,
        "may_attach": not refusal,
        "evidence": project.evidence.select_related("by", "withdrawn_by", "indicator"),
    }
    return render(request, "objectives/evidence_add.html", context)


def _order(request: HttpRequest) -> int:
    text = request.GET.get(ASKED, "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _add(request: HttpRequest, project: Project, form: EvidenceForm) -> Evidence | None:
    user: Any = request.user
    try:
        return add_evidence(by=user, project=project, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
    return None


@require_safe
def evidence_file(request: HttpRequest, year: int, number: int, key: int) -> FileResponse:
    """The file, as an attachment, to whoever may read the project."""
    row = _fetch(request, year, number, key)
    if row.kind != EvidenceKind.FILE:
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=row.original_name, content_type=row.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: HttpRequest, year: int, number: int, key: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.enter_progress)
    row = get_object_or_404(project.evidence.select_related("project__plan", "by"), pk=key)
    form = WithdrawForm(request.POST or None)
    withdraw = partial(withdraw_evidence, by=cast(User, request.user), evidence=row)
    if request.method == "POST" and form.is_valid() and written(form, withdraw):
        messages.success(request, _("Evidence withdrawn: it stays in the list with your reason."))
        return redirect("evidence_add", year=year, number=number)
    context = {"plan": project.plan, "project": project, "row": row, "form": form}
    return render(request, "objectives/evidence_withdraw.html", context)


def _fetch(request: HttpRequest, year: int, number: int, key: int) -> Evidence:
    project = fetch_project(request.user, year, number, rules.view_evidence)
    row: Evidence = get_object_or_404(project.evidence, pk=key)
    return row
