"""What curators say of search: words that mean the same, and what leads a question."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.snippets.blocks import SnippetChooserBlock

from search.analysis import asked_as


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
