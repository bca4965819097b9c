"""The year-end shares as a plain loop over whole numbers: what the distribution is held against.

It starts from facts that are whole numbers already (cents, hundredths of a percent, day numbers)
and in order, and gives the numbers of every line: days, weight, exact quota, share, correction,
cut, amount, then total and charges of each person. It checks nothing, knows one rule of each kind
and keeps no word that would explain an amount.
"""

from typing import Any

from incentives.sharing import Distribution, DistributionInput

WHOLE = 10_000  # 100 percent
SICK_DAYS = 10
Line = tuple[str, int, int, int, int, int, int, int, int]
People = dict[str, tuple[int, tuple[int, ...]]]
ALWAYS = 10**7


def facts(inputs: DistributionInput) -> dict[str, Any]:
    """Whole numbers in place of dates, percentages and euro."""
    kinds = {kind.code: kind for kind in inputs.absence_kinds}
    people = {
        person.code: (
            [
                (e.start.toordinal(), _last(e.end), _hundredths(e.part_time), e.eq)
                for e in person.employments
            ],
            [
                (a.start.toordinal(), a.end.toordinal(), _cutting(kinds[a.kind]))
                for a in person.absences
                if kinds[a.kind].effect != "none"
            ],
        )
        for person in inputs.people
    }
    projects = [
        (
            _hundredths(project.allocated),
            _hundredths(project.result),
            _hundredths(project.threshold),
            [
                (
                    person.employee,
                    _hundredths(person.participation),
                    person.start.toordinal() if person.start else 0,
                    _last(person.end),
                )
                for person in project.people
            ],
        )
        for project in inputs.projects
    ]
    return {
        "first": inputs.start.toordinal(),
        "last": inputs.end.toordinal(),
        "projects": projects,
        "people": people,
        "rates": [_hundredths(rate.percent) for rate in inputs.rates],
    }


def _last(day: Any) -> int:
    return day.toordinal() if day else ALWAYS


def _hundredths(value: Any) -> int:
    return int(value * 100)


def _cutting(kind: Any) -> int:
    """How many first days of an absence cut the share; the others go to colleagues."""
    if kind.effect == "economy":
        return ALWAYS
    return SICK_DAYS if kind.sickness else 0


def plain_loop(
    first: int, last: int, projects: Any, people: Any, rates: list[int]
) -> tuple[list[list[Line]], People]:
    """The lines of each project, and total and charges of each person, in cents."""
    totals: dict[str, int] = {}
    found = []
    for allocated, result, threshold, staff in projects:
        payable = (2 * allocated * result + WHOLE) // (2 * WHOLE) if result >= threshold else 0
        claims = []
        for code, participation, start, end in staff:
            work, absences = people[code]
            days, units, cut_units = _days(work, absences, max(start, first), min(end, last))
            claims.append((code, days, units * participation * WHOLE, units, cut_units))
        lines = _shared(payable, claims)
        for line in lines:
            totals[line[0]] = totals.get(line[0], 0) + line[-1]
        found.append(lines)
    paid = {}
    for code in sorted(totals):
        cents = totals[code]
        paid[code] = cents, tuple([(2 * cents * rate + WHOLE) // (2 * WHOLE) for rate in rates])
    return found, paid


def _days(work: Any, absences: Any, first: int, last: int) -> tuple[int, int, int]:
    """Days worked, and what weighs and what cuts of them, in hundredths of a full-time day."""
    days = units = cut_units = 0
    for begun, ended, part_time, eq in work:
        start, end = max(begun, first), min(ended, last)
        if eq or start > end:
            continue
        weighing = end - start + 1
        days += weighing
        for away, back, cutting in absences:
            given_from = away + cutting
            cut = min(given_from - 1, back, end) - max(away, start) + 1
            if cut > 0:
                cut_units += cut * part_time
            given = min(back, end) - max(given_from, start) + 1
            if given > 0:
                weighing -= given
        units += weighing * part_time
    return days, units, cut_units


def _shared(payable: int, claims: list[tuple[str, int, int, int, int]]) -> list[Line]:
    """Largest remainder; ties to the earlier line, that is the lower code."""
    whole = sum([claim[2] for claim in claims])
    if not whole:
        return [(code, days, 0, 0, 1, 0, 0, 0, 0) for code, days, *_ in claims]
    floors, rests = [], []
    for _, _, weight, _, _ in claims:
        floor, rest = divmod(payable * weight, whole)
        floors.append(floor)
        rests.append(rest)
    left = payable - sum(floors)
    more = set(sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left])
    lines = []
    for place, (code, days, weight, units, cut_units) in enumerate(claims):
        correction = 1 if place in more else 0
        share = floors[place] + correction
        cut = (2 * share * cut_units + units) // (2 * units) if units else 0
        lines.append(
            (code, days, weight, payable * weight, whole, share, correction, cut, share - cut)
        )
    return lines


def numbers_of(distribution: Distribution) -> tuple[list[list[Line]], People]:
    """The same numbers of a distribution."""
    lines = [
        [
            (
                line.employee,
                line.days.days,
                line.weight_units,
                line.quota_numerator,
                line.quota_denominator,
                line.share_cents,
                line.correction_cents,
                line.share_cents - line.amount_cents,
                line.amount_cents,
            )
            for line in project.people
        ]
        for project in distribution.projects
    ]
    return lines, {p.employee: (p.amount_cents, p.charges_cents) for p in distribution.people}
