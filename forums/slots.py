"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string

from forums.models import Thread
from forums.models.authored import State
from forums.selectors import cards

DISCUSSIONS = 4  # under a principle


def principle_discussions(context, principle):
    """The newest conversations about a principle that the reader may see."""
    viewer = context["request"].user
    about = Thread.objects.visible_to(viewer).filter(principles=principle, state=State.VISIBLE)
    return render_to_string(
        "forums/fragments/principle_discussions.html",
        {"threads": cards(about[:DISCUSSIONS]), "principle": principle},
    )
