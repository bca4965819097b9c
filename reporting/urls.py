from django.urls import path

from reporting.views.home import home
from reporting.views.plan import findings, plan
from reporting.views.project import project, project_history

urlpatterns = [
    path("", home, name="home"),
    path("piano/<int:year>/", plan, name="plan"),
    path("piano/<int:year>/controlli/", findings, name="findings"),
    path("piano/<int:year>/progetti/<int:number>/", project, name="project"),
    path("piano/<int:year>/progetti/<int:number>/storia/", project_history, name="project_history"),
]
