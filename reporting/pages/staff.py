"""Who works on a project, area by area, with the quota the card gives each area (SHARE-1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import SharingKind
from incentives.models import AreaQuota
from objectives.markup import NOTHING, bar, filled, joined
from objectives.models import Area, Project, StaffAssignment
from objectives.prepared import Prepared
from objectives.rules import Someone, view_staff
from objectives.templatetags.components import drawn
from objectives.templatetags.display import date_it, percent
from reporting.cards import quota_text

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class AreaStaff:
    """`counted` share the premium; `width` is the quota as a percentage of the bar, or empty."""

    name: str
    quota: str
    width: str
    counted: int
    people: list[Person]
    others: int


@dataclass(slots=True)
class Place:
    """An area of a project: whether the card names it, its quota, the people it gives."""

    area: Area
    named: bool
    quota: AreaQuota | None
    members: list[StaffAssignment]


def places_of(project: Project) -> list[Place]:
    """The areas a project names, gives a quota or takes people from, in the organisation's order
    (one query: a row for each person)."""
    found: dict[int, Place] = {}
    for area in _PLACES.rows(project=project.pk, rule=_rule_of_quotas(project)):
        row: Any = area
        quota, member = getattr(row, "quota", None), getattr(row, "member", None)
        place = found.setdefault(area.pk, Place(area, row.named, quota, []))
        if member:
            place.members.append(member)
    return list(found.values())


_JOINED: tuple[str, ...] = ("member__employee", "quota")


def _areas_with_people(project: int, rule: int) -> QuerySet[Area]:
    named = Project.areas.through.objects.filter(project=project, area=OuterRef("pk"))
    rows = Area.objects.annotate(
        named=Exists(named),
        member=FilteredRelation("assignments", condition=Q(assignments__project=project)),
        quota=FilteredRelation("areaquota", condition=Q(areaquota__rule=rule)),
    )
    own = Q(named=True) | Q(member__isnull=False) | Q(quota__isnull=False)
    rows = rows.filter(own).select_related(*_JOINED)
    people = ("member__employee__last_name", "member__employee__first_name", "member__pk")
    return rows.order_by("sector__order", "name", "pk", "-member__shares_premium", *people)


_PLACES = Prepared[Area](_areas_with_people, "project", "rule")


def _rule_of_quotas(project: Project) -> int:
    """The key of the rule, 0 where none shares by area."""
    rule = getattr(project, "sharing_rule", None)
    return 0 if rule is None or rule.kind == SharingKind.HOURS_TARIFF else rule.pk


def staff(user: Someone, places: Iterable[Place]) -> list[AreaStaff]:
    """Everybody's names for who may read them, for an employee their own."""
    readable = None if view_staff(user) else {getattr(user, "employee_id", None) or 0}
    return list(_by_area(list(places), readable))


def _by_area(places: Sequence[Place], readable: set[int] | None) -> Iterator[AreaStaff]:
    """`readable` are the employees whose names may be read, None when all may. The largest quota
    first, then the order of the organisation."""
    whole = sum(place.quota.parts for place in places if place.quota)
    for place in sorted(places, key=lambda place: -place.quota.parts if place.quota else 0):
        own = place.members
        if not (own or place.quota):
            continue
        named = [row for row in own if readable is None or row.employee_id in readable]
        parts = place.quota.parts if place.quota else None
        yield AreaStaff(
            name=place.area.name,
            quota="" if parts is None else quota_text(parts, whole),
            width="" if parts is None else drawn(Decimal(100 * parts) / whole),
            counted=sum(row.shares_premium for row in own),
            people=[_person(row) for row in named],
            others=len(own) - len(named),
        )


def _person(row: StaffAssignment) -> Person:
    notes = [] if row.shares_premium else [_("takes part without a share (EQ)")]
    if row.participation != WHOLE:
        notes.append(_("participation %(percent)s") % {"percent": percent(row.participation)})
    return Person(
        name=row.employee.full_name,
        code=row.employee.code,
        note=", ".join([*notes, period_text(row)]),
    )


def period_text(row: StaffAssignment) -> str:
    dates = {"start": date_it(row.start), "end": date_it(row.end)}
    if row.start and row.end:
        return _("from %(start)s to %(end)s") % dates
    if row.start:
        return _("from %(start)s") % dates
    if row.end:
        return _("until %(end)s") % dates
    return _("whole year")


# --- Their rows --------------------------------------------------------------------------------

_ROW = (
    '<tr role="row"><th role="rowheader" scope="row" class="pp-card-title">{}</th>{}'
    '<td role="cell" class="pp-num" data-label="{}">{}</td>'
    '<td role="cell" class="pp-card-wide">{}{}</td></tr>'
)
_QUOTA = '<td role="cell" class="pp-num" data-label="{}">{}{}</td>'
_PERSON = '<li>{} <span class="pp-meta">{}, {}</span></li>'


def staff_rows(areas: Iterable[AreaStaff], *, with_quotas: bool) -> SafeString:
    labels = _("Quota"), _("Counted staff")
    return joined(_row(area, with_quotas, *labels) for area in areas)


def _row(area: AreaStaff, with_quotas: bool, quota_label: str, counted_label: str) -> SafeString:
    drawing = bar(area.width) if area.quota else NOTHING
    quota = filled(_QUOTA, quota_label, area.quota or "–", drawing)
    return filled(
        _ROW,
        area.name,
        quota if with_quotas else NOTHING,
        counted_label,
        area.counted,
        _people(area.people),
        _others(area.others),
    )


def _people(people: Sequence[Person]) -> SafeString:
    if not people:
        return NOTHING
    names = joined(filled(_PERSON, person.name, person.code, person.note) for person in people)
    return filled('<ul class="pp-people">{}</ul>', names)


def _others(count: int) -> SafeString:
    """The colleagues whose names this person does not read."""
    if not count:
        return NOTHING
    text = ngettext("%(counter)s colleague", "%(counter)s colleagues", count) % {"counter": count}
    return filled('<span class="pp-meta">{}</span>', text)
