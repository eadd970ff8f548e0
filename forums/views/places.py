"""Ways into a long conversation: by the day, and what it holds in short."""

from datetime import UTC, date, datetime, time

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cop.core.problems import wants_json
from forums.authors import counted
from forums.models import Post, Thread
from forums.showing.addresses import page_of, url_of
from forums.showing.summary import summary_of
from forums.showing.timeline import timeline_of
from forums.views.reading import thread_or_404


@require_safe
def thread_at(request, pk):
    """The days along a conversation: a page of its own, or alone for the place that opens it. `?day=2026-03-14`: to the first
    thing said on that day or after; to the end where nothing was.

    Days are those of UTC for everybody: one's own time zone would let one find the hour of what is anonymous.
    """
    if "day" not in request.GET:
        thread = thread_or_404(request, pk)
        name = "fragments/timeline" if wants_json(request) else "thread_timeline"
        return render(
            request, f"forums/{name}.html", {"thread": thread, "steps": timeline_of(request.user, thread)}
        )
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return redirect("forums:thread-detail", pk)
    posts = Post.objects.visible_to(request.user).filter(thread=thread, position__isnull=False)
    posts = posts.filter(created_at__gte=datetime.combine(day, time.min, UTC))
    post = posts.order_by("created_at", "position").first()
    if post is not None:
        return redirect(url_of(post))
    return redirect(f"{reverse('forums:thread-detail', args=[pk])}?page={page_of(thread.last_position)}")


@require_safe
@counted()
def thread_summary(request, pk):
    """A page of its own, or the card alone for the place in the conversation that opens it."""
    thread = thread_or_404(request, pk)
    name = "fragments/summary" if wants_json(request) else "thread_summary"
    return render(request, f"forums/{name}.html", {"thread": thread, "summary": summary_of(thread)})
