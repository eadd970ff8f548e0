"""A case reflection: its fields stay data, private until its author shares it."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.permissions import is_member

WEEKS = (2, 4, 8)  # after which one can be asked what happened next
MAX_NEXT = 600  # characters of what happened next


def only_strengths(value):
    known = Reflection.Strength.values
    if not isinstance(value, list) or len(value) > len(known) or any(one not in known for one in value):
        raise ValidationError(_("Choose from the list."))


class ReflectionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """A reflection opens to its author alone; others read the thread that sharing makes."""
        return self.filter(author=viewer) if is_member(viewer) else self.none()


class Reflection(models.Model):
    """The fields of the reflection form. Lengths are in characters. An ordinary moment fills a few of them.

    `revision` counts what was saved, so that somebody who writes on two devices is told.
    """

    class Kind(models.TextChoices):
        CASE = "case", _("Reflection")
        MOMENT = "moment", _("Ordinary moment")

    class State(models.TextChoices):
        JOURNAL = "journal", _("Only you")
        SHARED = "shared", _("Shared")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Moment(models.TextChoices):
        FEEDING = "feeding", _("Feeding")
        ARRIVAL = "arrival-goodbye", _("Arrival or goodbye")
        PLAY = "play", pgettext_lazy("moment", "Play")
        BOOK = "book", _("Book")
        NAP = "nap-bath-diaper", _("Nap, bath, diaper")
        WAITING = "waiting-room", _("Waiting room")
        EXAM = "exam-vaccine", _("Exam or vaccine")
        VISIT = "home-visit", _("Home visit")
        PHONE = "phone-message", _("Phone or message")
        OTHER = "other", _("Other")

    class AgeBand(models.TextChoices):
        EXPECTING = "expecting", _("expecting")
        M0 = "0-6 months", _("0–6 months")
        M6 = "6-12 months", _("6–12 months")
        M12 = "12-18 months", _("12–18 months")
        M18 = "18-24 months", _("18–24 months")
        Y2 = "2-3 years", _("2–3 years")
        Y3 = "3-4 years", _("3–4 years")
        Y4 = "4-5 years", _("4–5 years")
        Y5 = "5-6 years", _("5–6 years")
        Y6 = "6-8 years", _("6–8 years")

    class Please(models.TextChoices):
        LISTEN = "listen", _("just listen")
        WONDER = "wonder", _("wonder with me")
        IDEAS = "ideas", _("offer ideas")

    class Strength(models.TextChoices):
        CONNECTION = "connection", _("connection")
        RECIPROCITY = "reciprocity", _("reciprocity")
        INCLUSION = "inclusion", _("inclusion")
        GROWTH = "growth", _("room to grow")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("members.User", models.CASCADE, related_name="reflections")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CASE)
    state = models.CharField(max_length=12, choices=State.choices, default=State.JOURNAL)
    revision = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("A title"), max_length=80, blank=True)
    moment = models.CharField(_("The moment"), max_length=20, choices=Moment.choices, blank=True)
    age_band = models.CharField(_("The child's age"), max_length=16, choices=AgeBand.choices, blank=True)
    setting = models.CharField(_("Setting"), max_length=80, blank=True)
    what_happened = models.TextField(_("What happened?"), max_length=700, blank=True)
    already_working = models.TextField(_("What was already working?"), max_length=400, blank=True)
    strengths = models.JSONField(_("It was about"), default=list, blank=True, validators=[only_strengths])
    wondering = models.TextField(_("What do you wonder?"), max_length=400, blank=True)
    not_asked_yet = models.BooleanField(_("I have not asked them yet"), default=False)
    how_was_it = models.TextField(_("How was it for you?"), max_length=300, blank=True)
    share_how_was_it = models.BooleanField(_("Share how it was for me"), default=False)
    question = models.TextField(_("My question to the village"), max_length=250, blank=True)
    asked_sectors = models.ManyToManyField(
        "members.Sector",
        related_name="asked_reflections",
        blank=True,
        verbose_name=_("I would like to hear from"),
    )
    please = models.CharField(_("Please"), max_length=8, choices=Please.choices, default=Please.WONDER)
    will_try = models.CharField(_("One small thing I will try"), max_length=200, blank=True)
    follow_up_weeks = models.PositiveSmallIntegerField(
        _("Ask me what happened next"), null=True, blank=True, choices=[(n, n) for n in WEEKS]
    )
    what_next = models.TextField(_("What happened next"), max_length=MAX_NEXT, blank=True)
    next_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_written_at = models.DateTimeField(null=True, blank=True, editable=False)
    principles = models.ManyToManyField(
        "library.Principle", related_name="reflections", blank=True, verbose_name=_("Principle")
    )
    anonymous = models.BooleanField(_("Colleagues see only my sector"), default=False)
    attested_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    #: How many rounds of invitations went out since it was shared (see forums/services/inviting.py).
    rounds_invited = models.PositiveSmallIntegerField(default=0, editable=False)
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="shared") | models.Q(attested_at__isnull=False),
                name="reflection_shared_only_attested",
            ),
        ]
        indexes = [
            models.Index(
                fields=["follow_up_weeks"],
                condition=models.Q(
                    follow_up_weeks__isnull=False, next_asked_at__isnull=True, next_written_at__isnull=True
                ),
                name="reflection_to_ask",
            ),
            models.Index(
                fields=["shared_at"],
                condition=models.Q(state="shared", kind="case", rounds_invited__lt=2),
                name="reflection_to_invite_to",
            ),
        ]
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")

    def __str__(self):
        return self.title or str(self.uuid)

    @property
    def strength_labels(self):
        return [label for value, label in self.Strength.choices if value in self.strengths]
