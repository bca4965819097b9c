"""PDF downloads. What the reader may not see is not in the document they get."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from objectives.access import fetch_plan, fetch_project
from objectives.models import Project
from objectives.queries import visible_projects
from objectives.readers import ProjectReader
from objectives.rules import view_money, view_project_money, view_staff
from reporting.documents import Document, book_document, card_document

# What a stored card is found and named by.
read_name = ProjectReader(
    lambda _day: Project.objects.select_related("plan").only("number", "plan__year")
)


@require_safe
@cache_control(private=True, no_cache=True)
def card_pdf(
    request: HttpRequest, year: int, number: int, file_number: int, file_year: int
) -> HttpResponse:
    """…/progetti/8/scheda-08-2023.pdf; the file's name must be the project's own."""
    if (file_number, file_year) != (number, year):
        raise Http404
    user = request.user
    project = fetch_project(user, year, number, read=read_name)
    document = card_document(
        project, with_money=view_project_money(user), with_names=view_staff(user)
    )
    return pdf_response(request, document)


@require_safe
@cache_control(private=True, no_cache=True)
def book_pdf(request: HttpRequest, year: int, file_year: int) -> HttpResponse:
    """/piano/2023/piano-2023.pdf: the projects the reader may see; 404 when there is none."""
    user = request.user
    plan = fetch_plan(user, year)
    projects = visible_projects(user).filter(plan=plan)
    if file_year != year or not projects.exists():
        raise Http404
    document = book_document(
        plan,
        projects,
        with_money=view_project_money(user),
        with_names=view_staff(user),
        with_pool=view_money(user),
    )
    return pdf_response(request, document)


def pdf_response(request: HttpRequest, document: Document) -> HttpResponse:
    """The document, or 304 when the browser still has it."""
    etag = f'"{document.key}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    headers = {
        "Content-Disposition": f'inline; filename="{document.filename}"',
        "ETag": etag,
    }
    return HttpResponse(document.content(), content_type="application/pdf", headers=headers)
