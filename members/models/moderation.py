"""What members report, what moderators say to members, and the append-only record of what was done."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.acts import in_words

#: How long a moderator who looks at something keeps others from it.
CLAIM = timedelta(minutes=30)
#: How long a warning can be taken back.
TAKEN_BACK = timedelta(days=30)


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Flag.State.OPEN)

    def about(self, target):
        return self.filter(content_type=ContentType.objects.get_for_model(target), object_id=target.pk)

    def claimed(self):
        """Those at which a moderator is looking now."""
        return self.filter(claimed_by__isnull=False, claimed_at__gt=timezone.now() - CLAIM)


class Flag(models.Model):
    """A reason to look at something. Members give the first five; the platform itself asks by the others, without a
    reporter, and says in `cause` which check did: it holds back, or only tells.

    Whoever of the moderators looks at it claims it for `CLAIM`, so that two never handle one.
    """

    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("Privacy concern")
        UNKIND = "unkind", _("Unkind, or disrespectful of parents")
        OFF_TOPIC = "off-topic", _("Off topic")
        SPAM = "spam", _("Advertising")
        OTHER = "other", _("Something else")
        FIRST = "first", _("First words of a new member")
        CHECK = "check", _("Found by a check")
        DANGER = "danger", _("Words that suggest danger")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    reporter = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="flags")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    note = models.TextField(_("note"), max_length=600, blank=True)
    cause = models.CharField(_("cause"), max_length=120, blank=True, editable=False)
    hid_at_once = models.BooleanField(_("hidden at once"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    claimed_by = models.ForeignKey(
        "members.User", models.SET_NULL, null=True, blank=True, related_name="claimed_flags"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "members.User", models.SET_NULL, null=True, blank=True, related_name="decided_flags"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "content_type", "object_id", "kind"], name="flag_once_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"]),
            models.Index(fields=["content_type", "object_id", "state"], name="flag_about"),
        ]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")

    def __str__(self):
        return f"{self.get_kind_display()}"

    def is_claimed(self, now):
        return (
            self.claimed_by_id is not None and self.claimed_at is not None and self.claimed_at > now - CLAIM
        )


class AuditEntry(models.Model):
    """Who did what to which object, and why. Rows are added, never changed; texts of cases never stand here.

    The database itself refuses to change or delete a row (see members.append_only). `masked`: nobody reads who acted,
    because it was about a contribution of their own that names only a sector, or because they reported something.
    """

    actor = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="audit_entries")
    verb = models.SlugField(_("what"), max_length=40)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, null=True)
    object_id = models.PositiveBigIntegerField(null=True)
    target = GenericForeignKey("content_type", "object_id")
    reason = models.TextField(_("why"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    masked = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="audit_newest"),
            models.Index(fields=["verb", "-created_at", "-id"], name="audit_verb"),
            models.Index(fields=["actor", "-created_at", "-id"], name="audit_actor"),
            models.Index(fields=["content_type", "object_id", "-created_at", "-id"], name="audit_target"),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self):
        return self.verb

    @property
    def words(self):
        return in_words(self.verb)

    @property
    def shown_actor(self):
        """Who acted, as far as readers of the record may know."""
        return None if self.masked else self.actor


class ModeratorMessageQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own, whatever became of the account: who is paused must be able to read why."""
        return self.filter(member=viewer) if viewer.is_authenticated else self.none()

    def in_force(self, kind):
        """Silences or pauses that neither ended nor were lifted; warnings that can still be taken back."""
        now = timezone.now()
        ends = {"created_at__gt": now - TAKEN_BACK} if kind == "warning" else {"until__gt": now}
        return self.filter(kind=kind, lifted_at=None, **ends)

    def unanswered(self):
        """Warnings that still have to be acknowledged."""
        return self.filter(kind="warning", acknowledged_at=None, lifted_at=None)


class ModeratorMessage(models.Model):
    """What a moderator wrote to, or decided about, a member, as that member reads it.

    `masked`: it went to the author of a contribution that names only a sector. No moderator learns to whom, so such a
    row is in no list but the member's own. A mail about it never carries `text`.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("A note")
        WARNING = "warning", _("A warning")
        SILENCE = "silence", _("Reading only")
        PAUSE = "pause", _("Account paused")
        LIFTED = "lifted", _("Lifted")
        TAKEN_BACK = "taken-back", _("Taken back")
        REVEAL = "reveal", _("Your name was looked up")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.User", models.CASCADE, related_name="moderator_messages")
    sent_by = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(_("text"), max_length=2000)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, blank=True)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    masked = models.BooleanField(default=False, editable=False)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
    payload_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = ModeratorMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="moderator_message_newest"),
            models.Index(fields=["content_type", "object_id"], name="moderator_message_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["silence", "pause"]) | models.Q(until__isnull=False),
                name="moderator_message_until",
            ),
            models.UniqueConstraint(
                fields=["sent_by", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="moderator_message_once_a_key",
            ),
        ]
        verbose_name = _("message of a moderator")
        verbose_name_plural = _("messages of moderators")

    def __str__(self):
        return self.get_kind_display()


class CannedResponse(models.Model):
    """Words that moderators keep, to begin a note or a decision with."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=1000)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["language", "order", "title"]
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")

    def __str__(self):
        return self.title
