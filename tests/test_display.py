"""Figures on pages: Italian and English signs, exactness, empty values, cells."""

import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from objectives.templatetags import display

CENTS = st.decimals(min_value=-(10**10), max_value=10**10, places=2)


@pytest.fixture(params=["it", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("value", "italian", "english"),
    [
        (Decimal("1234.56"), "1.234,56", "1,234.56"),
        (Decimal("-4.48"), "−4,48", "−4.48"),
        (Decimal("0"), "0,00", "0.00"),
        (Decimal("91223.09"), "91.223,09", "91,223.09"),
        (Decimal("1234567.8"), "1.234.567,80", "1,234,567.80"),
        (Decimal("-0.001"), "0,00", "0.00"),
        (2730, "2.730,00", "2,730.00"),
        ("2184.0000", "2.184,00", "2,184.00"),
    ],
)
def test_money(value, italian, english, language):
    assert display.money(value) == (italian if language == "it" else english)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (display.euro(Decimal("2730")), "2.730,00\u00a0€"),
        (display.signed(Decimal("0.01")), "+0,01"),
        (display.signed(Decimal("-4.48")), "−4,48"),
        (display.signed(Decimal("0")), "0,00"),
        (display.quota4(Decimal("528.125")), "528,1250"),
        (display.quota4(Decimal("2897.38775510204")), "2.897,3878"),
        (display.number(Decimal("2.50")), "2,5"),
        (display.number(Decimal("3.00")), "3"),
        (display.number(Decimal("1000")), "1.000"),
        (display.number(Decimal("0.00")), "0"),
        (display.percent(Decimal("70.00")), "70\u00a0%"),
        (display.percent(Decimal("66.67")), "66,67\u00a0%"),
        (display.percent(Decimal("78.1"), 2), "78,10\u00a0%"),
        (display.date_it(datetime.date(2023, 12, 31)), "31/12/2023"),
    ],
)
def test_written_the_italian_way(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "show",
    [
        display.money,
        display.euro,
        display.signed,
        display.quota4,
        display.number,
        display.percent,
        display.date_it,
        display.moment,
        display.amount,
        display.difference,
    ],
)
def test_what_does_not_apply_is_empty(show):
    assert show(None) == ""
    assert show("") == ""


@pytest.mark.parametrize("value", [0.1, 12.0, True])
def test_floats_are_refused(value):
    with pytest.raises(TypeError):
        display.money(value)


def test_rounds_half_up_and_not_to_even():
    assert display.money(Decimal("528.125")) == "528,13"
    assert display.money(Decimal("2640.625")) == "2.640,63"


@given(CENTS)
def test_nothing_is_lost_in_writing_money(value):
    text = display.money(value).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(text) == value


def test_moments_are_told_in_italian_time():
    noon = datetime.datetime(2023, 7, 1, 22, 30, tzinfo=datetime.UTC)
    assert display.moment(noon) == "02/07/2023, 00:30"
    assert display.date_it(noon) == "02/07/2023"


def test_cells_colour_only_a_difference_that_is_not_zero():
    template = Template("{% load display %}{% amount x %}|{% difference x %}")
    assert template.render(Context({"x": Decimal("0.01")})) == (
        '0,01|<span class="pp-diff">+0,01</span>'
    )
    assert template.render(Context({"x": Decimal("0.00")})) == (
        '<span class="pp-zero">0,00</span>|<span class="pp-zero">0,00</span>'
    )
