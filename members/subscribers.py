"""Everything that follows a fact about members."""

from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from django.dispatch import receiver

from cop.core.events import durable, emit, live
from cop.core.live import ask_again, close_sockets
from members.events import AccessChanged, CircleMembershipChanged, MemberApproved, SeatAsked, TokenRevoked
from members.models import User
from members.tasks import send_account_mail


@durable(MemberApproved)
def write_to_new_member(event):
    member = User.objects.get(pk=event.member_id)
    send_account_mail.enqueue(
        kind="approved", email=member.email, language=member.language, user_id=member.pk
    )


@durable(SeatAsked)
def tell_moderators(event):
    moderators = User.objects.full_members().filter(groups__name__in=["moderator", "administrator"])
    for moderator in moderators:
        send_account_mail.enqueue(
            kind="seat_asked", email=moderator.email, language=moderator.language, user_id=moderator.pk
        )


@live(AccessChanged, TokenRevoked)
def end_sockets(event):
    close_sockets(event.member_id)


@live(CircleMembershipChanged)
def ask_what_they_may_hear(event):
    ask_again(user_id=event.member_id)


@receiver([password_changed, password_set, password_reset], dispatch_uid="members.end_sockets")
def end_sockets_on_new_password(sender, user, **kwargs):
    close_sockets(user.pk)


@receiver(email_confirmed, dispatch_uid="members.ask_for_seat")
def ask_for_seat(sender, email_address, **kwargs):
    """A request reaches the moderators once the address is known to be its owner's."""
    user = email_address.user
    user.__dict__.pop("is_verified", None)
    if user.approved_at is None and user.is_active:
        emit(SeatAsked(user.pk))
