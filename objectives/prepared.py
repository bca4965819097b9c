"""Querysets whose SQL is written once in a process instead of once for each request.

Django writes the SQL anew for each evaluation, and for one row joined to thirty tables that takes
longer than the database needs to answer. A prepared queryset is built with a mark in the place of
each key, written once, and from then on only asked, with the keys where the marks were.

PostgreSQL in turn plans each text anew, a wide join for twenty times as long as it then reads. It
is told each text once for a connection (PREPARE), and plans it once.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Values = tuple[Any, ...]
Maker = Callable[[Any], Any]
Key = int | Sequence[int]
Keys = Mapping[str, Key]
# Valid for every integer column, also a small one, and unlike any figure a query of ours holds.
FIRST_MARK = 32_701
# How each database takes a list as one parameter.
LISTS = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s)"}
PART = "SELECT {}, {} FROM ({}) AS part"
_NUMBERS = count(1)
# By connection of the driver: what PostgreSQL knows on it, until it is closed.
_STATEMENTS: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared(Generic[Row]):
    """`build` gets an integer for each of its names and may compare columns with it, no more: it
    runs once, so nothing else that it reads may change.

    It returns a queryset of objects or of `values_list`; prefetching is not for it. The key of a
    name among `many` is a list: `build` compares with `column__in=[number]`.
    """

    def __init__(self, build: Callable[..., Any], *names: str, many: Sequence[str] = ()) -> None:
        self._build = build
        self._marks = {FIRST_MARK + place: name for place, name in enumerate((*names, *many))}
        self._many = frozenset(mark for mark, name in self._marks.items() if name in many)
        self._written: dict[str, _Written | None] = {}

    def rows(self, **keys: Key) -> list[Row]:
        """What the queryset gives with these keys (one query)."""
        using = self._template.db
        if using not in self._written:
            self._written[using] = self._write(using)
        written = self._written[using]
        return written.rows(connections[using], keys) if written else []

    @cached_property
    def _template(self) -> Any:
        return self._build(**{name: mark for mark, name in self._marks.items()})

    def _write(self, using: str) -> "_Written | None":
        """None for a queryset that is empty whatever the keys."""
        compiler = self._template.query.get_compiler(using)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        sql = _with_lists(sql, params, self._many, compiler.connection.vendor)
        if compiler.connection.vendor == "sqlite":
            sql, params = _with_constants(sql, params, self._marks)
        converters, make = _converters(compiler), _maker(compiler, using)
        return _Written(sql, params, self._marks, self._many, converters, make)


class Together:
    """Several querysets in one query, for who asks no more than whether a row of theirs changed.

    Each of `builds` is as `build` of a Prepared. The rows are raw: the place of their queryset,
    then their values as the database has them, PostgreSQL's as one text. Querysets of like width
    go best together, as SQLite fills the narrow ones up.
    """

    def __init__(self, builds: Sequence[Callable[..., Any]], *names: str) -> None:
        self._builds = builds
        self._marks = {FIRST_MARK + place: name for place, name in enumerate(names)}
        self._written: dict[str, _Written] = {}

    def rows(self, **keys: int) -> list[Values]:
        if DEFAULT_DB_ALIAS not in self._written:
            self._written[DEFAULT_DB_ALIAS] = self._write(connections[DEFAULT_DB_ALIAS])
        return self._written[DEFAULT_DB_ALIAS].rows(connections[DEFAULT_DB_ALIAS], keys)

    def _write(self, connection: BaseDatabaseWrapper) -> "_Written":
        keys = {name: mark for mark, name in self._marks.items()}
        compilers = [build(**keys).query.get_compiler(connection.alias) for build in self._builds]
        texts, params = zip(*(compiler.as_sql() for compiler in compilers), strict=True)
        widths = [len(compiler.select) for compiler in compilers]
        rows = (_raw(width, max(widths), connection.vendor) for width in widths)
        sql = " UNION ALL ".join(map(PART.format, count(), rows, texts))
        asked = tuple(chain(*params))
        if connection.vendor == "sqlite":
            sql, asked = _with_constants(sql, asked, self._marks)
        return _Written(sql, asked, self._marks, (), [], tuple)


def _raw(width: int, widest: int, vendor: str) -> str:
    """The values of a row; PostgreSQL would unite columns of one kind only."""
    return "part::text" if vendor == "postgresql" else "part.*" + ", NULL" * (widest - width)


def _with_lists(sql: str, params: Values, many: Collection[int], vendor: str) -> str:
    """One parameter for a list however long, so that the text stays the same."""
    marks = iter(params)
    return re.sub(
        r"IN \(%s\)|%s",
        lambda found: LISTS[vendor] if next(marks) in many else found.group(),
        sql,
    )


def _with_constants(sql: str, params: Values, marks: Collection[int]) -> tuple[str, Values]:
    """Only keys stay parameters: SQLite plans anew whenever one that its plan may hang on (the
    state of a partial index) is given a value."""
    literals = [None if param in marks else _literal(param) for param in params]
    texts = tuple("%s" if literal is None else literal for literal in literals)
    left = zip(params, literals, strict=True)
    return (
        sql.replace("%%", "%%%%") % texts,
        tuple(param for param, literal in left if literal is None),
    )


def _literal(value: Any) -> str | None:
    """A text or whole number as SQL writes it; None for anything else, which stays a parameter."""
    if isinstance(value, str):
        return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"
    return str(int(value)) if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class _Written:
    """The text of a queryset, with a mark in the place of each key, and how its rows are read.

    Any thread may use it: what converts a value gets the connection with it.
    """

    sql: str
    params: Values
    marks: dict[int, str]
    many: Collection[int]
    converters: list[tuple[int, Callable[..., Any], Any]]
    make: Maker
    name: str = field(default_factory=lambda: f"prepared_{next(_NUMBERS)}")
    named: str = field(init=False)

    def __post_init__(self) -> None:
        """Django finds the place of a named value at once; of others it searches the whole text."""
        names = tuple(f"%(p{place})s" for place in range(len(self.params)))
        object.__setattr__(self, "named", self.sql.replace("%%", "%%%%") % names)

    def rows(self, connection: BaseDatabaseWrapper, keys: Keys) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(*self._asked(connection, keys))
            found = cursor.fetchall()
        return [self.make(row) for row in self._converted(found, connection)]

    def _asked(self, connection: BaseDatabaseWrapper, keys: Keys) -> tuple[str, Any]:
        values: dict[int, Any] = {mark: keys[name] for mark, name in self.marks.items()}
        for mark in self.many:
            values[mark] = _list(values[mark], connection)
        if not _keeps_statements(connection):
            return self.named, {f"p{n}": value for n, value in enumerate(self._filled(values))}
        self._prepare(connection)
        return f"EXECUTE {self.name} ({', '.join(['%s'] * len(values))})", tuple(values.values())

    def _filled(self, values: dict[int, Any]) -> Values:
        return tuple(
            values.get(param, param) if isinstance(param, int) else param for param in self.params
        )

    def _prepare(self, connection: BaseDatabaseWrapper) -> None:
        """Once for a connection, like the settings it begins with."""
        from psycopg2.extensions import AsIs

        raw = connection.connection
        if self.name in (known := _STATEMENTS.setdefault(raw, set())):
            return
        types = ", ".join("bigint[]" if mark in self.many else "bigint" for mark in self.marks)
        places = {mark: AsIs(f"${place}") for place, mark in enumerate(self.marks, start=1)}
        with connection.wrap_database_errors, raw.cursor() as cursor:
            text = cursor.mogrify(self.sql, self._filled(places)).decode()
            # The plan that fits all keys: to compare it with those of single ones is to plan anew.
            cursor.execute(
                f"SET plan_cache_mode = force_generic_plan; PREPARE {self.name} ({types}) AS {text}"
            )
        known.add(self.name)

    def _converted(self, rows: Iterable[Values], connection: BaseDatabaseWrapper) -> Iterable[Any]:
        return (self._convert(list(row), connection) for row in rows) if self.converters else rows

    def _convert(self, row: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        for place, convert, expression in self.converters:
            row[place] = convert(row[place], expression, connection)
        return row


def _list(numbers: Iterable[int], connection: BaseDatabaseWrapper) -> Any:
    return json.dumps(list(numbers)) if connection.vendor == "sqlite" else list(numbers)


def _keeps_statements(connection: BaseDatabaseWrapper) -> bool:
    """Not where a pool gives each transaction another connection: Django's own setting for that
    keeps what lives longer off."""
    pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
    return connection.vendor == "postgresql" and not pooled


def _converters(compiler: SQLCompiler) -> list[tuple[int, Callable[..., Any], Any]]:
    found = compiler.get_converters([column[0] for column in compiler.select])
    return [
        (place, convert, expression)
        for place, (converters, expression) in found.items()
        for convert in converters
    ]


def _maker(compiler: SQLCompiler, using: str) -> Maker:
    """A row as an object with its related ones, for `values_list` as a tuple."""
    if not compiler.query.default_cols:
        return tuple
    make = _object_maker(compiler.klass_info, compiler.select, using)
    annotations = list((compiler.annotation_col_map or {}).items())

    def annotated(row: Any) -> Any:
        found = make(row)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return annotated


def _object_maker(info: Any, select: Any, using: str) -> Maker:
    """As Django's own, whose preparations are made anew for each evaluation."""
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    key = first + names.index(model._meta.pk.attname)
    related = [
        (_object_maker(one, select, using), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    ]

    def make(row: Any) -> Any:
        if row[key] is None:
            return None
        found = model.from_db(using, names, row[first:last])
        for make_one, set_here, set_there in related:
            one = make_one(row)
            set_here(found, one)
            if one is not None:
                set_there(one, found)
        return found

    return make
