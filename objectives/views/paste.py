"""Values pasted from a spreadsheet: a preview with every error at its cell, then all or none."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from objectives import rules
from objectives.access import fetch_plan
from objectives.actions.entries import EntryConflict, Pasted, save_entries
from objectives.forms.entry_sheet import entry_sheet
from objectives.forms.paste import PastedLine, PasteForm, read_block, seen_keys, seen_text
from objectives.models import ProgressEntry


@require_http_methods(["GET", "HEAD", "POST"])
def paste_values(request: HttpRequest, year: int) -> HttpResponse:
    user: Any = request.user
    plan = fetch_plan(user, year, rules.enter_some_progress)
    sheet = entry_sheet(user, plan)
    form = PasteForm(request.POST or None)
    lines: list[PastedLine] = []
    if request.method == "POST" and form.is_valid():
        lines = read_block(form.cleaned_data["block"], sheet)
        wrong = [line for line in lines if line.errors]
        if "confirm" in request.POST and lines and not wrong and _store(request, lines):
            return redirect("my_indicators", year=year)
        if not lines:
            form.add_error("block", _("There is no line with a value in what you pasted."))
    context = {
        "plan": plan,
        "sheet": sheet,
        "form": form,
        "lines": lines,
        "wrong": [line for line in lines if line.errors],
        "seen": seen_text(lines),
    }
    return render(request, "objectives/paste.html", context)


def _store(request: HttpRequest, lines: Sequence[PastedLine]) -> bool:
    """All the lines; False when one of them was refused, and nothing was stored."""
    user: Any = request.user
    seen = seen_keys(request.POST.get("seen", ""))
    entries = ProgressEntry.objects.in_bulk([key for key in seen.values() if key])
    pasted = [
        Pasted(
            line.row.indicator,
            line.row.window,
            entries.get(seen.get(line.row.indicator.pk) or 0),
            line.values,
        )
        for line in lines
        if line.row and line.row.window and line.values
    ]
    try:
        stored = save_entries(by=user, pasted=pasted)
    except EntryConflict:
        messages.error(
            request,
            _(
                "Meanwhile another person stored one of these values: check the preview again. "
                "Nothing was stored."
            ),
        )
        return False
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Nothing was stored.")]))
        return False
    words = ngettext("%(count)s value sent.", "%(count)s values sent.", len(stored))
    messages.success(request, words % {"count": len(stored)})
    return True
