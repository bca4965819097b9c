"""What every page of the data administration obeys: roles, the trail, the need of an act."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives.actions.audit import difference
from objectives.actions.projects import missing_amendment
from objectives.actions.records import (
    amended_plan,
    belongs_to_a_plan,
    delete_row,
    log_row,
    save_row,
)
from objectives.actions.versions import record_version
from objectives.enums import AuditAction
from objectives.forms.fields import EuroField, LocalDecimalField
from objectives.models import Act, AuditEvent
from objectives.models.base import AmountField
from objectives.rules import Someone

AMENDMENT = ("amending_act", "amending_reason")
FIGURES: dict[type[models.Field], dict[str, Any]] = {
    AmountField: {"form_class": EuroField},
    models.DecimalField: {"form_class": LocalDecimalField},
}


class ByRole:
    """Permissions are the role's: `may` is one predicate of objectives/rules.py."""

    may: ClassVar[Callable[[Someone], bool]]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return type(self).may(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of an approved plan is deleted here: it would need an act."""
        return self.has_view_permission(request) and (obj is None or amended_plan(obj) is None)


class ReadOnly(ByRole):
    """Records that nobody adds, changes or deletes by hand."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A key to what the person may not open is told in words: Django would link it."""
        named: Any = super().get_fields(request, obj)  # type: ignore[misc]
        return [self._unlinked(name) if self._is_closed(request, name) else name for name in named]

    def _is_closed(self, request: HttpRequest, name: str) -> bool:
        site: Any = self.admin_site  # type: ignore[attr-defined]
        field = {f.name: f for f in self.model._meta.concrete_fields}.get(name)  # type: ignore[attr-defined]
        if field is None or not site.is_registered(field.related_model):
            return False
        return not site.get_model_admin(field.related_model).has_view_permission(request)

    def _unlinked(self, name: str) -> Callable[[Any], str]:
        label = self.model._meta.get_field(name).verbose_name  # type: ignore[attr-defined]

        @admin.display(description=label, empty_value="-")
        def told(row: Any) -> str:
            return str(getattr(row, name) or "-")

        return told

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class AuditedForm(forms.ModelForm):
    """Asks for act and reason where the plan is past its draft; shows what an action refused."""

    amending_act = forms.ModelChoiceField(
        label=_("Act of the change"), queryset=Act.objects.none(), required=False
    )
    amending_reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )
    refusal: ClassVar[ValidationError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act: Any = self.fields.get("amending_act")
        if act is not None:
            act.queryset = Act.objects.order_by("-date")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.refusal:
            self.add_error(None, self.refusal.messages)
        plan = amended_plan(self.instance)
        if plan is None or "amending_act" not in self.fields:
            return
        given = self.cleaned_data
        errors = missing_amendment(
            plan, given.get("amending_act"), given.get("amending_reason", "")
        )
        for name, found in errors.items():
            self.add_error(f"amending_{name}", found)


class WithTrail:
    """Saves and deletes go through the audited actions; the history is the trail's."""

    object_history_template: Any = "admin/audit_history.html"
    model: type[Model]

    def save_model(self, request: Any, obj: Model, form: Any, change: bool) -> None:
        save_row(by=request.user, row=obj, **amendment(form))

    def delete_model(self, request: Any, obj: Model) -> None:
        delete_row(by=request.user, row=obj)

    def delete_queryset(self, request: Any, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            delete_row(by=request.user, row=row)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        name = self.model._meta.model_name
        events = AuditEvent.objects.filter(target_type=name, target_id=object_id)
        context = {**(extra_context or {}), "events": events.select_related("act")}
        response: HttpResponse = super().history_view(  # type: ignore[misc]
            request, object_id, context
        )
        return response


class AuditedAdmin(ByRole, WithTrail, admin.ModelAdmin):
    """A model that HR or the administrator enters, inside the page's own transaction."""

    form = AuditedForm
    formfield_overrides = FIGURES
    show_full_result_count = False
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in AMENDMENT]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if not belongs_to_a_plan(self.model):
            return fieldsets
        description = _("Needed once the plan is approved: every change of it has its act.")
        return [*fieldsets, (_("Amendment"), {"fields": AMENDMENT, "description": description})]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What an action refuses comes back as a sentence on the form, with everything typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        given = amendment(form)
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            delete_row(by=request.user, row=row, **given)
        for row in rows:
            save_row(by=request.user, row=row, **given)
        formset.save_m2m()

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        row, given = form.instance, amendment(form)
        before = _links(row, form)
        super().save_related(request, form, formsets, change)
        if changes := difference(before, _links(row, form)):
            log_row(by=request.user, action=AuditAction.CHANGED, row=row, changes=changes, **given)
        if plan := amended_plan(row):
            day = given["act"].date if given["act"] else timezone.localdate()
            record_version(plan=plan, by=request.user, in_force_from=day, **given)


def amendment(form: Any) -> dict[str, Any]:
    """Act and reason typed on a form, for the actions."""
    values = form.cleaned_data
    return {
        "act": values.get("amending_act"),
        "reason": values.get("amending_reason", ""),
    }


def _links(row: Model, form: Any) -> dict[str, str]:
    """Many-to-many values of the form's fields as text."""
    return {
        field.name: ", ".join(sorted(str(item) for item in getattr(row, field.name).all()))
        for field in row._meta.many_to_many
        if field.name in form.cleaned_data
    }


class Rows(ByRole, admin.TabularInline):
    """Rows on their parent's page, without a page of their own beside it."""

    extra = 0
    formfield_overrides = FIGURES


class RecordAdmin(ReadOnly, admin.ModelAdmin):
    """A list to search and a page to read."""

    show_full_result_count = False
    list_per_page = 50
    actions = None
