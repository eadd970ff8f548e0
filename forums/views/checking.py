"""Words that are looked at while somebody writes them: asked a field at a time by a script (static/js/checking.js)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from cop.core.limits import count
from cop.core.problems import TooLarge, TooMany, response_for
from cop.core.text import sanitise
from forums.models import Thread
from forums.services.identifying import LOOKS_A_MINUTE, look, looks_of
from forums.services.words import MAX_BODY, MAX_HTML, places_of_members
from forums.wording.checks import text_of
from forums.wording.noticing import notice, tokens_of
from members.models import profile_of
from members.permissions import MEMBERS, check_member

MOST = 50  # things that were settled before


@sensitive_post_parameters()
@require_POST
@login_required
@sensitive_variables()
def text_check(request):
    """What there is to look at in the `text` of a `field`: places in code points, and the words about them as a
    fragment. Nothing is stored or logged.

    `settled` are words that are no identifiers, `left` phrases that stay as they are, `together`: the question about
    several details was answered; the fragment carries what confirms it to the verb. `html`: of the text, where that is
    rich. `language` is that of the form; `switched`: the coach was just turned off, or on, here. `?thread=`: where it
    will be said.
    """
    check_member(request.user)
    text, html = request.POST.get("text", ""), request.POST.get("html", "")
    settled, together = request.POST.getlist("settled")[:MOST], "together" in request.POST
    try:
        count(looks_of(request.user), LOOKS_A_MINUTE)
        if len(text) > MAX_BODY or len(html) > MAX_HTML * MAX_BODY:
            raise too_large()
        # The words as the verb will look at them.
        stored = text_of(text, sanitise(html) if html else None).strip() if settled or together else ""
        if len(stored) > MAX_BODY:
            raise too_large()
    except (TooMany, TooLarge) as error:
        return response_for(error)
    audience, language = where(request), request.POST.get("language") or get_language()
    name, coach = request.POST.get("field", ""), profile_of(request.user).coach
    noticed = notice(
        text,
        language,
        name=name,
        spared=places_of_members(audience, text) if "@" in text else (),
        settled=settled,
        left={int(key) for key in request.POST.getlist("left")[:MOST] if key.isdecimal() and len(key) < 10},
        together=together,
        coach=coach,
    )
    if settled or together:
        found = look(
            actor=request.user, audience=audience, fields={name: stored}, html=html or None, language=language
        )
        noticed.confirmed = tokens_of(found, settled, together)
    context = {"noticed": noticed, "coach": coach, "switched": "switched" in request.POST}
    return JsonResponse(
        {
            "marks": noticed.marks,
            "cards": [card.replace for card in noticed.cards],
            "html": render_to_string("forums/fragments/noticed.html", context, request),
        }
    )


def too_large():
    return TooLarge(_("This is longer than %(limit)d characters.") % {"limit": MAX_BODY})


def where(request):
    """The audience of the conversation in which it will be said, all members where none is named."""
    key = request.GET.get("thread", "")
    if not key:
        return MEMBERS
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    return get_object_or_404(Thread.objects.visible_to(request.user).only("audience"), pk=key).audience
