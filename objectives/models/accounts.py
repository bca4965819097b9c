"""People who log in. What each may do stands in `objectives/rules.py`."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from objectives.enums import Role


class User(AbstractUser):
    """An account with one role; the employee it belongs to gives a manager their reach."""

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.EMPLOYEE)
    employee = models.OneToOneField(
        "objectives.Employee",
        verbose_name=_("employee"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
    )
    is_demo = models.BooleanField(
        _("demo account"),
        default=False,
        help_text=_("Can log in only while the demo data are served."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="user_role_known",
                violation_error_message=_("Choose one of the listed roles."),
                violation_error_code="user_role_known",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
