"""Who may change what the library holds. Curators write, moderators say when it is read by others."""

from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from members.permissions import check_member, is_curator, is_moderator


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
