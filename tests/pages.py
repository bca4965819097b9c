"""What tests of pages share: the words a person reads, the queries a page costs."""

import html
import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text_of(response: HttpResponse) -> str:
    """The words of the main part of a page, without markup and hard spaces."""
    main = re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())
    words = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+", " ", words.replace("\N{NO-BREAK SPACE}", " "))


def numbers_of(response: HttpResponse) -> list[int]:
    """The projects a page links to, in their order."""
    found = re.findall(r'href="/piano/2023/progetti/(\d+)/"', response.content.decode())
    return [int(number) for number in found]


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
