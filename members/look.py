"""How large and how strong pages are for a reader: kept with the account of a member, in a cookie of everybody else."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from members.models import profile_of
from members.permissions import is_member

COOKIE = "look"
YEAR = 365 * 24 * 3600
SIZES = [("", _("As usual")), ("large", _("Larger")), ("largest", _("Largest"))]
CONTRASTS = [("", _("As my device says")), ("more", _("More")), ("usual", _("As usual"))]


class Look(NamedTuple):
    """`""` is what everybody gets who chose nothing."""

    size: str = ""
    contrast: str = ""


def look_of(request):
    if is_member(request.user):
        profile = profile_of(request.user)
        return Look(profile.text_size, profile.contrast)
    size, _dot, contrast = request.COOKIES.get(COOKIE, "").partition(".")
    return Look(size if size in dict(SIZES) else "", contrast if contrast in dict(CONTRASTS) else "")


def keep_in_browser(request, response, look):
    """For whoever has no account here yet."""
    if any(look):
        response.set_cookie(
            COOKIE, ".".join(look), max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
