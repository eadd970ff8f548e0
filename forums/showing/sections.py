"""What is said about a guide and each of its questions, in their place: the newest words and how many there are.

A section is named by the identity of its block; None is the guide as a whole.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import get_language

from cop.core.kept import Kept
from cop.core.text import plain
from forums.authors import Author, author_for, counted
from forums.models import Forum, Post, Thread
from forums.models.authored import AuthorKind, State
from forums.readers import PreparedFor
from library.models import GuidePage
from library.reading import item
from members.permissions import MEMBERS, is_member

ASKS = "discuss"  # the part of a guide that asks
LATEST = 2  # said about one section, beside it
LOOKED_AT = 6  # places from the end, of which some may be empty
SHORT = 280  # characters of each


@dataclass(frozen=True)
class Said:
    """`by_day`: the author is known by sector alone, so that the hour stays untold."""

    post: Post
    author: Author
    words: str
    by_day: bool


@dataclass
class Talk:
    """About one section. `thread`: None before the first word. `topic`: what a page listens to."""

    section: UUID | None
    thread: Thread | None = None
    topic: str = ""
    latest: list[Said] = field(default_factory=list)

    @property
    def waits(self):
        """Whether it is the viewer's own first word, and nobody has read it yet."""
        return self.thread is not None and self.thread.state == State.HELD

    @property
    def count(self):
        """All that was said, the first word too."""
        return self.thread.reply_count + 1 if self.thread else 0


def questions_of(guide):
    """The first question of each section that asks, by the section's identity; read from its stored form."""
    found = {}
    for block in guide.body.raw_data:
        value = block["value"] if isinstance(block["value"], dict) else {}
        asked = [item(one) for one in value.get("questions") or ()]
        if block["type"] == ASKS and asked and block.get("id"):
            found[UUID(str(block["id"]))] = str(asked[0])
    return found


def question_of(guide, section):
    """What is talked about; None for a section that asks nothing, or is not of this guide."""
    return guide.title if section is None else questions_of(guide).get(section)


@dataclass(frozen=True)
class About:
    """What a conversation is about: `url` leads to the section of the guide where it still stands, `name` says what that is
    called."""

    guide: GuidePage
    url: str
    name: str = ""


def guide_of(thread, viewer):
    """The guide that a conversation is about, in the viewer's language where it is there; None where they may not open it.
    Nothing is asked of other conversations."""
    if thread.guide_key is None:
        return None
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key=thread.guide_key)
    languages = [get_language(), thread.language]
    found = sorted(
        pages.select_related("locale"),
        key=lambda page: [page.locale.language_code != language for language in languages],
    )
    if not found or not found[0].url:
        return None
    guide, section = found[0], str(thread.section_id)
    if thread.section_id is None:
        return About(guide, f"{guide.url}#talk")
    for block in guide.body.raw_data:
        if block.get("id") == section:
            label = guide.body.stream_block.child_blocks[block["type"]].label
            return About(guide, f"{guide.url}#{section}", str(label))
    return About(guide, guide.url)


def threads_about(viewer, guide, sections):
    """The oldest visible conversation of all members about each of these sections; where there is none, the one that the
    viewer began and that waits for a moderator."""
    if not is_member(viewer):
        return {}
    parts = tuple(one for one in sections if one)
    rows = _about(viewer, None in sections, guide=guide.translation_key, parts=parts)
    found: dict[UUID | None, Thread] = {}
    for row in sorted(rows, key=lambda row: (row.state != State.VISIBLE, row.pk)):
        found.setdefault(row.section_id, row)
    return found


@PreparedFor
def _about(viewer, whole, *, guide, parts):
    here = Q(section_id__in=parts) | (Q(section_id=None) if whole else Q(pk__in=[]))
    rows = Thread.objects.visible_to(viewer).filter(here, guide_key=guide, audience=MEMBERS)
    return rows.filter(Q(state=State.VISIBLE) | Q(state=State.HELD, author=viewer.pk))


def talk_about(viewer, guide, section):
    return threads_about(viewer, guide, [section]).get(section)


def talks_of(viewer, guide, sections=None):
    """Of the guide and each section that asks (or of those that are named) what the viewer may read of its conversation."""
    sections = [None, *questions_of(guide)] if sections is None else sections
    threads = threads_about(viewer, guide, sections)
    talks = {one: Talk(one, threads.get(one)) for one in sections}
    near = Q(pk__in=[])
    for talk in talks.values():
        thread = talk.thread
        if thread:
            talk.topic = f"thread:{thread.pk}"
            near |= Q(thread=thread.pk, position__gt=thread.last_position - LOOKED_AT)
        elif is_member(viewer) and (place := known_place()):
            talk.topic = f"forum:{place}"
    if threads:
        posts = Post.objects.filter(near, state=State.VISIBLE).select_related("author").order_by("position")
        rows = list(posts)
        with counted({thread.audience for thread in threads.values()}):
            for thread in threads.values():
                own = [post for post in rows if post.thread_id == thread.pk][-LATEST:]
                talks[thread.section_id].latest = [said(post, thread) for post in own]
    return talks


def said(post, thread):
    post.thread = thread
    words = Truncator(" ".join(plain(post.body).split())).chars(SHORT)
    return Said(post, author_for(post, thread.audience), words, post.author_kind == AuthorKind.ANONYMOUS)


@Kept
def known_place():
    """The key of the forum where the first word about a section will stand, for whoever waits for it; None without one."""
    place = place_of_sections()
    return place.pk if place else None


def place_of_sections():
    """Where all members talk about guides; None where there is no such place open."""
    return Forum.objects.filter(audience=MEMBERS, is_open=True).order_by("pk").first()
