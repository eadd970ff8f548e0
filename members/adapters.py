"""How allauth's flows meet our rules: mail by the worker, no word on who is registered."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import get_language

from members import permissions
from members.models import User
from members.tasks import send_account_mail

# What a mail may say besides its link.
DATA = {"from_email", "to_email", "deleted_email"}


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request, user):
        """Nobody needs one: the address signs in, the name is shown."""

    def send_mail(self, template_prefix, email, context):
        """Queue the mail: the answer takes as long for an address that we know as for one that we do not."""
        user = context.get("user")
        user_id = user.pk if user is not None else None
        send_account_mail.enqueue(
            kind=template_prefix.rpartition("/")[2],
            email=email,
            language=getattr(user, "language", "") or get_language(),
            user_id=user_id,
            data={name: value for name, value in context.items() if name in DATA},
        )

    def get_login_redirect_url(self, request):
        if permissions.is_member(request.user):
            return super().get_login_redirect_url(request)
        return reverse("members:welcome")

    def get_password_change_redirect_url(self, request):
        return (
            reverse("members:profile-edit")
            if permissions.is_member(request.user)
            else reverse("members:welcome")
        )

    def confirm_email(self, request, email_address):
        """An address that another account already carries is not moved; its owner can reset that password."""
        taken = User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id)
        if taken.exists():
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        return super().confirm_email(request, email_address)
