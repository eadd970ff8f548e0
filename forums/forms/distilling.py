"""Shape of what a guide takes from a conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cop.core.text import plain
from forums.models import Excerpt
from forums.models.distilling import MAX_EXCERPT
from forums.services.distilling import MAX_GUIDE_TITLE, MAX_SUMMARY
from library.models import GuidePage
from members.forms import TextField


class GuideChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.title if obj.live else _("%(title)s (draft)") % {"title": obj.title}


class DistilForm(forms.Form):
    """One field of words for each of the posts that were chosen: pairs of a post and who said it, as readers see them.
    `worded`: by post's key, as the guide has it now. `gone`: keys of those that were chosen and can be asked for no longer; what was typed stays until it is emptied."""

    guide = GuideChoice(
        label=_("Into which guide"),
        queryset=GuidePage.objects.filter(alias_of=None).order_by("title", "pk"),
        required=False,
        empty_label=_("A new one"),
        help_text=_(
            "In one that is there already the words go to the end of its draft, and stay unseen until it is published."
            " What it quotes already and is worded otherwise here is shown nowhere until its author agrees to the new words."
        ),
    )
    title = forms.CharField(
        label=_("Title of the guide"),
        max_length=MAX_GUIDE_TITLE,
        required=False,
        help_text=_("Of a new one."),
    )
    summary = TextField(
        label=_("What it is about"),
        help_text=_("For whom and for what moment, in one or two sentences. You can change it later."),
        max_length=MAX_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, said, gone=(), worded=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [*(post.pk for post, _author in said), *gone]
        for post, author in said:
            self.fields[f"words-{post.pk}"] = TextField(
                label=author.label,
                help_text=_("The words as the guide would have them. Their author reads them exactly so."),
                max_length=MAX_EXCERPT,
                initial=(worded or {}).get(post.pk) or plain(post.body)[:MAX_EXCERPT],
                widget=forms.Textarea(attrs={"rows": 5, "lang": post.language}),
            )
        for key in gone:
            self.fields[f"words-{key}"] = TextField(
                label=_("No longer readable"),
                help_text=_("It cannot be asked for any more. Empty this field to go on without it."),
                max_length=MAX_EXCERPT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def clean(self):
        """A new guide wants a title and a summary; one that is there has both."""
        cleaned = super().clean()
        if "guide" in cleaned and cleaned["guide"] is None:
            for name in ("title", "summary"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, self.fields[name].default_error_messages["required"])
        return cleaned

    def words(self):
        said = {key: self.cleaned_data[f"words-{key}"] for key in self.keys}
        return {key: text for key, text in said.items() if text}

    @property
    def quoted(self):
        return [self[f"words-{key}"] for key in self.keys]


class ConsentForm(forms.Form):
    consent = forms.ChoiceField(
        choices=[(one, one) for one in (*Excerpt.GRANTED, Excerpt.Consent.REFUSED)],
        error_messages={"required": _("Choose one of the answers.")},
    )
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)  # of the post, as its author read it
    seen = forms.CharField(
        max_length=64, required=False
    )  # fingerprint of the words; without it there is no yes
