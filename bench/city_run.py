"""One step of a distribution in a process of its own; the last line printed is JSON.

python -m bench.city_run prepare DAY      prepare a run paid on that day of July: seconds, memory
python -m bench.city_run verify           make the latest run again from what it stores
python -m bench.city_run compute ROUNDS   the computation against the plain loop, in turn
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest.mock import patch

from bench.city import YEAR

MEGABYTE = 1024  # ru_maxrss is in kilobytes


class Clock:
    """Adds up the seconds spent in functions, by a name of ours."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent = time.perf_counter() - begun
                self.seconds[name] = self.seconds.get(name, 0) + spent

        return clocked


def prepare(day: str) -> dict[str, Any]:
    """The action as the page calls it: reading and computing are clocked, the rest is writing."""
    from incentives import sharing
    from objectives.models import Plan

    # Not from its package, where the function of the same name stands before the module.
    actions = importlib.import_module("incentives.actions.distribution")
    clock = Clock()
    act = clock.around("whole", actions.prepare_distribution)
    with (
        patch.object(actions, "gather", clock.around("read", actions.gather)),
        patch.object(sharing, "distribute", clock.around("compute", sharing.distribute)),
    ):
        run = act(by=_first(), plan=Plan.objects.get(), paid_on=date(YEAR + 1, 7, int(day)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    times = clock.seconds
    times["write"] = times["whole"] - times["read"] - times["compute"]
    return {**times, "megabytes": peak, "lines": run.employee_lines.count(), "run": run.number}


def verify() -> dict[str, Any]:
    from incentives.distribution.verify import differences
    from incentives.models import DistributionRun

    begun = time.perf_counter()
    found = differences(DistributionRun.objects.latest("pk"))
    return {"verify": time.perf_counter() - begun, "differences": found}


def compute(rounds: str) -> dict[str, Any]:
    from bench.common import interleave
    from bench.plain import facts, numbers_of, plain_loop
    from incentives.distribution.gather import gather
    from incentives.sharing import distribute
    from objectives.models import Plan

    inputs = gather(Plan.objects.get(), paid_on=date(YEAR + 1, 7, 1)).inputs
    plain = facts(inputs)
    tasks = {"ours": lambda: distribute(inputs), "plain loop": lambda: plain_loop(**plain)}
    equal = numbers_of(distribute(inputs)) == plain_loop(**plain)
    return {"equal": equal, **interleave(tasks, int(rounds))}


def _first() -> Any:
    from objectives.enums import Role
    from objectives.models import User

    return User.objects.filter(role=Role.HR).order_by("pk")[0]


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "verify": verify,
    "compute": compute,
}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
