"""Words that wait for a moderator before colleagues see them: which, why, and what becomes of them."""

from django.db import transaction
from django.db.models import F

from cop.core.events import emit
from forums.events import PostHeld
from forums.models import Post, Thread, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services.flags import hold_back
from forums.services.revising import change_state
from forums.wording import outside
from forums.wording.checks import (
    FIRST,
    OUTSIDE,
    Attempt,
    causes_to_hold,
    check_rate,
    remember_said,
    shown_of,
)
from members.models import Flag
from members.permissions import is_curator


def causes(*, actor, forum, thread_id, audience, kind, anonymous, text, html, trap=""):
    """Why these words have to wait: names of checks, none where they need not. Before any lock is taken.

    What is said to one colleague waits for nobody: no moderator reads it.
    """
    if forum is None and kind == Thread.Kind.REFLECTION:
        check_rate(actor)
        return []
    attempt = Attempt(actor, text, html or "", forum, thread_id, trap)
    found = causes_to_hold(attempt)
    asked = outside.may_be_asked(audience=audience, kind=kind, anonymous=anonymous) and not is_curator(actor)
    if asked and not found and shown_of(actor, outside.NEW) < outside.NEW:
        found.append(OUTSIDE)
    return found


def causes_of_edit(*, actor, post, text, html):
    """Why changed words have to wait: as for new ones, in the place where they stand."""
    thread = post.thread
    return causes(
        actor=actor, forum=thread.forum, thread_id=thread.pk, audience=thread.audience, kind=thread.kind,
        anonymous=post.author_kind == AuthorKind.ANONYMOUS, text=text, html=html,
    )  # fmt: skip


def put_aside(post, found):
    """A post that was written as held joins the queue, with why."""
    Thread.objects.filter(pk=post.thread_id).update(held_count=F("held_count") + 1)
    ask_moderators(post, found)


def hide_until_read(post, found):
    """Hide a post that was changed and for which there are causes to wait. Answers whether it was hidden now."""
    if not found or post.state != State.VISIBLE:
        return False
    change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    ask_moderators(post, found)
    return True


def ask_moderators(post, found):
    """What waits joins the queue under each of its causes."""
    checks = [name for name in found if name != FIRST]
    if FIRST in found:
        hold_back(post, Flag.Kind.FIRST)
    if checks or not found:
        hold_back(post, Flag.Kind.CHECK, ",".join(checks))
    if OUTSIDE in found:
        emit(PostHeld(post.pk))


def said(post, text):
    """Remember words once they are there, so that the same elsewhere are known, and how many there were."""
    actor_id, thread_id = post.author_id, post.thread_id
    transaction.on_commit(lambda: remember_said(actor_id, text, thread_id))


def waiting_outside(post_id):
    """The post, if all it waits for is what the service outside says; else None."""
    waits = Post.objects.select_related("thread").filter(state__in=[State.HELD, State.HIDDEN])
    post = waits.filter(pk=post_id).first()
    if post is None:
        return None
    open_flags = list(Flag.objects.open().about(post))
    alone = len(open_flags) == 1 and open_flags[0].cause == OUTSIDE and not open_flags[0].claimed_by_id
    return post if alone else None
