"""Querysets whose SQL is written once in a process instead of once for each request.

Django writes the SQL anew for each evaluation, and for one row joined to thirty tables that takes
longer than the database needs to answer. A prepared queryset is built with a mark in the place of
each key, written once, and from then on only asked, with the keys where the marks were.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
# Valid for every integer column, also a small one, and unlike any figure a query of ours holds.
FIRST_MARK = 32_701


class _Ready(SQLCompiler):
    """A compiler that has written already."""

    text: tuple[str, tuple[Any, ...]]

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
        return self.text


class Prepared(Generic[Row]):
    """`build` gets an integer for each of its names and may compare columns with it, no more: it
    runs once, so nothing else that it reads may change."""

    def __init__(self, build: Callable[..., Any], *names: str) -> None:
        self._build = build
        self._marks = {name: FIRST_MARK + place for place, name in enumerate(names)}
        self._written: dict[str, _Ready] = {}

    def rows(self, **keys: int) -> list[Row]:
        """What the queryset gives with these keys (one query)."""
        found: QuerySet[Any] = self._template.all()
        try:
            ready = self._ready(found.db)
        except EmptyResultSet:
            return []
        ready.text = self._filled(ready.text, keys)
        found.query.get_compiler = lambda *_args, **_kwargs: ready  # type: ignore[method-assign]
        return list(found)

    @cached_property
    def _template(self) -> Any:
        return self._build(**self._marks)

    def _ready(self, using: str) -> _Ready:
        """A copy for this request, on this thread's connection."""
        if using not in self._written:
            self._written[using] = self._write(using)
        ready = _Ready(self._template.query, connections[using], using)
        ready.__dict__ |= self._written[using].__dict__ | {"connection": connections[using]}
        return ready

    def _write(self, using: str) -> _Ready:
        first = _Ready(self._template.all().query, connections[using], using)
        first.text = SQLCompiler.as_sql(first)
        return first

    def _filled(
        self, text: tuple[str, tuple[Any, ...]], keys: dict[str, int]
    ) -> tuple[str, tuple[Any, ...]]:
        by_mark = {mark: keys[name] for name, mark in self._marks.items()}
        sql, params = text
        # PostgreSQL's integers are of types of their own, one for each size.
        return sql, tuple(
            type(param)(by_mark[param]) if isinstance(param, int) and param in by_mark else param
            for param in params
        )
