"""What this room adds to pages of the rooms below."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forums.desk import count_waiting
from forums.followed import KINDS
from forums.forms.uploads import as_uuid
from forums.models import Forum, GuideResponse, Post, Thread
from forums.models.authored import AuthorKind, State
from forums.models.posts import RESTORABLE
from forums.selectors import cards
from forums.showing.quoting import origins_of
from forums.showing.responses import heard_of
from forums.showing.sections import talks_of
from library.models import GuidePage
from library.reviewing import in_review
from members.models import Flag, profile_of
from members.permissions import is_member, is_moderator, leads
from members.services import level_of

HISTORY = 20
DISCUSSIONS = 4  # under a principle, in a circle


def principle_discussions(context, principle):
    """Conversations about a principle that the reader may see: where somebody spoke last, and questions without an
    answer, the newest first. One query for both."""
    viewer = context["request"].user
    about = Thread.objects.visible_to(viewer).filter(principles=principle, state=State.VISIBLE)
    questions = about.filter(kind=Thread.Kind.QUESTION, answer=None, is_locked=False)
    questions = questions.order_by("-created_at", "-pk").values("pk")[:DISCUSSIONS]
    # Joined, since either of two lists of keys makes PostgreSQL look at every thread.
    few = (about.values("pk")[:DISCUSSIONS], questions)
    latest, asked = (Thread.objects.filter(pk__in=keys).order_by().values("pk") for keys in few)
    both = Thread.objects.filter(pk__in=latest.union(asked))
    found = cards(both.annotate(asks=Q(pk__in=questions)))
    words = {
        "threads": [thread for thread in found if not thread.asks][:DISCUSSIONS],
        "questions": [thread for thread in found if thread.asks],
        "principle": principle,
    }
    return render_to_string("forums/fragments/principle_discussions.html", words)


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


def desk_entry(context):
    """In a moderator's own menu: what waits at the desk."""
    request = context["request"]
    if not is_moderator(request.user):
        return ""
    return render_to_string(
        "forums/fragments/desk_entry.html", {"request": request, "waiting": count_waiting()}
    )


def facilitating_entry(context):
    """In the menu of who looks after conversations: what waits for an answer."""
    request = context["request"]
    if not leads(request.user):
        return ""
    return render_to_string("forums/fragments/facilitating_entry.html", {"request": request})


def reviewing_entry(context):
    """In the menu of who likes to read drafts of guides."""
    request = context["request"]
    if not (is_member(request.user) and profile_of(request.user).reads_drafts):
        return ""
    return render_to_string("forums/fragments/reviewing_entry.html", {"request": request})


def drafts_on_their_way(context):
    """On the curators' desk: what colleagues or moderators read, and what came back; with what members who proposed it said."""
    return render_to_string(
        "forums/fragments/drafts_waiting.html", {"waiting": in_review(context["request"].user)}
    )


def proposing_a_guide(context):
    """Where guides are listed: a way to propose one that is missing."""
    if not is_member(context["request"].user):
        return ""
    return render_to_string("forums/fragments/propose.html", {"guide": None})


def proposing_a_change(context, guide):
    """Where a guide ends; nothing in what is not published."""
    if not (guide.pk and guide.live and is_member(context["request"].user)):
        return ""
    return render_to_string("forums/fragments/propose.html", {"guide": guide})


def way_to_target(context, entry):
    """In the record: to the conversation or the contribution that an act was about. Where it is gone, or none of a moderator's
    to read, that page says so."""
    kind = entry.content_type
    names = {("forums", "post"): "forums:post-detail", ("forums", "thread"): "forums:thread-detail"}
    name = kind and entry.object_id and names.get((kind.app_label, kind.model))
    if not name:
        return ""
    return format_html(
        '<a class="link small" href="{}">{}</a>', reverse(name, args=[entry.object_id]), _("Open it")
    )


def undo_of_act(context, entry):
    """In the record, beside the joining of two conversations that is young enough: the way to undo it."""
    if (
        entry.verb != "merge-threads"
        or entry.object_id is None
        or entry.created_at + RESTORABLE <= timezone.now()
    ):
        return ""
    url = reverse("forums:thread-moderate", args=[entry.object_id, "part"])
    return format_html('<a class="link small" href="{}">{}</a>', url, _("Take them apart again"))


