"""Shapes of what members tell about themselves. Those of allauth's pages are in `account_forms`, those
of moderators in `moderation_forms`."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cop.core.text import normalise
from members.look import CONTRASTS, SIZES
from members.models import Profile, Sector
from members.models.profiles import INVITATIONS_A_WEEK

MAX_LANGUAGES, LANGUAGE_LENGTH = 8, 40


class LineField(forms.CharField):
    """One line: control characters and direction overrides go, runs of blanks become one."""

    def to_python(self, value):
        return " ".join(normalise(super().to_python(value)).split())


class TextField(forms.CharField):
    """Several lines of plain text. The end of a line, two characters as browsers send it, counts as one."""

    widget = forms.Textarea

    def to_python(self, value):
        return normalise(super().to_python(value)).strip()


class SectorField(forms.ModelChoiceField):
    """The sectors that are offered; `keep` adds one that a member still has."""

    def __init__(self, **kwargs):
        options = {"label": _("I work, or lead, in"), "widget": forms.RadioSelect, "empty_label": None}
        super().__init__(queryset=Sector.objects.in_use(), to_field_name="slug", **options | kwargs)

    def keep(self, sector):
        if sector is not None and not sector.is_active:
            self.queryset = Sector.objects.filter(is_active=True) | Sector.objects.filter(pk=sector.pk)


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
    time_zone = LineField(
        label=_("Time zone"),
        max_length=64,
        required=False,
        help_text=_("Such as America/Denver: the clocks on which you plan and read hours."),
    )
    show_presence = forms.BooleanField(
        label=_("Show when I am here"),
        required=False,
        help_text=_("Never where you write as your sector."),
    )
    coach = forms.BooleanField(
        label=_("Notice how I speak of families, while I write"),
        required=False,
        help_text=_("Kinder words to choose from, and strengths that you named. Nobody else sees it."),
    )
    slash_key = forms.BooleanField(
        label=_("The key / leads to the search box"),
        required=False,
        help_text=_("Where you are not writing. Better off if you speak to your device."),
    )
    email_notifications = forms.BooleanField(
        label=_("Tell me by e-mail"),
        required=False,
        help_text=_("A title and a link, never the text of a case."),
    )

    welcomes_invitations = forms.BooleanField(
        label=_("Invite me when colleagues wait for my sector"),
        required=False,
        help_text=_(
            "After a day or two without an answer. There is no duty, and “not this time” is one tap."
        ),
    )
    invitations_a_week = forms.TypedChoiceField(
        label=_("At most this many invitations a week"),
        choices=[(number, number) for number in INVITATIONS_A_WEEK],
        coerce=int,
        required=False,
        empty_value=2,  # type: ignore[arg-type]  # any value may stand for none
    )

    reads_drafts = forms.BooleanField(
        label=_("Ask me to read drafts of guides"),
        required=False,
        help_text=_("Before they are published, from where you sit: does it hold, can it be done?"),
    )

    class Meta:
        model = Profile
        fields = [
            "sector", "role", "credentials", "region", "languages", "about", "show_presence", "coach",
            "slash_key", "email_notifications", "welcomes_invitations", "invitations_a_week",
            "reads_drafts",
        ]  # fmt: skip

    field_order = [
        "display_name", "sector", "role", "credentials", "region", "languages", "about",
        "language", "time_zone", "show_presence", "coach", "slash_key", "email_notifications", "welcomes_invitations",
        "invitations_a_week", "reads_drafts",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["display_name"] = self.instance.user.display_name
        self.initial["language"] = self.instance.user.language
        self.initial["time_zone"] = self.instance.user.time_zone
        self.initial["sector"] = self.instance.sector.slug if self.instance.sector else None
        self.fields["sector"].keep(self.instance.sector)

    def clean_time_zone(self):
        """Left empty it stays as it was."""
        zone = self.cleaned_data["time_zone"] or self.instance.user.time_zone
        if zone not in available_timezones():
            raise ValidationError(_("This time zone is not known."))
        return zone


class TokenForm(forms.Form):
    name = LineField(
        label=_("What it is for"), max_length=60, help_text=_("A word to know it by when you revoke it.")
    )


class FindForm(forms.Form):
    q = LineField(label=_("Find a member by name"), max_length=80, required=False)


class SeatForm(forms.Form):
    """A facilitator's word on one chair of a circle."""

    member = forms.UUIDField()
    role = forms.ChoiceField(choices=[("member", "member"), ("facilitator", "facilitator"), ("none", "none")])


class LookForm(forms.Form):
    size = forms.ChoiceField(label=_("Letters"), choices=SIZES, required=False, widget=forms.RadioSelect)
    contrast = forms.ChoiceField(
        label=_("Contrast"), choices=CONTRASTS, required=False, widget=forms.RadioSelect
    )
