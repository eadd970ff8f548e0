"""What an account may reach that is not a full member's yet, or no longer."""

from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from members.permissions import is_member

#: Pages about an account that allauth opens to whoever is signed in. Address and sign-out stay open to all.
MEMBERS_ONLY = {"account_change_password", "account_set_password", "account_reauthenticate"}


class FullMembersMiddleware(MiddlewareMixin):
    """Signed in but unconfirmed, unapproved or suspended: the way on is the welcome page.

    Everything else that is not public asks `is_member` or `check_member` by itself.
    """

    def process_view(self, request, view, args, kwargs):
        if (
            request.resolver_match.view_name in MEMBERS_ONLY
            and request.user.is_authenticated
            and not is_member(request.user)
        ):
            return redirect("members:welcome")
        return None
