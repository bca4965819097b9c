"""Who works on a project, area by area, with the quota the card gives each area (SHARE-1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from incentives.models import AreaQuota
from objectives.models import Area, StaffAssignment
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


def by_area(
    staff: Iterable[StaffAssignment], quotas: Iterable[AreaQuota], readable: set[int] | None
) -> list[AreaStaff]:
    """`readable` are the employees whose names may be read, None when all may."""
    return list(_by_area(list(staff), {quota.area_id: quota for quota in quotas}, readable))


def _by_area(
    staff: Sequence[StaffAssignment], quotas: dict[int, AreaQuota], readable: set[int] | None
) -> Iterator[AreaStaff]:
    areas = {row.area_id: row.area for row in staff} | {q.area_id: q.area for q in quotas.values()}
    whole = sum(quota.parts for quota in quotas.values())

    def place(area: Area) -> tuple[int, int, str]:
        """The largest quota first, then the order of the organisation."""
        parts = quotas[area.pk].parts if area.pk in quotas else 0
        return (-parts, area.sector.order, area.name)

    for area in sorted(areas.values(), key=place):
        own = [row for row in staff if row.area_id == area.pk]
        named = [row for row in own if readable is None or row.employee_id in readable]
        parts = quotas[area.pk].parts if area.pk in quotas else None
        yield AreaStaff(
            name=area.name,
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
