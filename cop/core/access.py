"""Refusals that carry a reason for people."""

from collections.abc import Callable
from typing import Any

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
