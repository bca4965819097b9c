"""Cards and book against the bare library, a first cut at the same content, and LibreOffice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import office
from bench.common import Check, Comparison, Place, Report, interleave, say
from bench.contenders import Render, bare, draw_crest, first_cut
from bench.data import YEAR, environment, fill
from bench.server import serve

GOALS = {"the bare library": 1.15, "a first cut": 0.5}
ONE_PROCESS, TWO_PROCESSES, STORED = 0.3, 0.2, 0.01
CARD = 8
ROUNDS = {"card": 15, "cards": 3, "book": 3, "processes": 3, "stored": 15}
NOTE = (
    "Ours is everything from the database to the bytes: reading, words, layout, nothing stored. "
    "The bare library gets the same HTML, its fonts and style sheet loaded once. The first cut "
    "lays out the same content with fonts and style sheet loaded anew, a PNG crest of 600 × 750 "
    "points, hyphenation and tables as wide as their content. LibreOffice converts the same cards "
    "from its own format, made beforehand, by a call for each document, which the goals are about, "
    "and by one call for all of them, which spares it 23 starts. Card 8 is the one card."
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document in our way, and its HTML for the others."""

    make: Callable[[], bytes]
    html: str


def measure(place: Place) -> Report:
    report = Report("Documents: cards and book", notes=[NOTE])
    session = fill()
    papers = card_papers()
    others = {"the bare library": bare(), "a first cut": first_cut(place.scratch)}
    _against(report, "one card, warm", [papers[CARD]], others, rounds(place, "card"))
    _served_again(report, place, session)
    if not place.size.quick:
        _against(report, "24 cards", list(papers.values()), others, rounds(place, "cards"))
        _against(report, "the book", [book_paper()], others, rounds(place, "book"))
    _whole_processes(report, place, [paper.html for paper in papers.values()])
    return report


def rounds(place: Place, name: str) -> int:
    return place.size.rounds_of(ROUNDS[name])


def card_papers() -> dict[int, Paper]:
    from objectives.models import Project
    from reporting.documents import card_document, card_html

    may = {"with_money": True, "with_names": True}
    return {
        project.number: Paper(card_document(project, **may).make, card_html(project, **may))
        for project in Project.objects.select_related("plan").order_by("number")
    }


def book_paper() -> Paper:
    from objectives.models import Plan, Project
    from reporting.documents import book_document, book_html
    from reporting.queries import read_facts

    plan = Plan.objects.get()
    may = {"with_money": True, "with_names": True}

    def make() -> bytes:
        return book_document(plan, Project.objects.filter(plan=plan), with_pool=True, **may).make()

    facts, table = read_facts(plan, Project.objects.filter(plan=plan), **may)
    return Paper(make, book_html(facts, table, size=len(facts.cards), with_pool=True))


def _against(
    report: Report, what: str, papers: list[Paper], others: dict[str, Render], count: int
) -> None:
    say(f"  {what}")
    tasks = {"ours": lambda: [paper.make() for paper in papers]}
    for name, render in others.items():
        tasks[name] = lambda render=render: [render(paper.html) for paper in papers]
    times = interleave(tasks, count, warm=len(papers) == 1)
    for name, goal in GOALS.items():
        report.comparisons.append(Comparison(what, name, times["ours"], times[name], goal))


# --- Served again --------------------------------------------------------------------------


def _served_again(report: Report, place: Place, session: str) -> None:
    """From the store: inside the application, and as a whole request through the server."""
    from objectives.models import Project
    from reporting.documents import card_document

    say("  an unchanged card, served again")
    project = Project.objects.select_related("plan").get(number=CARD)

    def document():
        return card_document(project, with_money=True, with_names=True)

    path = f"/piano/{YEAR}/progetti/{CARD}/scheda-{CARD:02d}-{YEAR}.pdf"
    with serve(place.scratch, os.environ["DATABASE_URL"], session) as visitor:
        same = visitor.get(path) == document().content() == document().make()
        tasks = {
            "stored": lambda: document().content(),
            "requested": lambda: visitor.get(path),
            "rendered": lambda: document().make(),
        }
        times = interleave(tasks, rounds(place, "stored"))
    for what, name in (("", "stored"), (", whole request", "requested")):
        report.comparisons.append(
            Comparison(
                f"an unchanged card served again{what}",
                "rendering it",
                times[name],
                times["rendered"],
                STORED,
            )
        )
    found = "the same bytes" if same else "they differ"
    report.checks.append(Check("the card served, stored and rendered", found, same))


# --- Whole processes -----------------------------------------------------------------------


def _whole_processes(report: Report, place: Place, pages: list[str]) -> None:
    if not office.is_there():
        report.missing.append(f"24 cards against LibreOffice: {office.MISSING}.")
        return
    say("  24 cards as whole processes")
    crest = place.scratch / "crest-office.png"
    draw_crest(crest)
    letters = office.Office.filled(place.scratch / "office", pages, crest)
    tasks = {
        "one": partial(_batch, place, 1),
        "two": partial(_batch, place, 2),
        "at once": letters.convert_at_once,
        "one by one": letters.convert_one_by_one,
    }
    times = interleave(tasks, rounds(place, "processes"), warm=False)
    for ours, goal in (("one", ONE_PROCESS), ("two", TWO_PROCESSES)):
        for theirs, how, aim in (
            ("one by one", "a call for each", goal),
            ("at once", "one call for all", None),
        ):
            report.comparisons.append(
                Comparison(
                    f"24 cards, whole process, {ours} of ours",
                    f"LibreOffice, {how}",
                    times[ours],
                    times[theirs],
                    aim,
                )
            )


def _batch(place: Place, processes: int) -> None:
    folder = place.scratch / "cards"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "bench.batch", str(folder), str(processes)],
        env=os.environ | environment(place.scratch),
        check=True,
    )
