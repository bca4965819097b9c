"""The card of a project as a form: the project itself, its phases, indicators and staff."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from objectives.forms.fields import (
    DayField,
    LocalDecimalField,
    PersonField,
    TickedField,
    person_code,
    person_label,
)
from objectives.forms.rows import LONGEST_LIST, Quiet, RowForm, RowFormSet
from objectives.models import (
    Act,
    Area,
    Employee,
    Indicator,
    Phase,
    Plan,
    Project,
    StaffAssignment,
)
from objectives.queries import first_slices
from objectives.templatetags.display import number


class ClassField(forms.ModelChoiceField):
    """Classes with the weight they give by default, beside the weight of the project."""

    def label_from_instance(self, obj: Any) -> str:
        words = {"name": obj.name, "weight": number(obj.weight)}
        if obj.legend_weight is not None and obj.legend_weight != obj.weight:
            words["legend"] = number(obj.legend_weight)
            return _("%(name)s, default %(weight)s (legend %(legend)s)") % words
        return _("%(name)s, default %(weight)s") % words


class SliceField(forms.ModelChoiceField):
    """First years of multi-year projects, by year and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.slice_name} · {obj.title}"


LINES = {"title": 2, "description": 4, "activities": 6, "staff_text": 2, "special_rule": 2}


class ProjectForm(Quiet, forms.ModelForm):
    """`instance.plan` is set by whoever makes the form."""

    class Meta:
        model = Project
        fields = (
            "number",
            "proposal_number",
            "kind",
            "lead_sector",
            "macro_category",
            "title",
            "multi_year",
            "begun_as",
            "areas",
            "guidelines",
            "project_class",
            "weight",
            "counted_staff",
            "counted_staff_card",
            "threshold",
            "threshold_card",
            "description",
            "timing",
            "activities",
            "staff_text",
            "special_rule",
        )
        field_classes = {
            "begun_as": SliceField,
            "project_class": ClassField,
            "weight": LocalDecimalField,
            "threshold": LocalDecimalField,
            "threshold_card": LocalDecimalField,
            "areas": TickedField,
            "guidelines": TickedField,
        }
        widgets = {
            **{name: forms.Textarea(attrs={"rows": rows}) for name, rows in LINES.items()},
            "areas": forms.CheckboxSelectMultiple,
            "guidelines": forms.CheckboxSelectMultiple,
            **{
                name: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
                for name in ("number", "proposal_number", "counted_staff", "counted_staff_card")
            },
        }
        help_texts = {"counted_staff_card": "", "threshold_card": ""}
        labels = {
            "counted_staff_card": _("Counted staff, if the card differs"),
            "threshold_card": _("Threshold %, if the card differs"),
            "threshold": _("Minimum threshold %"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        fields: dict[str, Any] = self.fields
        fields["project_class"].queryset = plan.classes.all()
        fields["macro_category"].queryset = plan.macro_categories.all()
        fields["guidelines"].queryset = plan.guidelines.all()
        fields["begun_as"].queryset = first_slices(plan)

    def _get_validation_exclusions(self) -> set[str]:
        """The plan is known though nobody types it: two projects with one number are seen here."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"plan"}


class PhaseForm(RowForm):
    class Meta:
        model = Phase
        fields = ("text", "due_date", "period", "note")
        field_classes = {"due_date": DayField}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class IndicatorForm(RowForm):
    class Meta:
        model = Indicator
        fields = (
            "name",
            "quantity",
            "weight",
            "target_kind",
            "target_value",
            "target_unit",
            "target_date",
            "activity",
        )
        field_classes = {
            "target_date": DayField,
            "target_value": LocalDecimalField,
            "weight": LocalDecimalField,
        }
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "activity": forms.Textarea(attrs={"rows": 2}),
        }


class StaffForm(RowForm):
    """Areas and people are read once for all rows and handed in."""

    employee = PersonField(label=_("Employee"))
    area = forms.TypedChoiceField(label=_("Area"))

    class Meta:
        model = StaffAssignment
        fields = ("employee", "area", "participation", "shares_premium", "start", "end")
        field_classes = {"participation": LocalDecimalField, "start": DayField, "end": DayField}
        labels = {"shares_premium": _("Premium")}
        help_texts = {"shares_premium": ""}

    def __init__(
        self,
        *args: Any,
        areas: Mapping[str, Area] | None = None,
        people: Mapping[str, Employee] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        areas, fields = areas or {}, dict[str, Any](self.fields)
        fields["area"].choices = [("", "---------"), *((k, a.name) for k, a in areas.items())]
        fields["area"].coerce = areas.get
        fields["employee"].people = people or {}
        if self.instance.pk:
            self.initial["employee"] = person_label(self.instance.employee)
            self.initial["area"] = str(self.instance.area_id)


class StaffRows(RowFormSet):
    row_name = _("Person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = {str(area.pk): area for area in Area.objects.all()}
        self.form_kwargs = {**self.form_kwargs, "areas": areas, "people": self._people()}

    def _people(self) -> dict[str, Employee]:
        """The employees whose codes were typed, in one query."""
        if not self.is_bound or self.quiet:
            return {}
        typed = (v for k, v in self.data.items() if k.startswith(f"{self.prefix}-"))
        codes = {person_code(str(value)) for value in typed}
        return {row.code: row for row in Employee.objects.filter(code__in=codes)}

    def clean(self) -> None:
        seen: set[int] = set()
        for form in self.kept_forms:
            employee = form.instance.employee_id
            if employee in seen:
                message = _("This person is already on the project.")
                form.add_error("employee", ValidationError(message, "staff_once"))
            elif employee:
                seen.add(employee)


class PhaseRows(RowFormSet):
    row_name = _("Phase")


class IndicatorRows(RowFormSet):
    row_name = _("Indicator")


def _row_set(form: type[RowForm], formset: type[RowFormSet]) -> type[Any]:
    return forms.formset_factory(
        form,
        formset=formset,
        extra=0,
        can_order=True,
        can_delete=True,
        max_num=LONGEST_LIST,
        absolute_max=LONGEST_LIST,
    )


PhaseFormSet = _row_set(PhaseForm, PhaseRows)
IndicatorFormSet = _row_set(IndicatorForm, IndicatorRows)
StaffFormSet = _row_set(StaffForm, StaffRows)


class AmendmentForm(Quiet, forms.Form):
    """By which act and why a plan past its draft changes."""

    act = forms.ModelChoiceField(
        label=_("Act"),
        queryset=Act.objects.none(),
        help_text=_("The act that changes the approved plan: the new version is in force from it."),
        error_messages={"required": _("The plan is approved: choose the act that changes it.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("The plan is approved: write why it changes.")},
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act: Any = self.fields["act"]
        act.queryset = plan.acts.all()
