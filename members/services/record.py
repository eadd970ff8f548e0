"""What members report, and the record of what was done."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from members import permissions
from members.models import AuditEntry, Flag


def audit(*, actor, verb, target=None, reason="", anonymous=False, **data):
    """Add one row to the record. `data` is JSON-able and holds no text of a case.

    `anonymous`: the actor acts on a contribution of their own that names only a sector, or reports something;
    readers of the record then see no name.
    """
    return AuditEntry.objects.create(
        actor=actor, verb=verb, target=target, reason=reason, masked=anonymous, data=data
    )


@transaction.atomic
def raise_flag(*, actor, target, kind, note="", hid_at_once=False):
    """(flag, created). The same person reports the same thing for the same reason once; a second report of it
    opens a decided flag again and keeps the newer note."""
    permissions.check_member(actor)
    flag, created = Flag.objects.select_for_update(no_key=True).get_or_create(
        reporter=actor,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        kind=kind,
        defaults={"note": note, "hid_at_once": hid_at_once},
    )
    if not created:
        flag.note, flag.hid_at_once = note or flag.note, hid_at_once
        flag.state, flag.decided_by, flag.decided_at = Flag.State.OPEN, None, None
        flag.claimed_by = flag.claimed_at = None
        flag.save(
            update_fields=[
                "note", "hid_at_once", "state", "decided_by", "decided_at", "claimed_by", "claimed_at"
            ]
        )  # fmt: skip
    return flag, created


@transaction.atomic
def decide_flag(*, actor, flag, upheld, reason=""):
    permissions.check_moderator(actor)
    flag.state = Flag.State.UPHELD if upheld else Flag.State.DISMISSED
    flag.decided_by, flag.decided_at = actor, timezone.now()
    flag.save(update_fields=["state", "decided_by", "decided_at"])
    audit(actor=actor, verb="decide-flag", target=flag, reason=reason, state=str(flag.state))
    return flag
