"""A thread's row is the lock of its conversation: counters and the gap-free numbers of its events change under it."""

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cop.core.events import emit
from cop.core.problems import Conflict
from forums.authors import is_openers
from forums.events import PostChanged, PostCreated, ThreadAccessChanged, ThreadChanged
from forums.models import Post, Thread, ThreadEvent, ThreadSeat
from forums.models.authored import AuthorKind
from forums.models.threads import thread_open_to

JOINED = _(
    "This conversation was joined to another, which other people read. Load the page again to answer there; your words "
    "are still here."
)
MOVES = 3  # times that a post may move while somebody waits for it
APART = (Post.Kind.OPENING, Post.Kind.TAKEAWAY)  # posts that are no replies


def locked(actor, thread):
    """The thread as it is now, held until the transaction ends. 404 where the actor may not see it."""
    return _held(actor, thread.pk)


def _held(actor, key):
    rows = Thread.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def locked_post(actor, post):
    """The post as it is now, with its locked thread. The thread comes first, so that two writers never cross; where the
    post went to another meanwhile, that one. The first is let go again (a savepoint that is rolled back does that), or
    whoever locks both in their order would wait for us and we for them."""
    key = post.thread_id
    for _again in range(MOVES):
        try:
            with transaction.atomic():
                return _post_in(actor, post.pk, key)
        except Http404:
            before, key = key, Post.objects.filter(pk=post.pk).values_list("thread", flat=True).first()
            if key in (None, before):
                raise
    raise Http404


def locked_at_desk(actor, post):
    """`locked_post` for a moderator's decision, also of the one post of a conversation between two that they may see."""
    try:
        return locked_post(actor, post)
    except Http404:
        if not Post.objects.at_desk_of(actor).filter(pk=post.pk, disclosed=True).exists():
            raise
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=post.thread_id)
    row = Post.objects.at_desk_of(actor).filter(pk=post.pk, thread=thread).first()
    if row is None:
        raise Http404
    row.thread = thread
    return row


def _post_in(actor, pk, thread_key):
    thread = _held(actor, thread_key)
    row = Post.objects.visible_to(actor).filter(pk=pk, thread=thread).first()
    if row is None:
        raise Http404
    row.thread = thread
    return row


def locked_or_joined(actor, thread):
    """`locked`. Of a thread that was joined to another it is that one, if the same people read it; else a Conflict."""
    try:
        with transaction.atomic():  # PostgreSQL may hold the row though it answers none
            return locked(actor, thread)
    except Http404:
        source = joined(actor, thread.pk)
        if source is None:
            raise
    if source.audience != source.merged_into.audience:
        raise Conflict(JOINED)
    return locked(actor, source.merged_into)


def joined(viewer, pk):
    """The thread with this key, if it was joined to another that the viewer may see; else None."""
    rows = Thread.objects.filter(thread_open_to(viewer, "merged_into__"), pk=pk)
    return rows.select_related("merged_into", "joining").first()


def is_for_good(source):
    """Whether a thread that was joined to another stays so: it cannot be undone any more."""
    joining = getattr(source, "joining", None)
    return joining is None or joining.is_over


def locked_pair(actor, one, other):
    """Two threads as they are now, in the order of the arguments. The lower key is locked first, by everybody."""
    rows = {row.pk: locked(actor, row) for row in sorted((one, other), key=lambda row: row.pk)}
    return rows[one.pk], rows[other.pk]


def record(thread, kind, post=None):
    """Number a change of what readers see, and state it. Answers the number."""
    thread.head_seq += 1
    Thread.objects.filter(pk=thread.pk).update(head_seq=thread.head_seq)
    ThreadEvent.objects.create(thread=thread, seq=thread.head_seq, kind=kind, post=post)
    if post is None:
        emit(ThreadChanged(thread.pk, thread.head_seq, kind))
    elif kind == ThreadEvent.Kind.CREATED:
        emit(PostCreated(thread.pk, post.pk, thread.head_seq))
    else:
        emit(PostChanged(thread.pk, post.pk, thread.head_seq, kind))
    return thread.head_seq


def tally(thread, post, by):
    """A post became visible in a thread (`by=1`) or is no longer (`by=-1`): moved, hidden or removed."""
    if post.thanks_count:
        Thread.objects.filter(pk=thread.pk).update(thanks_count=F("thanks_count") + by * post.thanks_count)
    if by < 0 and thread.answer_id == post.pk:
        Thread.objects.filter(pk=thread.pk).update(answer=None, resting_answer=post)
        thread.answer, thread.resting_answer = None, post
    elif by > 0 and thread.resting_answer_id == post.pk and thread.answer_id is None:
        Thread.objects.filter(pk=thread.pk).update(answer=post, resting_answer=None)
        thread.answer, thread.resting_answer = post, None
    if post.kind in APART:
        return
    Thread.objects.filter(pk=thread.pk).update(reply_count=F("reply_count") + by)
    if post.sector_id is None or is_openers(post):
        return
    count = "masked" if post.author_kind == AuthorKind.ANONYMOUS else "named"
    if by > 0:
        ThreadSeat.objects.get_or_create(thread=thread, sector_id=post.sector_id)
        seats = ThreadSeat.objects.filter(thread=thread, sector=post.sector_id)
    else:
        seats = ThreadSeat.objects.filter(thread=thread, sector=post.sector_id, **{f"{count}__gt": 0})
    seats.update(**{count: F(count) + by})


def raise_access(thread):
    """Who may read changed: every socket is asked again before it hears more."""
    Thread.objects.filter(pk=thread.pk).update(access_version=F("access_version") + 1)
    emit(ThreadAccessChanged(thread.pk))
