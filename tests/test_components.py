"""Pieces of the pages: what they say in words, what they draw, what they refuse to hide."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from objectives.models import Phase
from objectives.templatetags import components
from objectives.templatetags.timeline import place, span, ticks


def render(source, **context):
    return Template("{% load components timeline %}" + source).render(Context(context))


class WeightForm(forms.Form):
    weight = forms.DecimalField(label="Peso")


WeightFormSet = forms.formset_factory(WeightForm, extra=0)


def test_progress_is_green_only_from_the_threshold_on():
    below = render("{% progress x 70 %}", x=Decimal("69.99"))
    met = render("{% progress x 70 %}", x=Decimal("70.00"))
    assert "pp-progress-fill--met" not in below
    assert "pp-progress-fill--met" in met
    assert 'width="69.99%"' in below  # a point also in Italian: it is a coordinate


def test_progress_without_threshold_is_never_green():
    drawn = render("{% progress x %}", x=Decimal("100"))
    assert "pp-progress-fill--met" not in drawn
    assert "pp-progress-tick" not in drawn


def test_progress_never_leaves_its_ground():
    assert 'width="100%" height="8" rx="1" fill="#0066cc"' in render("{% progress x %}", x=130)


@pytest.mark.parametrize("kind", components.CHIPS)
def test_every_chip_has_a_sign_of_the_sprite_and_a_word(kind):
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    _look, sign, word = components.CHIPS[kind]
    assert f'id="{sign}"' in sprite
    assert f">{word}<" in str(components.chip(kind)).replace("</svg>", ">").replace(">>", ">")


def test_every_icon_in_the_templates_is_drawn():
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    used = {name for page in pages for name in re.findall(r'icon "([\w-]+)"', page.read_text())}
    assert used
    assert [name for name in sorted(used) if f'id="{name}"' not in sprite] == []


def test_chip_label_is_escaped():
    assert "<b>" not in components.chip("locked", "<b>x</b>")


def test_error_summary_counts_and_links_forms_and_rows():
    form = WeightForm({"weight": "12,5,0"})
    rows = WeightFormSet(
        {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0, "form-0-weight": "1", "form-1-weight": "x"}
    )
    shown = render("{% error_summary form rows %}", form=form, rows=rows)
    assert "2 cose da sistemare" in shown
    assert 'href="#id_weight"' in shown
    assert 'href="#id_form-1-weight"' in shown
    assert "Riga 2" in shown


def test_error_summary_is_silent_before_anything_is_sent():
    assert render("{% error_summary form %}", form=WeightForm()).strip() == ""


def test_reconciliation_says_when_it_does_not_balance():
    parts = [{"label": "Assegnati", "amount": Decimal("63200.00")}]
    context = {"total_label": "Monte premi", "total": Decimal("63200.01"), "parts": parts}
    name = "components/reconciliation.html"
    assert "Non quadra" in render_to_string(name, {**context, "difference": Decimal("0.01")})
    assert "Quadratura" in render_to_string(name, {**context, "difference": Decimal("0.00")})


def test_timeline_spans_whole_years_and_marks_dates():
    phases = [
        Phase(order=1, text="Avvio", due_date=datetime.date(2023, 1, 1)),
        Phase(order=2, text="Fine", due_date=datetime.date(2023, 12, 31)),
        Phase(order=3, text="Poi", period="anno 2024"),
    ]
    start, end = span(phases, 2023)
    assert (start, end) == (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
    assert place(start, start, end) == 0
    assert 99 < place(end, start, end) < 100
    shown = render("{% timeline phases 2023 %}", phases=phases)
    assert shown.count('class="pp-mark"') == 2
    assert "31/12/2023" in shown
    assert "anno 2024" in shown


def test_timeline_of_years_is_divided_by_quarters():
    phases = [Phase(order=1, text="x", due_date=datetime.date(2025, 3, 1))]
    axis = ticks(*span(phases, 2023))
    assert len(axis) == 12
    assert [tick.year for tick in axis if tick.year] == ["2023", "2024", "2025"]
