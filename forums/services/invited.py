"""What speaking in a conversation means for who was invited to it."""

from django.utils import timezone

from cop.core.events import emit
from forums.events import InvitationSettled
from forums.models import Invitation, Thread


def note_answer(thread, post):
    """Within the verb by which a post takes its place: who was asked has answered."""
    if thread.kind != Thread.Kind.REFLECTION or post.author_id is None:
        return
    rows = Invitation.objects.filter(thread=thread, member=post.author_id, answered_at=None)
    if rows.update(answered_at=timezone.now()):
        emit(InvitationSettled(post.author_id))
