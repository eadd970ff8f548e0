"""Shapes of what members tell about themselves. Those of allauth's pages are in `account_forms`."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cop.core.text import normalise
from members.models import Profile, Sector

MAX_LANGUAGES, LANGUAGE_LENGTH = 8, 40


class LineField(forms.CharField):
    """One line: control characters and direction overrides go, runs of blanks become one."""

    def to_python(self, value):
        return " ".join(normalise(super().to_python(value)).split())


class TextField(forms.CharField):
    """Several lines of plain text."""

    widget = forms.Textarea

    def to_python(self, value):
        return normalise(super().to_python(value)).strip()


class SectorField(forms.ModelChoiceField):
    """The sectors that are offered; `keep` adds one that a member still has."""

    def __init__(self, **kwargs):
        options = {"label": _("I work, or lead, in"), "widget": forms.RadioSelect, "empty_label": None}
        super().__init__(
            queryset=Sector.objects.in_use().with_labels(), to_field_name="slug", **options | kwargs
        )

    def keep(self, sector):
        if sector is not None and not sector.is_active:
            self.queryset = Sector.objects.with_labels().filter(is_active=True) | Sector.objects.filter(
                pk=sector.pk
            )


class LanguagesField(LineField):
    """Names of languages, parted by commas; a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        if len(names) > MAX_LANGUAGES or any(len(name) > LANGUAGE_LENGTH for name in names):
            raise ValidationError(_("Up to eight languages, parted by commas, each by its usual name."))
        return list(dict.fromkeys(names))


class ProfileForm(forms.ModelForm):
    display_name = LineField(label=_("Name"), max_length=80)
    sector = SectorField()
    role = LineField(label=_("Role"), max_length=80, help_text=_("Toddler teacher, nurse practitioner …"))
    credentials = LineField(
        label=_("Credentials"), max_length=120, required=False, help_text=_("IMH-E®, RN, CDA …")
    )
    region = LineField(
        label=_("Region"),
        max_length=80,
        required=False,
        help_text=_("A state or a large area. Not the name of your workplace."),
    )
    languages = LanguagesField(
        label=_("Languages you speak"),
        max_length=400,
        required=False,
        help_text=_("English, Spanish, Hmong …"),
    )
    about = TextField(label=_("About me"), max_length=600, required=False)
    language = forms.ChoiceField(
        label=_("Language of the pages and mails"),
        choices=[("", _("as my browser says")), *settings.LANGUAGES],
        required=False,
    )
    show_presence = forms.BooleanField(
        label=_("Show when I am here"),
        required=False,
        help_text=_("Never where you write as your sector."),
    )
    email_notifications = forms.BooleanField(
        label=_("Tell me by e-mail"),
        required=False,
        help_text=_("A title and a link, never the text of a case."),
    )

    class Meta:
        model = Profile
        fields = [
            "sector", "role", "credentials", "region", "languages", "about", "show_presence", "email_notifications",
        ]  # fmt: skip

    field_order = [
        "display_name", "sector", "role", "credentials", "region", "languages", "about",
        "language", "show_presence", "email_notifications",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["display_name"] = self.instance.user.display_name
        self.initial["language"] = self.instance.user.language
        self.initial["sector"] = self.instance.sector.slug if self.instance.sector else None
        self.fields["sector"].keep(self.instance.sector)


class TokenForm(forms.Form):
    name = LineField(
        label=_("What it is for"), max_length=60, help_text=_("A word to know it by when you revoke it.")
    )


class SuspensionForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(1, _("one day")), (7, _("a week")), (30, _("thirty days"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Why"),
        max_length=600,
        help_text=_("Kept in the record that moderators and administrators read. No words of a case."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(forms.Form):
    reason = LineField(label=_("Why (for the record)"), max_length=300, required=False)


class FindForm(forms.Form):
    q = LineField(label=_("Find a member by name"), max_length=80, required=False)


class SeatForm(forms.Form):
    """A facilitator's word on one chair of a circle."""

    member = forms.UUIDField()
    role = forms.ChoiceField(choices=[("member", "member"), ("facilitator", "facilitator"), ("none", "none")])
