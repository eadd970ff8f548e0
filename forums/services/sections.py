"""Speaking about the questions of a guide, in the guide itself: the first word begins the conversation, others join it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forums.models import Thread
from forums.services.posting import reply, start_thread
from forums.services.words import MAX_TITLE
from forums.showing.sections import place_of_sections, question_of, talk_about
from library.models import GuidePage
from members.permissions import check_member


@transaction.atomic
def speak(*, actor, guide, section, body, anonymous=False, trap="", idempotency_key=None, confirmed=()):
    """Say something about a section of a guide that asks a question. Answers the thread, which has the title of that
    question and the principles of the guide.

    Only a guide that all members may open is spoken about: all of them read it. `section`: the identity of the block.
    Two who speak first at once speak in one conversation. `confirmed`: see services/identifying.py.
    """
    check_member(actor)
    said = {"body": body, "anonymous": anonymous, "trap": trap, "idempotency_key": idempotency_key}
    again = Thread.objects.filter(author=actor, idempotency_key=idempotency_key, section_id=section)
    if idempotency_key and (begun := again.first()):
        return begun
    for under_lock in (False, True):
        if under_lock:
            lock_in_all_languages(guide)
            if idempotency_key and (begun := again.first()):
                return begun
        guide = GuidePage.objects.visible_to(actor).open_to_members().filter(pk=guide.pk).first()
        question = question_of(guide, section) if guide else None
        if question is None:
            raise Http404
        if thread := talk_about(actor, guide, section):
            reply(actor=actor, thread=thread, language=thread.language, confirmed=confirmed, **said)
            return thread
    forum = place_of_sections()
    if forum is None:
        raise ValidationError(_("There is no place yet where all members talk."))
    return start_thread(
        actor=actor,
        forum=forum,
        kind="discussion",
        title=Truncator(question).chars(MAX_TITLE),
        language=guide.locale.language_code,
        principles=list(guide.principles.all()),
        guide_key=guide.translation_key,
        section_id=section,
        confirmed=confirmed,
        **said,
    )


def lock_in_all_languages(guide):
    """A guide in all its languages has one conversation about each section: whoever speaks first locks all of them."""
    pages = GuidePage.objects.filter(translation_key=guide.translation_key).order_by("pk")
    list(pages.select_for_update(of=("self",), no_key=True))
