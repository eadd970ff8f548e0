"""What this room adds to the page of a resource, to the curators' desk and to what moderators wrote about either."""

from django.db.models import Count, Window
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forums.models import Post, Thread
from forums.models.authored import State
from forums.showing.using import FEW, uses_of
from members.permissions import is_member, is_moderator

MENTIONED = 8  # conversations on the page of a resource


def conversations_with_resource(context, resource):
    """Conversations in which somebody gave it to others, with a reply or by a link in its words, as far as the reader may
    read them, the latest first."""
    posts = Post.objects.filter(state=State.VISIBLE).order_by()
    given = posts.filter(resource=resource).values("thread")
    linked = posts.linking_to("resource", resource.pk).values("thread")
    # Joined, since either of two lists of keys makes PostgreSQL look at every thread.
    mentions = given.union(linked)
    threads = Thread.objects.visible_to(context["request"].user).filter(pk__in=mentions, state=State.VISIBLE)
    latest = list(
        threads.order_by("-pk")
        .annotate(number=Window(Count("pk")))
        .only("pk", "title", "language")[:MENTIONED]
    )
    if not latest:
        return ""
    words = {"number": latest[0].number, "threads": latest}
    return render_to_string("forums/fragments/resource_mentions.html", words)


def uses_of_resource(context, resource):
    """How colleagues used it, for members: the latest, and a way to tell it oneself."""
    viewer = context["request"].user
    if not is_member(viewer):
        return ""
    uses = uses_of(resource, viewer)[: FEW + 1]
    words = {
        "resource": resource,
        "uses": uses[:FEW],
        "more": len(uses) > FEW,
        "may_decide": is_moderator(viewer),
        "told": any(one.use.told for one in uses),
        "change": not any(one.mine for one in uses[:FEW]),
    }
    return render_to_string("forums/fragments/resource_uses.html", words)


def uses_lately(context):
    """On the curators' desk: the way to what came lately."""
    return render_to_string("forums/fragments/uses_lately.html")


def way_to_what_was_written_about(context, message):
    """Under what a moderator wrote to somebody: to what they had said."""
    if (about := message.about) is None:
        return ""
    if isinstance(about, Post):
        url = reverse("forums:post-detail", args=[about.pk])
    else:
        url = reverse("library:resource-detail", args=[about.resource_id]) + "#used"
    return format_html('<p class="small"><a href="{}">{}</a></p>', url, _("What it is about"))
