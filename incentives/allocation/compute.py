"""From the pool to the lines: ALLOC-2 to ALLOC-5 (docs/rules/), in integer cents."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from incentives.allocation.apportion import largest_remainder
from incentives.allocation.bands import POINT_PLACES, check_bands
from incentives.allocation.budgets import group_budgets
from incentives.allocation.claims import Claim, group_claims
from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import (
    euro,
    euro_sum,
    euro_text,
    known_sum,
    to_cents,
)
from incentives.allocation.types import (
    HALF_UP,
    ROUNDING_RULES,
    Allocation,
    AllocationInput,
    GroupInput,
    GroupResult,
    Line,
    Reconciliation,
    ReserveInput,
)
from objectives.exact import half_up, rounded, trimmed, unscaled

QUOTA_PLACES = 10
EURO_PER_POINT_PLACES = 4
CENTS_PER_EURO = 100


def allocate(inputs: AllocationInput) -> Allocation:
    """Share the pool.

    The amounts depend neither on the order of groups and projects nor on the decimal context.
    AllocationError: any code of ERROR_PARAMS except bad_inputs.
    """
    _check(inputs)
    budgets = group_budgets(inputs)
    reserves = _reserves(inputs)
    pool, assigned = to_cents(inputs.pool, "pool"), sum(budgets.values())
    reserved = sum(reserves.values())
    unassigned = _unassigned(pool, assigned, reserved)
    groups = tuple(_group_result(group, budgets[group.code], inputs) for group in inputs.groups)
    return Allocation(
        rule=str(inputs.rule),
        pool=euro(pool),
        groups=groups,
        reserves=tuple(ReserveInput(name, euro(cents)) for name, cents in reserves.items()),
        assigned=euro(assigned),
        reserved=euro(reserved),
        unassigned=euro(unassigned),
        lines_total=euro_sum(group.total for group in groups),
        rounding=euro_sum(group.rounding for group in groups),
        undistributed=euro_sum(group.undistributed for group in groups),
        deliberated_total=known_sum(group.deliberated_total for group in groups),
        deliberated_difference=known_sum(group.difference for group in groups),
    )


def reconciliation(allocation: Allocation) -> Reconciliation:
    """ALLOC-5 from the single lines up; a `difference` other than 0.00 is a broken run."""
    lines_total = euro_sum(line.amount for group in allocation.groups for line in group.lines)
    reserved = euro_sum(reserve.amount for reserve in allocation.reserves)
    rounding, undistributed = allocation.rounding, allocation.undistributed
    assigned = euro_sum((lines_total, undistributed), less=(rounding,))
    return Reconciliation(
        pool=allocation.pool,
        lines_total=lines_total,
        rounding=rounding,
        undistributed=undistributed,
        assigned=assigned,
        reserved=reserved,
        unassigned=allocation.unassigned,
        difference=euro_sum((allocation.pool,), less=(assigned, reserved, allocation.unassigned)),
    )


def _check(inputs: AllocationInput) -> None:
    if inputs.rule not in ROUNDING_RULES:
        raise AllocationError("bad_rule", rule=str(inputs.rule))
    check_bands(inputs.bands)
    if (code := _repeated(group.code for group in inputs.groups)) is not None:
        raise AllocationError("duplicate_group", group=str(code))
    if (name := _repeated(reserve.name for reserve in inputs.reserves)) is not None:
        raise AllocationError("duplicate_reserve", reserve=str(name))
    numbers = (project.number for group in inputs.groups for project in group.projects)
    if (number := _repeated(numbers)) is not None:
        raise AllocationError("duplicate_project", project=str(number))


def _repeated(values: Iterable[Hashable]) -> Hashable | None:
    return next((value for value, count in Counter(values).items() if count > 1), None)


def _reserves(inputs: AllocationInput) -> dict[str, int]:
    return {r.name: to_cents(r.amount, "reserve", r.name) for r in inputs.reserves}


def _unassigned(pool: int, assigned: int, reserved: int) -> int:
    unassigned = pool - assigned - reserved
    if unassigned < 0:
        raise AllocationError(
            "groups_over_pool",
            pool=euro_text(pool),
            assigned=euro_text(assigned),
            reserved=euro_text(reserved),
            excess=euro_text(-unassigned),
        )
    return unassigned


def _group_result(group: GroupInput, budget: int, inputs: AllocationInput) -> GroupResult:
    claims = group_claims(group, inputs.bands)
    fixed = sum(claim.fixed for claim in claims)
    distributable = _distributable(group, budget, fixed)
    points = _points(group, claims, distributable)
    lines = _lines(claims, distributable, points, inputs.rule)
    total = euro_sum(line.amount for line in lines)
    # Without projects on points there is nobody to share among: the amount stays, by name.
    undistributed = 0 if any(claim.on_points for claim in claims) else distributable
    return GroupResult(
        code=group.code,
        name=group.name,
        budget=euro(budget),
        fixed_total=euro(fixed),
        distributable=euro(distributable),
        points=trimmed(unscaled(points, POINT_PLACES)),
        euro_per_point=_euro_per_point(distributable, points),
        lines=lines,
        total=total,
        rounding=euro_sum((total, euro(undistributed)), less=(euro(budget),)),
        undistributed=euro(undistributed),
        deliberated_total=known_sum(line.deliberated for line in lines),
        difference=known_sum(line.difference for line in lines),
    )


def _distributable(group: GroupInput, budget: int, fixed: int) -> int:
    if fixed > budget:
        raise AllocationError(
            "fixed_over_budget",
            group=group.code,
            budget=euro_text(budget),
            fixed=euro_text(fixed),
            excess=euro_text(fixed - budget),
        )
    return budget - fixed


def _points(group: GroupInput, claims: Sequence[Claim], distributable: int) -> int:
    points = sum(claim.sharing_points for claim in claims)
    if distributable and not points and any(claim.on_points for claim in claims):
        raise AllocationError("no_points", group=group.code, amount=euro_text(distributable))
    return points


def _euro_per_point(distributable: int, points: int) -> Decimal | None:
    if not points:
        return None
    scale = 10 ** (POINT_PLACES + EURO_PER_POINT_PLACES)
    return unscaled(half_up(distributable * scale, points * CENTS_PER_EURO), EURO_PER_POINT_PLACES)


def _lines(claims: Sequence[Claim], distributable: int, points: int, rule: str) -> tuple[Line, ...]:
    """Quotas are exact here; only the amounts are rounded."""
    shared = _shares([claim.sharing_points for claim in claims], distributable, rule)
    quota = Fraction(distributable, points * CENTS_PER_EURO) if points else Fraction(0)
    return tuple(
        _line(claim, Fraction(claim.fixed, CENTS_PER_EURO) + quota * claim.sharing_points, share)
        for claim, share in zip(claims, shared, strict=True)
    )


def _shares(points: Sequence[int], distributable: int, rule: str) -> list[int]:
    """Cents by position, 0 for the fixed projects, which have no points here."""
    whole = sum(points)
    if not whole:
        return [0] * len(points)
    if rule == HALF_UP:
        return [half_up(distributable * own, whole) for own in points]
    return largest_remainder(distributable, points)


def _line(claim: Claim, exact: Fraction, share: int) -> Line:
    amount = claim.fixed + share
    floor = exact * CENTS_PER_EURO // 1
    deliberated = claim.deliberated
    return Line(
        project=claim.project.number,
        mode=str(claim.project.mode),
        weight=claim.project.weight,
        counted_staff=claim.project.counted_staff,
        coefficient=claim.coefficient,
        points=claim.points,
        exact=exact,
        quota=rounded(exact, QUOTA_PLACES),
        amount=euro(amount),
        correction=euro(amount - floor),
        deliberated=None if deliberated is None else euro(deliberated),
        difference=None if deliberated is None else euro(deliberated - amount),
    )
