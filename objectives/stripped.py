"""A JSON document without its largest members, as the database hands it over."""

from typing import Any

from django.db.models import Func, JSONField
from django.db.models.expressions import Value
from django.db.models.sql.compiler import SQLCompiler

SQL = tuple[str, tuple[Any, ...]]


class Stripped(Func):
    """`Stripped("results", "people")` reads all of a document but those members of its top.

    One expression for everything else: asking for each member by itself would unpack the whole
    document, megabytes for a large body, as many times.
    """

    output_field = JSONField()

    def __init__(self, field: str, *members: str) -> None:
        self.members = members
        super().__init__(field)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> SQL:
        document, values = compiler.compile(self.source_expressions[0])
        return f"({document} - %s::text[])", (*values, list(self.members))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> SQL:
        paths = [Value(f"$.{name}") for name in self.members]
        whole = Func(self.source_expressions[0], *paths, function="JSON_REMOVE")
        sql, values = compiler.compile(whole)
        return sql, tuple(values)
