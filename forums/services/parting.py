"""Undoing that two conversations were joined, for as long as what was removed can come back too."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict
from forums import permissions
from forums.events import PostsMoved
from forums.models import Joining, Post, ReadPosition, Thread, ThreadEvent
from forums.models.authored import State
from forums.models.posts import RESTORABLE
from forums.services.arranging import check_readers, note_pin, widens
from forums.services.regrouping import BATCH, close_reading, recount, uncarry_follows
from forums.services.sequence import raise_access, record
from members.permissions import audience_tokens
from members.services import audit

OVER = gettext_lazy(
    "Joining can be undone for 30 days, and they are over. Its replies can still be split off."
)


@transaction.atomic
def undo_merge(*, actor, thread, wider=False, reason=""):
    """Give `thread`, which was joined to another, its posts back, each in its old place, and its address. Answers it.

    What was said after the joining stays where it was said; so does a post that went elsewhere since, and one whose words
    were changed where fewer people read than here. Who read on in the other conversation has read as far in this one.
    `wider`: it is meant that more people read it than before it was joined.
    """
    permissions.check_moderate(actor)
    source, target = locked_joined(actor, thread)
    joining = fresh(source)
    if joining.target_id != target.pk:
        raise Refused(_("It was joined on to a third conversation since. Undo that first."))
    if target.state != State.VISIBLE:
        raise ValidationError(_("Decide first whether the conversation that it was joined to is shown."))
    check_readers_now(source, joining, wider)
    posts, stayed = going_back(source, target, joining)
    opening = posts.filter(pk=joining.kept["opening"]).first()
    check_opening(opening)
    put_back(source, posts, joining)
    reopen(source, opening, joining)
    relink(source, target, joining)
    carry_reading_back(source, target, joining)
    uncarry_follows(source, target, joining)
    settle_target(target, joining)
    for thread in (source, target):
        recount(thread)
        close_reading(thread)
    note_pin(source)
    record(source, ThreadEvent.Kind.ARRANGED)
    record(target, ThreadEvent.Kind.ARRANGED)
    raise_access(source)
    emit(PostsMoved(target.pk, source.pk))
    joining.delete()
    audit(actor=actor, verb="undo-merge", target=source, reason=reason, out_of=target.pk, stayed=stayed)
    return source


def parted_by(actor):
    """Threads that were joined to another, within the moderator's reach. Whether that can still be undone is another
    question."""
    tokens = audience_tokens(actor)
    return Thread.objects.filter(
        merged_into__isnull=False, audience__in=tokens, merged_into__audience__in=tokens
    )


def joinings_in_reach(actor):
    """What can still be undone, the newest first, with both conversations."""
    since = timezone.now() - RESTORABLE
    rows = Joining.objects.filter(at__gt=since, source__in=parted_by(actor), source__merged_into=F("target"))
    return rows.select_related("source", "target").order_by("-at", "-pk")


def fresh(source):
    """Its Joining, while that can be undone."""
    joining = Joining.objects.filter(source=source).first()
    if joining is None or joining.is_over:
        raise Refused(OVER)
    return joining


def locked_joined(actor, thread):
    """(source, target) as they are now. The lower key is locked first, by everybody."""
    found = parted_by(actor).filter(pk=thread.pk).first()
    if found is None:
        raise Http404
    keys = [found.pk, found.merged_into_id]
    rows = Thread.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk(keys)
    source, target = rows[found.pk], rows[found.merged_into_id]
    if source.merged_into_id != target.pk:
        raise Conflict(_("Somebody else moved this just now. Look again."))
    return source, target


def check_readers_now(source, joining, wider):
    """It goes back to who could read it; where its forum has other readers since, as if it moved."""
    try:
        check_readers(source, joining.audience, source.audience, wider)
    except ValidationError as error:
        found = error.message_dict
        raise ValidationError(found if "wider" in found else sum(found.values(), [])) from error


def going_back(source, target, joining):
    """(posts that came with the joining and go back, how many of those that stand there stay)."""
    came = target.posts.filter(
        Q(position__gt=joining.places, position__lte=joining.places + joining.last)
        | Q(pk__in=joining.kept["without_place"])
    )
    if not widens(target.audience, source.audience):
        return came, 0
    changed = Exists(
        target.events.filter(post=OuterRef("pk"), kind=ThreadEvent.Kind.EDITED, created_at__gt=joining.at)
    )
    changed = Q(edited_at__gt=joining.at) | Q(changed)
    return came.exclude(changed), came.filter(changed).count()


def check_opening(opening):
    if opening is None:
        raise Refused(
            _(
                "What began it went elsewhere, or was changed where fewer people read it. Split its replies off "
                "instead."
            )
        )
    if opening.state not in (State.VISIBLE, State.HIDDEN):
        raise Refused(_("What began it was removed. Bring that back first."))


def put_back(source, posts, joining):
    """Each in its old place. What waited for a moderator then and took a place since stands behind the others; what
    helped did so there."""
    keys = list(
        posts.filter(pk__in=joining.kept["without_place"]).order_by("position").values_list("pk", "position")
    )
    late = [key for key, position in keys if position]
    waiting = [key for key, position in keys if not position]
    moved = {"thread": source, "alias": F("alias") - joining.aliases, "helped": False}
    for place, key in enumerate(late, start=source.last_position + 1):
        Post.objects.filter(pk=key).update(**moved, position=place)
    Post.objects.filter(pk__in=waiting).update(**moved)
    posts.update(**moved, position=F("position") - joining.places)
    source.posts.filter(pk=joining.kept["opening"]).update(kind=Post.Kind.OPENING, opened_as="")
    source.posts.filter(pk__in=joining.kept["takeaways"]).update(kind=Post.Kind.TAKEAWAY)


def reopen(source, opening, joining):
    """Its own state again; `recount` takes back an answer that no longer stands."""
    pinned = joining.kept["pinned_until"] and parse_datetime(joining.kept["pinned_until"])
    source.state, source.merged_into, source.answer_id = opening.state, None, joining.kept["answer"]
    source.pinned_until = pinned if pinned and pinned > timezone.now() else None
    if source.answer_id and not source.posts.filter(pk=source.answer_id).exists():
        source.answer_id = None
    source.save(update_fields=["state", "merged_into", "answer", "pinned_until"])


def relink(source, target, joining):
    """What was joined to it before, and its translations, belong to it again where nobody decided otherwise."""
    kept = joining.kept
    Thread.objects.filter(pk__in=kept["joined_before"], merged_into=target).update(merged_into=source)
    translations = Thread.objects.filter(pk__in=kept["translations"])
    translations.filter(translation_of=target).update(translation_of=source)
    translations.filter(pk=target.pk, translation_of=None).update(translation_of=source)


def carry_reading_back(source, target, joining):
    """Whoever read on in the target has read as far here. Whoever had read only this one has not opened the target."""
    had = {row.member_id: row for row in ReadPosition.objects.filter(thread=source)}
    made, changed = [], []
    for there in ReadPosition.objects.filter(thread=target, position__gt=joining.places).iterator(BATCH):
        position = min(there.position - joining.places, joining.last)
        here = had.get(there.member_id)
        if here is None:
            fresh_row = {"member_id": there.member_id, "thread": source, "position": position}
            made.append(ReadPosition(**fresh_row, read_at=there.read_at))
        elif here.position < position:
            here.position, here.read_at = position, there.read_at
            changed.append(here)
    ReadPosition.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    ReadPosition.objects.bulk_update(changed, ["position", "read_at"], batch_size=BATCH)
    only_here = ReadPosition.objects.filter(thread=source).values("member")
    ReadPosition.objects.filter(thread=target, position=0, member__in=only_here).delete()


def settle_target(target, joining):
    """It may be public again if all is gone that forbade it, and nothing was said after the joining."""
    if target.never_public and not joining.kept["never_public"]:
        since = target.posts.filter(created_at__gt=joining.at)
        others = Thread.objects.filter(merged_into=target, never_public=True)
        target.never_public = since.exists() or others.exists()
        target.save(update_fields=["never_public"])
