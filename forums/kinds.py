"""Why members are told of a post. Lines that leave the site hold no text of a case: at most a title, and not that
where the conversation is a circle's, a reflection's or anybody in it is known by sector only."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cop.core.registries import NotificationKind
from forums.models import Invitation, Post, Reflection, Thread
from forums.models.authored import AuthorKind, State
from members.permissions import MEMBERS, PUBLIC

REPLY, MENTION, TAKEAWAY, BEGUN = ABOUT_POSTS = ("reply", "mention", "takeaway", "begun")
ANSWER = "answer"
INVITED, LEFT = "invited", "left"
HELPED, NEXT = "helped", "next"
MISSING, HANDED = "missing", "handed"
RESTS = "rests"


def fetch(viewer, ids):
    """The posts that stand where the viewer may read them. A hidden one tells nothing, to moderators neither."""
    posts = Post.objects.visible_to(viewer).filter(state=State.VISIBLE, thread__state=State.VISIBLE)
    return posts.select_related("thread").in_bulk(list(ids))


def title(post):
    return post.thread.title


def url(post):
    return reverse("forums:post-detail", args=[post.pk])


def by_day(post):
    return post.author_kind == AuthorKind.ANONYMOUS


def discreet(posts):
    """Whether a lock screen must not even show the title."""
    thread = posts[-1].thread
    return (
        thread.kind == Thread.Kind.REFLECTION
        or thread.audience not in (PUBLIC, MEMBERS)
        or any(one.author_kind == AuthorKind.ANONYMOUS for one in (thread, *posts))
    )


def reply_words(posts):
    return ngettext("A new reply", "%(n)s new replies", len(posts)) % {"n": len(posts)}


def reply_line(posts):
    if discreet(posts):
        return ngettext(
            "A new reply in one of your conversations",
            "%(n)s new replies in one of your conversations",
            len(posts),
        ) % {"n": len(posts)}
    return ngettext("A new reply in “%(title)s”", "%(n)s new replies in “%(title)s”", len(posts)) % {
        "n": len(posts),
        "title": title(posts[-1]),
    }


def mention_words(posts):
    return ngettext("You are mentioned", "You are mentioned %(n)s times", len(posts)) % {"n": len(posts)}


def mention_line(posts):
    if discreet(posts):
        return _("You are mentioned in a conversation")
    return _("You are mentioned in “%(title)s”") % {"title": title(posts[-1])}


def takeaway_words(posts):
    return _("There is a take-away")


def takeaway_line(posts):
    if discreet(posts):
        return _("One of your conversations has a take-away")
    return _("“%(title)s” has a take-away") % {"title": title(posts[-1])}


def begun_words(posts):
    return _("A new conversation")


def begun_line(posts):
    if discreet(posts):
        return _("A new conversation in what you follow")
    return _("A new conversation: “%(title)s”") % {"title": title(posts[-1])}


def fetch_answers(viewer, ids):
    """Those of the posts that are still marked as the answer of their question."""
    return {pk: post for pk, post in fetch(viewer, ids).items() if post.thread.answer_id == pk}


def answer_words(posts):
    return _("What you said is the answer")


def answer_line(posts):
    if discreet(posts):
        return _("Something you said is the answer to a question")
    return _("What you said is the answer to “%(title)s”") % {"title": title(posts[-1])}


def invited_words(posts):
    return _("A colleague asks you to read something with them")


def left_words(posts):
    return _("Your colleague cannot take part now")


def left_line(posts):
    return _("A colleague with whom you shared something cannot take part now")


def fetch_helped(viewer, ids):
    """Those of the posts of which that still stands."""
    return {pk: post for pk, post in fetch(viewer, ids).items() if post.helped}


def helped_words(posts):
    return _("What you said helped")


def fetch_to_tell(viewer, ids):
    """One's own reflections of which one has not said yet what happened next."""
    return Reflection.objects.visible_to(viewer).filter(next_written_at=None).in_bulk(list(ids))


def next_words(reflections):
    return _("You wanted to be asked: what happened next?")


def reflection_title(reflection):
    return reflection.title or _("Your reflection")


def next_url(reflection):
    return reverse("forums:reflection-next", args=[reflection.uuid])


