"""What waits for moderators, as their pages need it: bounded, the oldest first; privacy and danger before all else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.authors import Author, author_for, counted
from forums.models import Post, ResourceUse
from forums.wording.checks import CAUSES
from forums.wording.findings import ADD_UP, called
from forums.wording.told import stored_words
from members.models import CLAIM, Flag
from safeguards.identifiers import LABEL_NAMES

PAGE = 20
URGENT = (Flag.Kind.PRIVACY, Flag.Kind.DANGER)
EARLIER = 10  # decisions shown of one post
COUNT_KEY, COUNT_KEPT = "forums:desk:waiting", 60


@dataclass
class Matter:
    """One post with everything that is open about it.

    `reasons`: open flags, the oldest first. `looked_at_by`: the moderator who claimed it, or None. `mine`: that is the
    viewer. `own`: the viewer wrote it and decides nothing about it. `found`: what may tell who a family is, as words
    ("a name").
    """

    post: Post
    author: Author
    reasons: list[Flag] = field(default_factory=list)
    looked_at_by: Any = None
    mine: bool = False
    own: bool = False
    claimed_at: datetime | None = None
    found: list[Any] = field(default_factory=list)

    @property
    def title(self):
        """Of its conversation. Of one between two, of which moderators read nothing else, only what began it has one."""
        if self.post.thread.forum_id is None and self.post.kind != Post.Kind.OPENING:
            return _("Said between two colleagues")
        return self.post.thread.title

    @property
    def between_two(self):
        return self.post.thread.forum_id is None

    @property
    def mending(self):
        """Since when its author has it to change it (Mending), or None."""
        return getattr(self.post, "mending", None)


def waiting(chosen=None):
    """Keys of posts about which something is open. `chosen`: reason, forum, claimed ("", "yes", "no")."""
    flags = Flag.objects.open().filter(content_type=ContentType.objects.get_for_model(Post))
    chosen = chosen or {}
    if forum := chosen.get("forum"):
        # one look at a key for each open flag, of which there are few; never at all posts of the forum
        flags = flags.filter(Exists(Post.objects.filter(pk=OuterRef("object_id"), thread__forum=forum)))
    groups = (
        flags.order_by()
        .values("object_id")
        .annotate(
            urgent=Max(Case(When(kind__in=URGENT, then=Value(1)), default=Value(0))),
            first=Min("created_at"),
            claims=Count("pk", filter=Q(claimed_at__gt=timezone.now() - CLAIM, claimed_by__isnull=False)),
            fits=Count("pk", filter=Q(kind=chosen["reason"]) if chosen.get("reason") else Q()),
        )
    )
    groups = groups.filter(fits__gt=0)
    if chosen.get("claimed"):
        groups = groups.filter(claims__gt=0) if chosen["claimed"] == "yes" else groups.filter(claims=0)
    return groups.order_by("-urgent", "first", "object_id")


def page_of_matters(viewer, chosen, number):
    """(Page, matters of that page)."""
    page = Paginator(waiting(chosen), PAGE).get_page(number)
    return page, matters(viewer, [row["object_id"] for row in page])


def matters(viewer, keys):
    """These posts in this order, with what is open about each, in a bounded number of queries."""
    posts = (
        Post.objects.at_desk_of(viewer)
        .select_related("thread__reflection", "thread__forum", "author", "sector", "mending")
        .in_bulk(keys)
    )
    flags = open_reasons(Post, keys)
    with counted({post.thread.audience for post in posts.values()}):
        return [matter(viewer, posts[key], flags.get(key, [])) for key in keys if key in posts]


def open_reasons(model, keys):
    """The flags that are open about these rows of a model, the oldest first, by key; `causes` are words for people."""
    kind = ContentType.objects.get_for_model(model)
    flags: dict[int, list[Flag]] = {}
    rows = Flag.objects.open().filter(content_type=kind, object_id__in=keys)
    for flag in rows.select_related("claimed_by").order_by("created_at", "pk"):
        flag.causes = [str(CAUSES.get(cause, cause)) for cause in flag.cause.split(",") if cause]
        flags.setdefault(flag.object_id, []).append(flag)
    return flags


def matter(viewer, post, flags):
    now = timezone.now()
    claimed = next((flag for flag in flags if flag.is_claimed(now)), None)
    return Matter(
        post=post,
        author=author_for(post, post.thread.audience),
        reasons=flags,
        looked_at_by=claimed.claimed_by if claimed else None,
        claimed_at=claimed.claimed_at if claimed else None,
        mine=claimed is not None and claimed.claimed_by_id == viewer.pk,
        own=post.author_id == viewer.pk,
        found=list(dict.fromkeys(LABEL_NAMES.get(row["label"], ADD_UP) for row in post.found or ())),
    )


def stretches(post):
    """What may tell who a family is, where it stands: (name of the field, [(words, whether it is that)])."""
    texts, rows = stored_words(post) if post.found else {}, post.found or ()
    found = []
    for name, text in texts.items():
        here, end, pieces = sorted((row["start"], row["end"]) for row in rows if row["field"] == name), 0, []
        for start, stop in here:
            if end <= start < stop <= len(text):
                pieces += [(text[end:start], False), (text[start:stop], True)]
                end = stop
        if pieces:
            found.append((called(name), [*pieces, (text[end:], False)]))
    return found


def by_itself(post):
    """A post of a conversation between two as moderators see it: without the words that it quotes and answers."""
    if post.thread.forum_id is None:
        post.has_quotes, post.parent = None, None
    return post


def around(viewer, post):
    """(the post before, the post after) in its thread, as far as they stand; what is held would come at the end."""
    here = Post.objects.visible_to(viewer).filter(thread=post.thread_id).to_render()
    if post.position is None:
        return here.filter(position__isnull=False).order_by("-position").first(), None
    return (
        here.filter(position__lt=post.position).order_by("-position").first(),
        here.filter(position__gt=post.position).order_by("position").first(),
    )


def earlier(post):
    """What was decided about a post before, the newest first."""
    decided = Flag.objects.about(post).exclude(state=Flag.State.OPEN)
    return list(decided.select_related("decided_by").order_by("-decided_at", "-pk")[:EARLIER])


def count_of_reasons():
    """How many posts wait, by reason; one that has several counts for each."""
    flags = Flag.objects.open().filter(content_type=ContentType.objects.get_for_model(Post))
    rows = flags.order_by().values("kind").annotate(posts=Count("object_id", distinct=True))
    return {row["kind"]: row["posts"] for row in rows}


def count_waiting():
    """How much waits for a moderator; remembered for a minute, and forgotten when that changes."""
    number = cache.get(COUNT_KEY)
    if number is None:
        number = waiting_now()
        cache.set(COUNT_KEY, number, COUNT_KEPT)
    return number


def waiting_now():
    return sum(waiting_apart())


def waiting_apart():
    """(how many posts wait, how much of what members told of resources does)."""
    post, use = (ContentType.objects.get_for_model(model).pk for model in (Post, ResourceUse))
    is_there = Exists(ResourceUse.objects.filter(pk=OuterRef("object_id")))  # some go with an account
    flags = Flag.objects.open().filter(Q(content_type=post) | Q(is_there, content_type=use))
    rows = flags.order_by().values_list("content_type").annotate(Count("object_id", distinct=True))
    found = dict(rows)
    return found.get(post, 0), found.get(use, 0)


def uses_waiting():
    """What members told of resources and something is open about, the oldest first."""
    flags = Flag.objects.open().filter(content_type=ContentType.objects.get_for_model(ResourceUse))
    return ResourceUse.objects.filter(Exists(flags.filter(object_id=OuterRef("pk")))).order_by("pk")
