"""Everything a person enters about one project, on one page: card, rows, funding, amendment."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from incentives.actions.project_entry import entry_token, event_of
from incentives.forms.conflict import add_rows, missing_rows, note_differences, note_rows
from incentives.models import AllocationGroup, ProjectFunding
from objectives.contents import ProjectRows, stored_rows
from objectives.forms.fields import EuroField
from objectives.forms.project import (
    AmendmentForm,
    IndicatorFormSet,
    PhaseFormSet,
    ProjectForm,
    StaffFormSet,
)
from objectives.forms.rows import Press, Quiet, RowFormSet, arrange, pressed
from objectives.models import Act, AuditEvent, Plan, Project

TAKEN = frozenset({"project_number_unique", "project_proposal_unique"})
PREFIXES = ("phases", "indicators", "staff")


class FundingForm(Quiet, forms.ModelForm):
    """Optional as a whole: a project may wait for its group."""

    class Meta:
        model = ProjectFunding
        fields = ("group", "mode", "fixed_amount", "deliberated_amount")
        field_classes = {"fixed_amount": EuroField, "deliberated_amount": EuroField}
        help_texts = {
            "group": _("The budget the project draws on."),
            "fixed_amount": _("Only in mode “fixed”: taken before the points are shared."),
            "deliberated_amount": _("The amount written in the act, beside the computed one."),
        }

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = AllocationGroup.objects.filter(pool__plan=plan)
        group.required = False

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("group") and "group" not in self.errors and self.has_changed():
            self.add_error("group", ValidationError(_("Choose the group."), "required"))
        return values

    @property
    def is_filled(self) -> bool:
        return bool(self.instance.group_id)


class ProjectEntry:
    """The forms of one page, bound together to one request.

    `press` is the button of a row that was pressed: nothing is judged then, nothing saved.
    """

    def __init__(self, project: Project, data: QueryDict | None = None) -> None:
        self.project = project
        self.press: Press | None = pressed(data) if data is not None else None
        self.data = data.copy() if data is not None else None
        if self.data is not None:
            for prefix in PREFIXES:
                arrange(self.data, prefix, self.press)
        self.token = self.data.get("token", "") if self.data is not None else self._new_token()
        self.conflict: list[AuditEvent] | None = None
        self._make_forms(quiet=self.press is not None)

    def _new_token(self) -> str:
        return entry_token(self.project) if self.project.pk else ""

    def _make_forms(self, *, quiet: bool) -> None:
        plan, rows = self.project.plan, stored_rows(self.project)
        common: dict[str, Any] = {"data": self.data, "quiet": quiet}
        self.form = ProjectForm(instance=self.project, **common)
        self.phases = PhaseFormSet(stored=list(rows.phases), prefix="phases", **common)
        self.indicators = IndicatorFormSet(
            stored=list(rows.indicators), prefix="indicators", **common
        )
        self.staff = StaffFormSet(stored=list(rows.staff), prefix="staff", **common)
        funding = ProjectFunding.objects.filter(project=self.project.pk).first()
        funding = funding or ProjectFunding(project=self.project)
        self.funding = FundingForm(instance=funding, prefix="funding", plan=plan, **common)
        self.amendment = None if plan.is_draft else AmendmentForm(plan=plan, **common)

    @property
    def row_sets(self) -> tuple[RowFormSet, ...]:
        return (self.phases, self.indicators, self.staff)

    @property
    def all_forms(self) -> Iterator[Any]:
        members = (self.form, *self.row_sets, self.funding, self.amendment)
        return (form for form in members if form is not None)

    def is_valid(self) -> bool:
        """Judge every part, so that a person sees all errors at once."""
        found = [form.is_valid() for form in self.all_forms]
        return all(found) or (not any(found[:1]) and all(found[1:]) and self._may_be_repeated())

    def _may_be_repeated(self) -> bool:
        """A new project whose number is taken: the action knows whether it is the same one."""
        codes = {error.code for errors in self.form.errors.as_data().values() for error in errors}
        return not self.project.pk and codes.issubset(TAKEN)

    # --- What the action gets -------------------------------------------------------------

    def rows(self) -> ProjectRows:
        values = self.form.cleaned_data
        return ProjectRows(
            areas=list(values["areas"]),
            guidelines=list(values.get("guidelines", ())),
            phases=self.phases.rows(),
            indicators=self.indicators.rows(),
            staff=self.staff.rows(),
        )

    def filled_funding(self) -> ProjectFunding | None:
        return self.funding.instance if self.funding.is_filled else None

    @property
    def act(self) -> Act | None:
        return self.amendment.cleaned_data["act"] if self.amendment else None

    @property
    def reason(self) -> str:
        return self.amendment.cleaned_data["reason"] if self.amendment else ""

    # --- What comes back ------------------------------------------------------------------

    def add_errors(self, error: ValidationError) -> None:
        """Put the refusals of the action at their inputs, by the names it gives them."""
        for key, found in error.error_dict.items():
            form, field = self._input(key)
            known = {error.code for error in form.errors.as_data().get(field, ())}
            news = [error for error in found if error.code not in known]
            if news:
                form.add_error(field if field in form.fields else None, news)

    def _input(self, key: str) -> tuple[Any, str]:
        if self.amendment and key in self.amendment.fields:
            return self.amendment, key
        prefix, _dash, rest = key.partition("-")
        if prefix == "funding":
            return self.funding, rest
        if prefix in PREFIXES:
            place, _dash, field = rest.partition("-")
            return getattr(self, prefix).kept_forms[int(place)], field
        return self.form, key

    def show_conflict(self) -> None:
        """Put what is stored now beside what was typed; the next save is a decision."""
        if self.data is None:
            raise ValueError("only what was sent can be in conflict")
        opened, self.project = self.token, Project.objects.get(pk=self.project.pk)
        for formset in self.row_sets:
            add_rows(self.data, formset, missing_rows(formset))
        self.data["token"] = self.token = self._new_token()
        self._make_forms(quiet=True)
        note_differences(self.form)
        note_differences(self.funding)
        for formset in self.row_sets:
            note_rows(formset)
        since = AuditEvent.objects.filter(project=self.project, pk__gt=event_of(opened))
        self.conflict = list(since.order_by("pk"))
