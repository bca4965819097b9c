"""Triggers that make a table append-only, on SQLite and PostgreSQL (design.md, audit).

The rule lives below the ORM, so that no shell, admin or stray query can rewrite what is stored.
`frozen` names the columns that never change; None refuses every UPDATE.
"""

from collections.abc import Callable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import ProjectState, StateApps

Statements = Sequence[str]
_DIFFERS = {"sqlite": "IS NOT"}


class OfTable(RunPython):
    """A change of triggers. It reads no model, so none is built: dozens of these take no time."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.code(StateApps([], {}), schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if self.reverse_code is not None:
            self.reverse_code(StateApps([], {}), schema_editor)


def append_only(table: str, frozen: Sequence[str] | None = None) -> OfTable:
    """A migration operation that refuses DELETE and (frozen) UPDATE on `table`."""
    return OfTable(_runner(table, frozen, _install), _runner(table, frozen, _remove))


def _runner(
    table: str,
    frozen: Sequence[str] | None,
    build: Callable[[str, str, Sequence[str] | None], Statements],
) -> Callable[..., None]:
    def run(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in build(schema_editor.connection.vendor, table, frozen):
            schema_editor.execute(statement, params=None)

    return run


def _install(vendor: str, table: str, frozen: Sequence[str] | None) -> Statements:
    changed = _changed(frozen, _DIFFERS.get(vendor, "IS DISTINCT FROM"))
    return (_sqlite if vendor == "sqlite" else _postgresql)(table, changed)


def _changed(frozen: Sequence[str] | None, differs: str) -> str:
    if frozen is None:
        return ""
    parts = (f'OLD."{column}" {differs} NEW."{column}"' for column in frozen)
    return f"WHEN ({' OR '.join(parts)})"


def _sqlite(table: str, changed: str) -> Statements:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {changed} {refuse}",
    )


def _postgresql(table: str, changed: str) -> Statements:
    # JSON has no equality in PostgreSQL, jsonb has: Django's JSONField is jsonb.
    return (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW {changed} EXECUTE FUNCTION {table}_refuse()",
    )


def _remove(vendor: str, table: str, frozen: Sequence[str] | None) -> Statements:
    if vendor == "sqlite":
        return (f"DROP TRIGGER {table}_no_delete", f"DROP TRIGGER {table}_no_update")
    return (f"DROP FUNCTION {table}_refuse() CASCADE",)


def refuse_update(table: str, name: str, when: str) -> OfTable:
    """Refuse an UPDATE of an append-only table for the rows where the SQL `when` holds.

    `when` compares OLD and NEW; write `{differs}` for an inequality that knows NULL.
    """
    trigger = f"{table}_{name}"

    def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        condition = when.format(differs=_DIFFERS.get(vendor, "IS DISTINCT FROM"))
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        if vendor != "sqlite":
            refuse = f"EXECUTE FUNCTION {table}_refuse()"
        schema_editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} "
            f"FOR EACH ROW WHEN ({condition}) {refuse}",
            params=None,
        )

    def remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        place = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER {trigger}{place}", params=None)

    return OfTable(install, remove)


def guarded_run(table: str, computed: Sequence[str]) -> list[OfTable]:
    """A run keeps what it computed; its approval is written once, its state only goes forward."""
    approval = ("approved_by_id", "approved_at", "act_id", "supersedes_id")
    changed = " OR ".join(f'OLD."{column}" {{differs}} NEW."{column}"' for column in approval)
    forward = (
        "OLD.state <> NEW.state"
        " AND NOT (OLD.state = 'prepared' AND NEW.state = 'approved')"
        " AND NOT (OLD.state = 'approved' AND NEW.state = 'superseded')"
    )
    return [
        append_only(table, frozen=computed),
        refuse_update(table, "settled", f"OLD.state <> 'prepared' AND ({changed})"),
        refuse_update(table, "no_way_back", forward),
    ]


def state_by_transition(table: str, transitions: str) -> OfTable:
    """Let `state` of `table` change only to what the row's latest recorded transition says."""
    name, message = f"{table}_state", f"{table}: a state changes by a recorded transition"
    latest = (  # names of our own tables, nothing that anybody typed
        f"SELECT 1 FROM {transitions} t WHERE t.plan_id = NEW.id "  # noqa: S608
        "AND t.from_state = OLD.state AND t.to_state = NEW.state "
        f"AND t.id = (SELECT max(id) FROM {transitions} WHERE plan_id = NEW.id)"
    )
    changes = f"CREATE TRIGGER {name} BEFORE UPDATE OF state ON {table} FOR EACH ROW"
    refused = f"OLD.state <> NEW.state AND NOT EXISTS ({latest})"

    def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            refuse = f"SELECT RAISE(ABORT, '{message}')"
            statements = [f"{changes} WHEN {refused} BEGIN {refuse}; END"]
        else:
            refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
            body = f"BEGIN IF {refused} THEN {refuse}; END IF; RETURN NEW; END"
            statements = [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
                f"{changes} EXECUTE FUNCTION {name}()",
            ]
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        sqlite = schema_editor.connection.vendor == "sqlite"
        drop = f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name}() CASCADE"
        schema_editor.execute(drop, params=None)

    return OfTable(install, remove)
