"""The employer's charges on what people get, by budget chapter (SHARE-7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat

from incentives.allocation.numbers import euro
from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import WHOLE, to_days, to_hundredths
from incentives.sharing.results import ChapterLine, PersonLine, Rate
from incentives.sharing.types import ChargeRate


def valid_rates(rates: Sequence[ChargeRate], on: date) -> tuple[Rate, ...]:
    """The percentage of each charge on that day, in the order of the codes.

    SharingError: bad_percent, bad_period, overlapping_rates, rate_missing.
    """
    valid: dict[str, Rate] = {}
    for rate in rates:
        to_days(rate.start, rate.end or date.max, "rate", rate.code)
        to_hundredths(rate.percent, "rate", rate.code)
        if not rate.start <= on <= (rate.end or date.max):
            continue
        if rate.code in valid:
            raise SharingError("overlapping_rates", rate=rate.code, on=str(on))
        valid[rate.code] = Rate(rate.code, rate.percent)
    for rate in rates:
        if rate.code not in valid:
            raise SharingError("rate_missing", rate=rate.code, on=str(on))
    return tuple(valid[code] for code in sorted(valid))


def person_lines(
    amounts: Mapping[str, int], chapters: Mapping[str, str], rates: Sequence[Rate]
) -> tuple[PersonLine, ...]:
    """In the order of the employee codes; each charge half up for each person."""
    codes = sorted(amounts)
    cents = [amounts[code] for code in codes]
    charges: Iterable[tuple[int, ...]] = repeat(())
    if rates:
        percents = [to_hundredths(rate.percent, "rate", rate.code) for rate in rates]
        # Half up, written out: a call for each person and charge costs more than the division.
        columns = [[(2 * own * p + WHOLE) // (2 * WHOLE) for own in cents] for p in percents]
        charges = zip(*columns, strict=True)
    return tuple(map(PersonLine, codes, map(chapters.__getitem__, codes), cents, charges))


def chapter_lines(people: Iterable[PersonLine]) -> tuple[ChapterLine, ...]:
    """In the order of the chapters' text; people are those who get something."""
    members: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for _, chapter, cents, charges in people:
        if cents:
            members[chapter].append((cents, *charges))
    return tuple(_chapter(name, members[name]) for name in sorted(members))


def _chapter(name: str, rows: Sequence[tuple[int, ...]]) -> ChapterLine:
    """`rows` have the amount and the charges of each person."""
    amount, *charges = [sum(column) for column in zip(*rows, strict=True)]
    return ChapterLine(
        chapter=name,
        people=len(rows),
        amount=euro(amount),
        charges=tuple(euro(cents) for cents in charges),
        total_cost=euro(amount + sum(charges)),
    )
