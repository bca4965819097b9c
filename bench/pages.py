"""Plan and project page against the admin's list of the same rows and against a bare view.

All go through gunicorn, one worker, one connection, the whole middleware; page and admin with the
session of a person of human resources, who sees everything.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.common import Check, Comparison, Place, Report, interleave, say
from bench.data import PROJECTS, YEAR, build
from bench.postgres import MISSING, cluster, tools
from bench.server import Visitor, serve

GOAL = 0.4
AT_MOST = {"plan": 6, "project": 12}
# Copies of the plan's 24 projects, and rounds with them.
SIZES = {1: 40, 100: 10}
PATHS = {
    "plan": f"/piano/{YEAR}/",
    "project": f"/piano/{YEAR}/progetti/8/",
    "admin list": "/admin/objectives/project/",
    "bare plan": f"/bare/{YEAR}/",
    "bare project": f"/bare/{YEAR}/8/",
}
Queries = dict[str, int]
Databases = Callable[[str], str]


def measure(place: Place) -> Report:
    report = Report("Pages: plan and project")
    report.notes.append(NOTE)
    with sqlite(place) as databases:
        _measure_engine(report, place, "SQLite", databases)
    if tools() is None:
        report.missing.append(f"pages on PostgreSQL: {MISSING}.")
    else:
        with cluster(place.scratch) as databases:
            _measure_engine(report, place, "PostgreSQL", databases)
    return report


NOTE = (
    "Whole requests through gunicorn on 127.0.0.1 over one open connection. The admin's list is "
    "the application's own list of projects, its page as long as the plan page's: all 24 projects, "
    "or the first 100 of 2,400. The bare view asks one query for the same projects (or the same "
    "project) and prints the values into a table, without login, layout or words."
)


@contextmanager
def sqlite(place: Place) -> Iterator[Databases]:
    yield lambda name: f"sqlite:///{place.scratch / name}.sqlite3"


def _measure_engine(report: Report, place: Place, engine: str, databases: Databases) -> None:
    queries: dict[int, Queries] = {}
    for copies, rounds in SIZES.items():
        if place.size.quick and copies > 1:
            copies = 2
        count = copies * PROJECTS
        say(f"  {engine}, {count:,} projects")
        database = databases(f"pages_{count}")
        session = build(place.scratch, database, copies)
        with serve(place.scratch, database, session) as visitor:
            queries[count] = {name: visitor.queries(path) for name, path in PATHS.items()}
            _compare(report, visitor, f"{engine}, {count:,} projects", place.size.rounds_of(rounds))
    report.checks += _query_checks(engine, queries)


def _compare(report: Report, visitor: Visitor, where: str, rounds: int) -> None:
    times = interleave(
        {name: lambda path=path: visitor.get(path) for name, path in PATHS.items()}, rounds
    )
    for page in AT_MOST:
        for against, goal in (("admin list", GOAL), (f"bare {page}", None)):
            comparison = Comparison(
                f"{page} page, {where}", against, times[page], times[against], goal
            )
            report.comparisons.append(comparison)


def _query_checks(engine: str, queries: dict[int, Queries]) -> Iterator[Check]:
    for page, limit in AT_MOST.items():
        counts = [found[page] for found in queries.values()]
        sizes = " and ".join(f"{count:,}" for count in queries)
        yield Check(
            f"queries of the {page} page on {engine}, {sizes} projects (at most {limit}, equal)",
            " and ".join(map(str, counts)),
            max(counts) <= limit and len(set(counts)) == 1,
        )
    admin = " and ".join(str(found["admin list"]) for found in queries.values())
    yield Check(f"queries of the admin's list on {engine}, for comparison", admin, holds=True)
