"""Telling members of what is new in searches that they keep: one line a day for all of them."""

from django.db import transaction

from cop.core.registries import kinds
from members.models import User
from notifications.models import Occasion
from notifications.services.telling import tell
from search.kinds import FOUND
from search.models import SearchFind


@transaction.atomic
def tell_of_finds(*, find_ids):
    """The finds are of one member. Called twice it tells nothing twice."""
    found = SearchFind.objects.filter(pk__in=find_ids)
    member = User.objects.full_members().filter(saved_searches__finds__in=found).first()
    if member is None:
        return
    line = None
    for pk in sorted(kinds[FOUND].fetch(member, find_ids)):
        if line is None:
            line = tell(member=member, kind=FOUND, target_id=pk)
        else:
            Occasion.objects.get_or_create(
                member=member, kind=FOUND, target_id=pk, defaults={"notification": line}
            )
