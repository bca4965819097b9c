from django.urls import path, register_converter

from reporting.converters import TwoDigits
from reporting.views.documents import book_pdf, card_pdf
from reporting.views.home import home
from reporting.views.plan import findings, plan
from reporting.views.project import project, project_history

register_converter(TwoDigits, "two_digits")

urlpatterns = [
    path("", home, name="home"),
    path("piano/<int:year>/", plan, name="plan"),
    path("piano/<int:year>/controlli/", findings, name="findings"),
    path("piano/<int:year>/progetti/<int:number>/", project, name="project"),
    path("piano/<int:year>/progetti/<int:number>/storia/", project_history, name="project_history"),
    path(
        "piano/<int:year>/progetti/<int:number>/scheda-<two_digits:file_number>-<int:file_year>.pdf",
        card_pdf,
        name="card_pdf",
    ),
    path("piano/<int:year>/piano-<int:file_year>.pdf", book_pdf, name="book_pdf"),
]
