"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string

from forums.models import Thread
from forums.selectors import cards


def principle_discussions(context, principle):
    request = context["request"]
    threads = cards(Thread.objects.visible_to(request.user).filter(principles=principle)[:4])
    return render_to_string(
        "forums/fragments/principle_discussions.html", {"threads": threads, "principle": principle}
    )
