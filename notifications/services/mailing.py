"""Letters about notifications: a line and a link, in the member's language."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cop.core.registries import kinds
from notifications.models import Notification
from notifications.services.outside import outside
from notifications.services.preferences import unsubscribe_token, wants_mail


def mail(*, notification_id):
    """Send the letter of a line that is still unread and was not mailed. Answers whether one was sent.

    The line is claimed before the sending, so that no letter goes twice; where sending fails it is free again. What a
    killed worker leaves claimed stays unsent: the line itself waits on the site.
    """
    lines = Notification.objects.unread().select_related("member__profile")
    line = lines.filter(pk=notification_id, emailed_at=None).first()
    if line is None or not wants_mail(line.member, line.kind):
        return False
    message = letter(line)
    if message is None or not claim(notification_id, timezone.now()):
        return False
    try:
        message.send()
    except Exception:
        claim(notification_id, None)
        raise
    return True


@transaction.atomic
def claim(notification_id, moment):
    lines = Notification.objects.filter(pk=notification_id, emailed_at__isnull=moment is not None)
    return lines.update(emailed_at=moment)


def letter(line):
    """The mail, or None where nothing is left that the member may see."""
    told = outside(line)
    if told is None:
        return None
    token = unsubscribe_token(line.member, line.kind)
    unsubscribe = absolute(reverse("notifications:unsubscribe", args=[token]))
    with override(told.language):
        context = {
            "community": settings.COMMUNITY_NAME,
            "name": line.member.get_short_name(),
            "line": told.words,
            "label": kinds[line.kind].label,
            "link": absolute(told.path),
            "unsubscribe": unsubscribe,
            "language": told.language,
        }
        name = "email/notifications/notification"
        subject = " ".join(render_to_string(f"{name}.subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject,
            render_to_string(f"{name}.txt", context).strip() + "\n",
            to=[line.member.email],
            headers={
                "List-Unsubscribe": f"<{unsubscribe}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    return message


def absolute(path):
    return settings.BASE_URL.rstrip("/") + path
