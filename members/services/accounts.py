"""What a person does with their own account, from the first request to the last sign-out."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cop.core.events import emit
from members import permissions
from members.events import AccessChanged, MemberRenamed
from members.models import Profile, User


@transaction.atomic
def sign_up(*, email, password, display_name, sector, role, language=""):
    """A new account with its seat, for any address, whether or not another account has it: only whoever
    confirms an address gets it. Where the community asks for approval somebody has to read the request."""
    user = User.objects.create_user(None, password, display_name=display_name, language=language)
    user.emailaddress_set.create(email=email.lower(), primary=True, verified=False)
    take_seat(member=user, sector=sector, role=role, promised_at=timezone.now())
    if settings.SIGNUP == "open":
        admit(user)
    return user


@transaction.atomic
def take_seat(*, member, sector, role, **fields):
    """Give a member their profile; sector and role of what they wrote before stay as they were."""
    profile, _ = Profile.objects.update_or_create(
        user=member, defaults={"sector": sector, "role": role, **fields}
    )
    return profile


@transaction.atomic
def update_profile(*, actor, display_name, language, time_zone=None, **fields):
    """`fields` are those of Profile. Without a time zone it stays as it was."""
    permissions.check_member(actor)
    rename(actor, display_name)
    actor.language = language
    actor.time_zone = time_zone or actor.time_zone
    actor.save(update_fields=["language", "time_zone"])
    return take_seat(member=actor, **fields)


def rename(member, display_name):
    """Part of a verb: who copies the name hears of another one."""
    before = (
        User.objects.select_for_update(no_key=True).values_list("display_name", flat=True).get(pk=member.pk)
    )
    member.display_name = display_name
    if display_name != before:
        member.save(update_fields=["display_name"])
        emit(MemberRenamed(member.pk))


@transaction.atomic
def choose_look(*, actor, size, contrast):
    """How pages look for the actor, on every device."""
    permissions.check_member(actor)
    Profile.objects.update_or_create(user=actor, defaults={"text_size": size, "contrast": contrast})


@transaction.atomic
def switch_coach(*, actor, on):
    """Whether the actor is told of words about families while they write. Theirs alone to see and to change."""
    permissions.check_member(actor)
    Profile.objects.update_or_create(user=actor, defaults={"coach": on})


def change_language(*, actor, language):
    """The language of pages and mails; empty: as the browser says."""
    actor.language = language if language in dict(settings.LANGUAGES) else ""
    actor.save(update_fields=["language"])


@transaction.atomic
def sign_out_everywhere(*, actor):
    """End every session and socket of the actor. API tokens stay: they are revoked one by one."""
    end_sessions(actor)
    emit(AccessChanged(actor.pk))


def end_sessions(user):
    """Part of a verb: every session of the user stands for nobody from the commit on."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def admit(user):
    """Part of a verb: give the seat that was asked for."""
    user.approved_at = timezone.now()
    user.save(update_fields=["approved_at"])
    user.groups.add(Group.objects.get(name="member"))