def history_of_member(context, member):
    """For moderators, on a member's page of theirs: what was reported of what they said by name. Nothing anonymous, and
    nothing of a conversation between two, of which even the title is not theirs to read."""
    posts = Post.objects.filter(author=member, author_kind=AuthorKind.MEMBER, thread__forum__isnull=False)
    about = posts.filter(pk=OuterRef("object_id"))
    flags = Flag.objects.filter(Exists(about), content_type=ContentType.objects.get_for_model(Post))
    flags = list(flags.select_related("decided_by").order_by("-created_at", "-pk")[:HISTORY])
    found = posts.select_related("thread").in_bulk({flag.object_id for flag in flags})
    rows = [{"flag": flag, "post": found[flag.object_id]} for flag in flags if flag.object_id in found]
    return render_to_string("forums/fragments/member_flags.html", {"rows": rows})


def following_tab(context):
    """The page of all that one follows, among those of one's account."""
    url = reverse("forums:following")
    here = context["request"].path == url
    return render_to_string("forums/fragments/following_tab.html", {"url": url, "here": here})


def hours_tab(context):
    """One's hours in case rounds, among the pages of one's account."""
    url = reverse("forums:hours-list")
    return render_to_string(
        "forums/fragments/hours_tab.html", {"url": url, "here": context["request"].path == url}
    )


def excerpts_tab(context):
    """What guides quote of one's words, among the pages of one's account."""
    url = reverse("forums:excerpt-list")
    return render_to_string(
        "forums/fragments/excerpts_tab.html", {"url": url, "here": context["request"].path == url}
    )


def talk_of_section(context, guide, section):
    """What is said about a section of a guide that asks; nothing beside others, nor in what is not published."""
    section = as_uuid(str(section))
    if section is None:  # written by a program that gave its parts no keys
        return ""
    return talk_about_guide(context, guide, section, "section")


def talk_of_guide(context, guide):
    return talk_about_guide(context, guide, None, "guide")


def talk_about_guide(context, guide, section, what):
    """All of a page are looked up with the first. Nothing about a guide that some members may not open."""
    if not (guide.pk and guide.live):
        return ""
    viewer = context["request"].user
    if not hasattr(guide, "talks"):
        guide.talks = talks_of(viewer, guide) if is_for_members(guide, viewer) else {}
    talk = guide.talks.get(section)
    if talk is None or (section and not talk.thread and not is_member(viewer)):
        return ""
    url = reverse(f"forums:{what}-talk", args=[guide.pk, section] if section else [guide.pk])
    inputs = {"guide": guide, "talk": talk, "talk_url": url, "may_speak": is_member(viewer)}
    return render_to_string(f"forums/fragments/{what}_talk.html", inputs)


def is_for_members(guide, viewer):
    """Whether every member may open a guide that this viewer may; what a visitor may open, they all may."""
    if not hasattr(guide, "is_for_members"):
        guide.is_for_members = (
            not is_member(viewer) or GuidePage.objects.open_to_members().filter(pk=guide.pk).exists()
        )
    return guide.is_for_members


def usefulness_of_guide(context, guide):
    """One tap at the end of a published guide, for members."""
    if not (guide.pk and guide.live and is_member(context["request"].user)):
        return ""
    answers = GuideResponse.Answer.choices
    context = {"guide": guide, "answers": answers, "csrf_token": context.get("csrf_token", "")}
    return render_to_string("forums/fragments/guide_useful.html", context)


def heard_of_guides(context):
    """On the curators' desk."""
    heard = {"heard": heard_of(context["request"].user)}
    return render_to_string("forums/fragments/guides_heard.html", heard)


def conversations_of_guide(context, guide):
    """Of what was said a guide quotes: by which sectors, as far as readers may know, and the conversations that they may
    read."""
    keys = context.get("quotations")
    if not keys:
        return ""
    origins = origins_of(guide, keys, context["request"].user)
    if getattr(context["request"], "lasting", False):
        origins["threads"] = []  # their titles are words that nobody agreed to having copied
    return render_to_string("forums/fragments/guide_origins.html", origins)


def follow_principle(context, principle):
    return follow_control(context, "principle", principle.slug, principle)


def follow_person(context, member):
    """Nothing on one's own page."""
    viewer = context["request"].user
    return "" if viewer.pk == member.pk else follow_control(context, "person", member.uuid, member)


def follow_forum(context, forum):
    return follow_control(context, "forum", forum.slug, forum)


def follow_tag(context, slug):
    """Nothing for a word that no conversation carries which the reader may see."""
    viewer = context["request"].user
    tag = KINDS["tag"].rows(viewer).filter(slug=slug).first() if is_member(viewer) else None
    return follow_control(context, "tag", slug, tag) if tag else ""


def follow_control(context, kind, key, target):
    """How much the reader wants to hear of something; nothing for who is no member."""
    request = context["request"]
    if not is_member(request.user):
        return ""
    level = level_of(request.user, target)
    inputs = {"kind": kind, "key": key, "level": level, "back": request.get_full_path()}
    return render_to_string("forums/fragments/follow.html", inputs, request)
