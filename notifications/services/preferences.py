"""Which notifications are mailed or alert devices, and the links by which mails can be stopped without signing in."""

from django.core import signing
from django.db import transaction

from cop.core.registries import kinds
from members.models import Profile, User
from members.permissions import check_member
from notifications.models import MailOptOut, PushOptOut

SALT = "notifications.unsubscribe"


def mailed_kinds():
    """Kinds that leave the site, by mail and to devices, unless somebody says otherwise; by name."""
    return {name: kinds[name] for name in kinds if kinds[name].by_email}


def chosen(opt_outs):
    """The names of those kinds that a member did not refuse."""
    refused = set(opt_outs.values_list("kind", flat=True))
    return [name for name in mailed_kinds() if name not in refused]


def wants_mail(member, kind):
    """Whether a letter of this kind may go to a member now."""
    if not member.email or not _wants(member, kind, member.mail_opt_outs):
        return False
    profile = Profile.objects.filter(user=member).first()
    return profile is None or profile.email_notifications


def wants_push(member, kind):
    """Whether devices of a member may be alerted of this kind now."""
    return _wants(member, kind, member.push_opt_outs)


def _wants(member, kind, opt_outs):
    return member.is_full_member and kind in mailed_kinds() and not opt_outs.filter(kind=kind).exists()


def choose_mails(*, actor, wanted):
    """Have these kinds mailed (names), and the others not."""
    _choose(actor, MailOptOut, wanted)


def choose_pushes(*, actor, wanted):
    """Have devices alerted of these kinds (names), and not of the others."""
    _choose(actor, PushOptOut, wanted)


@transaction.atomic
def _choose(actor, model, wanted):
    check_member(actor)
    unwanted = set(mailed_kinds()) - set(wanted)
    model.objects.filter(member=actor).exclude(kind__in=unwanted).delete()
    for kind in sorted(unwanted):
        model.objects.get_or_create(member=actor, kind=kind)


def unsubscribe_token(member, kind):
    """Stands for one member's wish about one kind. It does not expire: letters are kept for years."""
    return signing.Signer(salt=SALT).sign_object([str(member.uuid), kind])


def read_token(token):
    """(member, name of a kind); None for a token that is not ours or whose member is gone."""
    try:
        uuid, kind = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    member = User.objects.filter(uuid=uuid).first()
    return (member, kind) if member is not None and kind in kinds else None


@transaction.atomic
def stop_mails(*, member, kind="", everything=False):
    """On the word of a signed link, whoever holds it: no mails of this kind any more, or none at all.

    A second time changes nothing.
    """
    if everything:
        Profile.objects.filter(user=member).update(email_notifications=False)
    else:
        MailOptOut.objects.get_or_create(member=member, kind=kind)
