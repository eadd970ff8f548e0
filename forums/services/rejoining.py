"""Undoing that replies were split off, for as long as what was removed can come back too."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict
from forums import permissions
from forums.events import PostsMoved
from forums.models import Post, ReadPosition, Splitting, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.arranging import SAYING
from forums.services.drafts import carry_drafts
from forums.services.merging import close
from forums.services.parting import check_readers_now
from forums.services.regrouping import BATCH, carry_follows, recount
from forums.services.sequence import record
from members.permissions import audience_tokens
from members.services import audit


@transaction.atomic
def undo_split(*, actor, thread, wider=False, reason=""):
    """Put the replies of which `thread` was made back into the places that they left. Answers the conversation there.

    Only while nothing was said, changed or joined to it since, wherever it stands: then nobody's words come before
    people to whom they were not said, also out of a circle. What was said since can be joined to the old one instead,
    where as many read it. `wider`: it is meant that more people read it there than when it was split off.
    """
    permissions.check_moderate(actor)
    fresh, home = locked_halves(actor, thread)
    splitting = undoable(fresh)
    if home.state != State.VISIBLE:
        raise ValidationError(_("Decide first whether the conversation that they come from is shown."))
    check_untouched(fresh, splitting)
    check_readers_now(home, splitting, wider)
    reopen_reading(fresh, home, splitting)
    carry_follows(fresh, home)
    carry_drafts(fresh, home)
    put_back(home, splitting)
    close(fresh, home)
    Thread.objects.filter(pk=fresh.pk).update(split_from=None)
    home.has_split = Thread.objects.filter(split_from=home).exists()
    if home.answer_id is None:
        home.answer_id = splitting.kept["answer"]
    home.distilled = home.distilled or fresh.distilled
    home.save(update_fields=["has_split", "answer", "distilled"])
    recount(home)
    record(home, ThreadEvent.Kind.ARRANGED)
    emit(PostsMoved(fresh.pk, home.pk))
    splitting.delete()
    audit(actor=actor, verb="undo-split", target=home, reason=reason, out_of=fresh.pk)
    return home


def undoable(thread):
    """Its Splitting, while that can be undone."""
    splitting = Splitting.objects.filter(fresh=thread).first()
    if splitting is None or splitting.is_over:
        raise Refused(_("It can be put back for 30 days, and they are over. It can still be joined."))
    return splitting


def locked_halves(actor, thread):
    """(the new conversation, the one that it was split from) as they are now, both within the moderator's reach. The
    lower key is locked first, by everybody."""
    seen = Thread.objects.visible_to(actor).filter(pk=thread.pk, split_from__isnull=False)
    found = seen.filter(split_from__audience__in=audience_tokens(actor)).first()
    if found is None:
        raise Http404
    keys = [found.pk, found.split_from_id]
    rows = Thread.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk(keys)
    fresh, home = rows[found.pk], rows[found.split_from_id]
    if fresh.split_from_id != home.pk or fresh.merged_into_id is not None:
        raise Conflict(_("Somebody else moved this just now. Look again."))
    return fresh, home


def check_untouched(fresh, splitting):
    since = splitting.at
    said = (
        fresh.posts.filter(Q(created_at__gt=since) | Q(edited_at__gt=since)).exists()
        or fresh.events.filter(kind__in=SAYING, created_at__gt=since).exists()
        or fresh.joinings.filter(at__gt=since).exists()
    )
    if said:
        raise Refused(
            _("Something was said or changed in it since. Join it to the other conversation instead.")
        )
    if set(map(str, fresh.posts.values_list("pk", flat=True))) != set(splitting.kept["posts"]):
        raise Refused(_("Some of its replies went elsewhere since. Undo that first."))


def reopen_reading(fresh, home, splitting):
    """What somebody has not read in the one, or never opened, is new to them in the other too: from its old place on."""
    places = {}
    for pk, position in fresh.posts.exclude(position=None).values_list("pk", "position"):
        places[position] = splitting.kept["posts"][str(pk)][0]
    read = dict(ReadPosition.objects.filter(thread=fresh).values_list("member", "position"))
    changed = []
    for row in ReadPosition.objects.filter(thread=home).iterator(BATCH):
        so_far = read.get(row.member_id, 0)
        unread = [old for place, old in places.items() if place > so_far and old is not None]
        if unread and row.position >= min(unread):
            row.position = min(unread) - 1
            changed.append(row)
    ReadPosition.objects.bulk_update(changed, ["position"], batch_size=BATCH)


def put_back(home, splitting):
    """Each in its old place, under its old number, of its old kind."""
    rows = list(Post.objects.filter(pk__in=splitting.kept["posts"]))
    for post in rows:
        post.thread = home
        post.position, post.alias, post.kind = splitting.kept["posts"][str(post.pk)]
    Post.objects.bulk_update(rows, ["thread", "position", "alias", "kind"], batch_size=100)
