"""Frozen dataclasses as plain JSON values, and back: what a run or a result stores.

A codec is a pair of functions; `record` makes one for a dataclass from those of its attributes,
whose names become the keys. Decimals are text, since JSON has no exact number for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from objectives.canonical import decimal_text


class CodecError(ValueError):
    """Data without the expected shape; `field` is the innermost one missing or malformed."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Codec:
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def typed(kind: type, read: Callable[[Any], Any] = lambda data: data) -> Callable[[Any], Any]:
    """A reader that takes only plain values of that kind."""

    def checked(data: Any) -> Any:
        if not isinstance(data, kind):
            raise TypeError(f"{data!r} is not {kind.__name__}")
        return read(data)

    return checked


def optional(codec: Codec) -> Codec:
    return Codec(
        lambda value: None if value is None else codec.write(value),
        lambda data: None if data is None else codec.read(data),
    )


def many(codec: Codec) -> Codec:
    return Codec(
        lambda values: [codec.write(value) for value in values],
        typed(list, lambda data: tuple(codec.read(item) for item in data)),
    )


def record(kind: type, codecs: Mapping[str, Codec]) -> Codec:
    """Reading ignores further keys. CodecError: a key is missing or its value malformed."""

    def read(data: Mapping[str, Any]) -> Any:
        return kind(**{name: _read_field(codec, data, name) for name, codec in codecs.items()})

    return Codec(
        lambda value: {name: codec.write(getattr(value, name)) for name, codec in codecs.items()},
        read,
    )


def _read_field(codec: Codec, data: Mapping[str, Any], name: str) -> Any:
    try:
        return codec.read(data[name])
    except CodecError:
        raise
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise CodecError(name) from error


TEXT = Codec(str, typed(str))
COUNT = Codec(int, typed(int))
DAY = Codec(date.isoformat, typed(str, date.fromisoformat))
FLAG = Codec(bool, typed(bool))
NUMBER = Codec(decimal_text, typed(str, Decimal))
# As many decimals as the value has: 2640.6250000000, 94.00.
PLACES = Codec(lambda value: format(value, "f"), typed(str, Decimal))
FRACTION = Codec(str, typed(str, Fraction))
