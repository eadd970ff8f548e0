"""A poll in a post: asked with it, voted on, closed. Votes are rows, their numbers stand on the post under the thread's lock."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.text import normalise
from forums import permissions
from forums.models import PollVote, Post, ThreadEvent
from forums.services import identifying
from forums.services.editing import tell_of_change
from forums.services.sequence import locked_post, record
from forums.services.versions import keep_earlier

FEWEST, MOST = 2, 10
MAX_QUESTION = 160
MAX_OPTION = 120


def drawn_up(poll):
    """What is stored of `{"question", "options": [texts], "several", "closes_at"}`; None where nothing was asked."""
    if not poll:
        return None
    question = " ".join(normalise(poll.get("question") or "").split())
    options = [" ".join(normalise(str(text)).split()) for text in poll.get("options") or ()]
    options = list(dict.fromkeys(filter(None, options)))
    closes_at: datetime | None = poll.get("closes_at")
    if not question or len(question) > MAX_QUESTION:
        raise ValidationError(
            {"poll_question": _("Ask in one line, at most %(n)d characters.") % {"n": MAX_QUESTION}}
        )
    if not FEWEST <= len(options) <= MOST or any(len(text) > MAX_OPTION for text in options):
        raise ValidationError(
            {
                "poll_options": _(
                    "Two to %(n)d different answers, one a line, at most %(most)d characters each."
                )
                % {"n": MOST, "most": MAX_OPTION}
            }
        )
    if closes_at is not None and closes_at <= timezone.now():
        raise ValidationError({"poll_closes": _("Choose a day that is still to come.")})
    return {
        "question": question,
        "options": [{"text": text, "votes": 0} for text in options],
        "several": bool(poll.get("several")),
        "closes": closes_at.isoformat() if closes_at else None,
        "voters": 0,
    }


def words_of(poll, meeting=None):
    """Everything that somebody wrote into a poll and a meeting, for checks of what is said."""
    poll, meeting = poll or {}, meeting or {}
    written = [poll.get("question"), *(poll.get("options") or ()), meeting.get("place"), meeting.get("link")]
    return "\n".join(filter(None, written))


@transaction.atomic
def vote(*, actor, post, choices):
    """Choose options of a poll by their places, in place of what one chose before; none takes the vote back."""
    post = locked_post(actor, post)
    if not post.poll:
        raise Http404
    permissions.check_vote(actor, post)
    choices, options = set(choices), post.poll["options"]
    if not choices <= set(range(len(options))) or (len(choices) > 1 and not post.poll["several"]):
        raise ValidationError({"choices": _("Choose one of the answers.")})
    mine = PollVote.objects.filter(post=post, member=actor)
    before = set(mine.values_list("option", flat=True))
    if choices == before:
        return post
    mine.exclude(option__in=choices).delete()
    PollVote.objects.bulk_create(PollVote(post=post, member=actor, option=one) for one in choices - before)
    for index, option in enumerate(options):
        option["votes"] += (index in choices) - (index in before)
    post.poll["voters"] += bool(choices) - bool(before)
    Post.objects.filter(pk=post.pk).update(poll=post.poll)
    record(post.thread, ThreadEvent.Kind.VOTED, post)
    return post


@transaction.atomic
def change_poll(*, actor, post, poll, confirmed=()):
    """Ask otherwise. From the first vote on only its end can change. `confirmed`: see services/identifying.py."""
    post = locked_post(actor, post)
    if not post.poll:
        raise Http404
    permissions.check_edit(actor, post)
    new = drawn_up(poll)
    if new is None:
        raise ValidationError(
            {"poll_question": _("Ask in one line, at most %(n)d characters.") % {"n": MAX_QUESTION}}
        )
    if PollVote.objects.filter(post=post).exists():
        asked = [
            (one["question"], one["several"], [option["text"] for option in one["options"]])
            for one in (post.poll, new)
        ]
        if asked[0] != asked[1]:
            raise ValidationError({"poll_options": _("Somebody has voted. Only the end can be changed now.")})
        new = post.poll | {"closes": new["closes"]}
    if new != post.poll:
        thread, before = post.thread, post.poll
        looked = identifying.look_over(
            actor=actor, forum=thread.forum, audience=thread.audience, fields=identifying.fields_of_poll(poll),
            confirmed=confirmed, language=post.language, before=lambda: asked_in(before),
        )  # fmt: skip
        reword_poll(post, actor, new)
        tell_of_change(post, looked.holds)
        identifying.note_change(post, looked)
    return post


def reword_poll(post, actor, new):
    """The poll of a locked post becomes another; what was asked before is kept, and no numbers of it."""
    asked = [{"text": option["text"]} for option in post.poll["options"]]
    keep_earlier(
        post,
        actor,
        poll={name: post.poll[name] for name in ("question", "several", "closes")} | {"options": asked},
    )
    post.poll = new
    post.save(update_fields=["poll"])


def asked_in(stored):
    return identifying.fields_of_poll(stored | {"options": [option["text"] for option in stored["options"]]})


@transaction.atomic
def close_poll(*, actor, post):
    """End a poll now; its numbers stay."""
    post = locked_post(actor, post)
    if not post.poll:
        raise Http404
    permissions.check_edit(actor, post)
    now = timezone.now()
    if post.poll["closes"] and datetime.fromisoformat(post.poll["closes"]) <= now:
        return post
    reword_poll(post, actor, post.poll | {"closes": now.isoformat()})
    record(post.thread, ThreadEvent.Kind.EDITED, post)
    return post


def chosen_by(viewer, posts):
    """The options that the viewer chose, by post; asks nothing where no post has a poll."""
    polls = [post.pk for post in posts if post.poll]
    chosen: dict[int, frozenset[int]] = {}
    if polls and viewer.is_authenticated:
        for post_id, option in PollVote.objects.filter(member=viewer, post__in=polls).values_list(
            "post_id", "option"
        ):
            chosen[post_id] = chosen.get(post_id, frozenset()) | {option}
    return chosen
