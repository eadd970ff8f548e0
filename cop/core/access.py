"""Refusals that carry a reason for people."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Refused(PermissionDenied):
    """Raised by a `check_…` function. `reason` is a (lazy) sentence that may be shown to the person."""

    def __init__(self, reason: Any = None):
        self.reason = reason or _("You may not do this.")
        super().__init__(self.reason)

    def __str__(self) -> str:
        return str(self.reason)


def allowed(check: Callable[..., Any], *args: Any) -> bool:
    """Whether `check(*args)` passes: the question that templates ask of the same rule services obey."""
    try:
        check(*args)
    except PermissionDenied:
        return False
    return True


def only(check: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator of views: signed in, and `check(user)` passes; anybody else is refused before anything is looked up."""

    def decorator(view):
        @login_required
        @wraps(view)
        def checked(request, *args, **kwargs):
            check(request.user)
            return view(request, *args, **kwargs)

        return checked

    return decorator
