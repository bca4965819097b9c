"""Addresses are Italian, as the people who read and share them."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("objectives.urls")),
    path("", include("incentives.urls")),
    path("", include("reporting.urls")),
    path("accounts/", include("allauth.urls")),
    path("lingua/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
