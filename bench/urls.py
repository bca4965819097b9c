"""The application's addresses, and beside them the bare views it is measured against.

A bare view asks one query and prints its rows: no login, no base template, no words to translate.
It is what the same server and middleware cost anyway.
"""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from incentives.distribution.people import PER_PAGE
from incentives.models import DistributionEmployeeLine
from objectives.models import Project
from reporting.views.plan import ROWS_ON_A_PAGE

COLUMNS = (
    "number",
    "title",
    "kind",
    "lead_sector__name",
    "macro_category__name",
    "project_class__name",
    "threshold",
    "counted_staff",
    "weight",
    "staff_text",
    "funding__group__name",
    "funding__deliberated_amount",
)
LINE_COLUMNS = (
    "employee__code",
    "employee__last_name",
    "project__number",
    "chapter__code",
    "share",
    "cut",
    "amount",
)
TABLE = engines["django"].from_string(
    "<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)


@login_not_required
def bare_plan(request: HttpRequest, year: int) -> HttpResponse:
    rows = Project.objects.filter(plan__year=year).order_by("number").values_list(*COLUMNS)
    return HttpResponse(TABLE.render({"rows": rows[:ROWS_ON_A_PAGE]}, request=None))


@login_not_required
def bare_project(request: HttpRequest, year: int, number: int) -> HttpResponse:
    row = Project.objects.filter(plan__year=year, number=number).values_list(*COLUMNS).get()
    return HttpResponse(TABLE.render({"rows": [row]}, request=None))


@login_not_required
def bare_lines(request: HttpRequest, year: int, number: int) -> HttpResponse:
    rows = DistributionEmployeeLine.objects.filter(run__pool__plan__year=year, run__number=number)
    rows = rows.order_by("employee__last_name", "pk").values_list(*LINE_COLUMNS)
    return HttpResponse(TABLE.render({"rows": rows[:PER_PAGE]}, request=None))


urlpatterns = [
    path("bare/<int:year>/lines/<int:number>/", bare_lines),
    path("bare/<int:year>/", bare_plan),
    path("bare/<int:year>/<int:number>/", bare_project),
    path("", include("chiari_performance.urls")),
]

# The admin's list shows as many rows as the plan page, whatever that is.
admin.autodiscover()
admin.site.get_model_admin(Project).list_per_page = ROWS_ON_A_PAGE
