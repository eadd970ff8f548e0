"""What search holds: one row for each thing that a person can open. Both engines copy from here or look in here."""

from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermsField(models.TextField):
    """Several short texts in one column, as `|village|trust-parents|`: quick to test for one and to count.

    In Python a tuple of strings. A bar in one of them becomes a space.
    """

    def __init__(self, *args, **kwargs):
        kwargs |= {"default": tuple, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: kwargs[key] for key in kwargs if key not in ("default", "blank")}

    def from_db_value(self, value, expression, connection):
        return split(value)

    def to_python(self, value):
        return split(value) if isinstance(value, str) else tuple(value or ())

    def get_prep_value(self, value):
        if isinstance(value, str):
            return value
        return "|" + "".join(f"{one.replace('|', ' ')}|" for one in value) if value else ""


@lru_cache(maxsize=4096)
def split(value):
    return tuple(value.strip("|").split("|")) if value else ()


class SearchEntry(models.Model):
    """One Entry (see cop.core.registries) as it was when its object was last read.

    `owner` and `object_id` say which row it was made of. `version` is the microsecond of the last change and orders
    copies in other engines; `digest` tells whether a newly made entry differs. `beside` holds
    words that are not its own, by their language. The index of the database's own full
    text stands beside this table (SQLite) or in a column of it that Django does not know (PostgreSQL).
    """

    key = models.CharField(max_length=120, unique=True)
    owner = models.CharField(max_length=24)
    object_id = models.BigIntegerField()
    group = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=24)
    family = models.CharField(max_length=24)
    form = models.CharField(max_length=24, blank=True)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    principles = TermsField()
    sectors = TermsField()
    tags = TermsField()
    marks = TermsField()
    author_label = models.CharField(max_length=120, blank=True)
    author_sector = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=40)
    beside = models.JSONField(default=dict, blank=True)
    date = models.DateTimeField(null=True, blank=True)
    popularity = models.IntegerField(default=0)
    quality = models.IntegerField(default=0)
    source_id = models.CharField(max_length=64, blank=True, db_index=True)
    digest = models.CharField(max_length=32)
    version = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "object_id"]),
            models.Index(fields=["-date", "-id"]),
            models.Index(
                fields=["author_label", "-date"], condition=~models.Q(author_label=""), name="search_author"
            ),
        ]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self):
        return self.key

    @property
    def is_part(self):
        return self.key != self.group


class VocabularyWord(models.Model):
    """A word that stands in entries which every member may see, and in how many; `open`: those that everybody may see.

    What somebody misspelled is compared with these, and nothing else is ever suggested. Changed in the transaction that
    changes the entries, so that what is erased is no longer known. `initial`, `ending` and `size` are what near words
    are looked up by.
    """

    word = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    entries = models.IntegerField()
    open = models.IntegerField()
    initial = models.CharField(max_length=1)
    ending = models.CharField(max_length=3)
    size = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="search_vocabulary_word")]
        indexes = [
            models.Index(fields=["initial", "size"]),
            models.Index(fields=["ending", "size"]),
            models.Index(fields=["word"], opclasses=["varchar_pattern_ops"], name="search_word_begins"),
        ]
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self):
        return self.word


class Rebuild(models.Model):
    """How far a rebuild came that is not finished, so that the next one goes on there (search.services.rebuilding).

    `after`: the last row of its stage that was done; `index`: what is being filled of Elasticsearch.
    """

    name = models.CharField(max_length=24, primary_key=True)
    stage = models.CharField(max_length=40, blank=True)
    after = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    index = models.CharField(max_length=120, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    reached_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"{self.name} {self.stage} {self.after}"

    def reach(self, ids):
        """These rows, in the order of their keys, are done."""
        self.after, self.done = ids[-1], self.done + len(ids)
        self.save(update_fields=["after", "done", "reached_at"])
