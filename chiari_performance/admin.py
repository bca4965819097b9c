"""The Django admin: a data-entry tool for HR and the administrator, under the same rules."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
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
