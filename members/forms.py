"""Shapes of what members tell about themselves."""

from allauth.account.forms import SignupForm as AccountSignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.models import Profile, Sector
from members.services import take_seat


class SectorField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=Sector.objects.in_use().with_labels(),
            empty_label=None,
            widget=forms.RadioSelect,
            label=_("I work, or lead, in"),
            to_field_name="slug",
            **kwargs,
        )


class SignupForm(AccountSignupForm):
    display_name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Colleagues see it, unless you post as your sector.")
    )
    sector = SectorField()
    role = forms.CharField(
        label=_("Role"), max_length=80, help_text=_("Toddler teacher, nurse practitioner …")
    )
    field_order = ["display_name", "sector", "role", "email", "password1"]

    def save(self, request):
        user = super().save(request)
        if user is not None:
            take_seat(member=user, sector=self.cleaned_data["sector"], role=self.cleaned_data["role"])
        return user


class ProfileForm(forms.ModelForm):
    display_name = forms.CharField(label=_("Name"), max_length=80)
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        choices=[("", _("as my browser says")), *settings.LANGUAGES],
        required=False,
    )
    sector = SectorField()

    class Meta:
        model = Profile
        fields = ["sector", "role", "credentials", "region", "about", "show_presence", "email_notifications"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["display_name", "sector", "role", "credentials", "region", "about", "language"])
        user = self.instance.user
        self.fields["display_name"].initial = user.display_name
        self.fields["language"].initial = user.language
        self.initial["sector"] = self.instance.sector.slug if self.instance.sector else None


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=60)
