"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string

from forums.models import Forum, Thread
from forums.models.authored import State
from forums.selectors import cards

DISCUSSIONS = 4  # under a principle, in a circle


def principle_discussions(context, principle):
    """The newest conversations about a principle that the reader may see."""
    viewer = context["request"].user
    about = Thread.objects.visible_to(viewer).filter(principles=principle, state=State.VISIBLE)
    return render_to_string(
        "forums/fragments/principle_discussions.html",
        {"threads": cards(about[:DISCUSSIONS]), "principle": principle},
    )


def circle_forum(context, circle):
    """Where a circle talks, and what it talks about; nothing for who may not read it."""
    viewer = context["request"].user
    forum = Forum.objects.visible_to(viewer).filter(circle=circle).first()
    if forum is None:
        return ""
    threads = Thread.objects.visible_to(viewer).filter(forum=forum, state=State.VISIBLE)
    return render_to_string(
        "forums/fragments/circle_forum.html", {"forum": forum, "threads": cards(threads[:DISCUSSIONS])}
    )
