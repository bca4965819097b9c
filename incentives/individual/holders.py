"""Who of the people evaluated holds EQ: all year, and stays out; a part of it, and is looked at."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.differentiation.holders import Held, Period, held_in
from objectives.models import Employee, EmploymentPeriod, Plan

LISTED = 12


class Holders(NamedTuple):
    """People as "Rossi Ada (D-0001)", in the order of their names."""

    throughout: list[str]
    partly: list[str]


def holders(plan: Plan) -> Holders:
    """Among the people evaluated in the plan."""
    held = held_by(plan, employee__evaluations__plan=plan)
    return Holders(
        throughout=[str(person) for person, kind in held.items() if kind == Held.THROUGHOUT],
        partly=[str(person) for person, kind in held.items() if kind == Held.PARTLY],
    )


def held_by(plan: Plan, **only: Any) -> dict[Employee, Held]:
    """Who held EQ on a day of the plan's year, and how much of it, by name (one query).

    `only` are lookups of EmploymentPeriod.
    """
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    in_the_year = Q(start__lte=last) & (Q(end=None) | Q(end__gte=first))
    eq = EmploymentPeriod.objects.filter(in_the_year, is_eq_holder=True).values("employee")
    rows = EmploymentPeriod.objects.filter(in_the_year, employee__in=eq, **only)
    rows = rows.order_by("employee__last_name", "employee__first_name", "employee__code")
    periods: dict[Employee, list[Period]] = defaultdict(list)
    for row in rows.select_related("employee"):
        periods[row.employee].append((row.start, row.end, row.is_eq_holder))
    return {person: held_in(own, plan.year) for person, own in periods.items()}


def throughout_text(people: Sequence[str]) -> str:
    """Why they are no part of the premium, and what to do."""
    text = ngettext(
        "%(people)s holds EQ all year and has a result pay of their own: art. 81 concerns "
        "personnel without EQ. Delete the evaluation.",
        "%(people)s hold EQ all year and have a result pay of their own: art. 81 concerns "
        "personnel without EQ. Delete their evaluations.",
        len(people),
    )
    return text % {"people": _named(people)}


def partly_text(people: Sequence[str]) -> str:
    text = _("EQ for a part of the year, so that the evaluation is of the rest alone: %(people)s")
    return text % {"people": _named(people)}


def _named(people: Sequence[str]) -> str:
    """The first dozen, and that there are more."""
    return ", ".join(people[:LISTED]) + ("…" if len(people) > LISTED else "")
