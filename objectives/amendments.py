"""An amendment of a project in words, as pages and documents say it."""

from datetime import date

from django.utils.translation import gettext as _

from objectives.enums import AmendmentKind
from objectives.models import Project, ProjectAmendment
from objectives.templatetags.display import date_it


def amendment_text(kind: str, start: date | None, end: date | None = None) -> str:
    """ "Ritirato dal 12/10/2023"; empty for a project that no act has amended."""
    days = {"start": date_it(start), "end": date_it(end)}
    match kind:
        case AmendmentKind.WITHDRAWN:
            return _("Withdrawn from %(start)s") % days
        case AmendmentKind.REINSTATED:
            return _("Taken up again from %(start)s") % days
        case AmendmentKind.SUSPENDED if end:
            return _("Suspended from %(start)s to %(end)s") % days
        case AmendmentKind.SUSPENDED:
            return _("Suspended from %(start)s") % days
    return ""


def amendments_of(project: Project) -> list[ProjectAmendment]:
    """Latest first; without a query where there is none."""
    return list(project.amendments.select_related("act", "by")) if project.amended else []
