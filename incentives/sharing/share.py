"""One project's payable amount shared among its people: SHARE-1 to SHARE-5, in cents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from incentives.allocation.apportion import largest_remainder
from incentives.allocation.numbers import euro
from incentives.sharing.days import Calendars
from incentives.sharing.errors import SharingError
from incentives.sharing.results import (
    CENTS_PER_EURO,
    NO_PARTICIPANTS,
    NO_PRESENCE,
    NO_WEIGHT,
    NOT_SHARING,
    TARIFF_REST,
    AreaLine,
    EmployeeLine,
    PricedPresence,
)
from incentives.sharing.tariff import demands, priced_presences
from incentives.sharing.types import HOURS_TARIFF, ProjectInput
from incentives.sharing.weights import Claim, common_weights, cuts_of


@dataclass(slots=True)
class Shared:
    """What became of a payable amount; `economies` are (reason, area, cents) without the cuts."""

    lines: list[EmployeeLine]
    economies: list[tuple[str, str, int]] = field(default_factory=list)
    areas: tuple[AreaLine, ...] = ()
    presences: tuple[PricedPresence, ...] = ()


def share(
    project: ProjectInput, payable: int, claims: Sequence[Claim], calendars: Calendars
) -> Shared:
    """Always payable == Σ shares + Σ economies; lines in the order of the claims.

    SharingError: see ERROR_PARAMS, "Values", "Projects" and "Tariff by hours of presence".
    """
    if project.sharing.kind == HOURS_TARIFF:
        return _by_tariff(project, payable, claims, calendars)
    if project.sharing.quotas:
        return _by_area(project, payable, claims)
    lines = _by_weight(payable, claims)
    return Shared(lines, _unshared(lines, payable, ""))


def _by_weight(payable: int, claims: Sequence[Claim]) -> list[EmployeeLine]:
    weights, scale = common_weights(claims)
    whole = sum(weights)
    if not whole:
        return _lines(claims, weights, scale, 0, 1, weights)
    return _lines(claims, weights, scale, payable, whole, largest_remainder(payable, weights))


def _lines(
    claims: Sequence[Claim],
    weights: Sequence[int],
    scale: int,
    payable: int,
    whole: int,
    shares: Sequence[int],
) -> list[EmployeeLine]:
    """The exact quota of each is payable × weight / whole, in cents."""
    lines = []
    # The hottest loop: a tuple for each person, in the order of its names, as naming the values
    # again would cost as much as counting them. A share is the quota rounded down, or one more.
    for claim, weight, share in zip(claims, weights, shares, strict=True):
        assignment, days, (_, _, parts, reason) = claim
        numerator = payable * weight
        cuts, amount = cuts_of(share, parts) if parts and share else ((), share)
        line = (
            assignment.employee,
            assignment.area,
            assignment.participation,
            assignment.score,
            days,
            weight,
            scale,
            numerator,
            whole,
            share,
            1 if share * whole > numerator else 0,
            cuts,
            amount,
            reason,
        )
        lines.append(tuple.__new__(EmployeeLine, line))
    return lines


def _unshared(lines: Sequence[EmployeeLine], payable: int, area: str) -> list[tuple[str, str, int]]:
    """The payable amount as an economy where nobody has a weight."""
    if any(line.weight_units for line in lines) or not payable:
        return []
    return [(NO_WEIGHT if lines or area else NO_PARTICIPANTS, area, payable)]


def _by_area(project: ProjectInput, payable: int, claims: Sequence[Claim]) -> Shared:
    """A quota for each area by largest remainder (ties by area code), then shares inside it."""
    quotas = sorted(project.sharing.quotas, key=lambda quota: quota.area)
    amounts = largest_remainder(payable, [quota.parts for quota in quotas])
    members = _members(project, claims)
    shared = Shared([])
    whole = sum(quota.parts for quota in quotas)
    areas = []
    for quota, amount in zip(quotas, amounts, strict=True):
        lines = _by_weight(amount, members.pop(quota.area, []))
        shared.lines += lines
        shared.economies += _unshared(lines, amount, quota.area)
        exact = Fraction(payable * quota.parts, whole * CENTS_PER_EURO)
        areas.append(AreaLine(quota.area, quota.parts, exact, euro(amount)))
    for outside in members.values():
        shared.lines += _by_weight(0, outside)
    shared.lines.sort(key=lambda line: line.employee)
    shared.areas = tuple(areas)
    return shared


def _members(project: ProjectInput, claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Claims by area; SharingError: area_without_quota when one with a weight is outside."""
    areas = {quota.area for quota in project.sharing.quotas}
    members: dict[str, list[Claim]] = {}
    for claim in claims:
        assignment, _, (units, _, _, _) = claim
        area = assignment.area
        if units and area not in areas:
            raise SharingError(
                "area_without_quota",
                project=str(project.number),
                area=area,
                employee=assignment.employee,
            )
        members.setdefault(area, []).append(claim)
    return members


def _by_tariff(
    project: ProjectInput, payable: int, claims: Sequence[Claim], calendars: Calendars
) -> Shared:
    """Demands as they are when they fit, else scaled down by largest remainder."""
    presences = priced_presences(project, calendars)
    asked = demands(presences)
    demanded = [asked.get(assignment.employee, 0) for assignment, _, _ in claims]
    whole = sum(demanded)
    fits = whole <= payable
    shares = demanded if fits else largest_remainder(payable, demanded)
    counted = list(map(_counted, claims, demanded))
    ratio = (1, 1) if fits else (payable, whole)
    lines = _lines(counted, demanded, CENTS_PER_EURO, *ratio, shares)
    shared = Shared(lines, presences=presences)
    if fits and whole < payable:
        reason = TARIFF_REST if whole else (NO_WEIGHT if claims else NO_PARTICIPANTS)
        shared.economies.append((reason, "", payable - whole))
    return shared


def _counted(claim: Claim, demand: int) -> Claim:
    """Presences are counted, not days: no factor cuts them."""
    assignment, days, (units, divisor, _, without) = claim
    return assignment, days, (units, divisor, (), "" if demand else _no_demand(without))


def _no_demand(reason: str) -> str:
    return reason if reason == NOT_SHARING else NO_PRESENCE
