"""Closing day: all managers save at the same moment, on PostgreSQL with four workers.

Each opens their page and presses; then the two of each project write the same indicator. What is
counted afterwards is what the database holds: a value that two people wrote is one entry and one
draft in conflict, so none is lost.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from bench.closing_data import TARGET, Manager
from bench.common import Check, Comparison, Place, Report, say
from bench.data import YEAR, environment
from bench.postgres import MISSING, cluster, tools
from bench.server import serve

PAIRS = 100
WORKERS = 4
BARE = f"/bare/{YEAR}/22/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'name="(i\d+-(?:based_on|window))" value="([^"]*)"')
Latencies = list[float]


def measure(place: Place) -> Report:
    report = Report("Closing day: everybody saves at once")
    report.notes.append(NOTE)
    if tools() is None:
        report.missing.append(f"closing day: {MISSING}.")
        return report
    pairs = 5 if place.size.quick else PAIRS
    with cluster(place.scratch) as databases:
        database = databases("closing")
        managers = [Manager(**row) for row in _ask(place, database, "fill", str(pairs))]
        say(f"  {len(managers)} managers, {WORKERS} workers")
        with serve(place.scratch, database, managers[0].session, workers=WORKERS) as visitor:
            port = visitor.connection.port or 0
            _measure(report, place, database, [Browser(port, manager) for manager in managers])
    return report


NOTE = (
    f"{2 * PAIRS} managers with a connection each, released together, against gunicorn with "
    f"{WORKERS} workers on the same two cores. A latency is from the press to the answer, waiting "
    "for a worker included. The bare page is asked for in the same way: it is what the queue alone "
    "costs. Ratios pair the sorted latencies."
)


class Browser:
    """One manager: a kept connection, the cookie of a session, the last page's hidden fields."""

    def __init__(self, port: int, manager: Manager) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.manager = manager
        self.cookies = f"sessionid={manager.session}"
        self.hidden: dict[str, str] = {}

    def open(self, path: str) -> None:
        status, headers, body = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        text = body.decode()
        token = TOKEN.search(text)
        self.hidden = dict(HIDDEN.findall(text))
        self.hidden["csrfmiddlewaretoken"] = token[1] if token else ""
        if (cookie := headers.get("Set-Cookie", "")).startswith("csrftoken="):
            self.cookies = f"sessionid={self.manager.session}; {cookie.partition(';')[0]}"

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        headers = {"Cookie": self.cookies}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(data) if data else None, headers)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def save(self, path: str, key: int, note: str) -> int:
        """Send the value of one indicator; the status of the answer."""
        value = {f"i{key}-number": str(TARGET), f"i{key}-reference_date": f"31/12/{YEAR}"}
        data = {**self.hidden, **value, f"i{key}-note": note, "send": "1"}
        return self.ask("POST", path, data)[0]


def _measure(report: Report, place: Place, database: str, browsers: Sequence[Browser]) -> None:
    failures: list[int] = []

    def bare(browser: Browser) -> int:
        return browser.ask("GET", BARE)[0]

    def own(browser: Browser) -> int:
        return browser.save(browser.manager.own, browser.manager.own_key, "valore proprio")

    def shared(browser: Browser) -> int:
        # Two different values of one indicator: what tells them apart is who wrote them.
        note = f"scritto da {browser.manager.own}"
        return browser.save(browser.manager.shared, browser.manager.shared_key, note)

    _together(browsers, bare)  # every worker has answered once before anything counts
    before = _ask(place, database, "count")
    times: dict[str, Latencies] = {}
    for name, page, press, good in (
        ("bare page", "", bare, 200),
        ("own value", "own", own, 302),
        ("one value by two people", "shared", shared, 302),
    ):
        for browser in browsers if page else ():
            browser.open(getattr(browser.manager, page))
        times[name], statuses = _together(browsers, press)
        failures += [status for status in statuses if status != good]
        say(f"    {name}: slowest {max(times[name]):.1f} s")
    after = _ask(place, database, "count")
    for name in ("own value", "one value by two people"):
        what = f"saving {name}, {len(browsers)} at once"
        report.comparisons.append(Comparison(what, "bare page", times[name], times["bare page"]))
    report.checks += _checks(len(browsers), failures, before, after)


def _together(
    browsers: Sequence[Browser], press: Callable[[Browser], int]
) -> tuple[Latencies, list[int]]:
    """Everybody at the same moment: sorted seconds, and the statuses of the answers."""
    start = Barrier(len(browsers))

    def one(browser: Browser) -> tuple[float, int]:
        start.wait()
        began = time.perf_counter()
        status = press(browser)
        return time.perf_counter() - began, status

    with ThreadPoolExecutor(len(browsers)) as threads:
        done = list(threads.map(one, browsers))
    return sorted(seconds for seconds, _ in done), [status for _, status in done]


def _checks(
    people: int, failures: Sequence[int], before: dict[str, int], after: dict[str, int]
) -> list[Check]:
    entries, drafts = (after[name] - before[name] for name in ("entries", "drafts"))
    wanted_entries, wanted_drafts = people + people // 2, people // 2
    return [
        Check(f"answers that are errors, of {3 * people}", str(len(failures)), not failures),
        Check(
            f"entries stored ({people} own, {people // 2} of two people)",
            str(entries),
            entries == wanted_entries,
        ),
        Check(
            "values in conflict kept as drafts beside them", str(drafts), drafts == wanted_drafts
        ),
    ]


def _ask(place: Place, database: str, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.closing_data", *words],
        env=os.environ | environment(place.scratch, database),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])
