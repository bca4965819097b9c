"""Timing in interleaved rounds, ratios with their spread, tables in Markdown.

Every round runs each contender once, in turn and in alternating order, and gives one ratio: what
disturbs the machine disturbs both sides of it. Times are seconds, goals are upper bounds.
"""

import gc
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

Task = Callable[[], Any]
Times = dict[str, list[float]]
# A call shorter than this is repeated within its round: the clock and the caches matter less.
SHORTEST_SAMPLE = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: a full run, or the smallest that still touches everything."""

    rounds: int = 1
    quick: bool = False

    def rounds_of(self, full: int) -> int:
        return 1 if self.quick else max(3, full * self.rounds)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, quartiles and how many values they come from."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        if not values:
            raise ValueError("nothing was measured")
        low, middle, high = (
            quantiles(values, n=4, method="inclusive") if len(values) > 1 else ([values[0]] * 3)
        )
        return cls(middle, low, high, len(values))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against theirs, round by round; `goal` is the largest ratio aimed at."""

    what: str
    against: str
    ours: Sequence[float]
    theirs: Sequence[float]
    goal: float | None = None

    @property
    def ratio(self) -> Spread:
        return Spread.of([own / other for own, other in zip(self.ours, self.theirs, strict=True)])

    @property
    def verdict(self) -> str:
        """By the median; a goal between the quartiles is no clear answer either way."""
        if self.goal is None:
            return "–"
        ratio = self.ratio
        answer = "met" if ratio.median <= self.goal else "**not met**"
        return f"{answer}, unclear" if ratio.low < self.goal < ratio.high else answer


@dataclass(frozen=True, slots=True)
class Check:
    """Something that holds or does not, apart from time: equal results, numbers of queries."""

    what: str
    found: str
    holds: bool

    @property
    def verdict(self) -> str:
        return "met" if self.holds else "**not met**"


@dataclass
class Report:
    """One module's findings, in the order they are printed."""

    title: str
    comparisons: list[Comparison] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run works: a folder of its own, cleared at its end, and how much it measures."""

    scratch: Path
    size: Size


# --- Timing --------------------------------------------------------------------------------


def interleave(tasks: Mapping[str, Task], rounds: int, *, warm: bool = True) -> Times:
    """Seconds per call of every task, one value a round; `warm` runs each once before."""
    calls = {name: _calls(task) if warm else 1 for name, task in tasks.items()}
    times: Times = {name: [] for name in tasks}
    for number in range(rounds):
        for name in list(tasks) if number % 2 == 0 else reversed(list(tasks)):
            times[name].append(_sample(tasks[name], calls[name]))
        if rounds < 10 or (number + 1) % 10 == 0:
            say(f"    round {number + 1} of {rounds}")
    return times


def _calls(task: Task) -> int:
    """How often to call a task in a row; the calls that find it out warm it."""
    task()
    once = _sample(task, 1)
    return max(1, round(SHORTEST_SAMPLE / max(once, 1e-7)))


def _sample(task: Task, calls: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(calls):
        task()
    return (time.perf_counter() - start) / calls


def say(text: str) -> None:
    """Progress goes to standard error, findings to standard output."""
    print(text, file=sys.stderr, flush=True)


# --- Tables --------------------------------------------------------------------------------

COMPARED = ("what", "against", "ours", "theirs", "ratio", "quartiles", "rounds", "goal", "")
CHECKED = ("what", "found", "")


def render(report: Report) -> str:
    parts = [f"## {report.title}", *report.notes]
    if report.comparisons:
        parts.append(table(COMPARED, map(_compared, report.comparisons)))
    if report.checks:
        parts.append(table(CHECKED, ((c.what, c.found, c.verdict) for c in report.checks)))
    parts += [f"Not measured: {text}" for text in report.missing]
    return "\n\n".join(parts) + "\n"


def _compared(row: Comparison) -> tuple[str, ...]:
    ratio = row.ratio
    return (
        row.what,
        row.against,
        duration(median(row.ours)),
        duration(median(row.theirs)),
        figure(ratio.median),
        f"{figure(ratio.low)}–{figure(ratio.high)}",
        str(ratio.count),
        "–" if row.goal is None else f"≤ {row.goal}",
        row.verdict,
    )


def table(head: Sequence[str], rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def duration(seconds: float) -> str:
    """12.3 s, 45.6 ms, 7.8 µs: three digits that count."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-6)} µs"


def figure(value: float) -> str:
    """Three digits that count, never in powers of ten: 1234, 12.3, 0.0123."""
    if value >= 100:
        return f"{value:.0f}"
    decimals = 0 if value == 0 else 2 - _magnitude(value)
    return f"{value:.{max(decimals, 0)}f}"


def _magnitude(value: float) -> int:
    return int(f"{value:e}".split("e")[1])
