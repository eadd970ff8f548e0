"""The record of acts can be added to and nothing else: the database itself refuses, whoever asks.

One exception is for erasure: the actor may be emptied, the reason and the details may be emptied. What was done, to
which object, when, and whether its actor is masked, stand for good. (A kind of object that is taken out of the
installation empties its column too, as any foreign key does.)

Made after each `migrate` and not in a migration, since SQLite loses a table's triggers whenever one rebuilds it.
"""

from django.db import connections

TABLE = "members_auditentry"
REFUSAL = "the record of acts is append-only"

_POSTGRES = f"""
CREATE OR REPLACE FUNCTION members_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.verb, NEW.object_id, NEW.masked, NEW.created_at)
            IS NOT DISTINCT FROM (OLD.id, OLD.verb, OLD.object_id, OLD.masked, OLD.created_at)
        AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
        AND (NEW.content_type_id IS NULL OR NEW.content_type_id = OLD.content_type_id)
        AND (NEW.reason = '' OR NEW.reason = OLD.reason)
        AND (NEW.data = '{{}}'::jsonb OR NEW.data = OLD.data)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER members_audit_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION members_audit_append_only();
"""

_SQLITE = (
    f"""
CREATE TRIGGER IF NOT EXISTS members_audit_no_delete BEFORE DELETE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
""",
    f"""
CREATE TRIGGER IF NOT EXISTS members_audit_no_update BEFORE UPDATE ON {TABLE}
WHEN NOT (
    NEW.id IS OLD.id AND NEW.verb IS OLD.verb AND NEW.object_id IS OLD.object_id AND NEW.masked IS OLD.masked
    AND NEW.created_at IS OLD.created_at
    AND (NEW.actor_id IS NULL OR NEW.actor_id IS OLD.actor_id)
    AND (NEW.content_type_id IS NULL OR NEW.content_type_id IS OLD.content_type_id)
    AND (NEW.reason = '' OR NEW.reason IS OLD.reason)
    AND (NEW.data = '{{}}' OR NEW.data IS OLD.data)
)
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
""",
)


def ensure_append_only(using="default", **kwargs):
    """Idempotent; run after each migrate."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in (_POSTGRES,) if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
