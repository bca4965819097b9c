"""The years of a multi-year project: a slice in each plan, with a result of its own."""

from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from objectives.models import Project
from objectives.queries import visible_projects
from objectives.rules import Someone
from reporting.rows.read import STANDING


def slices_of(user: Someone, project: Project) -> QuerySet[Any]:
    """The slices that a person may read, first year first, each with `shown_result` or None.

    The project itself is one of them (one query).
    """
    first = project.begun_as_id or project.pk
    standing = FilteredRelation("results", condition=Q(results__state__in=STANDING))
    rows = visible_projects(user).filter(Q(pk=first) | Q(begun_as=first))
    found = rows.annotate(standing=standing, shown_result=F("standing__result"))
    return found.select_related("plan").order_by("plan__year")
