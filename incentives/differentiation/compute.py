"""Ranking, quota and amounts (DIFF-1); cents are whole numbers inside."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from incentives.allocation.apportion import largest_remainder
from incentives.allocation.numbers import CENT_PLACES, LARGEST_AMOUNT_CENTS, euro
from incentives.differentiation.types import (
    FEWER_EXTRAS,
    LONGER_SERVICE,
    NEAREST,
    ROUNDINGS,
    TIE_RULES,
    UP,
    Differentiation,
    DifferentiationError,
    DifferentiationInput,
    DifferentiationLine,
    Evaluated,
    Quota,
)
from incentives.sharing.charges import chapter_lines, person_lines, valid_rates
from objectives.exact import half_up, scaled

PERCENT_PLACES = 2
WHOLE: int = 100 * 10**PERCENT_PLACES  # 100 percent
LEAST_EXTRA = 30 * 10**PERCENT_PLACES
_CENTS_PER_EURO = 100


def differentiate(inputs: DifferentiationInput) -> Differentiation:
    """Share the pot; cents left by rounding follow the largest fractions, ties the ranking.

    DifferentiationError: any code of ERROR_PARAMS except bad_inputs. SharingError, of the
    charges: bad_percent, bad_period, overlapping_rates, rate_missing.
    """
    pot, extra = _cents(inputs.pot), _extra(inputs.extra)
    ranking = _ranking(inputs)
    quota = people_with_extra(inputs.quota, len(inputs.people), len(ranking))
    _check_ties(ranking, quota, inputs.tie_rule)
    weights = [WHOLE + extra * (place < quota) for place in range(len(ranking))]
    shares = largest_remainder(pot, weights) if ranking else []
    paid = sum(shares)
    amounts = dict.fromkeys((person.employee for person in inputs.people), 0)
    amounts |= {person.employee: cents for person, cents in zip(ranking, shares, strict=True)}
    rates = valid_rates(inputs.rates, inputs.paid_on)
    people = person_lines(amounts, {p.employee: p.chapter for p in inputs.people}, rates)
    return Differentiation(
        pot=euro(pot),
        evaluated=len(inputs.people),
        positive=len(ranking),
        quota=quota,
        extra=inputs.extra,
        tie_rule=str(inputs.tie_rule),
        base=_quota(pot, WHOLE, weights),
        lines=(*_lines(ranking, pot, weights, shares), *_excluded(inputs.people)),
        paid=euro(paid),
        economy=euro(pot - paid),
        people=people,
        chapters=chapter_lines(people),
        rates=rates,
    )


def people_with_extra(quota: Quota, evaluated: int, positive: int) -> int:
    """k: the number declared, or the percent of the people evaluated, from one to all of n.

    The percent is of everybody evaluated, as the contract says; a quota is a maximum, so that it
    never exceeds the `positive`. DifferentiationError: bad_quota, bad_quota_percent, bad_rounding.
    """
    if quota.people is not None:
        _check_quota(quota.people, positive)
        return quota.people
    percent = None if quota.percent is None else scaled(quota.percent, PERCENT_PLACES)
    if percent is None or not 0 < percent <= WHOLE:
        raise DifferentiationError("bad_quota_percent", value=str(quota.percent or ""))
    if quota.rounding not in ROUNDINGS:
        raise DifferentiationError("bad_rounding", value=str(quota.rounding))
    rounded = _rounded(evaluated * percent, quota.rounding)
    return max(1, min(rounded, positive))


def _rounded(hundredths: int, rounding: str) -> int:
    if rounding == NEAREST:
        return half_up(hundredths, WHOLE)
    return -(-hundredths // WHOLE) if rounding == UP else hundredths // WHOLE


def _ranking(inputs: DifferentiationInput) -> list[Evaluated]:
    """The people evaluated positively, best first."""
    _check_people(inputs.people)
    if inputs.tie_rule not in TIE_RULES:
        raise DifferentiationError("bad_tie_rule", value=str(inputs.tie_rule))
    return sorted(
        (person for person in inputs.people if person.positive),
        key=lambda person: (*_place(person, inputs.tie_rule), person.employee),
    )


def _place(person: Evaluated, tie_rule: str) -> tuple[Decimal, int, bool, int]:
    told_apart = {LONGER_SERVICE: -person.service_days, FEWER_EXTRAS: person.extras}
    return (
        -person.evaluation,
        told_apart.get(tie_rule, 0),
        person.lot is None,
        person.lot or 0,
    )


def _check_ties(people: Sequence[Evaluated], quota: int, tie_rule: str) -> None:
    """Nobody gets the extra, or misses it, by the order of the codes."""
    if not people or quota >= len(people):
        return
    place = _place(people[quota - 1], tie_rule)
    if place == _place(people[quota], tie_rule):
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


def _check_quota(quota: int, positive: int) -> None:
    if not isinstance(quota, int) or quota < 1 or (positive and quota > positive):
        raise DifferentiationError("bad_quota", value=str(quota), positive=str(positive))


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
