"""A member says whether a guide was of use, and what they tried."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forums.models import GuideResponse
from forums.models.responding import MAX_TRIED
from forums.services import identifying
from forums.services.words import checked
from library.models import GuidePage
from members.permissions import MEMBERS, check_member


@transaction.atomic
def respond(*, actor, guide, answer, words=None, confirmed=()):
    """The member's answer takes the place of an earlier one. `words`: None leaves what they wrote before; what could
    identify a family is looked at first, since curators read it. `confirmed`: see services/identifying.py."""
    check_member(actor)
    if not GuidePage.objects.visible_to(actor).filter(pk=guide.pk).exists():
        raise Http404
    if answer not in GuideResponse.Answer.values:
        raise ValidationError({"answer": _("Choose one of the answers.")})
    given = {"answer": answer}
    if words is not None:
        words = checked(words, MAX_TRIED, "words") if words.strip() else ""
        language = guide.locale.language_code
        identifying.look_over(
            actor=actor, forum=None, audience=MEMBERS, fields={"words": words}, confirmed=confirmed,
            language=get_language() or language, level=identifying.WARN,
        )  # fmt: skip
        given |= {"words": words, "language": get_language() or language}
    row, _created = GuideResponse.objects.update_or_create(
        guide_key=guide.translation_key, member=actor, defaults=given
    )
    return row


@transaction.atomic
def take_back(*, actor, guide):
    """As if nothing had been said."""
    check_member(actor)
    GuideResponse.objects.visible_to(actor).filter(guide_key=guide.translation_key).delete()
