"""Letting some replies of a conversation become one of their own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums import permissions
from forums.events import PostsMoved, ThreadStarted
from forums.models import Post, Splitting, Thread, ThreadEvent
from forums.models.authored import State
from forums.services import identifying
from forums.services.arranging import check_readers, placed
from forums.services.regrouping import carry_follows, carry_reading, close_reading, recount
from forums.services.sequence import APART, record
from forums.services.words import MAX_TITLE, checked
from members.services import audit

MOST = 200  # replies at once: each says to its readers that it left

KINDS = (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION)


@transaction.atomic
def split_posts(
    *,
    actor,
    thread,
    posts,
    title,
    kind=Thread.Kind.DISCUSSION,
    forum=None,
    wider=False,
    reason="",
    confirmed=(),
):
    """A new thread of these replies, in their order; the first that is visible opens it. Answers the new thread.

    It stands in `forum`, or beside the old one. Each reply keeps its author, its day, its reactions and its address;
    whoever was anonymous stays so under a number of the new thread. In the old one their places stay empty. For 30 days
    they can go back to them (forums.services.rejoining).
    """
    permissions.check_moderate(actor)
    forum = permissions.visible(actor, forum) if forum else None
    thread = placed(actor, thread, *([forum] if forum else []))
    home = forum or thread.forum
    audience = home.audience_token if home else thread.audience
    check_apart(thread, home, kind)
    check_readers(thread, thread.audience, audience, wider)
    posts = chosen(thread, posts)
    identifying.look_over(
        actor=actor, forum=home, audience=audience, fields={"title": title}, confirmed=confirmed, level=identifying.WARN,
    )  # fmt: skip
    fresh = Thread(
        forum=home,
        kind=kind,
        title=" ".join(checked(title, MAX_TITLE, "title").split()),
        audience=audience,
        never_public=thread.never_public or thread.kind == Thread.Kind.REFLECTION,
        split_from=thread,
        distilled=thread.distilled,
        **opened_by(posts[0]),
    )
    fresh.save()
    fresh.principles.set(thread.principles.all())
    fresh.tags.set(thread.tags.names())
    Splitting.objects.create(
        fresh=fresh, audience=thread.audience, at=timezone.now(), kept=what_to_put_back(thread, posts)
    )
    first, last = leave(thread, posts)
    settle_in(fresh, posts)
    record(fresh, ThreadEvent.Kind.ARRANGED)
    Thread.objects.filter(pk=thread.pk).update(has_split=True)
    recount(thread)
    recount(fresh)
    carry_follows(thread, fresh)
    carry_reading(thread, fresh, reading_of(posts))
    close_reading(thread)
    emit(ThreadStarted(fresh.pk))
    emit(PostsMoved(thread.pk, fresh.pk, first, last))
    audit(actor=actor, verb="split-posts", target=thread, reason=reason, into=fresh.pk, posts=len(posts))
    return fresh


def check_apart(thread, home, kind):
    if thread.state != State.VISIBLE:
        raise ValidationError(_("Decide first whether this conversation is shown."))
    if home is None:
        raise ValidationError({"forum": _("This was shared with chosen people and stays with them.")})
    if kind not in KINDS:
        raise ValidationError({"kind": _("Choose what this is.")})


def chosen(thread, posts):
    """The replies as they are now, in the order in which they will stand, each with `was`, its place so far."""
    keys = [post.pk for post in posts]
    rows = thread.posts.filter(pk__in=keys, position__isnull=False).exclude(kind__in=APART)
    rows = list(rows.exclude(state=State.REMOVED).order_by("position"))
    if not keys or len(rows) < len(set(keys)):
        raise ValidationError({"posts": _("Choose replies that still stand here. What began it stays.")})
    if len(rows) > MOST:
        raise ValidationError({"posts": _("At most %(n)d at once.") % {"n": MOST}})
    opening = next((row for row in rows if row.state == State.VISIBLE), None)
    if opening is None:
        raise ValidationError({"posts": _("At least one of them must be shown.")})
    for row in rows:
        row.was = row.position
    return [opening, *(row for row in rows if row is not opening)]


def opened_by(post):
    """The fields of a thread that this post begins."""
    return {
        "author_id": post.author_id,
        "author_kind": post.author_kind,
        "sector_id": post.sector_id,
        "role": post.role,
        "alias": None if post.alias is None else 1,
        "language": post.language,
        "created_at": post.created_at,
        "active_at": post.created_at,
    }


def what_to_put_back(thread, posts):
    """For whoever undoes it (forums.services.rejoining)."""
    return {
        "posts": {post.pk: [post.position, post.alias, post.kind] for post in posts},
        "answer": thread.answer_id,
    }


def leave(thread, posts):
    """Number the leaving of each. Answers the first number and the last."""
    first = thread.head_seq + 1
    thread.head_seq += len(posts)
    Thread.objects.filter(pk=thread.pk).update(head_seq=thread.head_seq)
    ThreadEvent.objects.bulk_create(
        ThreadEvent(thread=thread, seq=first + n, kind=ThreadEvent.Kind.REMOVED, post=post)
        for n, post in enumerate(posts)
    )
    return first, thread.head_seq


def settle_in(thread, posts):
    """Places from 1, and numbers of those who are anonymous in the order in which they speak here."""
    aliases = {}
    for position, post in enumerate(posts, start=1):
        post.thread, post.position = thread, position
        if post.alias is not None:
            post.alias = aliases.setdefault(post.alias, len(aliases) + 1)
    posts[0].kind = Post.Kind.OPENING
    Post.objects.bulk_update(posts, ["thread", "position", "alias", "kind"], batch_size=100)


def reading_of(posts):
    """From how far somebody read in the old thread to how far that is in the new one."""

    def position_of(read):
        return next((post.position - 1 for post in posts if post.was > read), len(posts))

    return position_of
