"""What is said in a thread."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forums.models.authored import Authored, AuthorKind, State
from forums.models.rounds import Phase
from forums.models.threads import Thread, state_open_to, thread_open_to
from members.models import Flag
from members.permissions import audience_tokens, is_moderator

#: How long what a moderator removed can be brought back.
RESTORABLE = timedelta(days=30)


class PostQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Posts of visible threads. Hidden ones show to moderators; held ones also to their author."""
        return self.filter(thread_open_to(viewer, "thread__"), state_open_to(viewer))

    def shown_to(self, viewer):
        """Those of `visible_to`, for the posts of a thread that the viewer is known to see: the rest of its rule."""
        return self.filter(state_open_to(viewer))

    def linking_to(self, kind, key):
        """Those whose words hold a link to such a thing, as `links` keeps it. Only posts with links are looked at."""
        said = Cast("links", models.TextField())
        return (
            self.filter(links__isnull=False).annotate(said=said).filter(said__contains=f'"{kind}", "{key}"]')
        )

    def in_reach_of(self, moderator):
        """All of the moderator's audiences, also what was removed; nothing for anybody else."""
        if not is_moderator(moderator):
            return self.none()
        return self.filter(thread__audience__in=audience_tokens(moderator))

    def at_desk_of(self, moderator):
        """What a moderator may look at and decide about: all that they see anyway, and of a conversation between two, of
        which they see nothing, the one post about which somebody there was worried, or in which words of danger stand,
        while that is not decided."""
        if not is_moderator(moderator):
            return self.none()
        seen = Q(thread_open_to(moderator, "thread__"), state_open_to(moderator))
        kind = ContentType.objects.get_for_model(self.model)
        open_about = Flag.objects.open().filter(content_type=kind, object_id=OuterRef("pk"))
        return self.filter(seen | Q(Exists(open_about), disclosed=True))

    def restorable_by(self, moderator):
        """What a moderator removed and may still bring back."""
        since = timezone.now() - RESTORABLE
        removed = self.filter(state=State.REMOVED, removed_at__gt=since, redacted_at__isnull=True)
        return removed.in_reach_of(moderator).filter(removed_by_author=False)

    def to_render(self, *, in_thread=False):
        """With what a fragment needs. `in_thread`: they came by `thread.posts`, so that they have their thread."""
        return self.select_related("author", *(() if in_thread else ("thread",))).annotate(
            has_quotes=_first_of(Quote),
            has_files=_first_of(self.model.attachments.rel.related_model),
        )


def _first_of(model):
    """The key of a row that belongs to the post, or None. An EXISTS would tempt PostgreSQL to read the whole table."""
    return Subquery(model.objects.filter(post=OuterRef("pk")).order_by().values("pk")[:1])


