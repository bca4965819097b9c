"""Text that people typed, as the blocks a page or document is set from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

MARKER = re.compile(r"(\d{1,2}[.)]|[a-z]\)|[-–•*])\s+")
HEADING_LENGTH = 60
PARAGRAPH, HEADING, LIST = "p", "h3", "list"


@dataclass(frozen=True, slots=True)
class Item:
    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a small heading, or a list whose markers are kept as typed."""

    kind: str
    text: str = ""
    items: tuple[Item, ...] = ()


def blocks(text: str) -> list[Block]:
    """One line is one paragraph or list item; a short line before a list is its heading."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kinds = list(map(_kind, lines, [*lines[1:], ""]))
    pairs = zip(kinds, lines, strict=True)
    return [
        block
        for kind, members in groupby(pairs, key=lambda pair: pair[0])
        for block in _blocks(kind, [line for _kind, line in members])
    ]


def _kind(line: str, following: str) -> str:
    if MARKER.match(line):
        return LIST
    heads = len(line) <= HEADING_LENGTH and line[-1] not in ".;,"
    return HEADING if heads and MARKER.match(following) else PARAGRAPH


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    if kind == LIST:
        yield Block(LIST, items=tuple(map(_item, lines)))
    else:
        yield from (Block(kind, line.rstrip(":") if kind == HEADING else line) for line in lines)


def _item(line: str) -> Item:
    marker, text = MARKER.split(line, maxsplit=1)[1:]
    return Item("–" if marker in "-•*" else marker, text)
