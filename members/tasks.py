"""Mail about accounts, sent by the worker. Links are made when the mail is sent, so that the queue holds none."""

from allauth.account.forms import default_token_generator
from allauth.account.models import get_emailconfirmation_model
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from cop.core.queue import background
from members.models import User

CONFIRMATIONS = {"email_confirmation", "email_confirmation_signup"}


def confirmation_link(user, email):
    address = user.emailaddress_set.filter(email=email, verified=False).first()
    return address and reverse(
        "account_confirm_email", args=[get_emailconfirmation_model().create(address).key]
    )


def reset_link(user, email):
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


def security_link(user, email):
    return reverse("account_reset_password")


# kind of mail → (user, address) → path of its link; an empty answer means that there is nothing left to say.
LINKS = {
    "email_confirmation": confirmation_link,
    "email_confirmation_signup": confirmation_link,
    "password_reset_key": reset_link,
    "account_already_exists": security_link,
    "unknown_account": lambda user, email: reverse("account_signup"),
    "approved": lambda user, email: reverse("account_login"),
    "seat_asked": lambda user, email: reverse("members:moderation"),
    "password_changed": security_link,
    "password_reset": security_link,
    "password_set": security_link,
    "email_changed": security_link,
    "email_deleted": security_link,
    "login_code": lambda user, email: reverse("account_login"),
    "password_reset_code": security_link,
}


@background(retries=5)
def send_account_mail(*, kind, email, language, user_id=None, data=None):
    """Render `email/account/<kind>.{subject.txt,txt}` and send it. `data`: further short strings for the text.

    To an address that somebody else has confirmed, no confirmation goes: its owner is told that it was used.
    """
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user_id and user is None:
        return
    owner = User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    if kind in CONFIRMATIONS and owner is not None and owner != user:
        kind, user, language = "account_already_exists", owner, owner.language or language
    link = LINKS[kind](user, email)
    if not link:
        return
    context = {
        "community": settings.COMMUNITY_NAME,
        "link": settings.BASE_URL.rstrip("/") + link,
        "name": user.get_short_name() if user and user.email == email else "",
        "email": email,
        **(data or {}),
    }
    with override(language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"email/account/{kind}.subject.txt", context).split())
        body = render_to_string(f"email/account/{kind}.txt", context).strip() + "\n"
        send_mail(subject, body, None, [email])
