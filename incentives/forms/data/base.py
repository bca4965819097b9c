"""What one kind of data is: its rows, the form for one of them, the table for many.

A subclass names its columns once; list, template, preview and import follow from them.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.forms.fields import PersonField, person_code, person_label
from objectives.imports.columns import Column, Heading, Kind
from objectives.imports.compare import Item
from objectives.imports.parse import Row
from objectives.models import Employee, Plan
from objectives.templatetags.display import date_it, number

EMPLOYEE = Heading(
    "employee",
    gettext_lazy("Employee code"),
    width=16,
    help=gettext_lazy("As in the list of employees, for example D-0031."),
)


BY_NAME = ("employee__last_name", "employee__first_name", "employee__code")


class EmployeeField(PersonField):
    """One person by code, looked up when the form is sent."""

    def clean(self, value: Any) -> Employee | None:
        code = person_code(str(forms.CharField.clean(self, value)))
        self.people = {row.code: row for row in Employee.objects.filter(code=code)}
        return super().clean(value)


class DataForm(forms.ModelForm):
    """One row. `plan` is the page's: nobody types it, and the constraints on it still hold."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if "employee" in self.fields and self.instance.pk:
            self.initial["employee"] = person_label(self.instance.employee)

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"plan"}


class DataList(ABC):
    """One kind of data of a plan; also the importer of its table."""

    kind: ClassVar[str]
    title: ClassVar[Any]
    lead: ClassVar[Any]
    add: ClassVar[Any]
    model: ClassVar[type[Any]]
    form: ClassVar[type[DataForm]]
    headings: ClassVar[tuple[Heading, ...]]
    keys: ClassVar[tuple[str, ...]]
    related: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[tuple[str, ...]] = BY_NAME
    order: ClassVar[tuple[str, ...]] = ()

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    # --- One row --------------------------------------------------------------------------

    @property
    def root(self) -> tuple[str, str]:
        """Address and name of the page above the list."""
        return reverse("data_overview", args=[self.plan.year]), _("Data for the distribution")

    @property
    def is_used(self) -> bool:
        """Whether the plan asks for data of this kind at all."""
        return True

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.select_related(*self.related)
        return rows.order_by(*self.order)

    def found(self, text: str) -> QuerySet[Any]:
        """Rows with every one of the words typed, in any column that is searched."""
        rows = self.rows()
        for word in text.replace("\x00", "").split():
            either = Q()
            for lookup in self.search:
                either |= Q((f"{lookup}__icontains", word))
            rows = rows.filter(either)
        return rows

    def new(self) -> Any:
        return self.model()

    # --- As people read it ----------------------------------------------------------------

    def value(self, row: Model, name: str) -> Any:
        """What stands in a cell: a code for a related row, the word for a choice."""
        value = getattr(row, name)
        if isinstance(value, Model):
            return getattr(value, self.code_of.get(name, "code"))
        display = getattr(row, f"get_{name}_display", None)
        return str(display()) if display else value

    code_of: ClassVar[Mapping[str, str]] = {"project": "number"}

    def shown(self, row: Model) -> list["Shown"]:
        return [self._shown(row, heading) for heading in self.headings]

    def _shown(self, row: Any, heading: Heading) -> "Shown":
        if heading.name == "employee":
            person = row.employee
            return Shown(heading, f"{person.last_name} {person.first_name}", person.code)
        value = getattr(row, heading.name)
        if isinstance(value, Model) and heading.name not in self.code_of:
            return Shown(heading, str(getattr(value, "name", value)), "")
        return Shown(heading, written(self.value(row, heading.name)), "")

    # --- The importer ---------------------------------------------------------------------

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """By name of the column, the field that reads its cells."""

    @cached_property
    def columns(self) -> list[Column]:
        fields = self.fields()
        return [Column(heading, fields[heading.name]) for heading in self.headings]

    def key(self, values: Mapping[str, Any]) -> Hashable:
        return tuple(values[name] for name in self.keys)

    def stored(self, rows: Sequence[Row]) -> dict[Hashable, Model]:
        return {tuple(getattr(row, name) for name in self.keys): row for row in self.rows()}

    def build(self, values: Mapping[str, Any], stored: Model | None) -> Model:
        row: Model = stored or self.new()
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def check(self, items: Sequence[Item]) -> None:  # noqa: B027 - most lists need nothing
        """Refuse what a cell alone cannot tell; here nothing."""


class Shown:
    """A cell of the list: its text and a second, grey line."""

    def __init__(self, heading: Heading, text: str, sub: str) -> None:
        self.heading, self.text, self.sub = heading, text, sub
        self.numeric = heading.kind == Kind.NUMBER


def written(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_it(value)
    return number(value) if isinstance(value, Decimal | int) else str(value or "")


def people() -> dict[str, Employee]:
    """Every employee by code, for the columns of a table."""
    return Employee.objects.in_bulk(field_name="code")
