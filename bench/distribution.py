"""The year-end distribution of a small body and of a large one, step by step, and its pages.

Preparing is the action that the page calls, in a process of its own on PostgreSQL. The computation
is held against a plain loop over whole numbers that gives the same numbers (bench/plain.py).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from bench.city import YEAR, lines_of
from bench.common import Check, Comparison, Place, Report, Size, duration, interleave, say
from bench.data import environment
from bench.postgres import MISSING, cluster, tools
from bench.server import Visitor, serve

GOAL = 3
SECONDS = 60
# Projects and people, and rounds of preparing with them: each run is paid on another day.
SIZES = {(24, 62): 9, (2_000, 25_000): 3}
QUICK = ((24, 62), (48, 600))
COMPUTE_ROUNDS, PAGE_ROUNDS = 15, 10
PAGE = f"/piano/{YEAR}/distribuzione/"
Counts = dict[str, list[int]]


def measure(place: Place) -> Report:
    report = Report("Distribution: from results to people")
    report.notes.append(NOTE)
    if tools() is None:
        report.missing.append(f"distribution: {MISSING}.")
        return report
    counts: Counts = {}
    sizes = QUICK if place.size.quick else tuple(SIZES)
    with cluster(place.scratch) as databases:
        for projects, people in sizes:
            name = f"{projects:,} projects, {people:,} people"
            say(f"  {name}")
            database = databases(f"city_{people}")
            City(report, place, database, name).measure(projects, people, counts)
    report.checks += _query_checks(sizes, counts)
    return report


NOTE = (
    "Invented people, a dozen on each project, which share by weight: hired on different days, "
    "some in the year, with part-time, absences and EQ holders. Preparing is the whole action: "
    "read the data, compute, write the record with its fingerprint and a row for each line, in "
    "one transaction. The plain loop starts from the same facts as whole numbers and gives the "
    "same numbers of every line: days, weight, quota, share, correction, cut, amount, charges; it "
    "checks nothing and explains nothing. Pages are whole requests through gunicorn; the bare "
    "page asks one query for fifty lines of the run. The guide of a large body computes today's "
    "amounts only when asked for them."
)


class City:
    """One database of one size, and what is measured in it."""

    def __init__(self, report: Report, place: Place, database: str, name: str) -> None:
        self.report, self.place, self.name = report, place, name
        self.environment = os.environ | environment(place.scratch, database)
        self.database = database

    def measure(self, projects: int, people: int, counts: Counts) -> None:
        session = self._ask("bench.city", str(projects), str(people))
        size = self.place.size
        rounds = size.rounds_of(SIZES.get((projects, people), 1))
        say("    preparing")
        runs = [self._json("prepare", str(day)) for day in range(1, min(rounds, 28) + 1)]
        self.report.checks += _step_checks(self.name, runs, lines_of(projects, people))
        self._verify()
        self._compute(size)
        with serve(self.place.scratch, self.database, session) as visitor:
            self._pages(visitor, runs[-1]["run"], counts, size.rounds_of(PAGE_ROUNDS))

    def _verify(self) -> None:
        found = self._json("verify")
        text = f"{duration(found['verify'])}, {found['differences'] or 'no difference'}"
        self.report.checks.append(
            Check(f"{self.name}: made again from the record", text, not found["differences"])
        )

    def _compute(self, size: Size) -> None:
        say("    computing")
        found = self._json("compute", str(size.rounds_of(COMPUTE_ROUNDS)))
        what = f"compute, {self.name}"
        self.report.comparisons.append(
            Comparison(what, "plain loop", found["ours"], found["plain loop"], GOAL)
        )
        answer = "equal, every line" if found["equal"] else "they differ"
        check = Check(f"{self.name}: distribution and plain loop", answer, found["equal"])
        self.report.checks.append(check)

    def _pages(self, visitor: Visitor, run: int, counts: Counts, rounds: int) -> None:
        paths = _paths(run)
        for name, path in paths.items():
            counts.setdefault(name, []).append(visitor.queries(path))
        times = interleave(
            {name: lambda path=path: visitor.get(path) for name, path in paths.items()}, rounds
        )
        for name in list(paths)[:-1]:
            what = f"{name}, {self.name}"
            self.report.comparisons.append(
                Comparison(what, "bare lines", times[name], times["bare lines"])
            )

    def _json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._ask("bench.city_run", *words))
        return found

    def _ask(self, module: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout.strip().splitlines()[-1]


def _paths(run: int) -> dict[str, str]:
    """The last one is the bare page."""
    return {
        "guide page": PAGE,
        "guide page with today's amounts": f"{PAGE}?calcola=1",
        "run page": f"{PAGE}{run}/",
        "people page": f"{PAGE}{run}/persone/",
        "statement of a person": f"{PAGE}{run}/persona/7/",
        "bare lines": f"/bare/{YEAR}/lines/{run}/",
    }


def _step_checks(name: str, runs: Sequence[dict[str, Any]], expected: int) -> Iterator[Check]:
    middle = {
        step: median(run[step] for run in runs)
        for step in ("whole", "read", "compute", "write", "megabytes")
    }
    slowest = max(run["whole"] for run in runs)
    yield Check(
        f"{name}: prepared within {SECONDS} s (median of {len(runs)}, slowest)",
        f"{duration(middle['whole'])}, {duration(slowest)}",
        slowest < SECONDS,
    )
    steps = ", ".join(f"{step} {duration(middle[step])}" for step in ("read", "compute", "write"))
    yield Check(f"{name}: of which", steps, holds=True)
    yield Check(f"{name}: most memory of the process", f"{middle['megabytes']:.0f} MB", holds=True)
    lines = {run["lines"] for run in runs}
    yield Check(f"{name}: lines stored", " ".join(map(str, lines)), lines == {expected})


def _query_checks(sizes: Sequence[tuple[int, int]], counts: Counts) -> Iterator[Check]:
    of = " and ".join(f"{people:,}" for _, people in sizes)
    for name, found in counts.items():
        if name != "bare lines":
            text = " and ".join(map(str, found))
            what = f"queries of the {name}, {of} people (no more with more)"
            yield Check(what, text, max(found) == found[0])
