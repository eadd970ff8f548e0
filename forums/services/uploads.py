"""Files on their way into a post: uploaded while one writes, their uploader's alone until the post is sent."""

import hashlib
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop.core.events import emit
from cop.core.text import normalise
from forums import permissions
from forums.events import FilesDiscarded
from forums.models import Attachment, Post
from forums.models.authored import AuthorKind
from forums.models.posts import RESTORABLE
from forums.services.attachments import checked_upload, nameless, refused
from forums.services.versions import forget_files
from members.models import Flag, User
from safeguards.faces import count_faces

KEPT = timedelta(days=1)
MAX_ALT, MAX_NAME = 240, 120


def upload(*, actor, file):
    """Keep a file until the post is sent, at most a day. It is looked at before anything is locked."""
    permissions.check_upload(actor)
    check_room(actor)
    checked = checked_upload(file)
    has_face = checked.is_picture and count_faces(checked.content) > 0
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        check_room(actor)
        waiting = Attachment(
            uploader=actor, name=checked.name, media_type=checked.media_type, size=len(checked.content),
            has_face=has_face,
        )  # fmt: skip
        waiting.file.save(f"file.{checked.extension}", ContentFile(checked.content), save=False)
        waiting.save()
    return waiting


def check_room(actor):
    """Refuses a file more than may wait."""
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


@transaction.atomic
def discard(*, actor, uuid):
    """Take one's own file out again before it is sent. What is sent already is there no more to be taken out."""
    waiting = Attachment.objects.waiting_for(actor).select_for_update(of=("self",)).filter(uuid=uuid)
    if not destroy(waiting):
        raise Http404


def rename(*, actor, uuid, name):
    """Another name for one's own file before it is sent; its ending stays. Answers whether it was still waiting."""
    waiting = Attachment.objects.waiting_for(actor).filter(uuid=uuid).first()
    if waiting is None:
        return False
    suffix = PurePath(waiting.name).suffix
    stem = " ".join(normalise(name.replace("/", " ").replace("\\", " ")).split())
    if stem.lower().endswith(suffix.lower()):
        stem = stem[: -len(suffix) or None]
    if stem := stem.strip(" .")[: MAX_NAME - len(suffix)]:
        waiting.name = stem + suffix
        waiting.save(update_fields=["name"])
    return True


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
    most, here = settings.UPLOAD_MAX_FILES, post.attachments.standing().count()
    if here + len(files) > most:
        raise unsent(ngettext("One file at most.", "At most %(n)d files.", most) % {"n": most})
    mine = Attachment.objects.waiting_for(actor).select_for_update(of=("self",)).filter(uuid__in=files)
    found = {waiting.uuid: waiting for waiting in mine}
    if len(found) < len(files):
        raise unsent(_("A file is not there any more. Take it out and add it again."))
    anonymous = post.author_kind == AuthorKind.ANONYMOUS
    for place, (uuid, alt) in enumerate(files.items(), start=here):
        found[uuid].place = place
        _hand_over(found[uuid], post, as_alt(alt), anonymous)


def as_alt(text):
    """What a picture shows, in one line as it is kept."""
    return " ".join(normalise(text).split())[:MAX_ALT]


def present_in(post):
    """The files that readers see of a post, by UUID."""
    return {file.uuid: file for file in post.attachments.standing()}


def sort_out(post, actor, files, without, revision=None):
    """What becomes of the files of a locked post: (pairs to add, its own files with another alt text, its own that go).
    What a picture showed at `revision`, which was read, is no other text, though it was said otherwise since.

    A change that is sent twice adds nothing twice: neither a file that it has, nor, from a form without scripts that uploads
    it anew, one with the same bytes under the same name that shows the same.
    """
    files, have = {uuid: as_alt(alt) for uuid, alt in dict(files).items()}, present_in(post)
    gone = [have[uuid] for uuid in without if uuid in have]
    stay = {uuid: file for uuid, file in have.items() if file not in gone}
    retold, then = [], shown_at(post, revision)
    for uuid, file in stay.items():
        alt = files.get(uuid, "")
        if file.is_picture and alt and alt != file.alt and (file.name, alt) not in then:
            file.alt = alt
            retold.append(file)
    fresh = {uuid: alt for uuid, alt in files.items() if uuid not in have}
    waiting = Attachment.objects.waiting_for(actor).select_for_update(of=("self",)).filter(uuid__in=fresh)
    twice = [one for one in waiting if any(_same(one, fresh[one.uuid], file) for file in stay.values())]
    destroy(twice)
    for one in twice:
        del fresh[one.uuid]
    return list(fresh.items()), retold, gone


def shown_at(post, revision):
    """(name, what it showed) of each file that stood in an earlier version of a post, where they are others now."""
    changed = post.revisions.filter(number__gte=revision, beside__has_key="files") if revision else ()
    row = changed and changed.order_by("number").first()
    return {(file["name"], file["alt"]) for file in row.beside["files"] or ()} if row else set()


def _same(waiting, alt, file):
    alike = (waiting.size, waiting.media_type, alt) == (file.size, file.media_type, file.alt)
    if not alike or file.name not in (waiting.name, nameless(waiting.name)):
        return False
    with waiting.file.open("rb") as one, file.file.open("rb") as other:
        return one.read() == other.read()


def contents_of(files):
    """What is the same of files that are sent twice: a form without scripts uploads them anew each time. Pairs of what is in a
    file (or its UUID, where it is not there) and what it shows."""
    files = dict(files)
    rows = Attachment.objects.filter(uuid__in=files) if files else ()
    found = {row.uuid: row.file for row in rows if row.file.storage.exists(row.file.name)}
    return [[_print_of(found[uuid]) if uuid in found else str(uuid), alt] for uuid, alt in files.items()]


def _print_of(file):
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def take_out(files):
    """These of a locked post's own files go for all readers at once. Moderators see them for 30 days more, and as long
    as something is open about the post: nobody takes away what was reported."""
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(taken_at=timezone.now())


def retell(files):
    """These files show what their `alt` says now."""
    Attachment.objects.bulk_update(files, ["alt"])


@transaction.atomic
def sweep_taken(*, limit):
    """Destroy what authors took out 30 days ago, with its name, unless something is open about its post. Answers whether
    there may be more."""
    kind = ContentType.objects.get_for_model(Post)
    reported = Flag.objects.open().filter(content_type=kind, object_id=OuterRef("post"))
    old = Attachment.objects.taken_out().filter(~Exists(reported), taken_at__lt=timezone.now() - RESTORABLE)
    rows = list(old.order_by("taken_at").select_for_update(of=("self",))[:limit])
    forget_files({row.post_id for row in rows})
    return destroy(rows) == limit


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
