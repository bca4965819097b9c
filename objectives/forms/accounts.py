"""Accounts in the data administration: Django's forms in this application's words."""

from typing import Any

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.models import User


class NewAccountForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["usable_password"]
        field.label = _("Login with a password")
        field.choices = [("true", _("Yes")), ("false", _("No"))]
        field.help_text = _("No is for who logs in through the body's own login service alone.")


class StoredPassword(ReadOnlyPasswordHashWidget):
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"button_label": _("Set a new password")}


class AccountForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label=gettext_lazy("Password"),
        widget=StoredPassword,
        help_text=gettext_lazy("The password itself is not kept, so nobody can read it."),
    )

    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("password")) and not self.instance.has_usable_password():
            field.help_text = _("Set one to let the person log in with it.")


class AccountPasswordForm(AdminPasswordChangeForm):
    """A new password. To keep somebody out the account is closed, its password not taken away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
