"""Hours of professional development: a facilitator signs for who was there. The ledger only grows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Attendance, Certificate, HoursEntry, Round
from forums.rounds.hours import attended
from forums.services.rounds import held
from members.permissions import check_member

MOST = 600  # minutes of one round


@transaction.atomic
def sign(*, actor, thread, minutes):
    """Sign for who was there: `minutes` by member's key. Nobody signs for themselves; what is signed stays as it is.

    Answers how many were signed for now.
    """
    _thread, current = held(actor, thread)
    permissions.check_sign(actor, current)
    there = set(Attendance.objects.filter(round=current).values_list("member_id", flat=True))
    signed = set(HoursEntry.objects.filter(round=current).values_list("member_id", flat=True))
    if actor.pk in minutes:
        raise ValidationError(_("Another facilitator signs for you."))
    if not set(minutes) <= there:
        raise ValidationError(_("Only who said that they are here can have hours."))
    if not all(1 <= number <= MOST for number in minutes.values()):
        raise ValidationError(_("Between 1 and %(n)d minutes.") % {"n": MOST})
    fresh = [key for key in minutes if key not in signed]
    HoursEntry.objects.bulk_create(
        HoursEntry(
            member_id=key, round=current, minutes=minutes[key], signed_by=actor, signer=actor.display_name
        )
        for key in fresh
    )
    return len(fresh)


@transaction.atomic
def correct(*, actor, thread, entry, minutes, reason):
    """Say that somebody's minutes are others than signed, and why: a row more, with the difference."""
    _thread, current = held(actor, thread)
    permissions.check_sign(actor, current)
    first = HoursEntry.objects.filter(round=current, corrects=None, pk=entry).first()
    if first is None:
        raise ValidationError(_("Choose whose hours are to be corrected."))
    if first.member_id == actor.pk:
        raise ValidationError(_("Another facilitator signs for you."))
    reason = " ".join(reason.split())
    if not reason or len(reason) > HoursEntry._meta.get_field("reason").max_length:
        raise ValidationError({"reason": _("Say in a few words why.")})
    if not 0 <= minutes <= MOST:
        raise ValidationError({"minutes": _("Between 0 and %(n)d minutes.") % {"n": MOST}})
    stand = first.minutes + (first.corrections.aggregate(sum=Sum("minutes"))["sum"] or 0)
    if minutes == stand:
        raise ValidationError({"minutes": _("These are the minutes that stand there.")})
    return HoursEntry.objects.create(
        member_id=first.member_id, round=current, minutes=minutes - stand, corrects=first, reason=reason,
        signed_by=actor, signer=actor.display_name,
    )  # fmt: skip


@transaction.atomic
def certify(*, actor, round_key=None, since=None, until=None):
    """A certificate of one's own hours: in one round, or from one day to another. The same hours under the same name
    have one certificate, also when it is asked for twice at once. It keeps of which rows it was made."""
    check_member(actor)
    if round_key is not None:
        about = {"round": Round.objects.filter(pk=round_key, hours__member=actor).first()}
        rows = attended(actor, round_key=round_key)
    else:
        if since is None or until is None or until < since:
            raise ValidationError({"until": _("It ends after it begins.")})
        about = {"round": None, "since": since, "until": until}
        rows = attended(actor, since=since, until=until)
    minutes = sum(one.minutes for one in rows)
    if minutes <= 0:
        raise ValidationError(_("There are no signed hours in it."))
    about |= {"member": actor, "name": actor.display_name, "minutes": minutes}
    entries = sorted(key for one in rows for key in one.entries)
    return Certificate.objects.get_or_create(**about, defaults={"entries": entries})[0]
