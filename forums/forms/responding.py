"""Shape of an answer about a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.models import GuideResponse
from forums.models.responding import MAX_TRIED


class ResponseForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Was this useful?"), choices=GuideResponse.Answer.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What did you try?"),
        help_text=_(
            "Curators read it to make the guide better, once five have answered: without your name, your sector or the day."
        ),
        max_length=MAX_TRIED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
