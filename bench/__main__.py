"""python -m bench [NAME…] [--quick] [--rounds N]: measure, print, and write results.md."""

import argparse
import importlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from bench.common import Place, Report, Size, render, say, table

MODULES = ("allocation", "pages", "documents", "workbook", "closing_day", "distribution")
RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    options = read_options()
    scratch = Path(tempfile.mkdtemp(prefix="chiari-bench-"))
    scratch.chmod(0o711)
    try:
        write(options, *measure(options, Place(scratch, Size(options.rounds, options.quick))))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(MODULES))
    parser.add_argument("--rounds", type=int, default=1, help="times the usual number of rounds")
    parser.add_argument("--quick", action="store_true", help="one round of the smallest size")
    parser.add_argument(
        "--again", action="store_true", help="put the named parts into results.md, dated apart"
    )
    options = parser.parse_args()
    unknown = set(options.names) - set(MODULES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    if options.again and (options.quick or not options.names):
        parser.error("--again takes the names of parts, and no --quick")
    return options


def measure(options: argparse.Namespace, place: Place) -> tuple[str, list[Report], float]:
    start = time.monotonic()
    prepare(place.scratch)
    machine = describe()
    reports = []
    for name in options.names or MODULES:
        say(f"== {name}")
        reports.append(importlib.import_module(f"bench.{name}").measure(place))
    return machine, reports, time.monotonic() - start


def prepare(scratch: Path) -> None:
    """The environment of this process and of the servers it starts."""
    from bench.data import environment

    os.environ.update(environment(scratch))
    import django

    django.setup()


def describe() -> str:
    from bench.machine import facts

    return table(("measured on", ""), facts())


def write(options: argparse.Namespace, machine: str, reports: list[Report], seconds: float) -> None:
    """A full run is kept whole; a part measured again says in its section when and on what."""
    text = HEAD.format(machine=machine, minutes=f"{seconds / 60:.1f}")
    text += "\n" + "\n".join(map(render, reports))
    print(text)
    if options.again:
        for report in reports:
            replace_section(report)
    elif options.names or options.quick:
        say("Not written to bench/results.md: that takes a full run, or --again.")
    else:
        RESULTS.write_text(text, encoding="utf-8")


def replace_section(report: Report) -> None:
    from bench.machine import facts

    about = dict(facts())
    report.notes.append(
        f"Measured again by itself on {about['date']}, revision {about['revision']}, load before"
        f" {about['load before the run']}."
    )
    whole = RESULTS.read_text(encoding="utf-8")
    before, heading, rest = whole.partition(f"## {report.title}\n")
    if not heading:
        raise SystemExit(f"bench/results.md has no section «{report.title}»")
    _, following, after = rest.partition("\n## ")
    RESULTS.write_text(
        before + render(report) + (following + after if following else ""), encoding="utf-8"
    )


HEAD = """# Speed

Written by `bench/run`; figures are not edited by hand. Times are medians. A ratio is ours
divided by theirs, taken in each round from two measurements made one right after the other; below
are its median and its quartiles over the rounds. A goal is met when the median does not exceed
it, and marked unclear when it lies between the quartiles. The run took {minutes} minutes.

{machine}
"""

if __name__ == "__main__":
    main()
