"""Telling members of what happened, and taking back what they may not see any more."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cop.core.events import emit
from cop.core.registries import kinds
from forums.across.inviting import welcome
from forums.consent import CONSENT, QUOTE_RESTS
from forums.kinds import ANSWER, HELPED, MENTION, NEXT, RESTS
from forums.meetings import is_round
from forums.models import Excerpt, Invitation, Post, Reflection, ResourceUse
from forums.models.authored import State
from forums.using import USE_RESTS
from library.kinds import REVIEW
from library.models import GuidePage, Review
from members.kinds import MODERATOR
from members.models import ModeratorMessage, User
from notifications.events import InboxChanged, Notified
from notifications.models import Notification, Occasion
from notifications.services.recipients import deaf_to, recipients_of

BATCH = 100  # members a call
RECENT = timedelta(days=30)


def tell_of_post(*, post_id, edited=False, after=0):
    """Tell the next members after the one with id `after`. Answers the last one's id; None at the end.

    Called twice it tells nobody twice. What was imported is told on the site alone, and only what is recent.
    """
    post = Post.objects.select_related("thread", "parent").filter(pk=post_id, state=State.VISIBLE).first()
    if post is None or (post.source_id and post.created_at < timezone.now() - RECENT):
        return None
    imported = {"at": post.created_at, "by_mail": False} if post.source_id else {}
    recipients, last = recipients_of(post, edited=edited, after=after, limit=BATCH)
    # A round invites, and tells of itself no second time.
    if post.kind == Post.Kind.OPENING and is_round(post.thread):
        recipients = {pk: one for pk, one in recipients.items() if one.kind == MENTION}
    for member in User.objects.full_members().filter(pk__in=recipients).order_by("pk"):
        kind, watching = recipients[member.pk].kind, recipients[member.pk].watching
        if kinds[kind].fetch(member, [post.pk]):
            position = None if edited else post.position
            tell(
                member=member, kind=kind, target_id=post.pk, thread=post.thread, position=position,
                watching=watching, **imported,
            )  # fmt: skip
    return last


def tell_of_answer(*, post_id):
    """Tell whoever said it that it is the answer now, unless they marked it themselves or muted the thread."""
    post = Post.objects.select_related("thread").filter(pk=post_id, state=State.VISIBLE).first()
    if post is None or post.author_id in {None, post.thread.author_id}:
        return
    member = User.objects.full_members().filter(pk=post.author_id).first()
    if member is not None and not deaf_to(post.thread, member) and kinds[ANSWER].fetch(member, [post.pk]):
        tell(member=member, kind=ANSWER, target_id=post.pk, thread=post.thread)


def tell_of_help(*, post_id):
    """Tell whoever said it that it helped, unless they muted the thread."""
    post = Post.objects.select_related("thread").filter(pk=post_id, helped=True).first()
    member = User.objects.full_members().filter(pk=post.author_id).first() if post else None
    if member is not None and not deaf_to(post.thread, member) and kinds[HELPED].fetch(member, [post.pk]):
        tell(member=member, kind=HELPED, target_id=post.pk, thread=post.thread)


def ask_what_happened_next(*, reflection_id):
    """Ask an author, once, what became of a reflection."""
    reflection = Reflection.objects.select_related("author").filter(pk=reflection_id).first()
    if reflection is not None and kinds[NEXT].fetch(reflection.author, [reflection.pk]):
        tell(member=reflection.author, kind=NEXT, target_id=reflection.pk)


def tell_of_sharing(*, kind, thread_id, member_id=None):
    """Tell a colleague that something was shared with them, or whoever shared it that they cannot take part."""
    opening = Post.objects.select_related("thread").filter(thread=thread_id, kind=Post.Kind.OPENING).first()
    if opening is None:
        return
    member = User.objects.full_members().filter(pk=member_id or opening.thread.author_id).first()
    if member is not None and kinds[kind].fetch(member, [opening.pk]):
        tell(member=member, kind=kind, target_id=opening.pk, thread=opening.thread)


def tell_of_invitation(*, invitation_id):
    """Tell a member that they are asked to look at a reflection. Who muted it, blocked its author or wrote it is not told,
    and whoever asked does not learn that."""
    row = Invitation.objects.select_related("thread__author").filter(pk=invitation_id).first()
    if row is None:
        return
    member = welcome(row.thread, User.objects.full_members()).filter(pk=row.member_id).first()
    if member is not None and kinds[row.kind].fetch(member, [row.pk]):
        tell(member=member, kind=row.kind, target_id=row.pk, thread=row.thread)


def ask_for_consent(*, excerpt_id):
    """Ask whoever said it whether a guide may quote it. A mute keeps no question about one's own words away."""
    row = Excerpt.objects.select_related("post__thread").filter(pk=excerpt_id).first()
    member = User.objects.full_members().filter(pk=row.post.author_id).first() if row else None
    if member is not None and kinds[CONSENT].fetch(member, [row.pk]):
        tell(member=member, kind=CONSENT, target_id=row.pk, thread=row.post.thread)


