"""What a reader keeps of a guide for themselves. Nothing follows from it, so no fact is stated."""

from django.db import transaction
from django.utils import timezone

from library.models import GuidePage, Reading
from library.reading import lines
from members.permissions import check_member


@transaction.atomic
def tick(*, actor, guide, shown, ticked):
    """Keep which of the `shown` lines of a guide's lists a member ticked; what was not shown stays as it was.

    Lines are named by their identities; what is no line of this guide is left out, and what the guide has no more goes.
    """
    check_member(actor)
    reading = _reading(actor, guide)
    present = lines(guide.body, "checklist")
    shown, ticked = present & set(shown), set(ticked)
    kept = (set(reading.ticked) & present) - shown | (shown & ticked)
    if sorted(kept) != reading.ticked:
        reading.ticked = sorted(kept)
        reading.save(update_fields=["ticked", "updated_at"])
    return reading


@transaction.atomic
def remember_version(*, actor, guide, version):
    """Keep that a member read a version of a guide that there is; an older one never takes the place of a newer."""
    check_member(actor)
    reading = _reading(actor, guide)
    newest = GuidePage.objects.with_version().values_list("version", flat=True).get(pk=guide.pk) or 0
    version = min(version, newest)
    if version > (reading.version or 0):
        reading.version = version
        reading.save(update_fields=["version", "updated_at"])
    return reading


@transaction.atomic
def keep(*, actor, guide, note):
    """Put a guide aside to find it again, with a note for oneself; once more changes the note."""
    check_member(actor)
    reading = _reading(actor, guide)
    reading.kept_at, reading.note = reading.kept_at or timezone.now(), note
    reading.save(update_fields=["kept_at", "note", "updated_at"])
    return reading


@transaction.atomic
def let_go(*, actor, guide):
    """Keep a guide no more; the note goes with it."""
    check_member(actor)
    Reading.objects.filter(member=actor, guide=guide.pk).update(kept_at=None, note="")


def _reading(actor, guide):
    """One's own row, locked."""
    guide = GuidePage.objects.visible_to(actor).get(pk=guide.pk)
    Reading.objects.get_or_create(member=actor, guide=guide)
    return Reading.objects.select_for_update(of=("self",)).get(member=actor, guide=guide)
