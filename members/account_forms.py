"""allauth's forms in our words: one password field, no placeholders that repeat the label."""

from allauth.account import forms as account
from allauth.core import context
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import services
from members.forms import LineField, SectorField

PASSWORD_HELP = _("At least ten characters. A short sentence is easy to keep.")


class Plain:
    """Beside a form of allauth."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"email", "login"}:
                field.label = _("E-mail address")
            if name == "password1":
                field.label = _("New password") if not isinstance(self, SignupForm) else _("Password")
                field.help_text = PASSWORD_HELP


class LoginForm(Plain, account.LoginForm):
    pass


class AddressForm(Plain, account.AddEmailForm):
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class SignupForm(Plain, account.SignupForm):
    display_name = LineField(
        label=_("Name"),
        max_length=80,
        help_text=_("Colleagues see it, unless you post as your sector."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sector = SectorField()
    role = LineField(label=_("Role"), max_length=80, help_text=_("Toddler teacher, nurse practitioner …"))
    promises = forms.BooleanField(
        label=_("I keep these promises"),
        error_messages={"required": _("The table rests on these promises. Tick the box to take your seat.")},
    )
    field_order = ["display_name", "sector", "role", "email", "password1", "promises"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sector", context.request.GET.get("sector"))

    def save(self, request):
        """Through our own verb, which makes the account, its address and its seat at once."""
        data = self.cleaned_data
        return services.sign_up(
            email=data["email"],
            password=data["password1"],
            display_name=data["display_name"],
            sector=data["sector"],
            role=data["role"],
            language=get_language(),
        )
