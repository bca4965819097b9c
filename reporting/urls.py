from django.urls import path, re_path, register_converter

from reporting.converters import TwoDigits
from reporting.views.documents import book_pdf, card_pdf
from reporting.views.exports import plan_csv, plan_data_xlsx, plan_xlsx
from reporting.views.handover import (
    DISTRIBUTION,
    PREMIUM,
    annex_pdf,
    hand_over,
    payroll_csv,
    payroll_xlsx,
)
from reporting.views.home import home
from reporting.views.plan import findings, plan
from reporting.views.project import project, project_history, project_slices
from reporting.views.results import results, results_csv, results_xlsx
from reporting.views.state import plan_state, plan_state_undo
from reporting.views.statement import my_statement, my_statement_pdf, statement, statement_pdf
from reporting.views.values import values_template

register_converter(TwoDigits, "two_digits")
OWN = "piano/<int:year>/il-mio-premio/"
PERSON = "piano/<int:year>/distribuzione/<int:number>/persona/<int:key>/"
HAND_OVER = "piano/<int:year>/distribuzione/<int:number>/consegna/"
PREMIUM_HAND_OVER = "piano/<int:year>/distribuzione/premio-individuale/<int:number>/consegna/"
FILE = r"piano/(?P<year>[0-9]{4})/"
NUMBERED = r"(?P<number>[0-9]{1,6})/consegna/"
HANDED = rf"^{FILE}distribuzione/{NUMBERED}"
PREMIUM_HANDED = rf"^{FILE}distribuzione/premio-individuale/{NUMBERED}"
RUN = {"kind": DISTRIBUTION}
PREMIUM_RUN = {"kind": PREMIUM}

urlpatterns = [
    path("", home, name="home"),
    path("piano/<int:year>/", plan, name="plan"),
    path("piano/<int:year>/indicatori/modulo.xlsx", values_template, name="values_template"),
    path("piano/<int:year>/stato/", plan_state, name="plan_state"),
    path("piano/<int:year>/stato/annulla/", plan_state_undo, name="plan_state_undo"),
    path("piano/<int:year>/risultati/", results, name="results"),
    path("piano/<int:year>/controlli/", findings, name="findings"),
    path("piano/<int:year>/progetti/<int:number>/", project, name="project"),
    path("piano/<int:year>/progetti/<int:number>/storia/", project_history, name="project_history"),
    path("piano/<int:year>/progetti/<int:number>/anni/", project_slices, name="project_slices"),
    path(
        "piano/<int:year>/progetti/<int:number>/scheda-<two_digits:file_number>-<int:file_year>.pdf",
        card_pdf,
        name="card_pdf",
    ),
    path("piano/<int:year>/piano-<int:file_year>.pdf", book_pdf, name="book_pdf"),
    # The year of the file's name is the plan's: another one is no address at all.
    re_path(rf"^{FILE}piano-(?P=year)\.xlsx$", plan_xlsx, name="plan_xlsx"),
    re_path(rf"^{FILE}dati-(?P=year)\.xlsx$", plan_data_xlsx, name="plan_data_xlsx"),
    re_path(rf"^{FILE}risultati-(?P=year)\.xlsx$", results_xlsx, name="results_xlsx"),
    re_path(rf"^{FILE}risultati-(?P=year)\.csv$", results_csv, name="results_csv"),
    re_path(rf"^{FILE}piano-(?P=year)\.csv$", plan_csv, name="plan_csv"),
    path(OWN, my_statement, name="my_statement"),
    path(f"{OWN}prospetto-<int:file_year>.pdf", my_statement_pdf, name="my_statement_pdf"),
    path(PERSON, statement, name="statement"),
    path(f"{PERSON}prospetto-<int:file_year>.pdf", statement_pdf, name="statement_pdf"),
    path(HAND_OVER, hand_over, RUN, name="hand_over"),
    re_path(rf"{HANDED}stipendi-(?P=year)\.xlsx$", payroll_xlsx, RUN, name="payroll_xlsx"),
    re_path(rf"{HANDED}stipendi-(?P=year)\.csv$", payroll_csv, RUN, name="payroll_csv"),
    re_path(rf"{HANDED}allegato-determina-(?P=year)\.pdf$", annex_pdf, RUN, name="annex_pdf"),
    path(PREMIUM_HAND_OVER, hand_over, PREMIUM_RUN, name="premium_hand_over"),
    re_path(
        rf"{PREMIUM_HANDED}stipendi-premio-individuale-(?P=year)\.xlsx$",
        payroll_xlsx,
        PREMIUM_RUN,
        name="premium_payroll_xlsx",
    ),
    re_path(
        rf"{PREMIUM_HANDED}stipendi-premio-individuale-(?P=year)\.csv$",
        payroll_csv,
        PREMIUM_RUN,
        name="premium_payroll_csv",
    ),
    re_path(
        rf"{PREMIUM_HANDED}allegato-premio-individuale-(?P=year)\.pdf$",
        annex_pdf,
        PREMIUM_RUN,
        name="premium_annex_pdf",
    ),
]
