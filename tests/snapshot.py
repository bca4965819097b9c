"""Rows of a loaded database, kept to be put back into an empty one in milliseconds.

Loading the demo takes a second or more, as it goes through the checked actions; a test that
needs the plan gets the same rows by plain INSERTs.
"""

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


def put_back(tables: list[Table]) -> None:
    """Insert the rows; foreign keys are checked when the caller's transaction ends."""
    with connection.cursor() as cursor:
        for table in tables:
            names = ", ".join(map(connection.ops.quote_name, table.columns))
            places = ", ".join(["%s"] * len(table.columns))
            name = connection.ops.quote_name(table.model._meta.db_table)
            cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", table.rows)
        models = [table.model for table in tables]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
