"""What search holds: one row for each thing that a person can open. Both engines copy from here or look in here."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.snippets.blocks import SnippetChooserBlock

from search.analysis import asked_as


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


class Meaning(models.Model):
    """Words of the field that mean the same, in each language: who asks for one finds the others too.

    One wording a line. Edited by curators; what they save is used from the next search on, and nothing is indexed anew.
    """

    english = models.TextField(
        _("English"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One wording a line: a word, several words, an abbreviation. Other forms of a word come by themselves."
        ),
    )
    spanish = models.TextField(_("Spanish"), max_length=2000, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)
    source_id = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        ordering = ["english", "spanish", "pk"]
        verbose_name = _("words of one meaning")
        verbose_name_plural = _("words of one meaning")

    def __str__(self):
        return ", ".join(wording for _language, wording in self.wordings)

    @property
    def wordings(self) -> list[tuple[str, str]]:
        """(language, wording) of each line."""
        columns = (("en", self.english), ("es", self.spanish))
        return [(code, line.strip()) for code, text in columns for line in text.splitlines() if line.strip()]

    def clean(self):
        if len(self.wordings) < 2:
            raise ValidationError(_("Two wordings are needed at least: one alone means nothing else."))


class Targets(StreamBlock):
    guide = PageChooserBlock(page_type="library.GuidePage", label=_("Guide"), icon="doc-full")
    resource = SnippetChooserBlock("library.Resource", label=_("Resource"), icon="link")

    class Meta:
        required = False  # BestBet says better what is missing
        max_num = 3


class BestBet(models.Model):
    """What curators put first where somebody asks just this. Search looks it up in search.best_bets."""

    wordings = models.TextField(
        _("asked as"),
        max_length=2000,
        help_text=_(
            "One wording a line, in English or Spanish, as people type it: the whole question, not a part of it. "
            "Capitals, accents and plurals make no difference."
        ),
    )
    targets = StreamField(
        Targets(),
        blank=True,
        verbose_name=_("shown first"),
        help_text=_(
            "One to three, in this order. Choose a guide in any language: readers get it in theirs where there is one. "
            "Whoever may not open one does not see it."
        ),
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["wordings", "pk"]
        verbose_name = _("chosen answer")
        verbose_name_plural = _("chosen answers")

    def __str__(self):
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.wordings.splitlines() if asked_as(line)]

    def clean(self):
        errors = {}
        if not self.lines:
            errors["wordings"] = _("Write what people ask, in words: one wording a line.")
        elif self.in_use and (taken := self._taken()):
            line, other = taken
            errors["wordings"] = _("“%(line)s” is asked in another row already: %(other)s") % {
                "line": line,
                "other": other,
            }
        if not self.targets:
            errors["targets"] = _("Choose what is shown first: a guide or a resource.")
        if errors:
            raise ValidationError(errors)

    def _taken(self) -> "tuple[str, BestBet] | None":
        """A wording of this that stands in another row in use, and that row."""
        ours = {key: line for line in reversed(self.lines) for key in asked_as(line)}
        for other in BestBet.objects.filter(in_use=True).exclude(pk=self.pk):
            for key in (key for line in other.lines for key in asked_as(line)):
                if key in ours:
                    return ours[key], other
        return None


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
        indexes = [models.Index(fields=["initial", "size"]), models.Index(fields=["ending", "size"])]
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self):
        return self.word
