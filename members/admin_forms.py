"""Forms of the editors' admin for accounts, sectors and circles. What they say is written by our services."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from members.forms import LineField, SectorField, TextField
from members.models import Circle, Sector, User

WORDS = ("name", "noun", "plural")


class Groups(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=Group.objects.exclude(name="member"),
            label=_("Also"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class AccountForm(forms.ModelForm):
    display_name = LineField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("You vouch that it is theirs."))
    groups = Groups()

    class Meta:
        model = User
        fields = ["display_name", "email", "groups"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        others = User.objects.filter(emailaddress__email=email, emailaddress__verified=True)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email


class NewAccountForm(AccountForm):
    sector = SectorField(widget=forms.Select)
    role = LineField(label=_("Role"), max_length=80)

    field_order = ["display_name", "email", "sector", "role", "groups"]


class ChangeAccountForm(AccountForm):
    """`editing_self`: nobody locks themselves out."""

    is_active = forms.BooleanField(label=_("May sign in"), required=False)

    class Meta:
        model = User
        fields = ["display_name", "email", "is_active", "groups"]

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.email and (address := self.instance.address):
            self.initial["email"] = address.email
        if editing_self:
            del self.fields["is_active"], self.fields["groups"]


class SectorFormBase(forms.ModelForm):
    """A sector and its words in each language: `name_en`, `noun_en`, `plural_en` …"""

    class Meta:
        model = Sector
        fields = ["slug", "order", "mark", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for label in self.instance.labels.all():
                for word in WORDS:
                    self.initial[f"{word}_{label.language}"] = getattr(label, word)

    def clean(self):
        data = super().clean()
        for language, _name in settings.LANGUAGES:
            given = [word for word in WORDS if data.get(f"{word}_{language}")]
            for word in WORDS:
                field = f"{word}_{language}"
                if given and word not in given and field not in self.errors:
                    self.add_error(field, _("Give all three words of a language, or none."))
        return data

    def labels(self):
        """The words by language, as `set_sector` takes them."""
        return {
            language: {word: self.cleaned_data[f"{word}_{language}"] for word in WORDS}
            for language, _name in settings.LANGUAGES
        }


def _words():
    """A field for each word in each language; the site's own language must have them."""
    help_texts = {"name": _("Home visiting"), "noun": _("A home visitor"), "plural": _("home visitors")}
    titles = {"name": _("name"), "noun": _("somebody of it"), "plural": _("several of it")}
    for language, native in settings.LANGUAGES:
        for word in WORDS:
            yield (
                f"{word}_{language}",
                LineField(
                    label=_("%(language)s: %(word)s") % {"language": native, "word": titles[word]},
                    max_length=60,
                    required=language == settings.LANGUAGE_CODE,
                    help_text=help_texts[word],
                ),
            )


SectorForm = type("SectorForm", (SectorFormBase,), dict(_words()))


class CircleForm(forms.ModelForm):
    name = LineField(label=_("Name"), max_length=80)
    description = TextField(label=_("Description"), max_length=600, required=False)

    class Meta:
        model = Circle
        fields = ["name", "slug", "description"]
