"""What a browser would send: the fields of a page with the values it shows."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

Typed = dict[str, list[str]]


class _Fields(HTMLParser):
    """Collects inputs, areas and lists outside <template>; buttons are pressed, not sent."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Typed = {}
        self.shelf = 0
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "template":
            self.shelf += 1
        elif not self.shelf:
            self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and self._counts(given):
            self.fields.setdefault(name, []).append(self._value(given))
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields.setdefault(self.select, []).append(given.get("value", ""))

    @staticmethod
    def _value(given: dict[str, str]) -> str:
        return given.get("value", "on" if given.get("type") == "checkbox" else "")

    @staticmethod
    def _counts(given: dict[str, str]) -> bool:
        return given.get("type") not in ("checkbox", "radio") or "checked" in given

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.shelf -= 1
        elif tag == "textarea" and self.area:
            self.fields[self.area] = [self.fields[self.area][0].removeprefix("\n")]
            self.area = ""
        elif tag == "select":
            self.select = ""


def typed_in(response: HttpResponse) -> Typed:
    """The fields of the page's main part."""
    parser = _Fields()
    parser.feed(response.content.decode().partition("<main")[2].partition("</main>")[0])
    return parser.fields


def send(client: Client, url: str, typed: Typed, **changes: Any) -> HttpResponse:
    """Post what was typed with some fields changed; None leaves a field out."""
    data = {**typed, **{name.replace("__", "-"): value for name, value in changes.items()}}
    return client.post(url, {name: value for name, value in data.items() if value is not None})
