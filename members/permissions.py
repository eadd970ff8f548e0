"""Who a viewer is, and which audiences they belong to. Every `visible_to` in the project rests on this page.

An audience is one token on a thread or a search entry:
`public`, `members`, `circle:<id>`, or `thread:<id>` for a thread shared with chosen people.
"""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from members.models import Circle, profile_of
from members.models.people import person

PUBLIC, MEMBERS = "public", "members"

NOT_ONESELF = _("You cannot do this to your own account.")
LAST_FACILITATOR = _("A circle needs a facilitator. Ask a moderator to name somebody before you leave.")
TOO_MANY_TOKENS = _("You have ten tokens. Revoke one before you make another.")


def is_member(viewer):
    """Active, approved, not suspended, with a verified address: may read and write."""
    return viewer.is_authenticated and viewer.is_full_member


def is_administrator(viewer):
    return viewer.is_authenticated and viewer.has_role("administrator")


def uses_slash_key(viewer):
    """Single keys do nothing for visitors, who have no place to turn them off (WCAG 2.1.4)."""
    return viewer.is_authenticated and profile_of(viewer).slash_key


def is_moderator(viewer):
    return viewer.is_authenticated and viewer.has_role("moderator", "administrator")


def is_curator(viewer):
    return viewer.is_authenticated and viewer.has_role("curator", "moderator", "administrator")


def is_facilitator(viewer, circle):
    return facilitates(viewer, circle.pk)


def facilitates(viewer, circle_key):
    """`is_facilitator` of the circle with this key."""
    return is_member(viewer) and any(seat.key == str(circle_key) for seat in viewer.sits_in("facilitates"))


def leads(viewer):
    """Whether a viewer looks after conversations: facilitates a circle, or moderates."""
    return is_member(viewer) and (is_moderator(viewer) or bool(viewer.sits_in("facilitates")))


def audience_tokens(viewer):
    """The audiences a viewer belongs to, as a frozenset of tokens; kept on the viewer for one request."""
    if not is_member(viewer):
        return frozenset({PUBLIC})
    if not hasattr(viewer, "_audience_tokens"):
        own = (f"{seat.what}:{seat.key}" for seat in viewer.seats if seat.what in {"circle", "thread"})
        watched = (
            {f"circle:{seat.key}" for seat in viewer.sits_in("watched")} if is_moderator(viewer) else set()
        )
        if viewer.is_superuser and not watched:
            watched = {f"circle:{pk}" for pk in Circle.objects.order_by().values_list("pk", flat=True)}
        viewer._audience_tokens = frozenset({PUBLIC, MEMBERS, *own, *watched})
    return viewer._audience_tokens


def circles_of(viewer):
    """The seats (name, slug) of a full member in circles; for moderators too only their own."""
    return sorted(viewer.sits_in("circle"), key=lambda seat: seat.name) if is_member(viewer) else []


def sector_of(viewer):
    """The sector a viewer sits in, or None."""
    profile = getattr(viewer, "profile", None) if viewer.is_authenticated else None
    return profile.sector if profile else None


def fresh(viewer):
    """The same person read again from the database, for a long-lived connection that must not trust its memory."""
    return person(viewer.pk) if viewer.is_authenticated else viewer


def check_member(actor):
    if not actor.is_authenticated:
        raise Refused(_("Sign in to do this."))
    if not actor.is_active or actor.is_suspended:
        raise Refused(_("Your account is paused at the moment."))
    if not actor.is_verified:
        raise Refused(_("Confirm your e-mail address first; we sent you a link."))
    if not actor.approved_at:
        raise Refused(_("Your request for a seat is still being read."))


def check_post(actor):
    """May write where others can see it."""
    check_member(actor)
    if actor.has_warning:
        raise Refused(_("A moderator wrote to you. Say that you have read it, then you can go on."))
    if actor.is_silenced:
        day = date_format(timezone.localtime(actor.silenced_until), "DATE_FORMAT")
        raise Refused(_("You can read, and post again after %(day)s.") % {"day": day})


def check_moderator(actor):
    check_member(actor)
    if not is_moderator(actor):
        raise Refused(_("This is for moderators."))


def check_administrator(actor):
    check_member(actor)
    if not is_administrator(actor):
        raise Refused(_("This is for administrators."))


def check_change_account(actor, member):
    """May change an account as an administrator; that of whoever made the installation only its like."""
    check_administrator(actor)
    if member.is_superuser and not actor.is_superuser:
        raise Refused(_("This account belongs to whoever runs the installation."))


def check_keep_circle(actor, circle):
    """May say who sits in a circle: its facilitators and moderators."""
    check_member(actor)
    if not (is_moderator(actor) or is_facilitator(actor, circle)):
        raise Refused(_("This is for the facilitators of the circle."))


def check_sanction(actor, member):
    """May pause an account: moderators, but none their own, and only administrators that of the staff."""
    check_moderator(actor)
    if actor.pk == member.pk:
        raise Refused(NOT_ONESELF)
    staff = member.is_superuser or not member.group_names.isdisjoint({"moderator", "administrator"})
    if staff and not is_administrator(actor):
        raise Refused(_("This is for administrators."))
