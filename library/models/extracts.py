"""What was read in the files of documents: words for search and a picture of the first page."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ExtractQuerySet(models.QuerySet):
    def of_what_is_there(self):
        """Those of the files that their documents have now."""
        return self.filter(file=F("document__file"))


class Extract(models.Model):
    """Beside its document, since lists of documents need none of it. `file`: the stored name of what was read, so that words
    of a file that was replaced are nobody's any more; `cut`: the file goes on beyond what is read."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        READ = "read", _("read")
        EMPTY = "empty", _("holds no words")
        FAILED = "failed", _("could not be read")

    class Why(models.TextChoices):
        LOCKED = "locked", _("It asks for a password. Save it without one, and add it again.")
        BROKEN = "broken", _("It is broken. Open it, save it anew, and add it again.")
        LARGE = "large", _("It unpacks to far more than it seems to hold.")
        SLOW = "slow", _("Reading it took too long. Save it anew, or make it smaller.")
        MISSING = "missing", _("The file is not in its place.")
        RECORDING = "recording", _("It is heard or seen. What is said in it can stand in the description.")

    document = models.OneToOneField(
        "library.PracticeDocument", models.CASCADE, primary_key=True, related_name="extract"
    )
    file = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    text = models.TextField(blank=True)
    cut = models.BooleanField(default=False)
    pages = models.PositiveIntegerField(null=True)
    picture = models.BinaryField(blank=True, default=b"")
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a file")
        verbose_name_plural = _("words of files")

    def __str__(self):
        return f"{self.document_id} {self.state}"
