"""Files on their way into a post: uploaded while one writes, their uploader's alone until the post is sent."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop.core.events import emit
from cop.core.text import normalise
from forums import permissions
from forums.events import FilesDiscarded
from forums.models import Attachment
from forums.models.authored import AuthorKind
from forums.services.attachments import checked_upload, nameless, refused
from members.models import User

KEPT = timedelta(days=1)
MAX_ALT = 240


def upload(*, actor, file):
    """Keep a file until the post is sent, at most a day. It is looked at before anything is locked."""
    permissions.check_upload(actor)
    checked = checked_upload(file)
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        most = settings.UPLOAD_MAX_WAITING
        if Attachment.objects.waiting_for(actor).count() >= most:
            raise refused(
                ngettext(
                    "One file waits to be sent already.",
                    "%(n)d files wait to be sent already. Send or take out some of them first.",
                    most,
                )
                % {"n": most}
            )
        waiting = Attachment(
            uploader=actor, name=checked.name, media_type=checked.media_type, size=len(checked.content)
        )
        waiting.file.save(f"file.{checked.extension}", ContentFile(checked.content), save=False)
        waiting.save()
    return waiting


@transaction.atomic
def discard(*, actor, uuid):
    """Take one's own file out again before it is sent. What is sent already is there no more to be taken out."""
    waiting = Attachment.objects.waiting_for(actor).select_for_update(of=("self",)).filter(uuid=uuid)
    if not destroy(waiting):
        raise Http404


def rename(*, actor, uuid, name):
    """Another name for one's own file before it is sent. Answers whether it was still waiting."""
    return bool(Attachment.objects.waiting_for(actor).filter(uuid=uuid).update(name=name[:120]))


@transaction.atomic
def sweep(*, limit):
    """Destroy what nobody sent within a day. Answers whether there may be more."""
    old = Attachment.objects.filter(post=None, created_at__lt=timezone.now() - KEPT).order_by("created_at")
    return destroy(old.select_for_update(of=("self",))[:limit]) == limit


def destroy(files):
    """Rows now, bytes by the worker. Answers how many."""
    rows = list(files)
    if rows:
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
        emit(FilesDiscarded(tuple(row.file.name for row in rows)))
    return len(rows)


def add_files(post, actor, files):
    """Uploaded files become a post's own, in their order, behind those that it has: `files` are pairs of a UUID and what a picture shows.

    Within the transaction that wrote the post. A paper may carry a name inside, so who is anonymous adds none; every
    picture says what it shows.
    """
    files = dict(files)
    if not files:
        return
    permissions.check_attach(actor, post)
    most, here = settings.UPLOAD_MAX_FILES, post.attachments.count()
    if here + len(files) > most:
        raise unsent(ngettext("One file at most.", "At most %(n)d files.", most) % {"n": most})
    mine = Attachment.objects.waiting_for(actor).select_for_update(of=("self",)).filter(uuid__in=files)
    found = {waiting.uuid: waiting for waiting in mine}
    if len(found) < len(files):
        raise unsent(_("A file is not there any more. Take it out and add it again."))
    anonymous = post.author_kind == AuthorKind.ANONYMOUS
    for place, (uuid, alt) in enumerate(files.items(), start=here):
        found[uuid].place = place
        _hand_over(found[uuid], post, " ".join(normalise(alt).split())[:MAX_ALT], anonymous)


def take_out(post, uuids):
    """These of a post's own files go for good, within the transaction that locked it. Answers how many went."""
    return destroy(post.attachments.filter(uuid__in=uuids)) if uuids else 0


def not_yet_in(post, files):
    """Of `files` those that the post does not have: a change that is sent twice adds none twice."""
    files = dict(files)
    have = set(post.attachments.filter(uuid__in=files).values_list("uuid", flat=True)) if files else ()
    return [(uuid, alt) for uuid, alt in files.items() if uuid not in have]


def _hand_over(waiting, post, alt, anonymous):
    if waiting.is_picture and not alt:
        raise unsent(_("Say what the picture “%(name)s” shows.") % {"name": waiting.name})
    if anonymous and not waiting.is_picture:
        raise unsent(
            _("“%(name)s” may carry your name inside. Post as yourself to add it, or add a picture of it.")
            % {"name": waiting.name}
        )
    waiting.name = nameless(waiting.name) if anonymous else waiting.name
    waiting.post, waiting.uploader, waiting.alt = post, None, alt
    waiting.save(update_fields=["post", "uploader", "name", "alt", "place"])


def unsent(message):
    return ValidationError({"uploads": message})
