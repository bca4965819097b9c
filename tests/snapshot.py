"""Rows of a loaded database, kept to be put back into an empty one in milliseconds.

Loading the demo takes a second or more, as it goes through the checked actions; a test that
needs the plan gets the same rows by plain INSERTs.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model


@dataclass(frozen=True)
class Table:
    model: type[Model]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def _models() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [m for m in models if m._meta.managed and not m._meta.proxy]


def _read(model: type[Model]) -> Table:
    columns = tuple(field.column for field in model._meta.concrete_fields)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
        return Table(model, columns, tuple(cursor.fetchall()))


def take() -> list[Table]:
    """Return every row of every table."""
    return [_read(model) for model in _models()]


def added(before: list[Table], after: list[Table]) -> list[Table]:
    """Return the rows that appeared between two snapshots.

    Raises ValueError when a row changed or went away: such a change could not be put back.
    """
    tables = []
    for old, new in zip(before, after, strict=True):
        if lost := set(map(repr, old.rows)) - set(map(repr, new.rows)):
            raise ValueError(
                f"{old.model.__name__}: {len(lost)} rows of the empty database changed"
            )
        known = set(map(repr, old.rows))
        if rows := tuple(row for row in new.rows if repr(row) not in known):
            tables.append(Table(new.model, new.columns, rows))
    return tables


class Kept:
    """Rows to be put back: by the client on SQLite, inside the server on PostgreSQL.

    PostgreSQL holds them in tables of a schema of their own, which no flush of a test empties.
    """

    def __init__(self, name: str, tables: list[Table]) -> None:
        self._tables = tables
        self._script = ""
        if connection.vendor == "postgresql":
            self._script = _kept_in_schema(name, tables)

    def put_back(self) -> None:
        """Insert the rows, and let the next key of each table follow them."""
        with connection.cursor() as cursor:
            if self._script:
                cursor.execute(self._script)
            else:
                _insert(cursor, self._tables)
            _reset_sequences(cursor, self._tables)


def _insert(cursor: Any, tables: list[Table], schema: str = "") -> None:
    for table in tables:
        places = ", ".join(["%s"] * len(table.columns))
        into = f"INSERT INTO {_place(table, schema)} ({_columns(table)})"
        cursor.executemany(f"{into} VALUES ({places})", table.rows)


def _reset_sequences(cursor: Any, tables: list[Table]) -> None:
    models = [table.model for table in tables]
    if statements := connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute("; ".join(statements))


def _columns(table: Table) -> str:
    return ", ".join(map(connection.ops.quote_name, table.columns))


def _place(table: Table, schema: str = "") -> str:
    name = connection.ops.quote_name(table.model._meta.db_table)
    return f"{schema}.{name}" if schema else name


def _kept_in_schema(schema: str, tables: list[Table]) -> str:
    """Store the rows in the schema; return the statements that copy them to their places.

    Stored by a connection apart, as the test that asks first is rolled back. The rows held
    together where they came from: what watches over foreign keys may rest.
    """
    with closing(connection.copy()) as apart, apart.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {_place(table, schema)} (LIKE {_place(table)})")
        _insert(cursor, tables, schema)
    copies = [_copy(table, schema) for table in tables]
    rest = "SET LOCAL session_replication_role = replica"
    return "; ".join([rest, *copies, "SET LOCAL session_replication_role = origin"])


def _copy(table: Table, schema: str) -> str:
    names = _columns(table)
    return f"INSERT INTO {_place(table)} ({names}) SELECT {names} FROM {_place(table, schema)}"
