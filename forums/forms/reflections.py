"""The reflection form: private until shared, incomplete as long as one likes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.posting import Named
from forums.models import Forum, Reflection
from library.models import Principle
from members.models import Sector

AREAS = ("what_happened", "already_working", "wondering", "how_was_it", "question")


class ReflectionForm(forms.ModelForm):
    principles = Named(Principle.objects.with_words(), label=_("Principle (one or two)"), required=False)
    asked_sectors = Named(
        Sector.objects.in_use().with_labels(),
        label=_("I would like to hear from (nobody chosen means anyone)"),
        required=False,
    )

    class Meta:
        model = Reflection
        fields = [
            "moment", "age_band", "setting", "what_happened", "already_working", "wondering", "not_asked_yet",
            "how_was_it", "share_how_was_it", "question", "asked_sectors", "please", "will_try", "follow_up_weeks",
            "title", "principles",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in AREAS} | {"please": forms.RadioSelect}
        help_texts = {
            "what_happened": _("What did you see and hear? No names, dates or places."),
            "already_working": _("In the child, in the parent or caregiver, and between them."),
            "wondering": _("What does the family say or want, what have you tried?"),
            "how_was_it": _("Private, unless you tick the box below."),
            "title": _("One that a colleague would open."),
        }

    def clean_principles(self):
        chosen = self.cleaned_data["principles"]
        if len(chosen) > 2:
            raise forms.ValidationError(_("Choose one or two principles."))
        return chosen


class ShareForm(forms.Form):
    forum = forms.ModelChoiceField(
        label=_("Share with"), queryset=Forum.objects.none(), to_field_name="slug", empty_label=None
    )
    anonymous = forms.BooleanField(label=_("Colleagues see only my sector"), required=False)
    attested = forms.BooleanField(
        label=_(
            "I removed or changed what could identify the family, and would be at ease if they read this"
        ),
        required=False,
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = (
            Forum.objects.visible_to(viewer).filter(is_open=True).exclude(audience="public")
        )
