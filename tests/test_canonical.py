"""Equal values have one canonical text; what has none is refused."""

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from objectives.canonical import canonical_json, decimal_text, sha256_hex


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("20.00", "20"),
        ("2.50", "2.5"),
        ("1E+3", "1000"),
        ("1E-10", "0.0000000001"),
        ("-0.00", "0"),
        ("-1.10", "-1.1"),
        ("100", "100"),
    ],
)
def test_decimal_text(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


def test_canonical_json_sorts_keys_and_keeps_text() -> None:
    value = {"è": (Decimal("1.0"), None, True), "a": {"z": 1, "b": "città"}}
    assert canonical_json(value) == '{"a":{"b":"città","z":1},"è":["1",null,true]}'


def test_digest_is_of_the_utf_8_text() -> None:
    assert sha256_hex("è") == hashlib.sha256('"è"'.encode()).hexdigest()
    assert sha256_hex({"a": 1, "b": 2}) == sha256_hex({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [0.5, {"a": [0.5]}, {1: "a"}, {1, 2}, b"a", object()])
def test_values_without_an_exact_text_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_decimals_that_are_no_numbers_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no canonical text"):
        sha256_hex(Decimal(value))
