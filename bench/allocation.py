"""Sharing cents by largest remainder against the same job in Decimal and as a plain divmod loop.

All give the same shares: quotas rounded down, then one cent each by largest remainder, ties to the
earlier line.
"""

import random
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from bench.common import Check, Comparison, Place, Report, interleave
from incentives.allocation import largest_remainder

GOAL = 0.45
LINES = {24: 101, 1_000_000: 7}
CENT = Decimal("0.01")


def quantize_loop(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Euro, as it is usually written; exact while 28 digits tell the remainders apart."""
    whole = sum(weights)
    shares, rests = [], []
    for weight in weights:
        quota = total * weight / whole
        share = quota.quantize(CENT, ROUND_FLOOR)
        shares.append(share)
        rests.append(quota - share)
    left = int((total - sum(shares)) / CENT)
    for line in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
        shares[line] += CENT
    return shares


def decimal_loop(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Cents, always exact, and the fastest form in Decimal that was found."""
    whole = sum(weights)
    shares, rests = [], []
    for weight in weights:
        share, rest = divmod(total * weight, whole)
        shares.append(share)
        rests.append(rest)
    left = total - sum(shares)
    for line in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[: int(left)]:
        shares[line] += 1
    return shares


def divmod_loop(total: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    shares, rests = [], []
    for weight in weights:
        share, rest = divmod(total * weight, whole)
        shares.append(share)
        rests.append(rest)
    left = total - sum(shares)
    for line in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
        shares[line] += 1
    return shares


def measure(place: Place) -> Report:
    report = Report("Allocation: largest remainder at the cent")
    report.notes.append(
        "`incentives.allocation.largest_remainder` shares whole cents on whole points. The first "
        "Decimal loop divides and quantizes euro, the way it is usually written: the goal is about "
        "that one. The second is the fastest exact form in `decimal.Decimal` that was found, "
        "`divmod` on cents. The divmod loop is the textbook's form in integers."
    )
    for lines, rounds in LINES.items():
        if not (place.size.quick and lines > 1000):
            _measure(report, lines, place.size.rounds_of(rounds))
    return report


AGAINST = {
    "Decimal loop, euro and quantize": GOAL,
    "Decimal loop, cents and divmod": None,
    "divmod loop in integers": None,
}


def _measure(report: Report, lines: int, rounds: int) -> None:
    total, weights = problem(lines)
    cents, points = Decimal(total), [Decimal(weight) for weight in weights]
    euro = cents * CENT
    loops: list[Callable[[], list[Any]]] = [
        lambda: quantize_loop(euro, points),
        lambda: decimal_loop(cents, points),
        lambda: divmod_loop(total, weights),
    ]
    tasks = {
        "ours": lambda: largest_remainder(total, weights),
        **dict(zip(AGAINST, loops, strict=True)),
    }
    name = f"{lines:,} lines"
    report.checks.append(_check(name, total, [task() for task in tasks.values()]))
    times = interleave(tasks, rounds)
    for against, goal in AGAINST.items():
        report.comparisons.append(Comparison(name, against, times["ours"], times[against], goal))


def _check(name: str, total: int, results: list[list[Any]]) -> Check:
    ours, quantized, *others = results
    equal = [share * 100 for share in quantized] == ours and all(other == ours for other in others)
    found = "equal to the cent, nothing lost" if equal and sum(ours) == total else "they differ"
    return Check(f"{name}: the four results", found, found.startswith("equal"))


def problem(lines: int) -> tuple[int, list[int]]:
    """Cents and points as of projects: weights of two decimals times coefficients of four."""
    draw = random.Random(lines)  # noqa: S311 - the same lines on every run
    weights = [draw.randrange(100, 10_001) * draw.randrange(5_000, 20_001) for _ in range(lines)]
    return draw.randrange(200_000, 300_000) * lines, weights
