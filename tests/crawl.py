"""Follow the links of the pages, as people of each role would; notice what a GET writes.

for seen in crawl(client, "/"):
    seen.url, seen.found_on, seen.response, seen.written
"""

import html
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from objectives.enums import AuditAction

# How many pages of one address and one set of parameters a crawl opens.
PAGES_OF_A_KIND = 3
LISTS_OF_A_KIND = 1
# Parameters that Django's admin reads for all its lists alike: tried once, on one of them. And
# one that it carries from a list to the pages of its rows, which do not read it.
OF_EVERY_LIST = frozenset({"_facets", "all", "p", "_popup", "_to_field"})
CARRIED = "_changelist_filters"
# The trail of who read amounts by name is what a GET has to write (docs/adr/0007).
READING = AuditAction.READ
# A login stamps its session, the lock-out counts in the cache: neither is data of the body.
TECHNICAL_TABLES = ("django_session", "shared_cache")
_WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+[\"`]?(\w+)", re.I)


@contextmanager
def written_statements() -> Iterator[list[str]]:
    """Collect the statements that write anything but sessions and cache."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = _WRITE.match(sql)
        if written and written[1] not in TECHNICAL_TABLES and not _is_reading(written[1], params):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def _is_reading(table: str, params: Any) -> bool:
    return table == "objectives_auditevent" and READING in (params or ())


@dataclass(frozen=True)
class Seen:
    """One page of a crawl: how it was found, what it answered and what it wrote."""

    url: str
    found_on: str
    response: HttpResponse
    written: list[str]

    @property
    def is_page(self) -> bool:
        kind = self.response.headers.get("Content-Type", "")
        return self.response.status_code == 200 and kind.startswith("text/html")

    @property
    def source(self) -> str:
        return self.response.content.decode()

    @property
    def links(self) -> list[str]:
        return self._parsed.links

    @property
    def words(self) -> str:
        return self._parsed.text

    @cached_property
    def _parsed(self) -> "_Page":
        return _Page(self.source)


class _Page(HTMLParser):
    """The addresses of a page, and its words as people read or hear them."""

    SILENT = ("script", "style", "template")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self._silent += tag in self.SILENT
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        heard = (given.get(name) for name in ("aria-label", "title", "alt", "placeholder"))
        self.words.extend(word for word in heard if word)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        pieces = (" ".join(html.unescape(word).split()) for word in self.words)
        return "\n".join(piece for piece in pieces if piece)


def words_of(source: str) -> str:
    """The text of a whole page with its labels, one line for each piece."""
    return _Page(source).text


def _kind(url: str) -> tuple[str, frozenset[str]]:
    """Pages of one kind: the same address pattern with the same parameters."""
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name or parts.path
    except Resolver404:
        name = parts.path
    keys = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)} - {CARRIED}
    return name, frozenset(keys)


class _Opened:
    """What a crawl has opened, to leave out what would show nothing else."""

    def __init__(self) -> None:
        self._counted = Counter[tuple[str, frozenset[str]]]()
        self._tried = set[tuple[str, str]]()

    def takes(self, url: str) -> bool:
        """Whether to open the page; if so it is counted."""
        kind = name, keys = _kind(url)
        if name.startswith("admin:"):
            wanted = not self._counted[kind] and (not keys or self._tries(name, keys))
        else:
            wanted = self._counted[kind] < (LISTS_OF_A_KIND if keys else PAGES_OF_A_KIND)
        self._counted[kind] += wanted
        return wanted

    def _tries(self, name: str, keys: frozenset[str]) -> bool:
        """Whether a parameter is new. Lists multiply filters by orders: each is tried once."""
        found = {("" if key in OF_EVERY_LIST else name, key) for key in keys}
        new = not found <= self._tried
        self._tried |= found
        return new


def anywhere(url: str) -> bool:
    return True


def in_data_administration(url: str) -> bool:
    return url.startswith("/admin/")


def outside_data_administration(url: str) -> bool:
    return not in_data_administration(url)


def crawl(client: Client, start: str, follows: Callable[[str], bool] = anywhere) -> Iterator[Seen]:
    """Open `start` and what it links to, a few pages of each kind, breadth first.

    A page that breaks is yielded with its 500. Links to other hosts are not followed.
    """
    client.raise_request_exception = False
    known, opened = {start}, _Opened()
    waiting = deque([(start, "")])
    while waiting:
        url, found_on = waiting.popleft()
        if not opened.takes(url):
            continue
        with written_statements() as written:
            response = client.get(url)
        seen = Seen(url, found_on, response, written)
        yield seen
        for link in _followed(seen):
            if link not in known and follows(link):
                known.add(link)
                waiting.append((link, url))


def _followed(seen: Seen) -> Iterator[str]:
    if 300 <= seen.response.status_code < 400:
        yield seen.response.headers["Location"]
    elif seen.is_page:
        for link in seen.links:
            parts = urlsplit(urljoin(seen.url, link))
            if not (parts.scheme or parts.netloc):
                yield parts._replace(fragment="").geturl()
