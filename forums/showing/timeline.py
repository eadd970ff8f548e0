"""When a long conversation was where: a few days along its pages, as a way in. Found by positions, so that it costs the same
for any length."""

from dataclasses import dataclass
from datetime import UTC, date

from forums.models import Post
from forums.showing.addresses import PAGE, page_of

STEPS = 12  # at most


@dataclass(frozen=True)
class Step:
    """`day` (of UTC, as in views.places.thread_at) on which a page begins."""

    page: int
    day: date


def timeline_of(viewer, thread):
    """From the first page to the last, evenly. A page whose first post the viewer may not see is left out."""
    pages = page_of(thread.last_position)
    most = min(STEPS, pages)
    chosen = {1 + round(n * (pages - 1) / max(1, most - 1)) for n in range(most)}
    firsts = {(page - 1) * PAGE + 1: page for page in chosen}
    posts = Post.objects.visible_to(viewer).filter(thread=thread.pk, position__in=firsts).order_by("position")
    found = posts.values_list("position", "created_at")
    return [Step(firsts[position], moment.astimezone(UTC).date()) for position, moment in found]
