"""One act of a moderator on several posts or threads."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.problems import Conflict
from forums import permissions
from forums.models import Post
from forums.services import arranging, moderation, revising
from forums.services.sequence import locked

POST_ACTS = {
    "hide": moderation.keep_hidden,
    "show": moderation.restore_post,
    "remove": revising.remove_post,
}
MOST = 200


@transaction.atomic
def act_on_posts(*, actor, thread, posts, act, reason="", revisions=None):
    """Hide, show or remove several replies of one thread: all or none. What began it has acts of its own.

    `revisions`, by key, for show: of the words that were read; a Conflict where one has others now.
    """
    permissions.check_moderate(actor)
    thread, verb = locked(actor, thread), POST_ACTS[act]
    posts = sorted(posts, key=lambda post: post.pk)
    if len(posts) > MOST:
        raise ValidationError({"posts": _("At most %(n)d at once.") % {"n": MOST}})
    if any(post.thread_id != thread.pk or post.kind == Post.Kind.OPENING for post in posts):
        raise ValidationError({"posts": _("Choose replies that still stand here. What began it stays.")})
    for post in posts:
        read = {"revision": (revisions or {}).get(post.pk)} if act == "show" else {}
        verb(actor=actor, post=post, reason=reason, **read)


def act_on_threads(*, actor, threads, act, reason="", forum=None, wider=False):
    """Close, hide, move or remove several threads, each by itself. Answers those done, and (thread, why) of the others.

    Each in its own transaction, since two that hold many threads could wait for each other for ever.
    """
    permissions.check_moderate(actor)
    done, refused = [], []
    for thread in sorted(threads, key=lambda thread: thread.pk):
        try:
            _act(actor, thread, act, reason, forum, wider)
        except ValidationError as error:
            refused.append((thread, " ".join(error.messages)))
        except (Refused, Conflict) as error:
            refused.append((thread, str(error)))
        except Http404:
            refused.append((thread, _("It is not there anymore.")))
        else:
            done.append(thread)
    return done, refused


def _act(actor, thread, act, reason, forum, wider):
    if act == "close":
        moderation.lock_thread(actor=actor, thread=thread, reason=reason)
    elif act == "hide":
        arranging.hide_thread(actor=actor, thread=thread, reason=reason)
    elif act == "move":
        arranging.move_thread(actor=actor, thread=thread, forum=forum, wider=wider, reason=reason)
    elif act == "remove":
        revising.remove_post(actor=actor, post=arranging.opening_of(thread), reason=reason)
    else:
        raise ValidationError({"act": _("Choose what becomes of them.")})
