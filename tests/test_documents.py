"""Cards and book as PDF: accessible, complete, the same bytes each time, and for the right eyes."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from django.conf import settings
from django.db import transaction
from django.utils.html import strip_tags
from fontTools.ttLib import TTFont

from objectives.models import Employee, Indicator, Phase, Plan, Project, StaffAssignment
from reporting.books import book
from reporting.documents import book_html, card_html
from reporting.pdf import STATIC, render
from reporting.queries import read_facts
from tests import snapshot

FULL = {"with_money": True, "with_names": True}
BARE = {"with_money": False, "with_names": False}


def whole_book(plan: Plan, **options: Any) -> str:
    options = FULL | {"with_pool": True} | options
    with_pool = options.pop("with_pool")
    facts, table = read_facts(plan, plan.projects.all(), **options)
    return book_html(facts, table, size=len(facts.cards), with_pool=with_pool)


@pytest.fixture(scope="module")
def sources(demo_rows: snapshot.Kept, django_db_blocker: Any) -> dict[str, str]:
    """The demo's documents as HTML: long, special, short and bare card, and the book."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo_rows.put_back()
        plan = Plan.objects.get()
        cards = {number: plan.projects.get(number=number) for number in (3, 8, 24)}
        made = {f"card {number}": card_html(card, **FULL) for number, card in cards.items()}
        made["bare card 8"] = card_html(cards[8], **BARE)
        made["book"] = whole_book(plan)
        transaction.set_rollback(True)
    return made


NAMES = ("card 3", "card 8", "card 24", "bare card 8", "book")


@pytest.fixture(scope="module")
def pdfs(sources: dict[str, str]) -> dict[str, bytes]:
    return {name: render(html) for name, html in sources.items()}


