"""Who may change what the library holds. Curators write, moderators say when it is read by others."""

from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from library.reviewing import GOING_ON, asked_of
from members.permissions import check_member, check_post, is_curator, is_moderator


def check_curate(actor):
    """May write guides and keep resources."""
    check_member(actor)
    if not is_curator(actor):
        raise Refused(_("This is for curators."))


def check_publish(actor):
    """May bring pages before readers, and change the frame."""
    check_member(actor)
    if not is_moderator(actor):
        raise Refused(_("Only moderators publish. Submit your draft, and one of them will read it."))


def check_gives(actor, circle):
    """May give something to read to a circle: who sits in it."""
    check_post(actor)
    if not circle.memberships.filter(member=actor).exists():
        raise Refused(_("Only who sits in a circle gives it something to read."))


def check_review(actor, state):
    """May say of a draft whether it holds: those who are asked, while it is read."""
    check_post(actor)
    if state.status != GOING_ON:
        raise Refused(_("This draft has gone on meanwhile. Thank you for reading it."))
    if state.pk not in asked_of(actor):
        raise Refused(_("Other sectors are asked about this draft."))
