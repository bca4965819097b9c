"""Two people on one project: what is stored now is shown beside what was typed; both survive."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model
from django.forms import BaseForm, Field
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from objectives.forms.rows import RowFormSet

HIDDEN = ("id", "ORDER", "DELETE")
ADDED = "added"


def note_differences(form: BaseForm) -> None:
    """Say at each field that differs what is stored now; what was typed stays in the field."""
    for name in form.changed_data:
        if name in HIDDEN:
            continue
        field, shown = form.fields[name], form[name]
        stored = as_text(field, form.get_initial_for_field(field, name))
        shown.help_text = format_html(
            '<span class="pp-other">{} <strong>{}</strong></span> {}',
            _("Stored now:"),
            stored or _("empty"),
            shown.help_text,
        )


def as_text(field: Field, value: Any) -> str:
    """A stored value as the form would show it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    choices = getattr(field, "choices", None)
    if choices is not None:
        labels = {str(key): str(label) for key, label in choices if str(key)}
        return labels.get(str(value), "")
    return "" if value is None else str(field.prepare_value(value))


def missing_rows(formset: RowFormSet) -> list[Model]:
    """Stored rows that the page does not know: another person added them meanwhile."""
    known = {form.instance.pk for form in formset.forms}
    return [row for row in formset.stored if row.pk not in known]


def note_rows(formset: RowFormSet) -> None:
    """Say of each row what differs, or that the whole row was added or removed meanwhile."""
    for form in formset.forms:
        if form["id"].value() and not form.instance.pk:
            form.fate = _("Another person removed this row: saving puts it back.")
        elif form.data.get(form.add_prefix(ADDED)):
            form.fate = _("Another person added this row.")
        else:
            note_differences(form)


def add_rows(data: QueryDict, formset: RowFormSet, rows: Iterable[Model]) -> None:
    """Append stored rows to what was typed, so that saving does not remove them again."""
    for place, row in enumerate(rows, start=len(formset.forms)):
        form = formset.form(instance=row, prefix=f"{formset.prefix}-{place}", **formset.form_kwargs)
        for name in form.fields:
            text = _typed(form, name)
            if text is not None:
                data[form.add_prefix(name)] = text
        data[form.add_prefix(ADDED)] = "1"
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(place + 1)
        data[f"{formset.prefix}-{place}-ORDER"] = str(place + 1)


def _typed(form: BaseForm, name: str) -> str | None:
    """What a person would have typed for the stored value; None for an empty check box."""
    value = form.fields[name].prepare_value(form[name].value())
    if isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    return "" if value is None else str(value)
