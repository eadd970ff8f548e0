"""Tables that can be added to and nothing else: the database itself refuses, whoever asks.

What may be emptied for erasure (a name, a reference to a person) is named; everything else of a row stands for good.

Made after each `migrate` and not in a migration, since SQLite loses a table's triggers whenever one rebuilds it.
"""

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True)
class Ledger:
    """`name` begins the names of its triggers. `fixed`: columns that never change; `emptied`: columns that may become
    what is given as SQL (`"NULL"`, `"''"`) and nothing else."""

    table: str
    name: str
    refusal: str
    fixed: tuple[str, ...]
    emptied: dict[str, str]

    def __hash__(self) -> int:
        return hash(self.table)

    def statements(self, vendor: str) -> list[str]:
        return [self._postgresql()] if vendor == "postgresql" else self._sqlite()

    def _allowed(self, same: str, literals: dict[str, str]) -> str:
        kept = [f"NEW.{column} {same} OLD.{column}" for column in self.fixed]
        may_go = [
            f"(NEW.{column} {same} {literals.get(empty, empty)} OR NEW.{column} {same} OLD.{column})"
            for column, empty in self.emptied.items()
        ]
        return "\n        AND ".join([*kept, *may_go])

    def _postgresql(self) -> str:
        allowed = self._allowed("IS NOT DISTINCT FROM", {"'{}'": "'{}'::jsonb"})
        function = f"{self.name}_append_only"
        return f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {allowed} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {function} BEFORE UPDATE OR DELETE ON {self.table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
"""

    def _sqlite(self) -> list[str]:
        return [
            f"""
CREATE TRIGGER IF NOT EXISTS {self.name}_no_delete BEFORE DELETE ON {self.table}
BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END;
""",
            f"""
CREATE TRIGGER IF NOT EXISTS {self.name}_no_update BEFORE UPDATE ON {self.table}
WHEN NOT ({self._allowed("IS", {})})
BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END;
""",
        ]

    def ensure(self, using: str = "default", **kwargs: object) -> None:
        """Idempotent; run after each migrate."""
        connection = connections[using]
        if self.table not in connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in self.statements(connection.vendor):
                cursor.execute(statement)
