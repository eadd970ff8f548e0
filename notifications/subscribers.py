"""Everything that follows for those who want to hear of it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from cop.core.events import durable, live
from cop.core.live import publish
from cop.core.still import is_still
from forums.events import (
    ConsentAsked,
    EverythingRead,
    FollowUpDue,
    FollowUpSettled,
    InvitationMade,
    InvitationSettled,
    PostChanged,
    PostCreated,
    PostHelped,
    PostRests,
    PostsMoved,
    ReaderInvited,
    ReaderLeft,
    RoundNoted,
    ThreadAccessChanged,
    ThreadRead,
    UseRests,
)
from forums.kinds import INVITED, LEFT
from forums.models import ThreadEvent
from library.events import DraftJudged, DraftWaits, DraftWentOn, ReviewDue
from members.events import AccessChanged, CircleMembershipChanged, MessageSent
from members.models import User
from notifications import tasks
from notifications.events import InboxChanged, Notified
from notifications.models import Notification
from notifications.selectors import unread_count
from notifications.services.devices import COOKIE, end_of_another, end_of_browser
from search.events import SearchesFound

READ_ALONG = 10  # seconds
GONE = {ThreadEvent.Kind.HIDDEN, ThreadEvent.Kind.REMOVED}


@durable(PostCreated)
def tell_of_post(event):
    tasks.notify_of_post.enqueue(post_id=event.post_id)


@durable(PostChanged)
def follow_post(event):
    """Hidden words are told of no more, restored ones again; an edit tells whoever it newly mentions."""
    if event.kind in GONE:
        tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)
    elif event.kind == ThreadEvent.Kind.ANSWERED:
        tasks.notify_of_answer.enqueue(post_id=event.post_id)
    elif event.kind == ThreadEvent.Kind.UNANSWERED:
        tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)
    elif event.kind == ThreadEvent.Kind.SHOWN:
        tasks.notify_of_post.enqueue(post_id=event.post_id)
        tasks.notify_of_shown_round.enqueue(post_id=event.post_id)
        tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)
    elif event.kind == ThreadEvent.Kind.EDITED:
        tasks.notify_of_post.enqueue(post_id=event.post_id, edited=True)
        tasks.notify_of_resting_quotes.enqueue(post_id=event.post_id)


@durable(PostsMoved)
def follow_moved_posts(event):
    tasks.follow_posts.enqueue(source_id=event.source_id, target_id=event.target_id)


@durable(ThreadAccessChanged)
def withdraw_from_thread(event):
    tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)


@durable(PostRests)
def notify_of_rest(event):
    tasks.notify_of_rest.enqueue(post_id=event.post_id)


@durable(UseRests)
def notify_of_use_that_rests(event):
    tasks.notify_of_use_that_rests.enqueue(use_id=event.use_id)


@durable(InvitationMade)
def notify_of_call(event):
    tasks.notify_of_call.enqueue(invitation_id=event.invitation_id)


@durable(ConsentAsked)
def ask_for_consent(event):
    tasks.ask_for_consent.enqueue(excerpt_id=event.excerpt_id)


@durable(CircleMembershipChanged, FollowUpSettled, InvitationSettled)
def withdraw_from_member(event):
    tasks.withdraw_from_member.enqueue(member_id=event.member_id)


@durable(ReviewDue)
def notify_of_review(event):
    tasks.notify_of_review.enqueue(review_id=event.review_id)


@durable(DraftWaits)
def notify_of_draft(event):
    tasks.notify_of_draft.enqueue(state_id=event.state_id)


@durable(DraftWentOn)
def withdraw_from_draft(event):
    tasks.withdraw_from_draft.enqueue(state_id=event.state_id)


@durable(DraftJudged)
def notify_of_judgement(event):
    tasks.notify_of_judgement.enqueue(state_id=event.state_id)


@durable(SearchesFound)
def notify_of_finds(event):
    tasks.notify_of_finds.enqueue(find_ids=list(event.find_ids))


@durable(MessageSent)
def notify_of_message(event):
    tasks.notify_of_message.enqueue(message_id=event.message_id)


@durable(ReaderInvited)
def notify_of_invitation(event):
    tasks.notify_of_sharing.enqueue(kind=INVITED, thread_id=event.thread_id, member_id=event.member_id)


@durable(ReaderLeft)
def notify_of_leaving(event):
    tasks.notify_of_sharing.enqueue(kind=LEFT, thread_id=event.thread_id)


@durable(RoundNoted)
def notify_of_round(event):
    """What is not true any more is told of no longer."""
    tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)
    tasks.notify_of_round.enqueue(notice_id=event.notice_id)


@durable(PostHelped)
def notify_of_help(event):
    tasks.notify_of_help.enqueue(post_id=event.post_id)
    tasks.withdraw_from_thread.enqueue(thread_id=event.thread_id)


@durable(FollowUpDue)
def ask_what_happened_next(event):
    tasks.ask_what_happened_next.enqueue(reflection_id=event.reflection_id)


@durable(Notified)
def mail_later(event):
    delay = timedelta(seconds=settings.NOTIFICATION_MAIL_DELAY)
    tasks.mail_notification.later(delay).enqueue(notification_id=event.notification_id)


@durable(Notified)
def push_soon(event):
    """Devices hear at once, but for what is read along while it is said."""
    if settings.PUSH_KEY:
        delay = timedelta(seconds=min(READ_ALONG, settings.NOTIFICATION_MAIL_DELAY))
        tasks.push_notification.later(delay).enqueue(notification_id=event.notification_id)


@durable(AccessChanged)
def end_devices(event):
    tasks.end_devices.enqueue(member_id=event.member_id)


@receiver(user_logged_out, dispatch_uid="notifications.end_device")
def end_device(sender, request, **kwargs):
    """Who signs out is alerted in that browser no more."""
    if not is_still():
        end_of_browser(token=request.COOKIES.get(COOKIE))


@receiver(user_logged_in, dispatch_uid="notifications.end_device_of_another")
def end_device_of_another(sender, request, user, **kwargs):
    """Who signs in where somebody else forgot to sign out sees none of their news."""
    if not is_still():
        end_of_another(token=request.COOKIES.get(COOKIE), member=user)


@live(ThreadRead)
def put_badge_out(event):
    """Whoever reads along as it is said sees no badge for it, in any of their tabs."""
    publish(
        f"inbox:{event.member_id}", {"kind": "read", "thread": event.thread_id, "position": event.position}
    )
    lines = Notification.objects.filter(member=event.member_id, thread=event.thread_id, read_at=None)
    if lines.exists():
        tell_inbox(InboxChanged(event.member_id))


@live(EverythingRead)
def put_all_badges_out(event):
    publish(f"inbox:{event.member_id}", {"kind": "read-all", "forum": event.forum_id})
    tell_inbox(InboxChanged(event.member_id))


@live(InboxChanged)
def tell_inbox(event):
    member = User.objects.get(pk=event.member_id)
    publish(f"inbox:{member.pk}", {"kind": "notification", "unread": unread_count(member)})
