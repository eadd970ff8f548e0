"""What one does with a conversation as a whole: remember how far one read, close it for replies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.models import Forum, Thread
from forums.services import moderation, posting, reading


def visible(request, pk):
    return get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)


@require_POST
@login_required
def thread_read(request, pk):
    """Said by the page when it has shown what came while it was open."""
    thread, position = visible(request, pk), request.POST.get("position", "")
    if not position.isdecimal() or len(position) > 9:
        return HttpResponseBadRequest()
    posting.mark_read(actor=request.user, thread=thread, position=min(int(position), thread.last_position))
    return HttpResponse(status=204)


@require_POST
@login_required
def threads_read(request):
    """Call everything read: in the forum that is named, or everywhere."""
    slug = request.POST.get("forum", "")
    forum = get_object_or_404(Forum.objects.visible_to(request.user), slug=slug) if slug else None
    reading.mark_all_read(actor=request.user, forum=forum)
    messages.success(request, _("All of it counts as read."))
    return redirect("forums:forum-detail", slug) if forum else redirect("forums:thread-list")


@require_POST
@login_required
def thread_lock(request, pk):
    thread = visible(request, pk)
    verb = moderation.lock_thread if request.POST.get("on") else moderation.unlock_thread
    verb(actor=request.user, thread=thread)
    return redirect("forums:thread-detail", pk)
