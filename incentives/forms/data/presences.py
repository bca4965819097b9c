"""Presences at events (SHARE-4), attendance and test (SHARE-5), individual scores (SHARE-2)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incentives.enums import FactorEffect, SharingKind
from incentives.forms.data.base import BY_NAME, EMPLOYEE, DataForm, DataList, EmployeeField, people
from incentives.forms.fields import PercentField
from incentives.models import CourseAttendance, EventAttendance, IndividualScore
from incentives.models.attendance import HOURS_MESSAGE, MOST_HOURS, above_tariff
from objectives.forms.fields import DayField, LocalDecimalField, PersonField
from objectives.imports.columns import FlagField, Heading, Kind, NamedField
from objectives.imports.compare import Item
from objectives.models import Plan, Project, StaffAssignment

PROJECT = Heading(
    "project",
    gettext_lazy("Project"),
    Kind.NUMBER,
    width=10,
    help=gettext_lazy("Its number in the plan."),
)


NOT_ON_PROJECT = gettext_lazy("This person is not on the project: assign them to it first.")


class OfProjects(DataList):
    """Rows of the plan's projects that share by one kind of rule."""

    sharing: SharingKind
    related = ("employee", "project__plan")
    order: ClassVar[tuple[str, ...]] = (
        "employee__last_name",
        "employee__first_name",
        "employee__code",
    )

    def projects(self) -> QuerySet[Project]:
        return projects_sharing(self.plan, self.sharing)

    @property
    def is_used(self) -> bool:
        return self.projects().exists()

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(project__plan=self.plan)

    def project_field(self) -> NamedField:
        return NamedField.of_rows(self.projects(), "number")

    def check(self, items: Sequence[Item]) -> None:
        staff = StaffAssignment.objects.filter(project__in=self.projects())
        assigned = set(staff.values_list("project", "employee"))
        for item in items:
            if (item.instance.project_id, item.instance.employee_id) not in assigned:
                item.row.refuse("employee", str(NOT_ON_PROJECT))


def projects_sharing(plan: Plan, kind: str) -> QuerySet[Project]:
    return plan.projects.filter(sharing_rule__kind=kind).order_by("number")


class OfProjectsForm(DataForm):
    """`sharing` limits the projects one may choose; a single one is chosen already."""

    sharing: SharingKind
    employee = EmployeeField(label=gettext_lazy("Employee"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = projects_sharing(self.plan, self.sharing)
        field: Any = self.fields["project"]
        field.queryset = projects
        if not self.instance.pk and len(projects) == 1:
            field.initial = projects[0]
            field.empty_label = None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        project, employee = values.get("project"), values.get("employee")
        if project and employee and not project.staff.filter(employee=employee).exists():
            self.add_error("employee", ValidationError(NOT_ON_PROJECT, "not_on_project"))
        return values


class PresenceForm(OfProjectsForm):
    sharing = SharingKind.HOURS_TARIFF

    class Meta:
        model = EventAttendance
        fields = ("project", "employee", "date", "event", "hours", "night_or_holiday")
        field_classes = {"date": DayField, "hours": LocalDecimalField}

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day.year != self.plan.year:
            raise ValidationError(other_year(self.plan), "other_year")
        return day


def other_year(plan: Plan) -> str:
    return _("The date is not in %(year)s.") % {"year": plan.year}


class PresenceList(OfProjects):
    kind = "presenze"
    title = gettext_lazy("Presences at events")
    lead = gettext_lazy("Who was at which event and for how long: the tariff pays by presence.")
    add = gettext_lazy("Add a presence")
    model = EventAttendance
    form = PresenceForm
    sharing = SharingKind.HOURS_TARIFF
    headings = (
        PROJECT,
        EMPLOYEE,
        Heading("date", gettext_lazy("Date"), Kind.DATE),
        Heading("event", gettext_lazy("Event"), width=44),
        Heading("hours", gettext_lazy("Hours"), Kind.NUMBER, width=10),
        Heading(
            "night_or_holiday",
            gettext_lazy("Night or holiday"),
            Kind.FLAG,
            help=gettext_lazy("yes or no; empty is no."),
        ),
    )
    keys = ("project", "employee", "date", "event")
    search = (*BY_NAME, "event")
    order = ("project__number", "date", "event", *BY_NAME)

    def fields(self) -> dict[str, forms.Field]:
        limits = [
            MinValueValidator(Decimal("0.01"), message=HOURS_MESSAGE),
            MaxValueValidator(MOST_HOURS, message=HOURS_MESSAGE),
        ]
        return {
            "project": self.project_field(),
            "employee": PersonField(people=people()),
            "date": DayField(),
            "event": forms.CharField(max_length=200),
            "hours": LocalDecimalField(max_digits=4, decimal_places=2, validators=limits),
            "night_or_holiday": FlagField(),
        }

    def check(self, items: Sequence[Item]) -> None:
        super().check(items)
        most = dict(
            self.projects()
            .annotate(most=Max("sharing_rule__tariff__up_to_hours"))
            .values_list("pk", "most")
        )
        for item in items:
            row = item.instance
            if row.date.year != self.plan.year:
                item.row.refuse("date", other_year(self.plan))
            if error := above_tariff(row.hours, most.get(row.project_id)):
                item.row.refuse("hours", str(error.messages[0]))


class AttendanceForm(OfProjectsForm):
    sharing = SharingKind.ATTENDANCE_AND_TEST

    class Meta:
        model = CourseAttendance
        fields = ("project", "employee", "attended_percent", "test_passed")
        field_classes = {"attended_percent": PercentField}


class AttendanceList(OfProjects):
    kind = "frequenza"
    title = gettext_lazy("Attendance and test")
    lead = gettext_lazy("How much of the course each person attended, and whether they passed.")
    add = gettext_lazy("Add an attendance")
    model = CourseAttendance
    form = AttendanceForm
    sharing = SharingKind.ATTENDANCE_AND_TEST
    headings = (
        PROJECT,
        EMPLOYEE,
        Heading("attended_percent", gettext_lazy("Attendance %"), Kind.NUMBER),
        Heading("test_passed", gettext_lazy("Test passed"), Kind.FLAG),
    )
    keys = ("project", "employee")

    def fields(self) -> dict[str, forms.Field]:
        return {
            "project": self.project_field(),
            "employee": PersonField(people=people()),
            "attended_percent": PercentField(),
            "test_passed": FlagField(),
        }


class ScoreForm(DataForm):
    employee = EmployeeField(label=gettext_lazy("Employee"))

    class Meta:
        model = IndividualScore
        fields = ("employee", "percent")
        field_classes = {"percent": PercentField}


class ScoreList(DataList):
    """Only where the plan's policy counts the score."""

    kind = "valutazioni"
    title = gettext_lazy("Individual scores")
    lead = gettext_lazy("The evaluation of each person, from 0 to 100.")
    add = gettext_lazy("Add a score")
    model = IndividualScore
    form = ScoreForm
    headings = (EMPLOYEE, Heading("percent", gettext_lazy("Score"), Kind.NUMBER))
    keys = ("employee",)
    related = ("employee", "plan")
    order = BY_NAME

    @property
    def is_used(self) -> bool:
        policy = getattr(self.plan, "sharing_policy", None)
        return policy is not None and policy.score != FactorEffect.OFF

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(plan=self.plan)

    def new(self) -> IndividualScore:
        return IndividualScore(plan=self.plan)

    def fields(self) -> dict[str, forms.Field]:
        return {"employee": PersonField(people=people()), "percent": PercentField()}
