"""What a member puts aside to find again, with notes and in folders of their own. Nothing follows from it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library.models import Folder, KeptResource, Reading, Resource
from library.permissions import check_gives
from library.services.readings import reading_of
from members.permissions import check_member
from safeguards.identifiers import find

MOST_FOLDERS = 60


@transaction.atomic
def keep(*, actor, guide, note, folder=""):
    """Put a guide aside to find it again, with a note for oneself, in the folder of this name or in none; once more changes
    both."""
    check_member(actor)
    reading = reading_of(actor, guide)
    reading.kept_at, reading.note = reading.kept_at or timezone.now(), note
    reading.folder = _folder(actor, folder)
    reading.save(update_fields=["kept_at", "note", "folder", "updated_at"])
    return reading


@transaction.atomic
def let_go(*, actor, guide):
    """Keep a guide no more; the note goes with it."""
    check_member(actor)
    Reading.objects.filter(member=actor, guide=guide.pk).update(kept_at=None, note="", folder=None)


@transaction.atomic
def keep_resource(*, actor, resource, note, folder=""):
    """The same for a resource."""
    check_member(actor)
    resource = Resource.objects.visible_to(actor).get(pk=resource.pk)
    said = {"note": note, "folder": _folder(actor, folder)}
    return KeptResource.objects.update_or_create(member=actor, resource=resource, defaults=said)[0]


@transaction.atomic
def let_resource_go(*, actor, resource_id):
    check_member(actor)
    KeptResource.objects.filter(member=actor, resource=resource_id).delete()


@transaction.atomic
def change_folder(*, actor, folder, name, circle=None):
    """Another name, or a circle that it is given to: one that the actor sits in; None takes it back. Notes stay with whoever
    wrote them."""
    check_member(actor)
    folder = Folder.objects.select_for_update().get(pk=folder.pk, member=actor)
    if circle is not None and circle.pk != folder.circle_id:
        check_gives(actor, circle)
    if circle is not None and find(name):
        raise ValidationError(
            {"name": _("This name could tell who a family is. The circle will read it; take another.")}
        )
    if Folder.objects.filter(member=actor, name=name).exclude(pk=folder.pk).exists():
        raise ValidationError({"name": _("You have a folder of this name already.")})
    folder.name, folder.circle = name, circle
    folder.save(update_fields=["name", "circle"])
    return folder


@transaction.atomic
def remove_folder(*, actor, folder):
    """The folder alone: what was in it stays kept."""
    check_member(actor)
    Folder.objects.filter(pk=folder.pk, member=actor).delete()


def _folder(actor, name):
    if not name:
        return None
    there = Folder.objects.filter(member=actor, name=name).first()
    if there is None and actor.folders.count() >= MOST_FOLDERS:
        raise ValidationError({"folder": _("You have sixty folders. Take one that is there.")})
    return there or Folder.objects.get_or_create(member=actor, name=name)[0]
