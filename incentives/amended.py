"""What has to be said of suspended and withdrawn projects where the money meets them.

Nothing is corrected by itself: weights change by an amendment of the card, and until then a new
allocation counts what stands there (docs/adr/0007).
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import FundingMode
from incentives.ledger import Notice
from objectives.amendments import amendment_text
from objectives.enums import AmendmentKind
from objectives.models import Plan, Project
from objectives.templatetags.display import number


def still_counted(plan: Plan) -> list[Project]:
    """Withdrawn projects to which a new allocation gives points or a fixed amount (one query)."""
    by_points = Q(funding__mode=FundingMode.POINTS, weight__gt=0)
    fixed = Q(funding__mode=FundingMode.FIXED, funding__fixed_amount__gt=0)
    withdrawn = plan.projects.filter(by_points | fixed, amended=AmendmentKind.WITHDRAWN)
    return list(withdrawn.select_related("funding").order_by("number"))


def allocation_notices(plan: Plan, *, with_links: bool) -> list[Notice]:
    """One for each, with the way to its weight for who may change it."""
    return [_still_counted(plan, project, with_links) for project in still_counted(plan)]


def _still_counted(plan: Plan, project: Project, with_links: bool) -> Notice:
    title = _("Project %(number)s, “%(title)s”: %(amended)s.") % {
        "number": project.number,
        "title": project.title,
        "amended": _said(project),
    }
    if project.funding.mode == FundingMode.FIXED:
        text = _(
            "A new allocation still gives it its fixed amount, of which a distribution pays "
            "nothing. Change its funding by the act, or leave it as it is."
        )
    else:
        text = _(
            "With weight %(weight)s a new allocation still gives it its points, of whose amount a "
            "distribution pays nothing. Change its weight by the act, or leave it as it is."
        ) % {"weight": number(project.weight)}
    url = reverse("project_edit", args=[plan.year, project.number]) if with_links else ""
    action = _("Change project %(number)s") % {"number": project.number}
    return Notice(title, text, "ALLOC-3", url, action)


def distribution_notices(plan: Plan) -> list[Notice]:
    """Suspended and withdrawn projects, each kind with what a distribution does with it."""
    kinds = (AmendmentKind.WITHDRAWN, AmendmentKind.SUSPENDED)
    rows = list(plan.projects.filter(amended__in=kinds).order_by("number"))
    found = (
        _withdrawn([row for row in rows if row.is_withdrawn]),
        _suspended([row for row in rows if not row.is_withdrawn]),
    )
    return [notice for notice in found if notice]


def _withdrawn(projects: list[Project]) -> Notice | None:
    if not projects:
        return None
    title = ngettext(
        "%(count)s project is withdrawn.", "%(count)s projects are withdrawn.", len(projects)
    )
    text = _("%(projects)s. Not paid: the amount is an economy that nobody shares.")
    said = text % {"projects": "; ".join(_each(projects))}
    return Notice(title % {"count": len(projects)}, said, "PAYOUT-1")


def _suspended(projects: list[Project]) -> Notice | None:
    if not projects:
        return None
    title = ngettext(
        "%(count)s project is suspended.", "%(count)s projects are suspended.", len(projects)
    )
    text = _(
        "%(projects)s. Paid on the result like the others: a suspension cuts nothing by itself, "
        "what it made impossible is neutralised."
    )
    said = text % {"projects": "; ".join(_each(projects))}
    return Notice(title % {"count": len(projects)}, said, "RESULT-3")


def _each(projects: Iterable[Project]) -> Iterator[str]:
    for project in projects:
        yield _("Project %(number)s, “%(title)s”, %(amended)s") % {
            "number": project.number,
            "title": project.title,
            "amended": _said(project),
        }


def _said(project: Project) -> str:
    """ "ritirato dal 12/10/2023"."""
    text = amendment_text(project.amended, project.amended_from, project.amended_to)
    return text[:1].lower() + text[1:]
