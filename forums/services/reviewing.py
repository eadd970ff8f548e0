"""A colleague says of a draft whether it holds, from where they sit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from forums.services import identifying
from forums.services.words import checked
from library.models import PeerReview
from library.models.reviewing import MAX_REVIEW
from library.permissions import check_review
from library.reviewing import missing, peer_states
from members.permissions import MEMBERS


@transaction.atomic
def review(*, actor, state, approves, words="", confirmed=()):
    """The member's word takes the place of an earlier one, while the draft is read.

    What is to be changed sends the draft back at once; the last yes that was waited for sends it on. `confirmed`: see
    services/identifying.py.
    """
    check_review(actor, state)
    words = checked(words, MAX_REVIEW, "words") if words.strip() else ""
    if not (approves or words):
        raise ValidationError({"words": _("Say in a few words what should change.")})
    identifying.look_over(
        actor=actor, forum=None, audience=MEMBERS, fields={"words": words}, confirmed=confirmed,
        language=get_language(), level=identifying.WARN,
    )  # fmt: skip
    TaskState.objects.select_for_update(of=("self",), no_key=True).get(pk=state.pk)
    state = peer_states().select_related("workflow_state", "revision").get(pk=state.pk)
    check_review(actor, state)
    given = {"approves": approves, "words": words, "language": get_language() or "en"}
    row, _created = PeerReview.objects.update_or_create(
        state=state, reader=actor, defaults=given | {"sector": actor.profile.sector}
    )
    if not approves:
        state.reject(user=actor, comment=words)
    elif not missing([state])[state.pk]:
        state.approve(user=actor, comment=all_said(state))
    return row


def all_said(state):
    """What colleagues said, for the history of the page."""
    said = state.peer_reviews.exclude(words="").select_related("sector", "reader")
    return "\n\n".join(f"{one.sector.name}, {one.reader}: {one.words}" for one in said)
