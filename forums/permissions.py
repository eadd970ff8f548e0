"""Who may do what at the table."""

from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from members import permissions as members


def check_start(actor, forum):
    members.check_post(actor)
    if not forum.is_open:
        raise Refused(_("This forum takes no new conversations."))


def check_reply(actor, thread):
    members.check_post(actor)
    if thread.is_locked:
        raise Refused(_("This conversation is closed for replies."))


def check_take_away(actor, thread):
    check_reply(actor, thread)
    if thread.author_id != actor.pk:
        raise Refused(_("Only who asked can write the take-away."))
