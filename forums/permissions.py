"""Who may do what at the table. What a person may not even see is a 404, and asked apart, by `visible`."""

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from forums.meetings import is_round, meeting_of
from forums.models import Forum, Post, Thread
from forums.models.authored import AuthorKind, State
from forums.models.distilling import QUOTED_FROM
from forums.polls import poll_of
from forums.rounds.clock import doors_open
from members import permissions as members
from members.models import Flag

DECIDED = _("Somebody has decided about this meanwhile.")
CHANGED = _(
    "Its words were changed while you looked. They stand here as they are now; read them, then decide. What you wrote is "
    "still here."
)
PAUSE_SHOWS = _(
    "A pause shows: colleagues would see who is away. Look up who wrote it, with a reason, and pause that account."
)
CLOSED = _("This conversation is closed for replies.")


def visible(actor, row):
    """The row as it is now, if the actor may see it; else there is no such thing."""
    found = type(row)._default_manager.visible_to(actor).filter(pk=row.pk).first()
    if found is None:
        raise Http404
    return found


def at_desk(actor, post):
    """The post as it is now, if the actor is a moderator who may decide about it; else there is no such thing."""
    check_moderate(actor)
    found = Post.objects.at_desk_of(actor).filter(pk=post.pk).first()
    if found is None:
        raise Http404
    return found


def check_start(actor, forum):
    members.check_post(actor)
    if forum is not None and not forum.is_open:
        raise Refused(_("This forum takes no new conversations."))


def check_reply(actor, thread):
    members.check_post(actor)
    if thread.state != State.VISIBLE:
        raise Refused(_("A moderator is looking at this conversation. Nothing can be added now."))
    if thread.is_locked:
        raise Refused(CLOSED)


def check_take_away(actor, thread):
    check_reply(actor, thread)
    if thread.author_id != actor.pk:
        raise Refused(_("Only who asked can write the take-away."))


def check_edit(actor, post):
    members.check_post(actor)
    if post.author_id != actor.pk:
        raise Refused(_("Only who wrote it can change it."))
    if post.kind == Post.Kind.OPENING and post.thread.kind == Thread.Kind.REFLECTION:
        raise Refused(_("A reflection is changed in its own form."))


def check_remove(actor, post):
    """Authors take back what they said; a conversation that others joined only moderators take away."""
    members.check_member(actor)
    if members.is_moderator(actor):
        return
    if post.author_id != actor.pk:
        raise Refused(_("Only who wrote it can take it back."))
    if post.kind == Post.Kind.OPENING and post.thread.kind == Thread.Kind.REFLECTION:
        raise Refused(_("Take the reflection back in your journal."))
    if post.kind == Post.Kind.OPENING and post.thread.last_position > 1:
        raise Refused(_("Others have answered. Ask a moderator if it must go."))


def check_bring_back(actor, post):
    members.check_post(actor)
    if post.author_id != actor.pk:
        raise Refused(_("Only who wrote it can bring it back."))


def check_history(actor, post):
    """Earlier words: for the author and moderators, and for peers where `tells_history`."""
    members.check_member(actor)
    if not (post.author_id == actor.pk or members.is_moderator(actor) or tells_history(post)):
        raise Refused(_("Earlier words of this stay with who wrote it and the moderators."))


def tells_history(post):
    """Whether peers may read earlier words: where who wrote is named and nobody was worried."""
    found_and_mended = Q(kind=Flag.Kind.CHECK, decided_by=None)
    worried = ~Q(state=Flag.State.DISMISSED) | found_and_mended
    named = post.author_kind == AuthorKind.MEMBER and not post.amended_why
    return named and post.state == State.VISIBLE and not Flag.objects.about(post).filter(worried).exists()


def check_react(actor, post):
    members.check_post(actor)
    if post.author_id == actor.pk:
        raise Refused(_("This is for what others said."))
    if post.state != State.VISIBLE:
        raise Refused(_("A moderator is looking at this."))


def check_answer(actor, thread):
    """May say which reply answers a question: who asked, and moderators."""
    members.check_post(actor)
    if thread.kind != Thread.Kind.QUESTION:
        raise Refused(_("Only a question has an answer."))
    if thread.author_id != actor.pk and not members.is_moderator(actor):
        raise Refused(_("Only who asked can say what answered it."))
    if thread.state != State.VISIBLE:
        raise Refused(_("A moderator is looking at this."))


def check_helped(actor, post):
    """May say which reply helped: who shared the reflection, of what others said."""
    check_react(actor, post)
    if post.thread.kind != Thread.Kind.REFLECTION or post.thread.author_id != actor.pk:
        raise Refused(_("Only who shared a reflection says what helped."))


def check_vote(actor, post):
    check_reply(actor, post.thread)
    if post.state != State.VISIBLE:
        raise Refused(_("A moderator is looking at this."))
    if poll_of(post).closed:
        raise Refused(_("This poll has ended."))


def check_arrange(actor, thread):
    """Who began a conversation says when those who talk in it meet; moderators too. A round is planned as such."""
    if is_round(thread):
        raise Refused(_("This is a round. Change its plan instead."))
    if not members.is_moderator(actor):
        members.check_post(actor)
        if thread.author_id != actor.pk:
            raise Refused(_("Only who began this can say when you meet."))


def check_come(actor, thread):
    members.check_member(actor)
    if meeting_of(thread).over:
        raise Refused(_("This meeting is over."))


