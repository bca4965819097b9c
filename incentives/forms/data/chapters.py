"""Budget chapters, who is paid from which, and the employer's charges (rule SHARE-7)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from incentives.forms.data.base import BY_NAME, EMPLOYEE, DataForm, DataList, EmployeeField, people
from incentives.forms.fields import PercentField
from incentives.models import BudgetChapter, EmployeeChapter, EmployerRate
from incentives.models.payout import RATE_OVERLAP
from objectives.forms.fields import DayField, PersonField
from objectives.imports.columns import Heading, Kind, NamedField
from objectives.imports.compare import Item
from objectives.models.base import overlapping

SPAN = ("code", "start", "end")
Span = tuple[date | None, date | None]


class EmployeeChapterForm(DataForm):
    employee = EmployeeField(label=gettext_lazy("Employee"))

    class Meta:
        model = EmployeeChapter
        fields = ("employee", "chapter")


class EmployeeChapterList(DataList):
    kind = "capitoli"
    title = gettext_lazy("Chapters of the employees")
    lead = gettext_lazy("From which budget chapter each person is paid.")
    add = gettext_lazy("Add a person")
    model = EmployeeChapter
    form = EmployeeChapterForm
    headings = (
        EMPLOYEE,
        Heading(
            "chapter",
            gettext_lazy("Chapter"),
            width=40,
            help=gettext_lazy("Code of one of the budget chapters."),
        ),
    )
    keys = ("employee",)
    related = ("employee", "chapter", "plan")
    search = (*BY_NAME, "chapter__code")
    order = BY_NAME

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(plan=self.plan)

    def new(self) -> EmployeeChapter:
        return EmployeeChapter(plan=self.plan)

    def fields(self) -> dict[str, forms.Field]:
        chapters = BudgetChapter.objects.order_by("code")
        return {
            "employee": PersonField(people=people()),
            "chapter": NamedField.of_rows(chapters, "code", "name"),
        }


class BudgetChapterForm(DataForm):
    class Meta:
        model = BudgetChapter
        fields = ("code", "name")


class BudgetChapterList(DataList):
    kind = "capitoli-di-bilancio"
    title = gettext_lazy("Budget chapters")
    lead = gettext_lazy("The chapters that pay is charged to.")
    add = gettext_lazy("Add a chapter")
    model = BudgetChapter
    form = BudgetChapterForm
    headings = (
        Heading("code", pgettext_lazy("column", "Code"), width=18),
        Heading("name", gettext_lazy("Name"), width=60),
    )
    keys = ("code",)
    search = ("code", "name")
    order = ("code",)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "code": forms.CharField(max_length=30),
            "name": forms.CharField(max_length=200),
        }


class EmployerRateForm(DataForm):
    class Meta:
        model = EmployerRate
        fields = ("code", "name", "percent", "start", "end")
        field_classes = {"percent": PercentField, "start": DayField, "end": DayField}


class EmployerRateList(DataList):
    kind = "oneri"
    title = gettext_lazy("Employer's charges")
    lead = gettext_lazy("Percentages on top of what is paid, each from a day on.")
    add = gettext_lazy("Add a charge")
    model = EmployerRate
    form = EmployerRateForm
    headings = (
        Heading("code", pgettext_lazy("column", "Code")),
        Heading("name", gettext_lazy("Name"), width=44),
        Heading("percent", gettext_lazy("Percent"), Kind.NUMBER),
        Heading("start", gettext_lazy("From"), Kind.DATE),
        Heading("end", gettext_lazy("To"), Kind.DATE, help=gettext_lazy("Empty while in force.")),
    )
    keys = ("code", "start")
    search = ("code", "name")
    order = ("code", "start")

    def fields(self) -> dict[str, forms.Field]:
        return {
            "code": forms.CharField(max_length=20),
            "name": forms.CharField(max_length=100),
            "percent": PercentField(),
            "start": DayField(),
            "end": DayField(required=False),
        }

    def check(self, items: Sequence[Item]) -> None:
        mine = {item.instance.pk for item in items if item.instance.pk}
        spans: dict[str, list[Span]] = defaultdict(list)
        for code, start, end in self.rows().exclude(pk__in=mine).values_list(*SPAN):
            spans[code].append((start, end))
        for item in items:
            row = item.instance
            if row.end and row.end < row.start:
                item.row.refuse("end", _("The end date comes before the start date."))
            elif overlapping(row.start, row.end, spans[row.code]):
                item.row.refuse("start", str(RATE_OVERLAP))
            spans[row.code].append((row.start, row.end))
