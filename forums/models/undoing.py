"""What is remembered of acts on whole conversations, so that they can be undone for a while."""

from django.db import models
from django.utils import timezone

from forums.models.posts import RESTORABLE


class Undoable(models.Model):
    at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    @property
    def until(self):
        """Until when it can be undone."""
        return self.at + RESTORABLE

    @property
    def is_over(self):
        return timezone.now() >= self.until


class Placing(Undoable):
    """The last move of a thread: out of which forum, and who could read it there."""

    thread = models.OneToOneField("forums.Thread", models.CASCADE, related_name="placing")
    left = models.ForeignKey("forums.Forum", models.CASCADE, null=True, related_name="+")
    audience = models.CharField(max_length=40)

    def __str__(self):
        return f"{self.thread_id} ← {self.left_id}"


class Joining(Undoable):
    """`source` went into `target`: its post at position p stands there at `places` + p, up to `last`, and who was
    anonymous under n is so under `aliases` + n.

    `audience`: who could read it before. `kept`: keys of what else to put back (see forums.services.merging).
    """

    source = models.OneToOneField("forums.Thread", models.CASCADE, related_name="joining")
    target = models.ForeignKey("forums.Thread", models.CASCADE, related_name="joinings")
    places = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    aliases = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=40)
    kept = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.source_id} → {self.target_id}"


class Splitting(Undoable):
    """The posts of which `fresh` was made: `kept` has for each its place, its number of those who are anonymous, and its
    kind where it stood, and the answer there. `audience`: who could read them then."""

    fresh = models.OneToOneField("forums.Thread", models.CASCADE, related_name="splitting")
    audience = models.CharField(max_length=40)
    kept = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.fresh_id}"
