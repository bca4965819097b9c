"""Pages of the data for the distribution: what there is, one row, a table, its template."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from incentives.actions.data import delete_data, save_data
from incentives.forms.data import LISTS, DataList
from incentives.readiness import data_checks
from objectives.access import fetch_plan
from objectives.actions.imports import Change, import_table
from objectives.forms.fields import person_label
from objectives.forms.imports import ImportForm
from objectives.imports.compare import Outcome, Preview
from objectives.imports.template import template_workbook
from objectives.models import Employee, Plan
from objectives.rules import Someone, enter_attendance

ROWS_ON_A_PAGE = 50
ROWS_OF_A_PREVIEW = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_METHODS = ["GET", "HEAD", "POST"]


def enters_data(user: Someone, plan: Plan) -> bool:
    return enter_attendance(user)


def fetch_list(request: HttpRequest, year: int, kind: str) -> DataList:
    """The list of one kind for whoever enters data. Raises Http404 for kinds the plan lacks."""
    plan = fetch_plan(request.user, year, enters_data)
    found = LISTS.get(kind)
    data = found(plan) if found else None
    if data is None or not data.is_used:
        raise Http404
    return data


def fetch_row(data: DataList, pk: int) -> Any:
    row = data.rows().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
def data_overview(request: HttpRequest, year: int) -> HttpResponse:
    """Each kind of data with how much there is and what is missing."""
    plan = fetch_plan(request.user, year, enters_data)
    checks = data_checks(plan)
    context = {
        "plan": plan,
        "checks": checks,
        "missing": sum(check.status == "unmet" for check in checks),
    }
    return render(request, "incentives/data/overview.html", context)


@require_safe
def data_list(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    data = fetch_list(request, year, kind)
    text = request.GET.get("q", "").strip()
    page = Paginator(data.found(text), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": data.plan,
        "data": data,
        "text": text,
        "page": page,
        "count": page.paginator.count,
        "rows": [(row.pk, str(row), data.shown(row)) for row in page],
    }
    return render(request, "incentives/data/list.html", context)


@require_safe
def data_template(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The workbook to fill in, with the rows there are."""
    data = fetch_list(request, year, kind)
    names = [heading.name for heading in data.headings]
    rows = ([data.value(row, name) for name in names] for row in data.rows())
    content = template_workbook(str(data.title), data.headings, rows)
    headers = {"Content-Disposition": f'attachment; filename="{data.kind}-{year}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


# --- One row -------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
def data_add(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    data = fetch_list(request, year, kind)
    return _entry(request, data, data.new(), _("Added: %(row)s."))


@require_http_methods(FORM_METHODS)
def data_change(request: HttpRequest, year: int, kind: str, pk: int) -> HttpResponseBase:
    data = fetch_list(request, year, kind)
    return _entry(request, data, fetch_row(data, pk), _("Saved: %(row)s."))


def _entry(request: HttpRequest, data: DataList, row: Any, done: str) -> HttpResponseBase:
    typed = request.POST if request.method == "POST" else None
    label = str(row) if row.pk else ""
    form = data.form(typed, instance=row, plan=data.plan)

    def save() -> None:
        save_data(by=request.user, plan=data.plan, row=form.instance)  # type: ignore[arg-type]

    if form.is_bound and form.is_valid() and stored(form, save):
        messages.success(request, done % {"row": form.instance})
        again = row.pk and not label and "again" in request.POST
        name = "data_add" if again else "data_list"
        return redirect(name, year=data.plan.year, kind=data.kind)
    people = Employee.objects.all() if "employee" in form.fields else []
    context = {
        "plan": data.plan,
        "data": data,
        "form": form,
        "label": label,
        "people": map(person_label, people),
    }
    return render(request, "incentives/data/entry.html", context)


def stored(form: Any, action: Callable[[], object]) -> bool:
    """Whether the action went through; what it refuses stands on the form otherwise."""
    try:
        action()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@require_http_methods(FORM_METHODS)
def data_delete(request: HttpRequest, year: int, kind: str, pk: int) -> HttpResponseBase:
    data = fetch_list(request, year, kind)
    row = fetch_row(data, pk)
    context = {"plan": data.plan, "data": data, "row": row, "cells": data.shown(row)}
    if request.method == "POST":
        label = str(row)
        try:
            delete_data(by=request.user, plan=data.plan, row=row)  # type: ignore[arg-type]
        except ValidationError as error:
            context["refusal"] = " ".join(error.messages)
        else:
            messages.success(request, _("Deleted: %(row)s.") % {"row": label})
            return redirect("data_list", year=year, kind=kind)
    return render(request, "incentives/data/delete.html", context)


# --- A table -------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
def data_import(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """Paste or upload, look at what would change, confirm."""
    data = fetch_list(request, year, kind)
    form = import_form(request, data)
    if confirmed(request, form, data.plan):
        return redirect("data_list", year=year, kind=kind)
    context = {"plan": data.plan, "data": data, **import_context(form)}
    return render(request, "incentives/data/import.html", context)


def import_form(request: HttpRequest, importer: Any) -> ImportForm:
    if request.method != "POST":
        return ImportForm(importer)
    form = ImportForm(importer, request.POST, request.FILES)
    form.is_valid()
    return form


def confirmed(request: HttpRequest, form: ImportForm, plan: Plan) -> bool:
    """Store a clean table that was confirmed."""

    def store() -> Sequence[Change]:
        may = enters_data(request.user, plan)
        user: Any = request.user
        return import_table(by=user, plan=plan, allowed=may, read=lambda: form.read().changes)

    return stored_table(request, form, store)


def stored_table(
    request: HttpRequest, form: ImportForm, store: Callable[[], Sequence[Change]]
) -> bool:
    """`store` compares the table once more behind the lock; false when it is not (yet) stored."""
    if "confirm" not in request.POST or form.preview is None or not form.preview.is_clean:
        return False
    try:
        done = store()
    except ValidationError:
        form.preview = form.read()
        return False
    new = sum(change.is_new for change in done)
    text = _("Stored: %(new)s new rows, %(changed)s changed.")
    messages.success(request, text % {"new": new, "changed": len(done) - new})
    return True


def import_context(form: ImportForm) -> dict[str, Any]:
    """What incentives/data/preview.html takes: errors first, and no endless page."""
    found = form.preview
    if found is None:
        return {"form": form}
    items = sorted(found.items, key=lambda item: item.outcome != Outcome.WRONG)
    shown = items[:ROWS_OF_A_PREVIEW]
    return {
        "form": form,
        "preview": found,
        "counts": [(o, count) for o in Outcome if (count := found.count(o))],
        "rows": [_preview_row(found, item) for item in shown],
        "left_out": len(items) - len(shown),
        "to_store": found.count(Outcome.NEW) + found.count(Outcome.CHANGED),
        "sentences": form.sentences,
        "problems": _problems(found),
    }


def _problems(found: Preview) -> str:
    count = found.count(Outcome.WRONG)
    text = ngettext(
        "%(count)s row to correct: nothing was stored.",
        "%(count)s rows to correct: nothing was stored.",
        count,
    )
    return text % {"count": count} if count else ""


def _preview_row(found: Preview, item: Any) -> dict[str, Any]:
    """A row as it was written; each cell with its error, or with the value it replaces."""
    cells = [
        {
            "header": column.header,
            "text": item.row.texts.get(column.name, ""),
            "errors": item.row.errors.get(column.name, []),
            "was": "" if item.is_new else item.changes.get(column.name, [""])[0],
            "changed": not item.is_new and column.name in item.changes,
        }
        for column in found.columns
    ]
    whole = item.row.errors.get("", [])
    return {"line": item.row.line, "outcome": item.outcome, "cells": cells, "errors": whole}
