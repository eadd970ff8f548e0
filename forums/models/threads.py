"""A conversation, its gap-free sequence of events, and who has read how far."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from forums.models.authored import Authored, State
from members.permissions import audience_tokens, is_member, is_moderator


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Threads of the viewer's audiences in a state that they may see."""
        return self.filter(thread_open_to(viewer))


def thread_open_to(viewer, prefix=""):
    """The condition of `visible_to`, for threads themselves or (`prefix="thread__"`) for what hangs on one."""
    audience = Q(**{f"{prefix}audience__in": audience_tokens(viewer)})
    return audience & state_open_to(viewer, prefix)


def sight_of(viewer):
    """Viewers with the same sight may read the same threads and forums, but for what each began."""
    return audience_tokens(viewer), is_member(viewer), is_moderator(viewer)


def state_open_to(viewer, prefix=""):
    """What is held or hidden shows to moderators and to its author; what was removed to nobody."""
    visible = Q(**{f"{prefix}state": State.VISIBLE})
    unseen = Q(**{f"{prefix}state__in": [State.HELD, State.HIDDEN]})
    if is_moderator(viewer):
        return visible | unseen
    if is_member(viewer):
        return visible | (unseen & Q(**{f"{prefix}author_id": viewer.pk}))
    return visible


class Thread(Authored):
    """The opening is post 1. `audience` is one token (see members.permissions); a thread need not have a forum.

    `answer` is the reply that settles a question, and always a visible one of this thread. `thanks_count` adds up the
    thanks for its visible posts. `active_masked`: who spoke last is anonymous, so that `active_at` shows as its day. `alias_count`: how many
    members are anonymous here, which numbers the next one. `held_count`: posts that wait for a moderator.
    """

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        QUESTION = "question", _("Question")
        REFLECTION = "reflection", _("Reflection")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey("forums.Forum", models.PROTECT, null=True, blank=True, related_name="threads")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    audience = models.CharField(_("who may read"), max_length=40)
    access_version = models.PositiveIntegerField(default=1, editable=False)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    reflection = models.OneToOneField(
        "forums.Reflection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="thread",
        verbose_name=_("reflection"),
    )
    #: Of a conversation that stays behind, since its author has taken the reflection to more people.
    earlier = models.ForeignKey(
        "forums.Reflection",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="earlier_threads",
    )
    guide_key = models.UUIDField(_("guide"), null=True, blank=True, db_index=True)
    section_id = models.UUIDField(_("section of the guide"), null=True, blank=True)
    translation_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="translations"
    )
    principles = models.ManyToManyField(
        "library.Principle", related_name="threads", verbose_name=_("principles")
    )
    sectors = models.ManyToManyField(
        "members.Sector", related_name="asked_threads", blank=True, verbose_name=_("sectors asked")
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"))
    is_locked = models.BooleanField(_("closed for replies"), default=False)
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    slow_seconds = models.PositiveIntegerField(_("seconds between replies of one member"), default=0)
    #: Where its posts are since it was joined to another; its own address leads there.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="split"
    )
    has_split = models.BooleanField(default=False, editable=False)
    #: Guides quote, or would like to quote, something that was said in it.
    distilled = models.BooleanField(default=False, editable=False)
    #: Something in it was said about a reflection, which is never public.
    never_public = models.BooleanField(default=False, editable=False)
    #: The reflection of a thread that was taken away, until its words are destroyed.
    taken_back = models.ForeignKey(
        "forums.Reflection", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    head_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    held_count = models.PositiveIntegerField(default=0, editable=False)
    alias_count = models.PositiveSmallIntegerField(default=0, editable=False)
    #: When those who talk here meet, and where (see forums/meetings.py); empty for most.
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True, editable=False)
    meeting = models.JSONField(null=True, blank=True, editable=False)
    thanks_count = models.PositiveIntegerField(default=0, editable=False)
    answer = models.ForeignKey(
        "forums.Post", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answer")
    )
    #: What was the answer before it was hidden or removed: it is again, once it is shown and no other was marked.
    resting_answer = models.ForeignKey(
        "forums.Post", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    active_at = models.DateTimeField(_("last spoken"))
    active_masked = models.BooleanField(default=False, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta(Authored.Meta):
        ordering = ["-active_at", "-pk"]
        constraints = [
            *Authored.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="reflection") | ~Q(audience="public"), name="thread_reflection_never_public"
            ),
            models.CheckConstraint(
                condition=Q(never_public=False) | ~Q(audience="public"), name="thread_never_public"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="removed"), name="thread_merged_is_gone"
            ),
            models.CheckConstraint(
                condition=Q(reflection__isnull=True) | Q(kind="reflection"),
                name="thread_reflection_of_its_kind",
            ),
        ]
        indexes = [
            *Authored.Meta.indexes,
            models.Index(fields=["-active_at", "-id"]),
            models.Index(fields=["audience", "state", "-active_at", "-id"]),
            models.Index(fields=["forum", "state", "-active_at", "-id"]),
            models.Index(fields=["kind", "state", "created_at", "id"]),
            models.Index(fields=["starts_at"], condition=Q(starts_at__isnull=False), name="thread_meets"),
            models.Index(
                fields=["pinned_until"], condition=Q(pinned_until__isnull=False), name="thread_pinned"
            ),
            models.Index(fields=["-created_at", "-id"], name="thread_newest"),
            models.Index(fields=["-thanks_count", "-id"], name="thread_most_thanked"),
            models.Index(fields=["-created_at", "-id"], condition=Q(reply_count=0), name="thread_unanswered"),
        ]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self):
        return self.title

    @property
    def is_pinned(self):
        """Whether it stands before the others of its forum now."""
        return self.pinned_until is not None and self.pinned_until > timezone.now()

    @property
    def version(self):
        """The access version of its live topic. It only grows: whoever moves a thread makes up for the other forum."""
        return self.access_version + (self.forum.access_version if self.forum_id else 0)


