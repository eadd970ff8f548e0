"""What search holds of conversations. Journals, hidden words and unshared feelings never leave this file."""

from django.db.models import Prefetch
from django.urls import reverse

from cop.core.registries import Entry
from cop.core.text import plain
from forums.authors import author_for, day_of
from forums.meetings import is_round
from forums.models import Post, Reflection
from forums.models.authored import State
from forums.showing.addresses import url_of
from library.models import Resource
from members.permissions import MEMBERS


def prepare_threads(threads):
    openings = Post.objects.filter(kind=Post.Kind.OPENING, state=State.VISIBLE).prefetch_related(
        "attachments"
    )
    return threads.select_related("author", "sector", "reflection").prefetch_related(
        "principles",
        "sectors",
        "tags",
        Prefetch("posts", queryset=openings, to_attr="openings"),
    )


def prepare_posts(posts):
    return posts.select_related("author", "sector", "thread").prefetch_related(
        "thread__principles", "thread__tags", "attachments"
    )


def thread_entries(thread):
    """The thread by its opening: the question as summary, the story as text."""
    if thread.state != State.VISIBLE:
        return
    if thread.kind == thread.Kind.REFLECTION:
        reflection = thread.reflection
        if reflection is None or reflection.state != Reflection.State.SHARED:
            return
        summary, text, marks = reflection.question, story(reflection), ()
    else:
        if not thread.openings:
            return
        summary, text, marks = "", words_in(thread.openings[0]), marks_of(thread.openings[0])
    author = author_for(thread, thread.audience)
    asked = {sector.slug for sector in thread.sectors.all()}
    yield Entry(
        key=f"thread:{thread.pk}",
        kind="thread",
        family=family_of(thread),
        group=f"thread:{thread.pk}",
        url=reverse("forums:thread-detail", args=[thread.pk]),
        title=thread.title,
        summary=summary,
        text=text,
        sectors=tuple(sorted(asked | ({author.sector.slug} if author.sector else set()))),
        marks=marks,
        popularity=thread.reply_count,
        quality=int(thread.answer_id is not None),
        source_id=thread.source_id or "",
        **shared(thread, thread, author),
    )


def family_of(thread):
    """What people filter by: a round is found as such."""
    return "round" if is_round(thread) else thread.kind


def post_entries(post):
    """A reply, found under its thread."""
    thread = post.thread
    if post.state != State.VISIBLE or thread.state != State.VISIBLE:
        return
    if post.kind == Post.Kind.OPENING or post.position is None:
        return
    author = author_for(post, thread.audience)
    yield Entry(
        key=f"post:{post.pk}",
        kind="post",
        family=family_of(thread),
        form=post.kind,
        group=f"thread:{thread.pk}",
        url=url_of(post),
        title=thread.title,
        text=words_in(post),
        sectors=(author.sector.slug,) if author.sector else (),
        marks=marks_of(post),
        popularity=post.thanks_count,
        quality=2 if thread.answer_id == post.pk else 0,
        source_id=post.source_id or "",
        **shared(post, thread, author),
    )


def prepare_uses(uses):
    resource = "resource__principles", "resource__sectors", "resource__tags"
    return uses.select_related("author", "sector", "resource").prefetch_related(*resource)


def use_entries(use):
    """How a colleague used a resource, found under it: by members alone, whoever may see the resource itself."""
    resource = use.resource
    if use.state != State.VISIBLE or resource.state != Resource.State.PUBLISHED:
        return
    author = author_for(use, MEMBERS)
    yield Entry(
        key=f"use:{use.pk}",
        kind="use",
        family="resource",
        form=resource.kind,
        group=f"resource:{resource.pk}",
        url=reverse("forums:use-detail", args=[use.pk]),
        title=resource.title,
        text="\n".join(filter(None, [use.words, use.setting])),
        language=use.language,
        principles=tuple(principle.slug for principle in resource.principles.all()),
        sectors=tuple(sector.slug for sector in resource.sectors.all()),
        tags=tuple(sorted(tag.name for tag in resource.tags.all())),
        author_label="" if author.anonymous else author.label,
        author_sector=author.sector.slug if author.sector else "",
        audience=MEMBERS,
        date=day_of(use.created_at),
        source_id=use.source_id or "",
    )


def words_in(post):
    """What a post says, and what its poll asks."""
    poll = post.poll or {"question": "", "options": []}
    asked = [poll["question"], *(option["text"] for option in poll["options"])]
    return "\n".join(filter(None, [plain(post.body), *asked]))


def marks_of(post):
    """What a post has besides its words."""
    files = [file for file in post.attachments.all() if file.taken_at is None]
    has = {
        "image": any(file.is_picture for file in files),
        "file": any(not file.is_picture for file in files),
        "poll": post.poll is not None,
        "resource": post.resource_id is not None,
    }
    return tuple(mark for mark, there in has.items() if there)


def shared(written, thread, author):
    return {
        "language": written.language,
        "principles": tuple(principle.slug for principle in thread.principles.all()),
        "tags": tuple(sorted(tag.name for tag in thread.tags.all())),
        "author_label": "" if author.anonymous else author.label,
        "author_sector": author.sector.slug if author.sector else "",
        "audience": thread.audience,
        "date": day_of(written.created_at) if author.anonymous else written.created_at,
    }


def story(reflection):
    """What the author told; how it was for them only where they share that."""
    told = [reflection.what_happened, reflection.already_working, reflection.wondering]
    if reflection.share_how_was_it:
        told.append(reflection.how_was_it)
    return "\n\n".join(part for part in [*told, reflection.setting] if part)
