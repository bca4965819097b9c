from django.urls import path

from incentives.views import (
    allocation,
    data,
    distribution,
    distribution_trial,
    individual,
    participation,
    payment,
    project_form,
    reviews,
    whatif,
)

PAGE = "piano/<int:year>/riparto/"
DISTRIBUTION = "piano/<int:year>/distribuzione/"
OWN = "piano/<int:year>/il-mio-premio/"
REVIEWS = "piano/<int:year>/distribuzione/verifiche/"
PREMIUM = "piano/<int:year>/distribuzione/premio-individuale/"
PROJECTS = "piano/<int:year>/progetti/"
DATA = "piano/<int:year>/dati/"
LIST = f"{DATA}<slug:kind>/"
RULES = f"{DATA}regole-di-pagamento/"
WEIGHTS = f"{DATA}partecipazione/"

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
    path(PREMIUM, individual.individual_premium, name="individual_premium"),
    path(f"{PREMIUM}condizioni/", individual.premium_terms, name="premium_terms"),
    path(f"{PREMIUM}disattiva/", individual.premium_off, name="premium_off"),
    path(f"{PREMIUM}prepara/", individual.premium_prepare, name="premium_prepare"),
    path(f"{PREMIUM}<int:number>/", individual.premium_run, name="premium_run"),
    path(f"{PREMIUM}<int:number>/approva/", individual.premium_approve, name="premium_approve"),
    path(DATA, data.data_overview, name="data_overview"),
    path(RULES, payment.payment_rules, name="payment_rules"),
    path(f"{RULES}economie/", payment.economies, name="economies"),
    path(f"{RULES}progetti/nuova/", payment.override_add, name="override_add"),
    path(f"{RULES}progetti/<int:number>/", payment.override_change, name="override_change"),
    path(f"{RULES}progetti/<int:number>/elimina/", payment.override_delete, name="override_delete"),
    path(WEIGHTS, participation.participation_list, name="participation_list"),
    path(f"{WEIGHTS}<int:number>/", participation.participation, name="participation"),
    path(
        f"{WEIGHTS}<int:number>/conferma/",
        participation.participation_confirm,
        name="participation_confirm",
    ),
    path(
        f"{WEIGHTS}<int:number>/importa/",
        participation.participation_import,
        name="participation_import",
    ),
    path(
        f"{WEIGHTS}<int:number>/modello.xlsx",
        participation.participation_template,
        name="participation_xlsx",
    ),
    path(LIST, data.data_list, name="data_list"),
    path(f"{LIST}nuovo/", data.data_add, name="data_add"),
    path(f"{LIST}importa/", data.data_import, name="data_import"),
    path(f"{LIST}modello.xlsx", data.data_template, name="data_xlsx"),
    path(f"{LIST}<int:pk>/", data.data_change, name="data_change"),
    path(f"{LIST}<int:pk>/elimina/", data.data_delete, name="data_delete"),
    path(f"{OWN}presa-visione/", reviews.acknowledge, name="acknowledge"),
    path(f"{OWN}verifica/", reviews.ask_review, name="ask_review"),
    path(REVIEWS, reviews.reviews, name="reviews"),
    path(f"{REVIEWS}<int:key>/", reviews.review, name="review"),
]
