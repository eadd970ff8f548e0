"""The ledger of hours can be added to and nothing else. For erasure the member, who signed and under which name may be
emptied; minutes, what they correct, why and when stand for good."""

from cop.core.append_only import Ledger

HOURS = Ledger(
    table="forums_hoursentry",
    name="forums_hours",
    refusal="the ledger of hours is append-only",
    fixed=("id", "round_id", "minutes", "corrects_id", "reason", "signed_at"),
    emptied={"member_id": "NULL", "signed_by_id": "NULL", "signer": "''"},
)
