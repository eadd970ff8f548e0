"""Shape of a word on a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models.reviewing import MAX_REVIEW
from members.forms import TextField

YES, CHANGE = "yes", "change"


class ReviewForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Does it hold, from where you sit?"),
        choices=[(YES, _("Yes, it can go on")), (CHANGE, _("Something should change first"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    words = TextField(
        label=_("Your words"),
        help_text=_("What should change, and why; or what you would add. Whoever writes it reads your name."),
        max_length=MAX_REVIEW,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self):
        """What is to be changed has to be said."""
        data = super().clean()
        if data.get("answer") == CHANGE and "words" in data and not data["words"]:
            self.add_error("words", _("Say in a few words what should change."))
        return data
