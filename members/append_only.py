"""The record of acts can be added to and nothing else.

For erasure the actor, the reason and the details may be emptied. What was done, to which object, when, and whether its
actor is masked, stand for good. (A kind of object that is taken out of the installation empties its column too, as any
foreign key does.)
"""

from cop.core.append_only import Ledger

RECORD = Ledger(
    table="members_auditentry",
    name="members_audit",
    refusal="the record of acts is append-only",
    fixed=("id", "verb", "object_id", "masked", "created_at"),
    emptied={"actor_id": "NULL", "content_type_id": "NULL", "reason": "''", "data": "'{}'"},
)
