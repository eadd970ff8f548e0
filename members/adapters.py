"""How allauth's flows meet our rules: mail by the worker, no word on who is registered."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language

from members import permissions
from members.models import User
from members.tasks import send_account_mail

# What a mail may say besides its link.
DATA = {"from_email", "to_email", "deleted_email", "code"}


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request, user):
        """Nobody needs one: the address signs in, the name is shown."""

    def send_mail(self, template_prefix, email, context):
        """Queue the mail: the answer takes as long for an address that we know as for one that we do not."""
        user = context.get("user")
        send_account_mail.enqueue(
            kind=template_prefix.rpartition("/")[2],
            email=email,
            language=getattr(user, "language", "") or get_language(),
            user_id=user.pk if user is not None else None,
            data={name: value for name, value in context.items() if name in DATA},
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def get_signup_redirect_url(self, request):
        return reverse("members:welcome")

    def get_login_redirect_url(self, request):
        if permissions.is_member(request.user):
            return super().get_login_redirect_url(request)
        return reverse("members:welcome")

    def get_password_change_redirect_url(self, request):
        return reverse("members:profile-edit")

    @transaction.atomic
    def confirm_email(self, request, email_address):
        """An address belongs to whoever confirms it first; one that another account has confirmed stays there."""
        if email_address.can_set_verified():
            claims = User.objects.filter(email__iexact=email_address.email)
            claims.exclude(pk=email_address.user_id).update(email=None)
        confirmed = super().confirm_email(request, email_address)
        if confirmed and request.user.pk == email_address.user_id:
            request.user.is_verified = True
        return confirmed
