"""Words of a conversation that a guide would like to quote, and what their authors say to that."""

import uuid
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.models.authored import AuthorKind, State
from forums.models.threads import thread_open_to
from members.permissions import MEMBERS, PUBLIC, is_curator, is_member

MAX_EXCERPT = 600  # characters
#: Conversations of which guides may quote: what all members can read.
QUOTED_FROM = (PUBLIC, MEMBERS)


class ExcerptQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were let go after a no, of which nothing is kept but that nobody asks again."""
        return self.exclude(words="")

    def visible_to(self, viewer):
        """One's own words: nobody else learns here what was asked and answered, by whom and when."""
        return self.standing().filter(post__author=viewer.pk) if is_member(viewer) else self.none()

    def curated_by(self, viewer):
        """For who writes guides: the words and the answer, as far as they may read the post. Never who was asked."""
        if not is_curator(viewer):
            return self.none()
        standing = self.standing()
        return standing.filter(thread_open_to(viewer, "post__thread__"), post__state=State.VISIBLE)

    def readable(self):
        """Those of which all members can read the post now."""
        return self.standing().filter(
            post__state=State.VISIBLE,
            post__thread__state=State.VISIBLE,
            post__thread__audience__in=QUOTED_FROM,
        )

    def shown(self):
        """What stands in guides now. What was hidden, removed or moved away from all members is quoted no longer, nor what
        its author or a moderator has changed since it was agreed to, nor words of an account that is gone. Whether the
        account of somebody known by sector alone is gone is not asked: what went with it would say who that was."""
        granted = self.readable().filter(consent__in=Excerpt.GRANTED, answered=F("post__revision"))
        return granted.filter(of_who_is_there("post__")).exclude(post__author_kind=AuthorKind.FORMER)

    def resting(self):
        """Those that readers had before them, and have no more since what was said was changed."""
        agreed = self.standing().filter(placed=True, consent__in=Excerpt.GRANTED)
        return agreed.exclude(answered=F("post__revision"))


def of_who_is_there(prefix=""):
    """The condition on posts that an account still speaks for them, as far as that may be told."""
    unnamed = Q(**{f"{prefix}author_kind": AuthorKind.ANONYMOUS})
    return unnamed | Q(**{f"{prefix}author__is_active": True})


class Excerpt(models.Model):
    """`words` as the guide would have them, of one revision of a post, for the guide of `guide_key` in all its languages.

    `answered`: the revision that its author had before them when they answered. The guide keeps `uuid` and nothing else.
    `words` are empty once it was let go after a no. `placed`: the guide as readers have it holds it, shown or not.
    """

    class Consent(models.TextChoices):
        ASKED = "asked", _("not answered yet")
        NAMED = "named", _("yes, with the name")
        UNNAMED = "unnamed", _("yes, without the name")
        REFUSED = "refused", _("no")
        WITHDRAWN = "withdrawn", _("taken back")

    GRANTED = (Consent.NAMED, Consent.UNNAMED)
    DECLINED = (Consent.REFUSED, Consent.WITHDRAWN)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey("forums.Post", models.CASCADE, related_name="excerpts")
    revision = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(null=True, editable=False)
    words = models.TextField(_("words"), max_length=MAX_EXCERPT)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    guide_key = models.UUIDField(_("guide"), db_index=True)
    consent = models.CharField(max_length=10, choices=Consent.choices, default=Consent.ASKED)
    asked_by = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    placed = models.BooleanField(default=False, editable=False)

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "guide_key"], name="excerpt_once_a_guide"),
            models.CheckConstraint(
                condition=Q(consent="asked", answered_at__isnull=True)
                | (~Q(consent="asked") & Q(answered_at__isnull=False)),
                name="excerpt_answered_at",
            ),
        ]
        verbose_name = _("quoted words")
        verbose_name_plural = _("quoted words")

    def __str__(self):
        return f"{self.post_id} · {self.consent}"

    @property
    def fingerprint(self):
        """Of the words: it goes out with them, and tells with the answer which words were read."""
        return sha256(self.words.encode()).hexdigest()