def fetch_invitations(viewer, ids):
    """One's own that are neither answered nor declined, to what still stands."""
    found = Invitation.objects.visible_to(viewer).open().filter(thread__is_locked=False)
    return found.select_related("thread").in_bulk(list(ids))


def missing_words(invitations):
    return _("Colleagues wait for somebody of your sector")


def handed_words(invitations):
    return _("A facilitator thought of you")


def handed_line(invitations):
    return _("A facilitator thought of you for a conversation that waits")


def invitation_title(invitation):
    return invitation.thread.title


def invitation_url(invitation):
    return reverse("forums:thread-detail", args=[invitation.thread_id])


def invitation_by_day(invitation):
    return invitation.thread.author_kind == AuthorKind.ANONYMOUS


def fetch_resting(viewer, ids):
    """One's own posts that are hidden."""
    posts = Post.objects.visible_to(viewer).filter(author=viewer, state=State.HIDDEN)
    return posts.select_related("thread").in_bulk(list(ids))


def rests_words(posts):
    return _(
        "Somebody was worried about a family’s privacy. What you said rests until a moderator has read it"
    )


def rests_line(posts):
    return _("Something you said rests until a moderator has read it")


KINDS = {
    RESTS: NotificationKind(
        label=gettext_lazy("When something I said is hidden for privacy"),
        icon="shield",
        words=rests_words,
        line=rests_line,
        title=title,
        url=url,
        fetch=fetch_resting,
    ),
    MISSING: NotificationKind(
        label=gettext_lazy("When colleagues wait for my sector, as often as my profile says"),
        icon="people",
        words=missing_words,
        line=missing_words,
        title=invitation_title,
        url=invitation_url,
        fetch=fetch_invitations,
        by_day=invitation_by_day,
    ),
    HANDED: NotificationKind(
        label=gettext_lazy("When a facilitator thinks of me for a conversation"),
        icon="people",
        words=handed_words,
        line=handed_line,
        title=invitation_title,
        url=invitation_url,
        fetch=fetch_invitations,
        by_day=invitation_by_day,
    ),
    HELPED: NotificationKind(
        label=gettext_lazy("When what I said helped who asked"),
        icon="thanks",
        words=helped_words,
        line=helped_words,
        title=title,
        url=url,
        fetch=fetch_helped,
        by_day=by_day,
    ),
    NEXT: NotificationKind(
        label=gettext_lazy("When I wanted to be asked what happened next"),
        icon="clock",
        words=next_words,
        line=next_words,
        title=reflection_title,
        url=next_url,
        fetch=fetch_to_tell,
    ),
    INVITED: NotificationKind(
        label=gettext_lazy("When a colleague shares something with me alone"),
        icon="people",
        words=invited_words,
        line=invited_words,
        title=title,
        url=url,
        fetch=fetch,
    ),
    LEFT: NotificationKind(
        label=gettext_lazy("When a colleague with whom I shared something cannot take part"),
        icon="people",
        words=left_words,
        line=left_line,
        title=title,
        url=url,
        fetch=fetch,
    ),
    REPLY: NotificationKind(
        label=gettext_lazy("Replies in conversations that I follow"),
        icon="talk",
        words=reply_words,
        line=reply_line,
        title=title,
        url=url,
        fetch=fetch,
        by_day=by_day,
    ),
    MENTION: NotificationKind(
        label=gettext_lazy("When somebody mentions me"),
        icon="person",
        words=mention_words,
        line=mention_line,
        title=title,
        url=url,
        fetch=fetch,
        by_day=by_day,
    ),
    BEGUN: NotificationKind(
        label=gettext_lazy("New conversations in what I follow"),
        icon="talk",
        words=begun_words,
        line=begun_line,
        title=title,
        url=url,
        fetch=fetch,
        by_day=by_day,
    ),
    ANSWER: NotificationKind(
        label=gettext_lazy("When what I said is marked as the answer"),
        icon="check",
        words=answer_words,
        line=answer_line,
        title=title,
        url=url,
        fetch=fetch_answers,
        by_day=by_day,
    ),
    TAKEAWAY: NotificationKind(
        label=gettext_lazy("What somebody takes away from a conversation that I follow"),
        icon="loop",
        words=takeaway_words,
        line=takeaway_line,
        title=title,
        url=url,
        fetch=fetch,
        by_day=by_day,
    ),
}
