"""The evaluations for the individual premium (rule DIFF-1), where the plan has it on."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incentives.differentiation.holders import Held
from incentives.forms.data.base import BY_NAME, EMPLOYEE, DataForm, DataList, EmployeeField, people
from incentives.forms.fields import PercentField, WholeField
from incentives.individual.holders import held_by
from incentives.individual.runs import premium_of
from incentives.models import Evaluation
from incentives.models.individual import eq_refusal
from objectives.forms.fields import PersonField
from objectives.imports.columns import FlagField, Heading, Kind
from objectives.imports.compare import Item

EMPTY_IS_ZERO = ("service_days", "extras")
FIRST_PLACE = MinValueValidator(1, message=gettext_lazy("Places are drawn from 1 up."))


class OutcomeField(FlagField):
    """Yes or no, never left out: an empty cell would take the premium away."""

    def clean(self, value: Any) -> bool:
        if not str(value or "").strip():
            raise ValidationError(_("Write yes or no."), "required")
        return super().clean(value)


class EvaluationForm(DataForm):
    employee = EmployeeField(label=gettext_lazy("Employee"))
    service_days = WholeField(label=gettext_lazy("Days of service"), required=False)
    extras = WholeField(
        label=gettext_lazy("Extras in earlier years"),
        required=False,
        help_text=gettext_lazy("In how many years this person already had the extra."),
    )
    lot = WholeField(
        label=gettext_lazy("Place drawn by lot"),
        required=False,
        help_text=gettext_lazy("Only where lots were drawn: 1 comes first."),
    )

    class Meta:
        model = Evaluation
        fields = ("employee", "evaluation", "positive", "service_days", "extras", "lot")
        field_classes = {"evaluation": PercentField}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in EMPTY_IS_ZERO:
            values[name] = values.get(name) or 0
        return values


class EvaluationList(DataList):
    kind = "valutazioni-individuali"
    title = gettext_lazy("Evaluations for the individual premium")
    lead = gettext_lazy(
        "From 0 to 100 with two decimals, and whether the outcome is positive. The rest settles "
        "equal evaluations."
    )
    add = gettext_lazy("Add an evaluation")
    model = Evaluation
    form = EvaluationForm
    headings = (
        EMPLOYEE,
        Heading("evaluation", gettext_lazy("Evaluation"), Kind.NUMBER),
        Heading(
            "positive",
            gettext_lazy("Positive"),
            Kind.FLAG,
            help=gettext_lazy("yes or no: who is not evaluated positively gets nothing."),
        ),
        Heading("service_days", gettext_lazy("Days of service"), Kind.NUMBER, width=18),
        Heading("extras", gettext_lazy("Extras before"), Kind.NUMBER, width=16),
        Heading(
            "lot",
            gettext_lazy("Lot"),
            Kind.NUMBER,
            help=gettext_lazy("The place drawn, only where lots were drawn."),
        ),
    )
    keys = ("employee",)
    related: ClassVar = ("employee", "plan")
    order = BY_NAME

    @property
    def root(self) -> tuple[str, str]:
        return reverse("individual_premium", args=[self.plan.year]), _("Individual premium")

    @property
    def is_used(self) -> bool:
        return premium_of(self.plan) is not None

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(plan=self.plan)

    def new(self) -> Evaluation:
        return Evaluation(plan=self.plan)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "employee": PersonField(people=people()),
            "evaluation": PercentField(),
            "positive": OutcomeField(),
            "service_days": WholeField(required=False),
            "extras": WholeField(required=False),
            "lot": WholeField(required=False, validators=[FIRST_PLACE]),
        }

    def build(self, values: Mapping[str, Any], stored: Model | None) -> Model:
        filled = {name: values[name] or 0 for name in EMPTY_IS_ZERO if name in values}
        return super().build({**values, **filled}, stored)

    def check(self, items: Sequence[Item]) -> None:
        """Refuse who holds EQ all year, in one query for all the rows."""
        held = held_by(self.plan)
        for item in items:
            if held.get(item.instance.employee) == Held.THROUGHOUT:
                item.row.refuse("employee", eq_refusal(self.plan))
