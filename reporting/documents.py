"""What is served as a PDF: one project's card, and the book of a plan.

    document = card_document(project, with_money=True, with_names=True)
    document.filename, document.key, document.content()

`key` is known without rendering; `content()` takes the stored copy when there is one. Documents
are Italian whatever the reader's language: they are the body's acts, not its pages.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from objectives.models import Plan, Project
from objectives.templatetags.display import date_it
from reporting.books import book
from reporting.cards import Card, money_of, run_text, version_text
from reporting.facts import Facts, last_change
from reporting.pdf import render
from reporting.queries import read_facts
from reporting.rows import PlanTable
from reporting.stamp import card_stamp
from reporting.store import DocumentStore, document_key

LANGUAGE = "it"


@dataclass(frozen=True, slots=True)
class Document:
    """`holds` says after rendering whether the facts are still those of the key."""

    filename: str
    key: str
    make: Callable[[], bytes]
    holds: Callable[[], bool]

    def content(self) -> bytes:
        store = DocumentStore(settings.DOCUMENT_STORE)
        stored = store.read(self.key)
        if stored is not None:
            return stored
        made = self.make()
        if self.holds():
            store.write(self.key, made)
        return made


def card_filename(year: int, number: int) -> str:
    """scheda-08-2023.pdf"""
    return f"scheda-{number:02d}-{year}.pdf"


def book_filename(year: int) -> str:
    return f"piano-{year}.pdf"


def card_document(project: Project, *, with_money: bool, with_names: bool) -> Document:
    """The card of one project, without amounts or names where the reader may not see them.

    Of `project` no more is needed than its key, its number and the year of its plan.
    """
    stamp = card_stamp(project.pk)
    return Document(
        filename=card_filename(project.plan.year, project.number),
        key=document_key("card", stamp, with_money, with_names),
        make=lambda: render(card_html(project, with_money=with_money, with_names=with_names)),
        holds=lambda: card_stamp(project.pk) == stamp,
    )


def card_html(project: Project, *, with_money: bool, with_names: bool) -> str:
    with translation.override(LANGUAGE):
        plan = Plan.objects.get(pk=project.plan_id)
        own = Project.objects.filter(pk=project.pk)
        facts, table = read_facts(plan, own, with_money=with_money, with_names=with_names)
        (card,) = cards(facts, table)
        title = _("Card of project no. %(number)s") % {"number": card.row.number}
        context = _frame(facts, title) | {"card": card, "title": title}
        return render_to_string("reporting/documents/card.html", context)


def book_document(
    plan: Plan,
    projects: QuerySet[Project],
    *,
    with_money: bool,
    with_names: bool,
    with_pool: bool,
) -> Document:
    """The plan as a book of the `projects` its reader may see.

    The pool and the totals are printed with `with_pool`, and when no project is left out.
    """
    with translation.override(LANGUAGE):
        facts, table = read_facts(plan, projects, with_money=with_money, with_names=with_names)
        size = plan.projects.count()
    return Document(
        filename=book_filename(plan.year),
        key=document_key("book", facts, size, with_pool),
        make=lambda: render(book_html(facts, table, size=size, with_pool=with_pool)),
        holds=lambda: True,  # made of the very facts that gave the key
    )


def book_html(facts: Facts, table: PlanTable, *, size: int, with_pool: bool) -> str:
    with translation.override(LANGUAGE):
        footer = _("Project cards %(year)s, book") % {"year": facts.plan.year}
        context = _frame(facts, footer) | {
            "cards": cards(facts, table),
            "book": book(facts, table, size=size, with_pool=with_pool),
            "title": facts.plan.title,
        }
        return render_to_string("reporting/documents/book.html", context)


def cards(facts: Facts, table: PlanTable) -> list[Card]:
    run = table.run if facts.with_money else None
    return [
        Card(
            facts=card,
            money=money_of(card.row, run),
            with_money=facts.with_money,
            with_names=facts.with_names,
        )
        for card in facts.cards
    ]


def _frame(facts: Facts, footer: str) -> dict[str, Any]:
    """What letterhead, footer and metadata say; the footer names the document."""
    changed = last_change(facts)
    as_of = timezone.localtime(changed).date() if changed else None
    version = facts.plan.version
    return {
        "body": settings.BODY_NAME,
        "province": settings.BODY_PROVINCE,
        "demo": settings.DEMO,
        "plan": facts.plan,
        "created": version.in_force_from if version else as_of,
        "modified": as_of,
        "version": version_text(facts.plan),
        "data_as_of": _data_as_of(as_of),
        "footer": footer_text(footer, version_text(facts.plan), _data_as_of(as_of)),
        "run": run_text(facts.plan.run),
    }


def _data_as_of(as_of: datetime.date | None) -> str:
    return _("data as of %(date)s") % {"date": date_it(as_of)} if as_of else ""


def footer_text(name: str, *about: str) -> str:
    """Two lines: body and document; version, act and date of the data."""
    demo = _("demonstration, the people are invented") if settings.DEMO else ""
    first = filter(None, (settings.BODY_NAME, name, demo))
    return " · ".join(first) + "\n" + " · ".join(filter(None, about))