class ThreadSeat(models.Model):
    """How many visible replies a sector has given in a thread, apart from its author's own.

    `masked` are those of anonymous members: where the sector is too small to hide in, they must not show that it spoke.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="seat_rows")
    sector = models.ForeignKey("members.Sector", models.PROTECT, related_name="+")
    named = models.PositiveIntegerField(default=0)
    masked = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["thread", "sector"], name="thread_seat_once")]

    def __str__(self):
        return f"{self.sector_id}@{self.thread_id}"


class ThreadReader(models.Model):
    """Somebody with whom a thread was shared by name (audience `thread:<id>`)."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readers")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="shared_threads")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="thread_reader_once")]

    def __str__(self):
        return f"{self.member} · {self.thread}"


class ThreadEvent(models.Model):
    """Every change of what a reader sees, numbered without gaps from 1 within its thread; kept 30 days.

    `arranged`: posts came or the whole moved, so that a page is loaded again; `merged`: it goes on in another thread.
    An event stays with its thread when its post moves to another, and then shows nothing.
    """

    class Kind(models.TextChoices):
        CREATED = "created"
        EDITED = "edited"
        HIDDEN = "hidden"
        SHOWN = "shown"
        REMOVED = "removed"
        REACTED = "reacted"
        CLOSED = "closed"
        OPENED = "opened"
        ARRANGED = "arranged"
        MERGED = "merged"
        ANSWERED = "answered"
        UNANSWERED = "unanswered"
        VOTED = "voted"
        MEETING = "meeting"
        ROUND = "round"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    post = models.ForeignKey("forums.Post", models.CASCADE, null=True, related_name="events")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["thread", "seq"], name="thread_event_seq_unique")]

    def __str__(self):
        return f"{self.thread_id}:{self.seq} {self.kind}"


class ReadPosition(models.Model):
    """How far a member has read: the position of the last post seen, on all devices."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="read_positions")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_positions")
    position = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "thread"], name="read_position_once")]

    def __str__(self):
        return f"{self.member_id}@{self.thread_id}:{self.position}"


class ReadMark(models.Model):
    """Up to when a member calls everything read, in one forum or (`forum` empty) everywhere."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="read_marks")
    forum = models.ForeignKey("forums.Forum", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "forum"], name="read_mark_once"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(forum__isnull=True), name="read_mark_everywhere_once"
            ),
        ]

    def __str__(self):
        return f"{self.member_id}@{self.forum_id or 'everywhere'}"
