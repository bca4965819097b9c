"""The Django admin: a data-entry tool for HR and the administrator, under the same rules."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class SiteAdminConfig(AdminConfig):
    default_site = "chiari_performance.admin.PerformanceAdminSite"


class PerformanceAdminSite(AdminSite):
    site_header = _("Performance plan: data")
    site_title = _("Performance plan: data")
    index_title = _("Data entry")

    def has_permission(self, request: HttpRequest) -> bool:
        from objectives.rules import may_enter_data

        return may_enter_data(request.user)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the one login page: the admin's own knows neither lock-out nor second factor."""
        from django.contrib.auth.views import redirect_to_login  # needs the apps to be loaded

        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", index))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
