"""The extra of the individual premium for the best evaluated: rule DIFF-1 (docs/rules/), pure.

CCNL Funzioni Locali 16.11.2022, art. 81. A pot M of its own, n people evaluated positively, k of
them with an extra of r percent of the amount per head: a = M / (n + k × r). Never mixed with the
money of projects.

    shared = differentiate(DifferentiationInput(pot, k, Decimal(30), "longer_service", people))

Amounts are `Decimal` euro and integer cents inside. Failures are `DifferentiationError`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from incentives.allocation.apportion import largest_remainder
from incentives.allocation.numbers import CENT_PLACES, LARGEST_AMOUNT_CENTS, euro
from objectives.canonical import sha256_hex
from objectives.codec import (
    COUNT,
    FLAG,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    CodecError,
    many,
    optional,
    record,
)
from objectives.exact import scaled
from objectives.refusal import RefusalError

# How equal evaluations are told apart; the rule is declared before the evaluations.
LONGER_SERVICE = "longer_service"
FEWER_EXTRAS = "fewer_extras"
BY_LOT = "by_lot"
TIE_RULES = (LONGER_SERVICE, FEWER_EXTRAS, BY_LOT)

RULES = ("DIFF-1",)
RULES_VERSION = 1
PERCENT_PLACES = 2
WHOLE: int = 100 * 10**PERCENT_PLACES  # 100 percent
LEAST_EXTRA = 30 * 10**PERCENT_PLACES
_CENTS_PER_EURO = 100

ERROR_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bad_amount": ("value",),  # negative, absurd, more than two decimals
        "bad_extra": ("value",),  # under 30, over 100, more than two decimals
        "bad_quota": ("value", "positive"),  # k is not from 1 to the people evaluated positively
        "bad_tie_rule": ("value",),
        "bad_evaluation": ("employee", "value"),  # outside 0-100 or more than two decimals
        "bad_count": ("employee", "field", "value"),  # not a whole number from 0 up
        "duplicate_employee": ("employee",),
        "tie_unsettled": ("employees",),  # equal also after the tie rule: they draw lots
        "bad_inputs": ("field",),  # stored values without the expected shape
    }
)


class DifferentiationError(RefusalError):
    """A pot that cannot be shared: `code` is a key of ERROR_PARAMS."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A person with the evaluation (0-100); `positive` is the outcome that the system states.

    `service_days` is read by the tie rule longer_service, `extras` (those had in earlier years)
    by fewer_extras. `lot` is the place drawn, from 1 up, where lots were drawn.
    """

    employee: str
    evaluation: Decimal
    positive: bool = True
    service_days: int = 0
    extras: int = 0
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class DifferentiationInput:
    """`quota` is k, fixed beforehand; `extra` is r in percent, 30 or more."""

    pot: Decimal
    quota: int
    extra: Decimal
    tie_rule: str
    people: tuple[Evaluated, ...]


@dataclass(frozen=True, slots=True)
class DifferentiationLine:
    """One person; `rank` is None, and all amounts are 0, for who is not evaluated positively.

    `exact` is the quota in euro; the correction is the amount less the quota rounded down.
    """

    employee: str
    evaluation: Decimal
    rank: int | None
    with_extra: bool
    exact: Fraction
    correction: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Differentiation:
    """`pot == paid + economy`; lines in the order of the ranking, then of the code.

    `base` is a, exact. The pot is an economy when nobody is evaluated positively.
    """

    pot: Decimal
    positive: int
    quota: int
    extra: Decimal
    tie_rule: str
    base: Fraction
    lines: tuple[DifferentiationLine, ...]
    paid: Decimal
    economy: Decimal


def differentiate(inputs: DifferentiationInput) -> Differentiation:
    """Share the pot; cents left by rounding follow the largest fractions, ties the ranking.

    DifferentiationError: any code of ERROR_PARAMS except bad_inputs.
    """
    pot, extra = _cents(inputs.pot), _extra(inputs.extra)
    ranking = _ranking(inputs)
    weights = [WHOLE + extra * (place < inputs.quota) for place in range(len(ranking))]
    shares = largest_remainder(pot, weights) if ranking else []
    paid = sum(shares)
    return Differentiation(
        pot=euro(pot),
        positive=len(ranking),
        quota=inputs.quota,
        extra=inputs.extra,
        tie_rule=str(inputs.tie_rule),
        base=_quota(pot, WHOLE, weights),
        lines=(*_lines(ranking, pot, weights, shares), *_excluded(inputs.people)),
        paid=euro(paid),
        economy=euro(pot - paid),
    )


def _ranking(inputs: DifferentiationInput) -> list[Evaluated]:
    """The people evaluated positively, best first."""
    _check_people(inputs.people)
    if inputs.tie_rule not in TIE_RULES:
        raise DifferentiationError("bad_tie_rule", value=str(inputs.tie_rule))
    people = sorted(
        (person for person in inputs.people if person.positive),
        key=lambda person: (*_place(person, inputs.tie_rule), person.employee),
    )
    _check_quota(inputs.quota, people)
    _check_ties(people, inputs)
    return people


def _place(person: Evaluated, tie_rule: str) -> tuple[Decimal, int, bool, int]:
    told_apart = {LONGER_SERVICE: -person.service_days, FEWER_EXTRAS: person.extras}
    return (
        -person.evaluation,
        told_apart.get(tie_rule, 0),
        person.lot is None,
        person.lot or 0,
    )


def _check_ties(people: Sequence[Evaluated], inputs: DifferentiationInput) -> None:
    """Nobody gets the extra, or misses it, by the order of the codes."""
    last, tie_rule = inputs.quota - 1, inputs.tie_rule
    if not people or last + 1 >= len(people):
        return
    place = _place(people[last], tie_rule)
    if place == _place(people[last + 1], tie_rule):
        tied = [person.employee for person in people if _place(person, tie_rule) == place]
        raise DifferentiationError("tie_unsettled", employees=", ".join(tied))


def _check_people(people: Sequence[Evaluated]) -> None:
    seen: set[str] = set()
    for person in people:
        if person.employee in seen:
            raise DifferentiationError("duplicate_employee", employee=person.employee)
        seen.add(person.employee)
        value = scaled(person.evaluation, PERCENT_PLACES)
        if value is None or not 0 <= value <= WHOLE:
            raise DifferentiationError(
                "bad_evaluation", employee=person.employee, value=str(person.evaluation)
            )
        _check_counts(person)


def _check_counts(person: Evaluated) -> None:
    counts = {"service_days": person.service_days, "extras": person.extras, "lot": person.lot or 0}
    for field, value in counts.items():
        if not isinstance(value, int) or value < 0:
            raise DifferentiationError(
                "bad_count", employee=person.employee, field=field, value=str(value)
            )


def _check_quota(quota: int, people: Sequence[Evaluated]) -> None:
    if not isinstance(quota, int) or quota < 1 or (people and quota > len(people)):
        raise DifferentiationError("bad_quota", value=str(quota), positive=str(len(people)))


def _cents(pot: Decimal) -> int:
    cents = scaled(pot, CENT_PLACES)
    if cents is None or not 0 <= cents <= LARGEST_AMOUNT_CENTS:
        raise DifferentiationError("bad_amount", value=str(pot))
    return cents


def _extra(extra: Decimal) -> int:
    value = scaled(extra, PERCENT_PLACES)
    if value is None or not LEAST_EXTRA <= value <= WHOLE:
        raise DifferentiationError("bad_extra", value=str(extra))
    return value


def _quota(pot: int, weight: int, weights: Sequence[int]) -> Fraction:
    return Fraction(pot * weight, sum(weights) * _CENTS_PER_EURO) if weights else Fraction(0)


def _lines(
    ranking: Sequence[Evaluated], pot: int, weights: Sequence[int], shares: Sequence[int]
) -> list[DifferentiationLine]:
    whole = sum(weights)
    return [
        DifferentiationLine(
            employee=person.employee,
            evaluation=person.evaluation,
            rank=rank,
            with_extra=weight > WHOLE,
            exact=_quota(pot, weight, weights),
            correction=euro(share - pot * weight // whole),
            amount=euro(share),
        )
        for rank, (person, weight, share) in enumerate(
            zip(ranking, weights, shares, strict=True), start=1
        )
    ]


def _excluded(people: Sequence[Evaluated]) -> list[DifferentiationLine]:
    others = sorted((p for p in people if not p.positive), key=lambda person: person.employee)
    return [
        DifferentiationLine(p.employee, p.evaluation, None, False, Fraction(0), euro(0), euro(0))
        for p in others
    ]


# --- Stored values --------------------------------------------------------------------------

_INPUTS = record(
    DifferentiationInput,
    {
        "pot": PLACES,
        "quota": COUNT,
        "extra": NUMBER,
        "tie_rule": TEXT,
        "people": many(
            record(
                Evaluated,
                {
                    "employee": TEXT,
                    "evaluation": NUMBER,
                    "positive": FLAG,
                    "service_days": COUNT,
                    "extras": COUNT,
                    "lot": optional(COUNT),
                },
            )
        ),
    },
)
_LINE = record(
    DifferentiationLine,
    {
        "employee": TEXT,
        "evaluation": NUMBER,
        "rank": optional(COUNT),
        "with_extra": FLAG,
        "exact": FRACTION,
        "correction": PLACES,
        "amount": PLACES,
    },
)
_RESULT = record(
    Differentiation,
    {
        "pot": PLACES,
        "positive": COUNT,
        "quota": COUNT,
        "extra": NUMBER,
        "tie_rule": TEXT,
        "base": FRACTION,
        "lines": many(_LINE),
        "paid": PLACES,
        "economy": PLACES,
    },
)


def inputs_to_dict(inputs: DifferentiationInput) -> dict[str, Any]:
    return dict(_INPUTS.write(inputs))


def result_to_dict(result: Differentiation) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **_RESULT.write(result)}


def inputs_from_dict(data: Mapping[str, Any]) -> DifferentiationInput:
    """DifferentiationError: bad_inputs, with the innermost field missing or malformed."""
    try:
        return _INPUTS.read(data)  # type: ignore[no-any-return]
    except CodecError as error:
        raise DifferentiationError("bad_inputs", field=error.field) from error


def recompute(inputs: Mapping[str, Any]) -> Differentiation:
    """The result of stored inputs, computed anew."""
    return differentiate(inputs_from_dict(inputs))


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})
