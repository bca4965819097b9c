"""The what-if page: the form beside the run in force. It computes and never writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from incentives.allocation import (
    Allocation,
    AllocationError,
    AllocationInput,
    GroupInput,
    ProjectInput,
    allocate,
    result_from_dict,
)
from incentives.comparison import ComparedGroup, ComparedLine, Comparison, compare
from incentives.enums import FundingMode
from incentives.forms.whatif import WhatIfForm
from incentives.messages import sentence
from incentives.models import AllocationRun, Pool
from incentives.queries import allocation_inputs, run_to_show
from incentives.views.allocation import reads_money, reconciled
from objectives.access import fetch_plan
from objectives.models import Plan


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A project with its two fields; `compared` pairs the run in force with the trial."""

    project: ProjectInput
    title: str
    weight: BoundField
    staff: BoundField
    compared: ComparedLine | None

    @property
    def is_fixed(self) -> bool:
        return self.project.mode == FundingMode.FIXED


@dataclass(frozen=True, slots=True)
class TrialGroup:
    group: GroupInput
    rows: tuple[TrialRow, ...]
    compared: ComparedGroup | None

    @property
    def euro_per_point(self) -> Decimal | None:
        trial = self.compared.second if self.compared else None
        return trial.euro_per_point if trial else None


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_whatif(request: HttpRequest, year: int) -> HttpResponseBase:
    plan = fetch_plan(request.user, year, reads_money)
    try:
        inputs = allocation_inputs(plan)
    except Pool.DoesNotExist:
        return redirect("allocation", year=year)
    if request.method == "POST":
        form = WhatIfForm(inputs, request.POST)
        form.is_valid()
        if "propose" in request.POST:
            form = form.proposed(request.POST)
        return _page(request, plan, form, form.allocation if form.is_valid() else None)
    return _first_page(request, plan, inputs)


def _first_page(request: HttpRequest, plan: Plan, inputs: AllocationInput) -> HttpResponse:
    """The plan's data of today; they may already differ from the run in force."""
    try:
        return _page(request, plan, WhatIfForm(inputs), allocate(inputs))
    except AllocationError as error:
        return _page(request, plan, WhatIfForm(inputs), None, sentence(error))


def _page(
    request: HttpRequest,
    plan: Plan,
    form: WhatIfForm,
    trial: Allocation | None,
    refusal: str = "",
) -> HttpResponse:
    run = run_to_show(plan)
    titles = dict(plan.projects.values_list("number", "title"))
    comparison = compare(_result(run), trial, titles)
    context: dict[str, Any] = {
        "plan": plan,
        "run": run,
        "form": form,
        "trial": trial,
        "refusal": refusal,
        "comparison": comparison,
        "groups": list(_groups(form, comparison, titles)),
        **(reconciled(trial) if trial else {}),
    }
    return render(request, "incentives/allocation_whatif.html", context)


def _result(run: AllocationRun | None) -> Allocation | None:
    return result_from_dict(run.results) if run else None


def _groups(
    form: WhatIfForm, comparison: Comparison, titles: Mapping[int, str]
) -> Iterator[TrialGroup]:
    by_code = {group.code: group for group in comparison.groups}
    for group in form.inputs.groups:
        compared = by_code.get(group.code)
        lines = {line.project: line for line in compared.lines} if compared else {}
        rows = (
            TrialRow(
                project,
                titles.get(project.number, ""),
                form[f"p{project.number}_weight"],
                form[f"p{project.number}_staff"],
                lines.get(project.number),
            )
            for project in group.projects
        )
        yield TrialGroup(group, tuple(rows), compared)
