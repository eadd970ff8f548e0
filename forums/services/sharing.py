"""With one chosen colleague, between the two alone; and what becomes of that when more people are asked.

What was said in a narrower circle stays there: sharing with more people begins another conversation, and the one before
is closed for replies, readable to those who spoke in it (see docs/decisions/0015).
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums import permissions
from forums.events import ReaderInvited, ReaderLeft
from forums.mentionable import may_meet
from forums.models import Reflection, Thread, ThreadReader
from forums.services.posting import start_thread
from forums.services.reflections import begin_sharing, check_shareable, own, step_aside
from forums.services.sequence import locked, raise_access
from members import services as members
from members.models import Follow, User
from members.permissions import check_post


@transaction.atomic
def share_with(*, actor, reflection, colleague, attested, idempotency_key=None, confirmed=()):
    """A conversation about it between its author and one colleague, by name, in no forum.

    Shared with one before, it goes to another in a conversation of its own; shared with more people it stays there.
    `confirmed`: see services/identifying.py.
    """
    check_post(actor)
    reflection = own(actor, reflection)
    colleague = may_meet(actor).filter(pk=colleague.pk).first()
    if colleague is None:
        raise ValidationError({"colleague": _("Choose somebody from the list.")})
    check_shareable(reflection, attested)
    if reflection.state == Reflection.State.SHARED:
        thread = reflection.thread
        if thread.forum_id is not None:
            raise ValidationError(_("It is shared with more people already. Take it back first."))
        if thread.readers.filter(member=colleague).exists():
            return thread
        step_aside(reflection)
    begin_sharing(reflection, anonymous=False, at=timezone.now())
    thread = start_thread(
        actor=actor, forum=None, readers=[colleague], kind=Thread.Kind.REFLECTION, title=reflection.title,
        reflection=reflection, principles=reflection.principles.all(), language=reflection.language,
        idempotency_key=idempotency_key, confirmed=confirmed,
    )  # fmt: skip
    members.follow(actor=colleague, target=thread)
    emit(ReaderInvited(thread.pk, colleague.pk))
    return thread


@transaction.atomic
def leave(*, actor, thread):
    """A colleague with whom something was shared declines, or goes. The author keeps what was said."""
    thread = locked(actor, thread)
    permissions.check_leave(actor, thread)
    ThreadReader.objects.filter(thread=thread, member=actor).delete()
    Follow.objects.filter(
        member=actor, content_type__app_label="forums", content_type__model="thread", object_id=thread.pk
    ).delete()
    raise_access(thread)
    emit(ReaderLeft(thread.pk))


def alone(thread):
    """Whether nobody but its author reads a thread that was shared with one colleague."""
    return thread.forum_id is None and not thread.readers.exclude(member=thread.author_id).exists()


def colleague_of(actor, uuid):
    found = User.objects.full_members().filter(uuid=uuid).exclude(pk=actor.pk).first()
    if found is None:
        raise Http404
    return found
