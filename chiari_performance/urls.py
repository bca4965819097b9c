"""Addresses are Italian, as the people who read and share them."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language


def _manual(address: str, name: str) -> URLPattern:
    """A page of the manual: the same for everybody, so open before the login too."""
    view = TemplateView.as_view(template_name=f"help/{name}.html")
    return path(address, login_not_required(view), name=name)


# Tried in this order: what everybody opens first.
urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("objectives.urls")),
    path("", include("incentives.urls")),
    _manual("guida/", "guide"),
    _manual("regole/", "rules"),
    _manual("accessibilita/", "accessibility"),
    path("accounts/", include("allauth.urls")),
    path("lingua/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