@pytest.fixture(params=[*NAMES[:-1], pytest.param("book", marks=pytest.mark.slow)])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def text_of(content: bytes, *options: str) -> str:
    """The text as a reader copies it; pages end with a form feed."""
    program = shutil.which("pdftotext")
    assert program, "install poppler-utils"
    done = subprocess.run(
        [program, *options, "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return " ".join(text.split())


# --- Accessibility -------------------------------------------------------------------------


def assert_accessible(content: bytes) -> None:
    report = page.validate_pdf_bytes(content, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.once
def test_passes_the_checks_of_pdf_ua(pdfs: dict[str, bytes], name: str) -> None:
    assert_accessible(pdfs[name])


def elements(node: Any, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each structure element with the kinds of those around it."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid, inside)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        kind = str(node.S)
        yield kind, inside
        yield from elements(node.get("/K", pikepdf.Array()), (*inside, kind))


def test_headings_are_those_of_the_source(
    pdfs: dict[str, bytes], sources: dict[str, str], name: str
) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as document:
        found = list(elements(document.Root.StructTreeRoot.K))
    for level in ("h1", "h2", "h3"):
        kind = f"/{level.upper()}"
        around = [inside for found_kind, inside in found if found_kind == kind]
        assert len(around) == len(re.findall(f"<{level}[ >]", sources[name]))
        assert not any(kind in inside for inside in around), f"a nested {level}"
    assert any(kind == "/H1" for kind, _ in found)


def test_says_who_wrote_what_and_when(pdfs: dict[str, bytes], name: str) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as document:
        info, root = document.docinfo, document.Root
        assert str(root.Lang) == "it"
        assert "Piano della performance 2023-2025, Comune di Chiari" in str(info.Title)
        assert str(info.Author) == "Comune di Chiari"
        assert str(info.CreationDate).startswith("D:20230328")
        assert str(info.ModDate).startswith("D:20")


# --- Fonts ---------------------------------------------------------------------------------


def test_fonts_are_ours_and_embedded(pdfs: dict[str, bytes], name: str) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as document:
        fonts = [font for sheet in document.pages for font in sheet.resources.Font.values()]
        for font in fonts:
            (inner,) = font.DescendantFonts
            assert "Titillium" in str(inner.BaseFont)
            assert "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor


def test_our_words_have_a_glyph(sources: dict[str, str]) -> None:
    """A missing glyph would embed a fallback font, or print nothing."""
    known = set()
    for file in ("latin-400", "latin-ext-400"):
        font = TTFont(STATIC / "fonts" / "pdf" / f"titillium-web-{file}.ttf")
        known |= set(font.getBestCmap())
    for name, html in sources.items():
        missing = {char for char in strip_tags(html) if ord(char) not in known} - {"\n"}
        assert not missing, (name, missing)


# --- Words ---------------------------------------------------------------------------------


def test_card_8_says_what_is_stored(pdfs: dict[str, bytes]) -> None:
    text = squeezed(text_of(pdfs["card 8"], "-layout"))
    for words in (
        "18.200,00 × 75 / 500 = 2.730,00 €",
        "33.200,00 − 15.000,00 (progetto 3)",
        "peso 30 × coefficiente 2,5 = 75 su 500",
        "differenza dal calcolato 0,00",
        "Lavori pubblici, 75 %",
        "progressivo inserimento 38",
        "innovativo 30 9 2,5 75 100 % 2.730,00",
        "Comune di Chiari · Scheda di progetto n. 8",
        "Versione 1 · delibera G.C. n. 61 del 27/03/2023 · dati al",
        "pagina 1 di 3",
    ):
        assert words in text, words


def test_card_3_shows_its_tariff_and_fixed_amount(pdfs: dict[str, bytes]) -> None:
    text = squeezed(text_of(pdfs["card 3"], "-layout"))
    assert "Importo fisso: 15.000,00 €" in text
    assert "fino a 4 60,00" in text
    assert "15 % in più per le ore notturne o festive" in text


def test_a_bare_card_has_neither_names_nor_amounts(sources: dict[str, str], demo: Plan) -> None:
    html = sources["bare card 8"]
    for employee in Employee.objects.all():
        assert employee.last_name not in html
        assert employee.code not in html
    assert "2.730" not in html
    assert "€" not in html
    assert "Lavori pubblici, 75" in html, "areas and quotas stay"


def test_contradictions_show_both_values_and_which_applies(demo: Plan) -> None:
    html = squeezed(strip_tags(card_html(demo.projects.get(number=20), **FULL)))
    assert "80 % scheda 90 %" in html
    assert "Finché una persona non decide si applica la soglia più alta: 90 %." in html
    five = squeezed(strip_tags(card_html(demo.projects.get(number=5), **FULL)))
    assert "35 + 30 + 5 + 5 + 15 = 90" in five
    assert "i pesi non fanno 100" in five
    assert "1/3" in five


def test_the_weights_line_is_left_out_where_they_total_100(sources: dict[str, str]) -> None:
    assert "i pesi non fanno 100" not in sources["card 8"]


# --- The book ------------------------------------------------------------------------------


@pytest.mark.slow
def test_page_numbers_of_the_index_are_right(pdfs: dict[str, bytes]) -> None:
    pages = text_of(pdfs["book"]).split("\f")
    index = squeezed(" ".join(pages[1:3]))
    for number in range(1, 25):
        found = re.search(rf"(\d+) Progetto n\. {number},", index)
        assert found, number
        words = squeezed(pages[int(found[1]) - 1])
        assert f"Progetto n. {number} " in words
        assert f"pagina {found[1]} di {len(pages) - 1}" in words
    table = re.search(r"(\d+) Tavola riassuntiva", index)
    assert table
    assert "Tavola riassuntiva dei progetti" in pages[int(table[1]) - 1]


@pytest.mark.slow
def test_the_table_lies_on_its_side_and_totals(pdfs: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(pdfs["book"])) as document:
        boxes = [[float(side) for side in sheet.mediabox] for sheet in document.pages]
    wide = [number for number, box in enumerate(boxes, start=1) if box[2] > box[3]]
    assert wide == [4, 5]
    text = squeezed(text_of(pdfs["book"], "-f", "4", "-l", "5", "-layout"))
    assert "Totale 63.200,01" in text
    assert "Settore 5 120 4.225,01" in text
    assert "scheda 65 %" in text


def test_the_pool_page_prints_the_stored_sums(demo: Plan) -> None:
    html = squeezed(strip_tags(whole_book(demo)))
    assert "63.200,00 + 28.000,00 + 23,09 = 91.223,09" in html
    bare = squeezed(strip_tags(whole_book(demo, **BARE)))
    assert "91.223,09" not in bare
    assert "63.200" not in bare


def test_a_book_of_some_projects_has_no_totals(demo: Plan) -> None:
    some = demo.projects.filter(number__in=[13, 24])
    facts, table = read_facts(demo, some, **FULL)
    part = book(facts, table, size=24, with_pool=True)
    assert part.pool is None
    assert not part.with_totals
    html = strip_tags(book_html(facts, table, size=24, with_pool=True))
    assert "2 dei 24 progetti del piano" in html
    assert "11.831,00 × 75 / 245" in html, "a card explains its own amount"
    summary = html[html.index("Tavola riassuntiva dei progetti\n") : html.index("Progetto n.13")]
    assert "11.831,00" not in summary.split("Dove tavola")[0]


# --- Hostile and unusual content -----------------------------------------------------------

HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd"> & "così" </title></table>'


@pytest.fixture
def project(demo: Plan) -> Project:
    return demo.projects.get(number=24)


def test_typed_markup_is_printed_as_typed(project: Project) -> None:
    project.title = project.description = project.activities = project.timing = HOSTILE
    project.staff_text = project.special_rule = HOSTILE
    project.save()
    Phase.objects.filter(project=project).update(text=HOSTILE, period=HOSTILE[:90], note=HOSTILE)
    Indicator.objects.filter(project=project).update(
        name=HOSTILE, quantity=HOSTILE, activity=HOSTILE
    )
    Employee.objects.update(last_name="<b>Rossi</b>")
    html = card_html(project, **FULL)
    assert "<script" not in html
    assert 'passwd">' not in html
    content = render(html)
    assert_accessible(content)
    text = squeezed(text_of(content, "-raw"))
    assert text.count("<script>alert(1)</script>") >= 8
    assert "<b>Rossi</b>" in text
    book_text = whole_book(project.plan)
    assert "<script" not in book_text


@pytest.mark.parametrize("options", [FULL, BARE])
def test_an_empty_project_still_makes_a_card(project: Project, options: dict[str, bool]) -> None:
    project.phases.all().delete()
    project.indicators.all().delete()
    project.staff.all().delete()
    project.areas.clear()
    for field in ("description", "timing", "activities", "staff_text", "special_rule"):
        setattr(project, field, "")
    project.save()
    content = render(card_html(project, **options))
    assert_accessible(content)
    assert "Il personale non è ancora assegnato." in squeezed(text_of(content))


def test_long_titles_and_foreign_names_fit(project: Project) -> None:
    project.title = ("Parola " * 80)[:500].strip()
    project.save()
    Employee.objects.filter(assignments__project=project).update(
        first_name="Ștefan Živko", last_name="Jovanović-Dąbrowska-Őri"
    )
    Indicator.objects.filter(project=project).update(quantity="senzaspazi" * 30)
    content = render(card_html(project, **FULL))
    assert_accessible(content)
    text = squeezed(text_of(content))
    assert "Ștefan Živko" in text
    assert squeezed(text_of(content, "-f", "1", "-l", "1")).count("Parola") == 71
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) <= 3


def test_a_plan_without_run_and_version_makes_documents(demo: Plan) -> None:
    """A draft of next year: nothing is allocated yet, nothing is invented."""
    plan = Plan.objects.create(
        year=2024, triennium_start=2024, triennium_end=2026, title="Piano 2024"
    )
    kind = plan.classes.create(name="strategico", weight=40)
    plan.projects.create(
        number=1,
        kind="general",
        project_class=kind,
        weight=40,
        counted_staff=3,
        threshold=80,
        title="Bozza",
    )
    card = card_html(plan.projects.get(), **FULL)
    assert "Non c’è ancora un riparto registrato." in card
    assert "Piano non ancora approvato" in card
    content = render(whole_book(plan))
    assert_accessible(content)


def test_documents_are_italian_for_everybody(project: Project) -> None:
    from django.utils import translation

    italian = card_html(project, **FULL)
    with translation.override("en"):
        assert card_html(project, **FULL) == italian


# --- Cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [FULL, BARE])
def test_queries_do_not_grow_with_the_projects(
    demo: Plan, options: dict[str, bool], django_assert_num_queries: Callable
) -> None:
    for numbers in ([8], [3, 5, 8]):
        with django_assert_num_queries(12 if options["with_money"] else 11):
            read_facts(demo, demo.projects.filter(number__in=numbers), **options)


def test_rows_are_the_readers_own(demo: Plan) -> None:
    facts, _table = read_facts(demo, demo.projects.filter(number=8), **BARE)
    (card,) = facts.cards
    people = StaffAssignment.objects.filter(project__number=8)
    assert len(card.staff) == people.count()
    assert {person.code for person in card.staff} == {""}
    assert card.row.deliberated is None
    assert card.row.computed is None


def test_style_and_fonts_exist() -> None:
    css = (STATIC / "css" / "pdf.css").read_text()
    for address in re.findall(r'url\("([^"]+)"\)', css):
        assert (STATIC / "css" / address).resolve().is_relative_to(STATIC)
        assert (STATIC / "css" / address).exists(), address
    assert Path(settings.BASE_DIR) in STATIC.parents
