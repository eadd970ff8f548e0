"""Starting a conversation and speaking in it. check → lock → write → count → number → emit, in one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from cop.core.once import digest_of, once
from forums import permissions
from forums.events import ThreadRead, ThreadStarted
from forums.models import Forum, Mention, Post, Quote, ReadPosition, Thread, ThreadEvent, ThreadReader
from forums.models.authored import AuthorKind, State
from forums.readers import JUST_US
from forums.rounds.clock import phase_of
from forums.services import identifying, screening
from forums.services.drafts import forget_draft
from forums.services.editing import Stale, edit_post
from forums.services.given import checked_number, checked_quote, checked_tags
from forums.services.invited import note_answer
from forums.services.meetings import arranged
from forums.services.pace import check_pace
from forums.services.polls import drawn_up, words_of
from forums.services.reading import read_up_to
from forums.services.revising import bring_back, remove_post
from forums.services.sequence import locked, locked_or_joined, record, tally
from forums.services.uploads import add_files, contents_of
from forums.services.voices import first_voice, voice_in
from forums.services.words import MAX_BODY, MAX_TAKE_AWAY, MAX_TITLE, Words, checked, words
from forums.showing.cards import links_of
from forums.wording.checks import text_of
from forums.wording.told import all_words, fields_of
from library.models import Resource
from members import services as members
from members.models import Follow
from members.permissions import check_member

__all__ = [
    "MAX_BODY",
    "MAX_TAKE_AWAY",
    "MAX_TITLE",
    "Stale",
    "bring_back",
    "edit_post",
    "mark_read",
    "remove_post",
    "reply",
    "start_thread",
    "take_away",
]

#: What does not make another request of one that is sent twice: a form without scripts uploads its files each time.
APART = {"at", "files", "confirmed"}


def thread_digest(**arguments):
    said = {name: value for name, value in arguments.items() if name not in APART}
    return digest_of(**said | {"files": contents_of(said.get("files", ()))})


@once(Thread, thread_digest)
def start_thread(
    *, actor, key, forum, kind, title, body="", html=None, principles=(), sectors=(), tags=(), language="en",
    anonymous=False, source_id=None, translation_of=None, guide_key=None, section_id=None, reflection=None, at=None,
    trap="", poll=None, meeting=None, files=(), readers=(), confirmed=(),
):  # fmt: skip
    """A new thread with its opening post; its author follows it. Keywords as below, and `idempotency_key` (a UUID).

    `body` is plain text, or `html` rich text; a reflection's opening has neither and shows its fields. `principles`,
    `sectors`: rows; `tags`: short words. `section_id` is a block's id in the guide of `guide_key`. `at`: when it was
    said, for imports. `trap`: what stood in the field that people do not see. What a check holds back nobody but
    moderators and its author sees until it is released. `poll`: see `polls.drawn_up`; `meeting`: `meetings.arranged`;
    `files`: `uploads.add_files`. Without a `forum` only its author and the `readers` (members) read it. `confirmed`: what
    is no identifier though it was found (see services/identifying.py).
    """
    forum = permissions.visible(actor, forum) if forum else None
    permissions.check_start(actor, forum)
    check_kind(kind, forum, reflection)
    audience = forum.audience_token if forum else JUST_US
    title, tags = checked(title, MAX_TITLE, "title"), checked_tags(tags)
    starts_at, meeting = arranged(meeting)
    text = title if reflection else f"{title}\n{text_of(body, html)}\n{words_of(poll, meeting)}"
    looked_at = all_words(reflection) if reflection else text
    looked = identifying.NOTHING if source_id else identifying.look_over(
        actor=actor, forum=forum, audience=audience, confirmed=confirmed, html=html, language=language,
        fields=identifying.fields_of_thread(
            actor, title=title, body=text_of(body, html), told=reflection and fields_of(reflection), tags=tags,
            poll=drawn_up(poll) and poll, meeting=meeting, files=files, anonymous=anonymous,
        ),
    )  # fmt: skip
    held = [] if source_id else screening.causes(
        actor=actor, forum=forum, thread_id=None, audience=audience, kind=kind, anonymous=anonymous,
        text=looked_at, html=html, trap=trap,
    )  # fmt: skip
    held += looked.holds
    at = at or timezone.now()
    thread = Thread(
        forum=forum,
        kind=kind,
        title=" ".join(title.split()),
        audience=audience,
        language=language,
        reflection=reflection,
        translation_of=translation_of,
        guide_key=guide_key,
        section_id=section_id,
        source_id=source_id,
        alias_count=int(anonymous),
        state=State.HELD if held else State.VISIBLE,
        idempotency_key=key[0],
        payload_digest=key[1],
        created_at=at,
        active_at=at,
        starts_at=starts_at,
        meeting=meeting,
        **first_voice(actor, anonymous).fields(),
    )
    said = Words("") if reflection else words(thread, body=body, html=html, limit=MAX_BODY)
    thread.save()
    # A row that refers to the forum keeps others from changing it until we commit: what it says now stays true.
    thread.audience = Forum.objects.get(pk=forum.pk).audience_token if forum else f"{JUST_US}:{thread.pk}"
    thread.save(update_fields=["audience"])
    if not forum:
        ThreadReader.objects.bulk_create(ThreadReader(thread=thread, member=one) for one in (actor, *readers))
    thread.principles.set(principles)
    thread.sectors.set(sectors)
    thread.tags.set(tags)
    voice = first_voice(actor, anonymous)
    opening = add_post(
        thread, voice, kind=Post.Kind.OPENING, words=said, language=language, at=at, held=bool(held), poll=poll,
    )  # fmt: skip
    add_files(opening, actor, files)
    ReadPosition.objects.create(
        member=actor, thread=thread, position=0 if held else 1, read_at=timezone.now()
    )
    follow(actor, thread)
    forget_draft(actor=actor)
    screening.said(opening, text)
    if held:
        screening.put_aside(opening, held)
    identifying.note(opening, looked)
    if not held:
        emit(ThreadStarted(thread.pk))
    return thread


def reply_digest(*, thread, **arguments):
    return thread_digest(thread=thread.pk, **arguments)


@once(Post, reply_digest)
def reply(
    *, actor, key, thread, body="", html=None, kind=Post.Kind.REPLY, parent=None, quotes=(), resource=None,
    anonymous=False, language=None, source_id=None, at=None, hold=False, trap="", poll=None, files=(), confirmed=(),
):  # fmt: skip
    """Say something in a thread; whoever speaks follows it. Keywords as below, and `idempotency_key` (a UUID).

    `quotes`: (post, start, end) in characters of the plain text of the post as it is now. `hold`: nobody but
    moderators and its author sees it, and it has no place, until `moderation.release_post`; checks may ask for the same.
    `trap`: what stood in the field that people do not see. `files`: see `uploads.add_files`. `confirmed`: see services/identifying.py.
    """
    imported, masked = bool(source_id or at), anonymous or thread.author_kind == AuthorKind.ANONYMOUS
    said_text = text_of(body, html)
    said_with = {"body": said_text} | identifying.fields_of_poll(drawn_up(poll) and poll)

    def looked_at(thread):
        return identifying.look_over(
            actor=actor, forum=thread.forum, audience=thread.audience, confirmed=confirmed, html=html, language=language,
            fields=said_with | identifying.fields_of_files(actor, files, nameless=anonymous),
        )  # fmt: skip

    looked = identifying.NOTHING if imported else looked_at(thread)
    found = [] if imported else screening.causes(
        actor=actor, forum=thread.forum, thread_id=thread.pk, audience=thread.audience, kind=thread.kind,
        anonymous=masked, text=f"{said_text}\n{words_of(poll)}".strip(), html=html, trap=trap,
    )  # fmt: skip
    anonymous = anonymous and thread.forum_id is not None
    asked, thread = thread.pk, locked_or_joined(actor, thread)
    permissions.check_reply(actor, thread)
    if not imported and not looked.fits(thread.forum):  # it was moved meanwhile, or joined to another
        looked = looked_at(thread)
    found += looked.holds
    hold = hold or bool(found)
    if source_id is None:
        check_pace(actor, thread)
    if kind not in Post.Kind.values or kind in (Post.Kind.OPENING, Post.Kind.TAKEAWAY):
        raise ValidationError({"kind": _("Choose what kind of reply this is.")})
    if kind == Post.Kind.NEXT and thread.author_id != actor.pk:
        raise ValidationError({"kind": _("Choose what kind of reply this is.")})
    if parent is not None and parent.thread_id not in {asked, thread.pk}:
        raise Http404
    if resource is not None and not Resource.objects.visible_to(actor).filter(pk=resource.pk).exists():
        raise Http404
    said = words(thread, body=body, html=html, limit=MAX_BODY)
    quoted = [checked_quote(actor, *quote) for quote in checked_number(quotes)]
    post = add_post(
        thread, voice_in(thread, actor, anonymous), kind=kind, words=said, parent=parent, resource=resource,
        language=language or thread.language, key=key, source_id=source_id, at=at or timezone.now(),
        quotes=quoted, held=hold, poll=poll,
    )  # fmt: skip
    add_files(post, actor, files)
    screening.said(post, said_text)
    if hold:
        screening.put_aside(post, found)
    identifying.note(post, looked)
    if not hold:
        ReadPosition.objects.filter(member=actor, thread=thread, position=post.position - 1).update(
            position=post.position
        )
    follow(actor, thread)
    forget_draft(actor=actor, thread=thread)
    return post


@transaction.atomic
def take_away(*, actor, thread, body, confirmed=()):
    """What the author takes away: one a thread, at most 300 characters. `confirmed`: see services/identifying.py."""
    thread = locked(actor, thread)
    permissions.check_take_away(actor, thread)
    said = words(thread, body=body, html=None, limit=MAX_TAKE_AWAY)
    looked = identifying.look_over(
        actor=actor, forum=thread.forum, audience=thread.audience, fields={"body": text_of(body, None)},
        confirmed=confirmed, language=thread.language,
    )  # fmt: skip
    if thread.posts.filter(kind=Post.Kind.TAKEAWAY).exclude(state=State.REMOVED).exists():
        raise ValidationError({"body": _("You have written your take-away already.")})
    post = add_post(
        thread, voice_in(thread, actor, False), kind=Post.Kind.TAKEAWAY, words=said,
        language=thread.language, at=timezone.now(), held=bool(looked.holds),
    )  # fmt: skip
    if looked.holds:
        screening.put_aside(post, looked.holds)
    identifying.note(post, looked)
    return post


def mark_read(*, actor, thread, position=None):
    """Remember how far the member has read: to the end, or to `position`, and never backwards.

    Answers the position before; 0 for a first visit. Takes no lock that a writer would wait for.
    """
    check_member(actor)
    end = read_up_to(thread, position)
    now = timezone.now()
    row = ReadPosition.objects.filter(member=actor, thread=thread).first()
    if row is None:
        row, created = ReadPosition.objects.get_or_create(
            member=actor, thread=thread, defaults={"position": end, "read_at": now}
        )
        if created:
            emit(ThreadRead(thread.pk, actor.pk, end))
            return 0
    further = ReadPosition.objects.filter(pk=row.pk, position__lt=end)
    if row.position < end and further.update(position=end, read_at=now):
        emit(ThreadRead(thread.pk, actor.pk, end))
    return row.position


def add_post(
    thread, voice, *, kind, words, language, at, parent=None, resource=None, key=(None, ""), source_id=None,
    quotes=(), held=False, poll=None,
):  # fmt: skip
    """Write a post at the end of a locked thread. A held one gets no place and no number yet."""
    if poll and thread.kind == Thread.Kind.REFLECTION:
        raise ValidationError({"poll_question": _("No polls about a moment with a family.")})
    post = Post.objects.create(
        thread=thread,
        position=None if held else thread.last_position + 1,
        state=State.HELD if held else State.VISIBLE,
        parent=parent,
        kind=kind,
        body=words.html,
        links=links_of(words.html),
        poll=drawn_up(poll),
        language=language,
        resource=resource,
        source_id=source_id,
        idempotency_key=key[0],
        payload_digest=key[1],
        created_at=at,
        phase=phase_of(thread),
        **voice.fields(),
    )
    Mention.objects.bulk_create(Mention(post=post, member=member) for member in words.mentioned)
    Quote.objects.bulk_create(
        Quote(post=post, quoted=quoted, revision=quoted.revision, start=start, end=end)
        for quoted, start, end in quotes
    )
    if not held:
        appear(thread, post, at)
    return post


def appear(thread, post, at):
    """A post takes its place at the end of a locked thread."""
    thread.last_position = post.position
    Thread.objects.filter(pk=thread.pk).update(
        last_position=post.position,
        active_at=max(at, thread.active_at),
        active_masked=post.alias is not None,
    )
    tally(thread, post, 1)
    note_answer(thread, post)
    record(thread, ThreadEvent.Kind.CREATED, post)


def follow(actor, thread):
    """Whoever speaks hears what follows, unless they said before how much they want to hear."""
    if not Follow.objects.filter(
        member=actor, content_type__app_label="forums", content_type__model="thread", object_id=thread.pk
    ).exists():
        members.follow(actor=actor, target=thread)


def check_kind(kind, forum, reflection):
    if kind not in Thread.Kind.values or (kind == Thread.Kind.REFLECTION) != (reflection is not None):
        raise ValidationError({"kind": _("Choose what this is.")})
    if reflection is not None and forum is not None and forum.audience == Forum.Audience.PUBLIC:
        raise ValidationError({"forum": _("Reflections are never public.")})
