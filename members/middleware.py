"""What an account may reach that is not a full member's yet, or no longer; and who may enter the editors' admin."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from members.permissions import is_member

#: Pages about an account that allauth opens to whoever is signed in. Address and sign-out stay open to all.
MEMBERS_ONLY = {"account_change_password", "account_set_password", "account_reauthenticate"}

FOR_EDITORS = _("This is for curators, moderators and administrators.")


class FullMembersMiddleware(MiddlewareMixin):
    """Signed in but unconfirmed, unapproved or suspended: the way on is the welcome page.

    Everything else that is not public asks `is_member` or `check_member` by itself. Wagtail would send a member
    who is no editor to sign in, and allauth send them back again, for ever: here they are told.
    """

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in MEMBERS_ONLY and not is_member(request.user):
            return redirect("members:welcome")
        if request.path_info.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(
            "wagtailadmin.access_admin"
        ):
            raise Refused(FOR_EDITORS)
        return None