def check_schedule(actor, forum):
    """May plan a round: in a circle its facilitators and moderators, in a forum of all members moderators, who may name
    others to lead it. Reflections are never public, so where everybody reads there are no rounds."""
    check_start(actor, forum)
    if forum.audience == Forum.Audience.PUBLIC:
        raise Refused(_("Everybody can read this forum. A round is among members."))
    if members.is_moderator(actor) or (forum.circle_id and members.facilitates(actor, forum.circle_id)):
        return
    raise Refused(
        _("Rounds in this circle are planned by its facilitators.")
        if forum.circle_id
        else _("Rounds for all members are planned by moderators.")
    )


def check_lead_round(actor, round_):
    """May change a round, move its clock and sign hours: facilitators of its circle, who was named for it, moderators.
    Any of them goes on where another falls silent."""
    members.check_member(actor)
    circle = round_.thread.forum.circle_id if round_.thread.forum_id else None
    if members.is_moderator(actor) or (circle and members.facilitates(actor, circle)):
        return
    named = getattr(round_, "is_named", None)
    if named is None:
        named = round_.facilitators.filter(pk=actor.pk).exists()
    if not named:
        raise Refused(_("This is for those who lead the round."))


def check_run(actor, round_):
    """May move the clock of a round."""
    check_lead_round(actor, round_)
    check_open(round_.thread)


def check_sign(actor, round_):
    """May sign for the hours of who was there, when it is over."""
    check_lead_round(actor, round_)
    if round_.ended_at is None:
        raise Refused(_("Hours are signed when the round has ended."))


def check_open(thread):
    if thread.state != State.VISIBLE:
        raise Refused(_("A moderator is looking at this."))


def check_attend(actor, round_):
    """May say that they are here, from a quarter of an hour before until a quarter of an hour after."""
    members.check_member(actor)
    check_open(round_.thread)
    if not doors_open(round_):
        raise Refused(
            _("You can say that you are here while the round goes on, and fifteen minutes before and after.")
        )


def check_upload(actor):
    """May put a file on the server, for a post to come."""
    members.check_post(actor)


def check_attach(actor, post):
    members.check_post(actor)
    if post.author_id != actor.pk:
        raise Refused(_("Only who wrote it can add to it."))
    if post.thread.kind == Thread.Kind.REFLECTION:
        raise Refused(_("No pictures and no files here: they could show a family."))


def check_concern(actor, post):
    """May say that a family could be recognized: everybody who reads it, also of one's own words and between two."""
    members.check_member(actor)


def check_flag(actor, post):
    """May ask moderators to look at what another said."""
    members.check_member(actor)
    if post.author_id == actor.pk:
        raise Refused(_("This is for what others said."))
    check_not_alone(post)


def check_not_alone(post):
    """Moderators do not read what two people say to each other; a privacy concern, or words of danger, shows them one post of it."""
    if post.thread.forum_id is None:
        raise Refused(
            _(
                "Only the two of you read this. A moderator reads one contribution of it after a privacy concern, or where its words suggest that somebody is in danger. You can raise a privacy concern about it, leave, or write to a moderator what worries you."
            )
        )


def check_leave(actor, thread):
    """A colleague with whom something was shared may go; who shared it takes it back instead."""
    members.check_member(actor)
    if thread.forum_id is not None or thread.author_id == actor.pk:
        raise Refused(_("This is for a colleague with whom something was shared."))


def check_moderate(actor):
    members.check_moderator(actor)


def check_decide(actor, post):
    """May decide about a post: moderators, but none about their own."""
    check_moderate(actor)
    if post.author_id == actor.pk:
        raise Refused(_("You wrote this. Another moderator decides about it."))


def check_write_to_author(actor, post):
    """May write to, warn or silence whoever wrote a post. What is refused says nothing about an anonymous author."""
    check_moderate(actor)
    if post.author_id is None:
        raise Refused(_("Nobody is there to read it any more."))
    if post.author_id == actor.pk:
        raise Refused(members.NOT_ONESELF)


def check_reveal(actor, post):
    """May look up who wrote an anonymous post: moderators, for a reason that its author reads."""
    check_write_to_author(actor, post)
    if post.author_kind != AuthorKind.ANONYMOUS:
        raise Refused(_("Who wrote this is no secret."))


def check_lock(actor, thread):
    """Moderators anywhere, facilitators in their circle."""
    members.check_member(actor)
    circle = thread.forum.circle_id if thread.forum_id else None
    if not (members.is_moderator(actor) or (circle and members.facilitates(actor, circle))):
        raise Refused(_("This is for moderators."))


def check_curate(actor):
    """May look after what guides quote."""
    members.check_member(actor)
    if not members.is_curator(actor):
        raise Refused(_("This is for curators."))


def check_distil(actor, thread):
    """May begin a guide from a conversation: curators and moderators, where all members can read it. What is said in a
    circle or between two is asked for by nobody: even the question would carry it out."""
    check_curate(actor)
    check_open(thread)
    if thread.audience not in QUOTED_FROM:
        raise Refused(_("Only what all members can read becomes part of a guide."))


def check_lead(actor):
    """May look after what waits: who facilitates a circle, and moderators."""
    members.check_member(actor)
    if not members.leads(actor):
        raise Refused(_("This is for facilitators and moderators."))


def check_hand_over(actor, thread):
    """May ask a member by name to look at a reflection: where one may close it, too."""
    check_lock(actor, thread)
    if thread.kind != Thread.Kind.REFLECTION or thread.forum_id is None:
        raise Refused(_("Only a shared reflection is handed on."))
    check_reply(actor, thread)