class Post(Authored):
    """`position` counts from 1 (the opening) and is never reused; a held post has none until it is released.

    `body` is sanitised HTML; for the opening of a reflection it is empty, since the reflection's fields are shown.
    Mentions stand in it as `<span data-mention="<member uuid>"></span>`, resolved when rendered. `revision` numbers what
    it is now, from 1: words, files, poll and meeting; what it was before are PostRevisions.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        REPLY = "reply", pgettext_lazy("kind of reply", "Reply")
        NOTICE = "notice", _("I notice")
        WONDER = "wonder", _("I wonder")
        SEAT = "seat", _("From my seat")
        IDEA = "idea", _("An idea to try")
        RESOURCE = "resource", _("A resource")
        TAKEAWAY = "takeaway", _("What I am taking away")
        NEXT = "next", _("What happened next")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    position = models.PositiveIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REPLY)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    resource = models.ForeignKey(
        "library.Resource", models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    #: The title of the thread that it began, before that was joined to this one.
    opened_as = models.CharField(max_length=120, blank=True, editable=False)
    #: Why a moderator changed the text; readers see it.
    amended_why = models.CharField(_("why a moderator changed it"), max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    thanks_count = models.PositiveIntegerField(default=0, editable=False)
    same_count = models.PositiveIntegerField(default=0, editable=False)
    #: When it was taken away, and whether by who wrote it: what a moderator took away may come back for a while.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by_author = models.BooleanField(default=False, editable=False)
    #: Its author took it away while all was well with it, and may bring it back for a while.
    may_return = models.BooleanField(default=False, editable=False)
    #: When its text was destroyed for good; the empty row keeps its place.
    redacted_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Its poll with the numbers of votes (see forums/polls.py), so that reading it asks nothing more.
    poll = models.JSONField(null=True, blank=True, editable=False)
    #: What of this site its text leads to (see forums.showing.cards), so that others ask nothing for it.
    links = models.JSONField(null=True, blank=True, editable=False)
    #: Who shared the reflection says that this helped.
    helped = models.BooleanField(default=False, editable=False)
    #: What may tell who a family is though its author says that it does not: fields, places and labels, never the words.
    #: None once a moderator has decided.
    found = models.JSONField(null=True, blank=True, editable=False)
    #: Shown, alone of a conversation between two, to moderators at their desk: hidden by a privacy concern, or with words of
    #: danger in it.
    disclosed = models.BooleanField(default=False, editable=False)
    affirms_count = models.PositiveIntegerField(default=0, editable=False)
    #: In which phase of a round it was said; empty elsewhere.
    phase = models.CharField(
        _("phase of the round"), max_length=10, choices=Phase.choices, blank=True, editable=False
    )

    objects = PostQuerySet.as_manager()

    class Meta(Authored.Meta):
        ordering = ["position"]
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["thread", "position"], name="post_position_unique"),
            models.CheckConstraint(
                condition=Q(disclosed=False) | Q(state__in=["visible", "hidden"]),
                name="post_disclosed_stands",
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(kind="takeaway") & ~Q(state="removed"),
                name="post_one_takeaway",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1) | Q(position__isnull=True), name="post_position_from_1"
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=False) | Q(state__in=["held", "removed"]),
                name="post_position_unless_held",
            ),
        ]
        indexes = [
            *Authored.Meta.indexes,
            models.Index(fields=["thread", "author", "position"], name="post_by_author"),
            models.Index(
                fields=["removed_at"],
                condition=Q(state="removed", redacted_at__isnull=True),
                name="post_to_destroy",
            ),
            models.Index(fields=["thread", "created_at", "position"], name="post_by_day"),
            models.Index(
                fields=["thread", "-thanks_count"], condition=Q(thanks_count__gt=0), name="post_most_thanked"
            ),
            models.Index(
                fields=["thread", "-position"], condition=Q(resource__isnull=False), name="post_with_resource"
            ),
            models.Index(fields=["thread"], condition=Q(links__isnull=False), name="post_with_links"),
        ]
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self):
        return f"{self.thread_id}#{self.position}"


class Mending(models.Model):
    """A hidden post that a moderator gave back to its author to change; `mended_at`: its author did."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="mending")
    asked_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.post_id}"


class PostRevision(models.Model):
    """What a post was before a change; number 1 is the first. `body` is what it said. `redact` destroys them.

    `beside`: what else became otherwise, as it was before; None where that was nothing:

        {"files": [{"name", "alt"}] or None once they are destroyed, "poll": {"question", "options": [{"text"}], "several", "closes"},
         "meeting": {"starts", "ends", "zone", "place", "link", "off", "recording"}}
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    editor = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    beside = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_revision_unique")]

    def __str__(self):
        return f"{self.post} r{self.number}"


class Quote(models.Model):
    """A range of characters in the plain text of one revision of another post; resolved when rendered."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="quoted_in")
    revision = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_not_empty")]

    def __str__(self):
        return f"{self.quoted_id}[{self.start}:{self.end}]"


class Mention(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="mention_once")]

    def __str__(self):
        return f"@{self.member_id}"


class Reaction(models.Model):
    """Whoever was anonymous in the thread at that moment is so here, by the `sector` under which they spoke there."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thank you")
        SAME = "same", _("I see this too")
        AFFIRMS = "affirms", _("This affirms")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    author_kind = models.CharField(max_length=12, choices=AuthorKind.choices, default=AuthorKind.MEMBER)
    sector = models.ForeignKey("members.Sector", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member", "kind"], name="reaction_once")]

    def __str__(self):
        return self.kind
