"""What a reader keeps of a guide for themselves. Nothing follows from it, so no fact is stated."""

from django.db import transaction

from library.models import GuidePage, Reading
from library.reading import lines, ticked_now
from members.permissions import check_member


@transaction.atomic
def tick(*, actor, guide, shown, ticked):
    """Keep which of the `shown` lines of a guide's lists a member ticked; what was not shown stays as it was.

    Lines are named by their identities; what is no line of this guide is left out, and what the guide has no more goes.
    """
    check_member(actor)
    reading = reading_of(actor, guide)
    kept = ticked_now(reading.ticked, lines(guide.body, "checklist"), shown, ticked)
    if kept != reading.ticked:
        reading.ticked = kept
        reading.save(update_fields=["ticked", "updated_at"])
    return reading


@transaction.atomic
def remember_version(*, actor, guide, version):
    """Keep that a member read a version of a guide that there is; an older one never takes the place of a newer."""
    check_member(actor)
    reading = reading_of(actor, guide)
    newest = GuidePage.objects.with_version().values_list("version", flat=True).get(pk=guide.pk) or 0
    version = min(version, newest)
    if version > (reading.version or 0):
        reading.version = version
        reading.save(update_fields=["version", "updated_at"])
    return reading


def reading_of(actor, guide):
    """One's own row, locked."""
    guide = GuidePage.objects.visible_to(actor).get(pk=guide.pk)
    Reading.objects.get_or_create(member=actor, guide=guide)
    return Reading.objects.select_for_update(of=("self",)).get(member=actor, guide=guide)
