"""The participation weights of one project: a field for each person, or a table of all."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incentives.forms.data.base import EMPLOYEE
from incentives.forms.fields import PercentField
from incentives.participation import sharing_staff, weights_digest
from objectives.forms.fields import PersonField
from objectives.imports.columns import Column, Heading, Kind
from objectives.imports.compare import Item
from objectives.imports.parse import Row
from objectives.models import Project, StaffAssignment

HEADINGS = (
    EMPLOYEE,
    Heading("participation", gettext_lazy("Participation %"), Kind.NUMBER, width=18),
)


class ParticipationForm(forms.Form):
    """`token` names the weights the page was opened with."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = list(sharing_staff(project))
        self.digest = weights_digest(self.staff)
        self.fields["token"].initial = self.digest
        for row in self.staff:
            label = _("Participation of %(person)s, %%") % {"person": row.employee}
            field = PercentField(label=label, initial=row.participation)
            field.widget.attrs["class"] = "form-control pp-num-input"
            self.fields[f"p{row.pk}"] = field

    @property
    def rows(self) -> list[tuple[StaffAssignment, BoundField]]:
        return [(row, self[f"p{row.pk}"]) for row in self.staff]

    def weights(self) -> dict[int, Decimal]:
        return {row.pk: self.cleaned_data[f"p{row.pk}"] for row in self.staff}


class ParticipationTable:
    """The importer of one project's weights: it changes them, and assigns nobody."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def columns(self) -> list[Column]:
        people = {row.employee.code: row.employee for row in sharing_staff(self.project)}
        fields = (OnProjectField(people=people), PercentField())
        return [Column(heading, field) for heading, field in zip(HEADINGS, fields, strict=True)]

    def key(self, values: Mapping[str, Any]) -> Hashable:
        return (values["employee"],)

    def stored(self, rows: Sequence[Row]) -> Mapping[Hashable, Model]:
        return {(row.employee,): row for row in sharing_staff(self.project)}

    def build(self, values: Mapping[str, Any], stored: Model | None) -> Model:
        if not isinstance(stored, StaffAssignment):
            raise ValidationError({"employee": _("This person is no longer on the project.")})
        stored.participation = values["participation"]
        return stored

    def check(self, items: Sequence[Item]) -> None:
        """Each weight stands on its own."""


class OnProjectField(PersonField):
    """One of the people who share in the project."""

    default_error_messages = {
        "unknown": gettext_lazy("“%(code)s” does not share in this project."),
    }
