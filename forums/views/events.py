"""Long polling: the same events as the socket's, where sockets are blocked."""

import json

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cop.core.database import give_back, in_database
from cop.core.identity import identity_of
from cop.core.live import MAX_WAIT, SignedOut, wait_for
from cop.core.presence import Poll, wait_here
from cop.core.problems import problem_response
from cop.core.subscription import Nobody, open_topic
from forums.models import Forum
from forums.topics import changed_since


@require_safe
async def thread_events(request, pk):
    """`?since=<seq>&wait=<seconds>`: what happened after `since`, at once or within `wait` (at most 25) seconds.

    401 where its reader signed out meanwhile, 404 where the right to read was lost.
    """
    since, wait = request.GET.get("since", "0"), request.GET.get("wait", "0")
    if not (whole(since) and whole(wait)):
        return problem_response(400, _("“since” and “wait” are whole numbers, zero or more."))
    viewer = await request.auser()
    try:
        caught = await wait_for(
            "thread", viewer, str(pk), int(since), min(float(wait), MAX_WAIT),
            language=request.LANGUAGE_CODE, identity=identity_of(request, viewer),
        )  # fmt: skip
    except Http404:
        return problem_response(404)
    except SignedOut:
        return problem_response(401)
    headers = {"Cache-Control": "private, no-store"}
    body = {"events": caught.events, "head": caught.head, "reload": caught.reload}
    return JsonResponse(body, headers=headers)


@require_safe
async def thread_presence(request, pk):
    """`?known=<mark>&wait=<seconds>`: who is here, once that is other than what is known. Asking counts as being here,
    but for `quiet=1`; `typing=1` says that one is writing."""
    known, wait = request.GET.get("known", "0"), request.GET.get("wait", "0")
    if not (whole(known) and whole(wait)):
        return problem_response(400, _("“known” and “wait” are whole numbers, zero or more."))
    viewer, language = await request.auser(), request.LANGUAGE_CODE
    question = (identity_of(request, viewer), "presence", f"thread:{pk}")
    found = await in_database(open_topic, *question, 0, language)
    if found is None or found is Nobody.SIGNED_OUT:
        return problem_response(404 if found is None else 401)
    await give_back()
    text, mark = await wait_here(
        Poll(question, language), found[2], int(known), min(float(wait), MAX_WAIT),
        quiet=bool(request.GET.get("quiet")), writes=bool(request.GET.get("typing")),
    )  # fmt: skip
    found = await in_database(open_topic, *question, 0, language)
    if found is None or found is Nobody.SIGNED_OUT:  # lost while they waited
        return problem_response(404 if found is None else 401)
    told = json.loads(text) if text else {"here": "", "typing": ""}
    body = {"here": told["here"], "typing": told["typing"], "known": mark}
    return JsonResponse(body, headers={"Cache-Control": "private, no-store"})


@require_safe
def list_events(request):
    """`?since=<ms>&forum=1&forum=3`: what changed in these forums' lists, at once; unknown ones count for nothing."""
    since, keys = request.GET.get("since", "0"), request.GET.getlist("forum")[:50]
    if not all(map(whole, (since, *keys))):
        return problem_response(400, _("“since” and “forum” are whole numbers, zero or more."))
    forums = Forum.objects.visible_to(request.user).filter(pk__in=keys)
    caught = changed_since(list(forums.values_list("pk", flat=True)), int(since))
    body = {"events": caught.events, "head": caught.head, "reload": caught.reload}
    return JsonResponse(body, headers={"Cache-Control": "private, no-store"})


def whole(text):
    return text.isascii() and text.isdecimal() and len(text) <= 18
