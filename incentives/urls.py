from django.urls import path

from incentives.views import allocation, distribution, distribution_trial, project_form, whatif

PAGE = "piano/<int:year>/riparto/"
DISTRIBUTION = "piano/<int:year>/distribuzione/"
PROJECTS = "piano/<int:year>/progetti/"

urlpatterns = [
    path(f"{PROJECTS}nuovo/", project_form.project_create, name="project_create"),
    path(f"{PROJECTS}<int:number>/modifica/", project_form.project_edit, name="project_edit"),
    path(PAGE, allocation.allocation, name="allocation"),
    path(f"{PAGE}prova/", whatif.allocation_whatif, name="allocation_whatif"),
    path(f"{PAGE}confronto/", allocation.allocation_compare, name="allocation_compare"),
    path(f"{PAGE}prepara/", allocation.allocation_prepare, name="allocation_prepare"),
    path(f"{PAGE}<int:number>/", allocation.allocation_run, name="allocation_run"),
    path(f"{PAGE}<int:number>/approva/", allocation.allocation_approve, name="allocation_approve"),
    path(DISTRIBUTION, distribution.distribution, name="distribution"),
    path(
        f"{DISTRIBUTION}prova/", distribution_trial.distribution_whatif, name="distribution_whatif"
    ),
    path(
        f"{DISTRIBUTION}confronto/", distribution.distribution_compare, name="distribution_compare"
    ),
    path(f"{DISTRIBUTION}prepara/", distribution.distribution_prepare, name="distribution_prepare"),
    path(f"{DISTRIBUTION}<int:number>/", distribution.distribution_run, name="distribution_run"),
    path(
        f"{DISTRIBUTION}<int:number>/persone/",
        distribution.distribution_people,
        name="distribution_people",
    ),
    path(
        f"{DISTRIBUTION}<int:number>/approva/",
        distribution.distribution_approve,
        name="distribution_approve",
    ),
]
