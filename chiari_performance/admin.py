"""The Django admin: a data-entry tool for HR and the administrator, under the same rules."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import logout
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
    """One door for everybody: people log in, log out and change password on the site's pages."""

    site_header = _("Performance plan: data")
    site_title = _("Performance plan: data")
    index_title = _("Data entry")
    # Rules about who sees what are in objectives/rules.py, told model by model in the admins.

    def has_permission(self, request: HttpRequest) -> bool:
        from objectives.rules import may_enter_data

        return may_enter_data(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse at once who is logged in without the right: another login would not help."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refusing

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send to the one login page: the admin's own knows neither lock-out nor second factor."""
        from django.contrib.auth.views import redirect_to_login  # needs the apps to be loaded

        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method != "POST":
            return HttpResponse(status=405)
        logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
