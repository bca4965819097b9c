"""One text, and one SHA-256, for equal plain values.

The canonical form is JSON with sorted keys, no spaces and text as it is (UTF-8). A `Decimal` is
written as a string in plain notation without trailing zeros, so that 20 and 20.00, which are
equal, have the same digest. Binary fractions have no exact text and are refused.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal


def decimal_text(value: Decimal) -> str:
    """Plain notation without trailing zeros: "20", "2.5", "0.01"; ValueError if not finite."""
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical text")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def canonical_json(value: object) -> str:
    """TypeError for anything but None, bool, int, str, Decimal, lists, tuples, mappings of str."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_hex(value: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return decimal_text(value)
        case Mapping():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key of canonical JSON is text, not {type(key).__name__}")
    return key
