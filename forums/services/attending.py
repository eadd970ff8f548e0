"""Saying that one is here: by one's own tap alone. The numbers by sector stand on the round, under its thread's lock."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop.core.limits import count
from forums import permissions
from forums.models import Attendance, HoursEntry, ThreadEvent
from forums.services.rounds import held
from forums.services.sequence import record
from members.permissions import sector_of

MOST_A_MINUTE = 20  # of one member's


@transaction.atomic
def be_here(*, actor, thread, on):
    """Say that one is here, or that one is not. Asked twice it changes nothing. Nobody taps without end."""
    count(f"forums:here:{actor.pk}", MOST_A_MINUTE, _("That was often. Wait a minute, then try again."))
    thread, current = held(actor, thread)
    permissions.check_attend(actor, current)
    row = Attendance.objects.filter(round=current, member=actor).first()
    if on == (row is not None):
        return current
    if on:
        row = Attendance.objects.create(round=current, member=actor, sector=sector_of(actor))
    elif HoursEntry.objects.filter(round=current, member=actor).exists():
        raise ValidationError(_("Your hours are signed. Ask a facilitator to correct them."))
    else:
        row.delete()
    sector = str(row.sector_id or "")
    number = current.here.get(sector, 0) + (1 if on else -1)
    current.here = {**current.here, sector: number}
    if number <= 0:
        del current.here[sector]
    current.save(update_fields=["here"])
    record(thread, ThreadEvent.Kind.ROUND)
    return current
