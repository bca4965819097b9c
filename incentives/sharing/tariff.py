"""What presences at events ask for, by hours (SHARE-4)."""

from collections.abc import Sequence
from itertools import pairwise

from incentives.allocation.numbers import euro
from incentives.sharing.days import Calendar, Calendars, assigned_days
from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import WHOLE, to_cents, to_hundredths
from incentives.sharing.results import PricedPresence
from incentives.sharing.types import Assignment, Presence, ProjectInput, SharingRule, TariffBand
from objectives.exact import half_up, scaled

HOUR_PLACES = 2


def check_tariff(rule: SharingRule, owner: str) -> None:
    """SharingError: no_tariff, duplicate, falling_tariff, bad_amount, bad_hours, bad_percent."""
    to_hundredths(rule.extra_percent, "extra_percent", owner)
    if not rule.tariff:
        raise SharingError("no_tariff", project=owner)
    for band in rule.tariff:
        to_cents(band.amount, "tariff", owner)
        if (scaled(band.up_to_hours, HOUR_PLACES) or 0) <= 0:
            raise SharingError(
                "bad_hours", project=owner, employee="", on="", hours=str(band.up_to_hours)
            )
    for short, long in pairwise(_ordered(rule)):
        if short.up_to_hours == long.up_to_hours or short.amount > long.amount:
            raise SharingError("falling_tariff", project=owner, up_to_hours=str(long.up_to_hours))


def _ordered(rule: SharingRule) -> list[TariffBand]:
    return sorted(rule.tariff, key=lambda band: band.up_to_hours)


def priced_presences(project: ProjectInput, calendars: Calendars) -> tuple[PricedPresence, ...]:
    """In the order of day, event and person.

    SharingError: see ERROR_PARAMS, "Tariff by hours of presence".
    """
    owner, bands = str(project.number), _ordered(project.sharing)
    people = {person.employee: person for person in project.people}
    presences = sorted(project.presences, key=lambda p: (p.on, p.event, p.employee))
    priced = []
    for presence in presences:
        person = people.get(presence.employee)
        if person is None:
            raise SharingError("presence_without_assignment", **_place(presence, owner))
        calendar = calendars.of(presence.employee)
        _check_day(presence, person, calendar, owner)
        paid = person.shares and not calendar.is_eq_on(presence.on.toordinal())
        priced.append(_price(presence, bands, project.sharing, owner, paid))
    return tuple(priced)


def _place(presence: Presence, owner: str) -> dict[str, str]:
    return {"project": owner, "employee": presence.employee, "on": str(presence.on)}


def _check_day(presence: Presence, person: Assignment, calendar: Calendar, owner: str) -> None:
    first, last = assigned_days(person, calendar.first, calendar.last, owner)
    day = presence.on.toordinal()
    if not first <= day <= last or not (calendar.works_on(day) or calendar.is_eq_on(day)):
        raise SharingError("presence_on_unassigned_day", **_place(presence, owner))


def _price(
    presence: Presence, bands: Sequence[TariffBand], rule: SharingRule, owner: str, paid: bool
) -> PricedPresence:
    band = _band(presence, bands, owner)
    cents = to_cents(band.amount, "tariff", owner)
    if presence.extra:
        extra = to_hundredths(rule.extra_percent, "extra_percent", owner)
        cents += half_up(cents * extra, WHOLE)
    return PricedPresence(
        employee=presence.employee,
        on=presence.on,
        event=presence.event,
        hours=presence.hours,
        extra=presence.extra,
        up_to_hours=band.up_to_hours,
        amount=euro(cents),
        paid=paid,
    )


def _band(presence: Presence, bands: Sequence[TariffBand], owner: str) -> TariffBand:
    hours = presence.hours
    if (scaled(hours, HOUR_PLACES) or 0) <= 0:
        raise SharingError("bad_hours", **_place(presence, owner), hours=str(hours))
    for band in bands:
        if hours <= band.up_to_hours:
            return band
    raise SharingError(
        "hours_over_tariff",
        **_place(presence, owner),
        hours=str(hours),
        limit=str(bands[-1].up_to_hours),
    )


def demands(presences: Sequence[PricedPresence]) -> dict[str, int]:
    """Cents by employee, of the presences that are paid."""
    asked: dict[str, int] = {}
    for presence in presences:
        if presence.paid:
            cents = to_cents(presence.amount, "tariff")
            asked[presence.employee] = asked.get(presence.employee, 0) + cents
    return asked
