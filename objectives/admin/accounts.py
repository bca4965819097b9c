"""Accounts: made by the administrator, each with one role and nothing beyond it."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from objectives.actions.records import log_row
from objectives.enums import AuditAction
from objectives.forms.accounts import AccountForm, AccountPasswordForm, NewAccountForm
from objectives.models import User
from objectives.rules import manage_users

from .base import ByRole, WithTrail


@admin.register(User)
class AccountAdmin(ByRole, WithTrail, UserAdmin):
    """No superusers, groups or single permissions: what a person may do follows from the role."""

    may = manage_users
    list_display = ("username", "last_name", "first_name", "role", "is_active", "is_demo")
    list_filter = ("role", "is_active", "is_demo")
    list_select_related = ("employee",)
    search_fields = ("username", "last_name", "first_name", "employee__code")
    ordering = ("username",)
    autocomplete_fields = ("employee",)
    filter_horizontal = ()
    readonly_fields = ("is_demo", "last_login", "date_joined")
    actions = None
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AccountPasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "employee")}),
        (_("Access"), {"fields": ("role", "is_active", "is_demo", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "employee")}),
        (_("Access"), {"fields": ("role",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives themselves a role, or locks themselves out."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "role", "is_active") if obj and obj.pk == request.user.pk else fixed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The trail names people: an account is switched off, not deleted."""
        return False

    @transaction.atomic
    def user_change_password(self, request: Any, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            log_row(
                by=request.user,
                action=AuditAction.PASSWORD,
                row=User.objects.get(pk=id),
                changes={},
                act=None,
                reason="",
            )
        return response
