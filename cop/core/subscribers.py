"""What follows from Django's own signals."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from cop.core.live import close_sockets


@receiver(user_logged_out, dispatch_uid="core.close_sockets")
def close_sockets_of_user(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Who signs out hears nothing more."""
    # Django ends the session only after this signal: a long poll woken before that would find its reader still here.
    request.session.flush()
    if user is not None:
        close_sockets(user.pk)
