from django.urls import path

from reporting.views.home import home

urlpatterns = [path("", home, name="home")]
