"""Long polling: the same events as the socket's, where sockets are blocked."""

from django.http import JsonResponse
from django.utils.translation import get_language

from cop.core.live import MAX_WAIT, wait_for


async def thread_events(request, pk):
    since, wait = request.GET.get("since", "0"), request.GET.get("wait", "0")
    viewer = await request.auser()
    caught = await wait_for(
        "thread",
        viewer,
        str(pk),
        int(since) if since.isdecimal() else 0,
        min(float(wait) if wait.isdecimal() else 0.0, MAX_WAIT),
        language=get_language(),
    )
    return JsonResponse({"events": caught.events, "head": caught.head, "reload": caught.reload})
