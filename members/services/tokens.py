"""Personal tokens for the API and the socket."""

from django.db import transaction
from django.utils import timezone

from cop.core.access import Refused
from cop.core.events import emit
from members import permissions
from members.events import TokenRevoked
from members.models import ApiToken
from members.services.record import audit

MAX_TOKENS = 10


@transaction.atomic
def issue_token(*, actor, name):
    """(row, raw token): the raw token is shown once."""
    permissions.check_member(actor)
    if actor.personal_tokens.filter(revoked_at__isnull=True).count() >= MAX_TOKENS:
        raise Refused(permissions.TOO_MANY_TOKENS)
    token, raw = ApiToken.issue(member=actor, name=name)
    audit(actor=actor, verb="issue-token", target=token)
    return token, raw


@transaction.atomic
def revoke_token(*, actor, token):
    """At once: the next request with it is refused and its sockets close. A second time changes nothing."""
    if token.member_id != actor.pk:
        permissions.check_administrator(actor)
    if token.revoked_at:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    audit(actor=actor, verb="revoke-token", target=token)
    emit(TokenRevoked(token.member_id))
