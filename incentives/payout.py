"""From a project's result to its payable amount: rule PAYOUT-1 (docs/rules/), pure arithmetic.

    paid = payout(Decimal("528.12"), Decimal("94.00"), Decimal("80"), PayoutRule())
    paid.payable, paid.economy, paid.reason

Amounts are `Decimal` euro and integer cents inside; result, threshold and percentages are 0-100
with at most two decimals. Failures are `PayoutError` with a code and parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from incentives.allocation.numbers import LARGEST_AMOUNT_CENTS, euro
from objectives.exact import half_up, scaled, unscaled
from objectives.refusal import RefusalError

THRESHOLD_FULL = "threshold_full"
PROPORTIONAL = "proportional"
PROPORTIONAL_FULL_FROM = "proportional_full_from"
BANDS = "bands"
BASE_PLUS_STEPS = "base_plus_steps"
PAYOUT_KINDS = (THRESHOLD_FULL, PROPORTIONAL, PROPORTIONAL_FULL_FROM, BANDS, BASE_PLUS_STEPS)

# Why a part of the amount is an economy.
BELOW_THRESHOLD = "below_threshold"
NOT_FULL_RESULT = "not_full_result"

PERCENT_PLACES = 2
WHOLE: int = 100 * 10**PERCENT_PLACES  # 100 percent
_POINT: int = 10**PERCENT_PLACES

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # `project` is the number of the project, "" for the rule of the plan.
        "bad_kind": ("project", "kind"),
        "bad_amount": ("project", "value"),  # negative, absurd, more than two decimals
        # `field` is the attribute's name: "result", "threshold", "full_from", "base" …
        "bad_percent": ("project", "field", "value"),  # missing, outside 0-100, three decimals
        "no_bands": ("project",),
        "falling_bands": ("project", "result"),  # a higher result that pays less, or one twice
    }
)


class PayoutError(RefusalError):
    """An amount that cannot be computed: `code` is a key of ERROR_PARAMS."""


@dataclass(frozen=True, slots=True)
class PayoutBand:
    """`percent` of the amount from `from_result` on, to the next band."""

    from_result: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class PayoutRule:
    """How the result pays; `kind` is one of PAYOUT_KINDS and says which values are read.

    `full_from`: all of the amount from this result on. `bands`: nothing below the first. `base`:
    percent paid at the threshold, `step`: percent more for each whole point above it, to 100.
    """

    kind: str = PROPORTIONAL
    full_from: Decimal | None = None
    bands: tuple[PayoutBand, ...] = ()
    base: Decimal | None = None
    step: Decimal | None = None


class Payout(NamedTuple):
    """What a project may pay: `amount == payable + economy`.

    Kept as cents and as hundredths of a percent, since a distribution goes on counting with them;
    the properties give euro, and percentages with two decimals.
    """

    amount_cents: int
    result_hundredths: int
    threshold_hundredths: int
    kind: str
    percent_hundredths: int
    payable_cents: int

    @property
    def amount(self) -> Decimal:
        return euro(self.amount_cents)

    @property
    def result(self) -> Decimal:
        return unscaled(self.result_hundredths, PERCENT_PLACES)

    @property
    def threshold(self) -> Decimal:
        return unscaled(self.threshold_hundredths, PERCENT_PLACES)

    @property
    def met(self) -> bool:
        return self.result_hundredths >= self.threshold_hundredths

    @property
    def percent(self) -> Decimal:
        """The part of the amount that is payable, which was rounded half up to the cent."""
        return unscaled(self.percent_hundredths, PERCENT_PLACES)

    @property
    def payable(self) -> Decimal:
        return euro(self.payable_cents)

    @property
    def economy(self) -> Decimal:
        return euro(self.amount_cents - self.payable_cents)

    @property
    def reason(self) -> str:
        """Why there is an economy, empty when the rule pays all."""
        if self.percent_hundredths == WHOLE:
            return ""
        return NOT_FULL_RESULT if self.met else BELOW_THRESHOLD


def payout(
    amount: Decimal, result: Decimal, threshold: Decimal, rule: PayoutRule, project: str = ""
) -> Payout:
    """The threshold is met when the result, as rounded and read, is not below it.

    PayoutError: any code of ERROR_PARAMS.
    """
    check_rule(rule, project)
    return payout_of_cents(_cents(amount, project), result, threshold, rule, project)


def payout_of_cents(
    cents: int, result: Decimal, threshold: Decimal, rule: PayoutRule, project: str
) -> Payout:
    """Of an amount in cents by a rule that `check_rule` let pass. PayoutError: bad_percent."""
    reached, needed = _percent(result, "result", project), _percent(threshold, "threshold", project)
    percent = _paid_percent(rule, reached, needed) if reached >= needed else 0
    payable = half_up(cents * percent, WHOLE)
    return Payout(cents, reached, needed, str(rule.kind), percent, payable)


def check_rule(rule: PayoutRule, project: str = "") -> None:
    """PayoutError: bad_kind, bad_percent, no_bands, falling_bands."""
    if rule.kind not in PAYOUT_KINDS:
        raise PayoutError("bad_kind", project=project, kind=str(rule.kind))
    if rule.kind == PROPORTIONAL_FULL_FROM:
        _percent(rule.full_from, "full_from", project)
    if rule.kind == BASE_PLUS_STEPS:
        _percent(rule.base, "base", project)
        _percent(rule.step, "step", project)
    if rule.kind == BANDS:
        _check_bands(rule, project)


def _check_bands(rule: PayoutRule, project: str) -> None:
    if not rule.bands:
        raise PayoutError("no_bands", project=project)
    for band in rule.bands:
        _percent(band.from_result, "from_result", project)
        _percent(band.percent, "percent", project)
    for low, high in pairwise(sorted(rule.bands, key=lambda band: band.from_result)):
        if low.from_result == high.from_result or low.percent > high.percent:
            raise PayoutError("falling_bands", project=project, result=str(high.from_result))


def _paid_percent(rule: PayoutRule, reached: int, needed: int) -> int:
    """Hundredths of a percent that a result not below the threshold pays."""
    match rule.kind:
        case "threshold_full":
            return WHOLE
        case "proportional_full_from":
            return WHOLE if reached >= _whole(rule.full_from) else reached
        case "bands":
            paid = [_whole(b.percent) for b in rule.bands if _whole(b.from_result) <= reached]
            return max(paid, default=0)
        case "base_plus_steps":
            points = (reached - needed) // _POINT
            return min(WHOLE, _whole(rule.base) + points * _whole(rule.step))
    return reached


def _whole(value: Decimal | None) -> int:
    return _percent(value, "", "")


def _percent(value: Decimal | None, field: str, project: str) -> int:
    """0-100 as hundredths."""
    whole = None if value is None else scaled(value, PERCENT_PLACES)
    if whole is None or not 0 <= whole <= WHOLE:
        raise PayoutError("bad_percent", project=project, field=field, value=str(value or ""))
    return whole


def _cents(amount: Decimal, project: str) -> int:
    cents = scaled(amount, PERCENT_PLACES)
    if cents is None or not 0 <= cents <= LARGEST_AMOUNT_CENTS:
        raise PayoutError("bad_amount", project=project, value=str(amount))
    return cents
