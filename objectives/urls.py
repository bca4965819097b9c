from django.urls import path

from objectives import views

urlpatterns = [path("", views.home, name="home")]
