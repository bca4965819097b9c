"""Plain values that go into an allocation and come out of it.

Amounts are `Decimal` euro with two decimals, percentages are 0-100, weights and points have no
unit. Nothing here computes; see compute.py for the rules.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LARGEST_REMAINDER = "largest_remainder"
HALF_UP = "half_up"
ROUNDING_RULES = (LARGEST_REMAINDER, HALF_UP)

POINTS = "points"
FIXED = "fixed"
MODES = (POINTS, FIXED)

AMOUNT = "amount"
PERCENT = "percent"
HEADS = "heads"
BUDGET_MODES = (AMOUNT, PERCENT, HEADS)


@dataclass(frozen=True, slots=True)
class Band:
    """Coefficient for a counted staff from `from_heads` to `to_heads`, both included.

    `to_heads` None means "and more".
    """

    from_heads: int
    to_heads: int | None
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class ProjectInput:
    """A project's claim on its group's budget.

    `mode` is "points" or "fixed". `fixed_amount` is read in mode "fixed" alone. `deliberated`
    is the amount in the act, None when no act states one; it never changes the computed amount.
    """

    number: int
    mode: str
    weight: Decimal
    counted_staff: int
    fixed_amount: Decimal | None = None
    deliberated: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GroupInput:
    """A group of projects with one budget.

    `budget_mode` says which of `amount` (euro), `percent` (of the pool) or `heads` is read.
    """

    code: str
    name: str
    budget_mode: str
    amount: Decimal | None = None
    percent: Decimal | None = None
    heads: int | None = None
    projects: tuple[ProjectInput, ...] = ()


@dataclass(frozen=True, slots=True)
class ReserveInput:
    """A named part of the pool that is kept for later."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AllocationInput:
    """Everything an allocation depends on.

    `rule` is "largest_remainder" or "half_up". `heads_amount` (euro) is shared among the groups
    with budget_mode "heads", in steps of `heads_unit` (euro).
    """

    pool: Decimal
    rule: str
    bands: tuple[Band, ...]
    groups: tuple[GroupInput, ...]
    reserves: tuple[ReserveInput, ...] = ()
    heads_amount: Decimal | None = None
    heads_unit: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One project's result.

    `exact` is the quota in euro as a fraction, `quota` the same rounded half up to ten decimals.
    `correction` is `amount` less the quota floored to the cent: under both rounding rules it is
    0.00 or 0.01 (the cent won), 0.00 on fixed lines. `difference` is deliberated less amount,
    None when nothing was deliberated.

    `coefficient` and `points` of a fixed line are shown but share nothing and are not in the
    group's points; they are None when no band covers its counted staff.
    """

    project: int
    mode: str
    weight: Decimal
    counted_staff: int
    coefficient: Decimal | None
    points: Decimal | None
    exact: Fraction
    quota: Decimal
    amount: Decimal
    correction: Decimal
    deliberated: Decimal | None
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group's result; lines are in the order of the project numbers.

    `distributable` is budget less `fixed_total`. `undistributed` is the distributable amount of
    a group without projects on points: it stays with the group, by name. `rounding` is the named
    line of rule half_up, 0.00 under largest_remainder. Always

        budget + rounding == total + undistributed

    `euro_per_point` (four decimals, half up) is None when the group has no points.
    `deliberated_total` and `difference` cover the lines with a deliberated amount, None if none.
    """

    code: str
    name: str
    budget: Decimal
    fixed_total: Decimal
    distributable: Decimal
    points: Decimal
    euro_per_point: Decimal | None
    lines: tuple[Line, ...]
    total: Decimal
    rounding: Decimal
    undistributed: Decimal
    deliberated_total: Decimal | None
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole pool, accounted for: `pool == assigned + reserved + unassigned`.

    `assigned` is the sum of the group budgets; `assigned + rounding == lines_total +
    undistributed`. `deliberated_difference` is deliberated less computed over the lines that
    have a deliberated amount; None, like `deliberated_total`, when no line has one.
    """

    rule: str
    pool: Decimal
    groups: tuple[GroupResult, ...]
    reserves: tuple[ReserveInput, ...]
    assigned: Decimal
    reserved: Decimal
    unassigned: Decimal
    lines_total: Decimal
    rounding: Decimal
    undistributed: Decimal
    deliberated_total: Decimal | None
    deliberated_difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The identity shown beside every run (ALLOC-5), summed anew from the single lines.

    `difference` is pool less assigned, reserved and unassigned, where `assigned` is what the
    lines carry: lines_total - rounding + undistributed. It is 0.00 or the run is wrong.
    """

    pool: Decimal
    lines_total: Decimal
    rounding: Decimal
    undistributed: Decimal
    assigned: Decimal
    reserved: Decimal
    unassigned: Decimal
    difference: Decimal
