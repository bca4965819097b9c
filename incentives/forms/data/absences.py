"""Absences and their kinds (rule SHARE-2: each kind has its own effect)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from incentives.enums import AbsenceEffect
from incentives.forms.data.base import BY_NAME, EMPLOYEE, DataForm, DataList, EmployeeField, people
from incentives.models import Absence, AbsenceKind
from objectives.forms.fields import DayField, PersonField
from objectives.imports.columns import FlagField, Heading, Kind, NamedField
from objectives.imports.compare import Item
from objectives.imports.parse import Row
from objectives.models.base import overlapping

OVERLAP = gettext_lazy("The absence overlaps another one of the same person.")


class AbsenceForm(DataForm):
    employee = EmployeeField(label=gettext_lazy("Employee"))

    class Meta:
        model = Absence
        fields = ("employee", "kind", "start", "end")
        field_classes = {"start": DayField, "end": DayField}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and start <= end and not touches(self.plan.year, start, end):
            self.add_error("start", ValidationError(outside(self.plan.year), "other_year"))
        return values


def touches(year: int, start: date, end: date) -> bool:
    return start.year <= year <= end.year


def outside(year: int) -> str:
    return _("The absence has no day in %(year)s.") % {"year": year}


class AbsenceList(DataList):
    kind = "assenze"
    title = gettext_lazy("Absences")
    lead = gettext_lazy("From a day to a day, both included; their kind says what they do.")
    add = gettext_lazy("Add an absence")
    model = Absence
    form = AbsenceForm
    headings = (
        EMPLOYEE,
        Heading(
            "kind",
            gettext_lazy("Kind of absence"),
            width=24,
            help=gettext_lazy("Code or name of one of the kinds of absence."),
        ),
        Heading("start", gettext_lazy("From"), Kind.DATE),
        Heading("end", gettext_lazy("To"), Kind.DATE),
    )
    keys = ("employee", "start")
    related = ("employee", "kind")
    order = (*BY_NAME, "start")

    def rows(self) -> QuerySet[Any]:
        year = self.plan.year
        return super().rows().filter(start__lte=date(year, 12, 31), end__gte=date(year, 1, 1))

    def fields(self) -> dict[str, forms.Field]:
        kinds = AbsenceKind.objects.order_by("code")
        return {
            "employee": PersonField(people=people()),
            "kind": NamedField.of_rows(kinds, "code", "name"),
            "start": DayField(),
            "end": DayField(),
        }

    def stored(self, rows: Sequence[Row]) -> dict[Hashable, Model]:
        """Every absence that could meet one of the table, from other years too."""
        near = Absence.objects.select_related("employee", "kind")
        if rows:
            near = near.filter(
                start__lte=max(row.values["end"] for row in rows),
                end__gte=min(row.values["start"] for row in rows),
            )
        self.near = list(near)
        return {(row.employee, row.start): row for row in self.near}

    def check(self, items: Sequence[Item]) -> None:
        mine = {item.instance.pk for item in items if item.instance.pk}
        spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for row in self.near:
            if row.pk not in mine:
                spans[row.employee_id].append((row.start, row.end))
        for item in items:
            self._check_one(item, spans[item.instance.employee_id])

    def _check_one(self, item: Item, others: list[tuple[date, date]]) -> None:
        start, end = item.instance.start, item.instance.end
        if end < start:
            item.row.refuse("end", _("The end date comes before the start date."))
        elif not touches(self.plan.year, start, end):
            item.row.refuse("start", outside(self.plan.year))
        elif overlapping(start, end, others):
            item.row.refuse("start", str(OVERLAP))
        others.append((start, end))


class AbsenceKindForm(DataForm):
    class Meta:
        model = AbsenceKind
        fields = ("code", "name", "effect", "is_sickness")


class AbsenceKindList(DataList):
    kind = "tipi-di-assenza"
    title = gettext_lazy("Kinds of absence")
    lead = gettext_lazy(
        "Each kind says whether it cuts the share, and whether the cut goes to colleagues or "
        "stays with the body. The first ten days of each sickness never go to colleagues."
    )
    add = gettext_lazy("Add a kind")
    model = AbsenceKind
    form = AbsenceKindForm
    headings = (
        Heading("code", pgettext_lazy("column", "Code")),
        Heading("name", gettext_lazy("Name"), width=36),
        Heading("effect", gettext_lazy("Effect"), width=24),
        Heading("is_sickness", gettext_lazy("Sickness"), Kind.FLAG),
    )
    keys = ("code",)
    search: ClassVar = ("code", "name")
    order = ("code",)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "code": forms.CharField(max_length=20),
            "name": forms.CharField(max_length=100),
            "effect": NamedField.of_choices(AbsenceEffect),
            "is_sickness": FlagField(),
        }