def tell_of_resting_quotes(*, post_id):
    """Tell whoever looks after the guides, and whoever asked for the quote: once until its author agrees anew. Whoever changed
    it knows."""
    for row in Excerpt.objects.resting().filter(post=post_id).select_related("post").order_by("pk"):
        pages = GuidePage.objects.live().filter(translation_key=row.guide_key)
        concerned = {keeper or owner for keeper, owner in pages.values_list("keeper", "owner")} | {
            row.asked_by_id
        }
        people = User.objects.full_members().filter(pk__in=concerned - {None, row.post.author_id})
        for member in people.order_by("pk"):
            told = Occasion.objects.filter(member=member, kind=QUOTE_RESTS, target_id=row.pk)
            for one in told.filter(notification__latest_at__lt=row.answered_at).select_related(
                "notification"
            ):
                withdraw(line=one.notification, target_ids=[row.pk])
            if kinds[QUOTE_RESTS].fetch(member, [row.pk]):
                tell(member=member, kind=QUOTE_RESTS, target_id=row.pk)


def tell_of_rest(*, post_id):
    """Tell whoever said it that it is hidden until a moderator has read it. Whoever was worried stays unnamed."""
    post = Post.objects.select_related("thread").filter(pk=post_id).first()
    member = User.objects.full_members().filter(pk=post.author_id).first() if post else None
    if member is not None and kinds[RESTS].fetch(member, [post.pk]):
        tell(member=member, kind=RESTS, target_id=post.pk, thread=post.thread)


def tell_of_use_that_rests(*, use_id):
    """The same for how somebody used a resource."""
    use = ResourceUse.objects.filter(pk=use_id).first()
    member = User.objects.full_members().filter(pk=use.author_id).first() if use else None
    if member is not None and kinds[USE_RESTS].fetch(member, [use.pk]):
        tell(member=member, kind=USE_RESTS, target_id=use.pk)


@transaction.atomic
def tell(*, member, kind, target_id, thread=None, position=None, at=None, by_mail=True, watching=False):
    """One thing more of a kind for a member. It joins the unread line of the same kind and thread, if there is one.

    `position`: having read the thread that far is having read this. `at`: when it happened, if not now. Answers the
    line; None if it was told before. `watching`: a letter for this too, though one went for what is unread.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=member.pk
    )  # so that two workers do not tell at once
    if Occasion.objects.filter(member=member, kind=kind, target_id=target_id).exists():
        return None
    now = timezone.now()
    lines = Notification.objects.filter(member=member, kind=kind, thread=thread)
    lines.read_along().update(read_at=now)
    fresh = {"latest_at": at or now, "position": position}
    if thread is None:
        line, created = Notification.objects.create(member=member, kind=kind, **fresh), True
    else:
        line, created = lines.select_for_update(of=("self",), no_key=True).get_or_create(
            member=member, kind=kind, thread=thread, read_at=None, defaults=fresh
        )
    Occasion.objects.create(
        notification=line, member=member, kind=kind, target_id=target_id, position=position
    )
    if created and by_mail:
        emit(Notified(line.pk))
    elif not created:
        line.position = None if None in (line.position, position) else max(line.position, position)
        line.latest_at = max(line.latest_at, at or now)
        again = watching and by_mail and bool(line.emailed_at or line.pushed_at)
        if again:
            line.emailed_at = line.pushed_at = None
        line.save(update_fields=["latest_at", "position", "emailed_at", "pushed_at"])
        if again:
            emit(Notified(line.pk))
    emit(InboxChanged(member.pk))
    return line


def withdraw_unseen(*, after=0, **about):
    """Take away of what members were told and have not read what they may not see now.

    `about`: lookups of notifications (`thread`, `member`). Goes on after the line with id `after`; answers the last
    one's id, None at the end.
    """
    lines = Notification.objects.unread().filter(pk__gt=after, **about).order_by("pk")
    lines = list(lines.select_related("member").prefetch_related("occasions")[:BATCH])
    for line in lines:
        ids = {occasion.target_id for occasion in line.occasions.all()}
        kind = kinds.get(line.kind)
        if gone := ids - set(kind.fetch(line.member, ids) if kind else ()):
            withdraw(line=line, target_ids=gone)
    return lines[-1].pk if len(lines) == BATCH else None


@transaction.atomic
def withdraw(*, line, target_ids):
    """Take some of its occasions from a line; one that has none left goes.

    The letter of a line that stays may have come to nothing because of what went: it is asked for again.
    """
    Occasion.objects.filter(notification=line, target_id__in=target_ids).delete()
    Notification.objects.filter(pk=line.pk, occasions=None).delete()
    if Notification.objects.filter(Q(emailed_at=None) | Q(pushed_at=None), pk=line.pk).exists():
        emit(Notified(line.pk))
    emit(InboxChanged(line.member_id))


def tell_of_message(*, message_id):
    """Tell a member that a moderator wrote to them. Who is paused reads it on the page that says so."""
    message = ModeratorMessage.objects.select_related("member").filter(pk=message_id).first()
    if message is not None and message.member.is_full_member:
        tell(member=message.member, kind=MODERATOR, target_id=message.pk)


def tell_of_review(*, review_id):
    """Tell whoever looks after a guide that it is to be read again."""
    review = Review.objects.select_related("keeper").filter(pk=review_id).first()
    if review is not None and kinds[REVIEW].fetch(review.keeper, [review.pk]):
        tell(member=review.keeper, kind=REVIEW, target_id=review.pk)
