"""Cards and book at year end: what was measured and decided is printed as stored, and passes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils.html import strip_tags
from django.utils.timezone import now

from objectives.enums import PlanState, Role
from objectives.models import (
    Employee,
    Evidence,
    PhaseReport,
    Plan,
    ProgressEntry,
    Project,
    ProjectResult,
    Remark,
    User,
    Validation,
)
from reporting.documents import card_html
from reporting.pdf import render
from reporting.queries import read_facts
from reporting.stamp import card_stamp
from tests import snapshot
from tests.states import put_in_state
from tests.test_documents import (
    BARE,
    FULL,
    assert_accessible,
    squeezed,
    text_of,
    whole_book,
)


@pytest.fixture(scope="module")
def sources(year_end_rows: snapshot.Kept, django_db_blocker: Any) -> dict[str, str]:
    """Confirmed and validated, below its threshold, with values missing, bare; and the book."""
    with django_db_blocker.unblock(), transaction.atomic():
        year_end_rows.put_back()
        plan = Plan.objects.get()
        cards = {number: plan.projects.get(number=number) for number in (6, 7, 8, 16)}
        made = {f"card {number}": card_html(card, **FULL) for number, card in cards.items()}
        made["bare card 16"] = card_html(cards[16], **BARE)
        made["book"] = whole_book(plan)
        transaction.set_rollback(True)
    return made


CARDS = ("card 6", "card 7", "card 8", "card 16", "bare card 16")


def words_of(html: str) -> str:
    return squeezed(strip_tags(html)).replace("\xa0", " ")


@pytest.mark.once
@pytest.mark.parametrize("name", [*CARDS, pytest.param("book", marks=pytest.mark.slow)])
def test_passes_the_checks_of_pdf_ua(sources: dict[str, str], name: str) -> None:
    assert_accessible(render(sources[name]))


def test_card_8_says_what_was_reached(sources: dict[str, str]) -> None:
    text = squeezed(text_of(render(sources["card 8"]), "-layout"))
    for words in (
        "Scheda di progetto · consuntivo 2023",
        "Esito al 31/12/2023",
        "Confermato il 19/01/2024 da Tullio Marescotti.",
        "3 (E1, E2)",
        "= 100,00 %, pari alla soglia del 100 %: soglia raggiunta.",
        "E1 Contratto d’appalto · rep. 4821/2023",
        "Esito: Validato con rilievi (14/03/2024)",
        "Per il Nucleo",
        "Amalia Torrebruna",
    ):
        assert words in text, words
    assert "28/01/2023" in text
    assert "11/02/2023" in text


def test_a_card_below_its_threshold_says_so(sources: dict[str, str]) -> None:
    text = words_of(sources["card 16"])
    assert "83,75 %, sotto la soglia del 90 %: soglia non raggiunta." in text
    assert "Risultato 83,75 %, soglia 90 %" in text
    assert "Rilievo aperto: Dati mancanti del gestore" in text
    assert "2. 32 utenze sono in stabili in ristrutturazione" in text


def test_missing_and_neutralised_indicators_are_named(sources: dict[str, str]) -> None:
    assert "Mancano i valori degli indicatori 3, 6: contano 0." in words_of(sources["card 6"])
    assert "il risultato non è ancora confermato" in words_of(sources["card 6"])
    assert "neutralizzato, determina" in words_of(sources["card 7"]).lower()


def test_a_bare_card_has_results_without_names_and_words_of_others(
    sources: dict[str, str], year_end: Plan
) -> None:
    html = sources["bare card 16"]
    assert "83,75" in html
    assert "Rilievo" not in html
    assert "sollecitati" not in html
    for person in [*Employee.objects.all(), *User.objects.exclude(last_name="")]:
        assert person.last_name not in html


def test_what_was_stored_is_printed_and_not_worked_out_anew(year_end: Plan) -> None:
    project = year_end.projects.get(number=23)
    result = ProjectResult.objects.get(project=project)
    project.threshold = 100
    project.save()
    assert "Soglia minima" in words_of(card_html(project, **FULL))
    assert f"sopra la soglia del {result.threshold:.0f} %" in words_of(card_html(project, **FULL))


def test_an_approved_plan_prints_no_outcome(demo: Plan) -> None:
    text = words_of(card_html(demo.projects.get(number=8), **FULL))
    assert "Esito al" not in text
    assert "Nucleo Indipendente" not in text


def test_a_final_report_without_any_value_still_makes_a_card(demo: Plan) -> None:
    put_in_state(demo, PlanState.FINAL_REPORT)
    html = card_html(demo.projects.get(number=8), **FULL)
    assert "manca" in words_of(html)
    assert_accessible(render(html))


@pytest.mark.parametrize("options", [FULL, BARE])
def test_queries_do_not_grow_with_the_projects(
    year_end: Plan, options: dict[str, bool], django_assert_max_num_queries: Callable
) -> None:
    counts = []
    for numbers in ([8], [5, 8, 16]):
        with django_assert_max_num_queries(40) as queries:
            read_facts(year_end, year_end.projects.filter(number__in=numbers), **options)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _entry(project: Project, by: User) -> None:
    window = project.plan.windows.get(kind="final")
    indicator = project.indicators.all()[0]
    ProgressEntry.objects.create(
        indicator=indicator, window=window, reference_date=window.reference_date, number=1, by=by
    )


def _validation(project: Project, by: User) -> None:
    result = ProjectResult.objects.get(project=project)
    Validation.objects.create(result=result, outcome="validated", by=by)


NEW_ROWS: dict[str, Callable[[Project, User], object]] = {
    "entry": _entry,
    "report": lambda project, by: PhaseReport.objects.create(
        phase=project.phases.all()[0], done_on=None, by=by
    ),
    "evidence": lambda project, by: Evidence.objects.create(
        project=project, kind="protocol", description="d", reference="r", by=by
    ),
    "withdrawal": lambda project, by: project.evidence.update(withdrawn_at=now()),
    "remark": lambda project, by: Remark.objects.create(project=project, subject="s", by=by),
    "validation": _validation,
    "result": lambda project, by: project.results.update(state="validated"),
}


@pytest.mark.parametrize("name", NEW_ROWS)
def test_each_new_row_makes_a_new_document(year_end: Plan, name: str) -> None:
    project = year_end.projects.get(number=23)
    before = card_stamp(project.pk)
    NEW_ROWS[name](project, User.objects.filter(role=Role.NIV)[0])
    assert card_stamp(project.pk) != before
