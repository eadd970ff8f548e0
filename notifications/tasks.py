"""Background work of this room: telling, mailing, forgetting."""

from django.db import transaction

from cop.core.queue import background
from cop.core.schedule import every
from notifications.services import (
    devices,
    drafts,
    finding,
    following,
    mailing,
    pushing,
    reading,
    rounds,
    telling,
)


@background()
def notify_of_post(*, post_id, edited=False, after=0):
    """Tell everybody whom a post concerns, some at a time."""
    last = telling.tell_of_post(post_id=post_id, edited=edited, after=after)
    if last is not None:
        notify_of_post.enqueue(post_id=post_id, edited=edited, after=last)


@background()
def notify_of_answer(*, post_id):
    """Tell whoever gave the answer of a question."""
    telling.tell_of_answer(post_id=post_id)


@background()
def notify_of_sharing(*, kind, thread_id, member_id=None):
    """Tell somebody of a conversation between two; without a member, who began it."""
    telling.tell_of_sharing(kind=kind, thread_id=thread_id, member_id=member_id)


@background()
def notify_of_call(*, invitation_id):
    """Tell a member that they are asked to look at a reflection that waits."""
    telling.tell_of_invitation(invitation_id=invitation_id)


@background()
def ask_for_consent(*, excerpt_id):
    """Ask somebody whether a guide may quote them."""
    telling.ask_for_consent(excerpt_id=excerpt_id)


@background()
def notify_of_resting_quotes(*, post_id):
    """Tell those who look after a guide that what it quotes was changed."""
    telling.tell_of_resting_quotes(post_id=post_id)


@background()
def notify_of_round(*, notice_id, after=0):
    """Tell everybody whom it concerns what is noted of a round, some at a time."""
    last = rounds.tell_of_round(notice_id=notice_id, after=after)
    if last is not None:
        notify_of_round.enqueue(notice_id=notice_id, after=last)


@background()
def notify_of_shown_round(*, post_id):
    """Where the opening of a round shows again, tell what could not be told while it was hidden."""
    for key in rounds.untold(post_id=post_id):
        notify_of_round.enqueue(notice_id=key)


@background()
def notify_of_rest(*, post_id):
    """Tell whoever said it that it is hidden for privacy."""
    telling.tell_of_rest(post_id=post_id)


@background()
def notify_of_use_that_rests(*, use_id):
    """Tell whoever told how they used a resource that it is hidden for privacy."""
    telling.tell_of_use_that_rests(use_id=use_id)


@background()
def notify_of_help(*, post_id):
    """Tell whoever said it that it helped."""
    telling.tell_of_help(post_id=post_id)


@background()
def ask_what_happened_next(*, reflection_id):
    telling.ask_what_happened_next(reflection_id=reflection_id)


@background()
def notify_of_review(*, review_id):
    """Tell a curator that a guide is to be read again."""
    telling.tell_of_review(review_id=review_id)


@background()
def notify_of_draft(*, state_id, after=0):
    """Ask those who are to read a draft next, some at a time."""
    last = drafts.tell_of_draft(state_id=state_id, after=after)
    if last is not None:
        notify_of_draft.enqueue(state_id=state_id, after=last)


@background()
def notify_of_judgement(*, state_id):
    """Tell whoever submitted a draft what became of it."""
    drafts.tell_of_judgement(state_id=state_id)


@background()
def withdraw_from_draft(*, state_id, after=0):
    """Nobody is asked to read a draft there any more."""
    last = telling.withdraw_unseen(after=after, kind__in=drafts.ASKS, occasions__target_id=state_id)
    if last is not None:
        withdraw_from_draft.enqueue(state_id=state_id, after=last)


@background()
def notify_of_message(*, message_id):
    telling.tell_of_message(message_id=message_id)


@background()
def notify_of_finds(*, find_ids):
    """Tell a member that there is something new in searches that they keep."""
    finding.tell_of_finds(find_ids=find_ids)


@background()
def withdraw_from_thread(*, thread_id, after=0):
    """Something in a thread, or all of it, shows to fewer people than before."""
    last = telling.withdraw_unseen(thread=thread_id, after=after)
    if last is not None:
        withdraw_from_thread.enqueue(thread_id=thread_id, after=last)


@background()
def follow_posts(*, source_id, target_id, after=0):
    """Posts went to another thread: what members were told of them is told of there, if they may see it."""
    last = following.follow_posts(source_id=source_id, after=after)
    if last is not None:
        follow_posts.enqueue(source_id=source_id, target_id=target_id, after=last)
    else:
        withdraw_from_thread.enqueue(thread_id=target_id)


@background()
def withdraw_from_member(*, member_id, after=0):
    """A member sees less than before."""
    last = telling.withdraw_unseen(member=member_id, after=after)
    if last is not None:
        withdraw_from_member.enqueue(member_id=member_id, after=last)


@background(retries=8)
def mail_notification(*, notification_id):
    """Write to the member, unless they have read it meanwhile."""
    mailing.mail(notification_id=notification_id)


@background()
def push_notification(*, notification_id):
    """Alert each device of the member, unless they have read it meanwhile."""
    with transaction.atomic():
        for device_id in pushing.claim(notification_id=notification_id):
            push_to_device.enqueue(notification_id=notification_id, device_id=device_id)


@background(retries=6)
def push_to_device(*, notification_id, device_id, asked=0):
    """Alert one device. Where its push service says when to come again, that is done so often as a failure would be."""
    wait = pushing.push(notification_id=notification_id, device_id=device_id)
    if wait is not None and asked < 6:
        again = push_to_device.later(wait)
        again.enqueue(notification_id=notification_id, device_id=device_id, asked=asked + 1)


@background()
def end_devices(*, member_id):
    """A member's sessions may have ended: their devices end with them."""
    devices.end_stale(member_id=member_id)


@every(days=1)
def prune_notifications():
    reading.prune()
