"""A place in which every word was chosen by somebody who means ill."""

from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import CharField, TextField
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cop.core.text import plain
from forums.models import Reflection, Thread
from forums.services import drafts, flags, moderation, posting, reflections, uploads
from forums.services.meetings import MAX_LINK
from members.models import Circle, User
from members.services import address
from notifications.services import telling
from tests.api.program import Program
from tests.factories import UserFactory
from tests.forums import scenes
from tests.hostile import AWAY, texts
from tests.world import PDF

SPOKEN = "Said by somebody. "  # before a text, so that something is left of it
QUOTING, CHANGED, PROGRAMMED = "What they said", "What was said at first.", "What a program said"
LIVE, HALF = "Heard as it is said", 125  # posts of a thread: its events fit into one answer
SOME = 12  # every so-manieth text, where each costs a page
#: What an author writes into a reflection, with the most that it may hold.
WRITTEN = {
    field.name: field.max_length
    for field in Reflection._meta.fields
    if field.name in reflections.FIELDS and isinstance(field, CharField | TextField) and not field.choices
}


def stored(text, limit):
    """As the database can hold it: the forms would have let less in."""
    return text.replace("\0", "")[:limit]


def person(text):
    """Somebody whose name and seat are hostile."""
    seat = {"sector__role": stored(text, 80), "sector__about": stored(text, 600)}
    return UserFactory(display_name=stored(text, 80), **seat, sector__credentials=stored(text, 120))


def write():
    """Each text in each place, or, where said below, in one place of a kind."""
    member = UserFactory(display_name="Rosa Delgado")
    moderator = UserFactory(moderator=True, display_name="Ada")
    quoting = scenes.discussion(member, title=QUOTING)
    changed = scenes.said(member, quoting, CHANGED)
    for number, text in enumerate(texts()):
        author = person(text)
        thread = posting.start_thread(
            actor=author, forum=scenes.table(), kind="question" if number % 2 else "discussion",
            title=text[:120], html=SPOKEN + text, poll={"question": (SPOKEN + text)[:160], "options": [text[:110], "Later"]},
            meeting={
                "starts_at": timezone.now() + timedelta(days=3), "place": text[:190],
                "link": f"{AWAY}/{text}"[:MAX_LINK].strip(),
            },
        )  # fmt: skip
        with suppress(ValidationError):
            thread.tags.add(stored(text, 40))
        opening = thread.posts.get(position=1)
        file = SimpleUploadedFile(text.replace("/", "") + ".pdf", PDF, content_type="application/pdf")
        brought = uploads.upload(actor=author, file=file)
        scenes.said(author, thread, text, files=[(brought.uuid, text[:240])])
        answer = scenes.said(member, thread, text, parent=opening)
        telling.tell(
            member=author, kind="reply", target_id=answer.pk, thread=thread, position=answer.position
        )
        telling.tell(member=member, kind="reply", target_id=opening.pk, thread=thread, position=1)
        said = plain(opening.body)
        scenes.said(author, quoting, text, quotes=[(opening, 0, min(len(said), 200))])
        if number % HALF == 0:
            live = scenes.discussion(member, title=LIVE)
        scenes.said(author, live, html=SPOKEN + text)
        posting.edit_post(actor=member, post=changed, html=SPOKEN + text, reason=stored(text, 200))
        flags.raise_flag(actor=member, post=opening, kind="other", note=text)
        drafts.save_draft(actor=member, thread=thread, fields={"body": [text], "html": [SPOKEN + text]})
        address(actor=moderator, member=member, kind="note", text=stored(text, 2000))
        Circle.objects.bulk_create(
            [Circle(name=stored(text, 80), slug=f"c{number}", description=stored(text, 600))]
        )
        moderation.lock_thread(actor=moderator, thread=thread, reason=stored(text, 200))
    reflect(member)
    program(member)
    # What tasks would do with it one by one, at once: found by search, and told to nobody else.
    call_command("search_reindex", verbosity=0)
    DBTaskResult.objects.all().delete()


def reflect(member):
    """Each text in one field of a reflection, and every field with one."""
    left = texts()
    while left:
        words = {
            name: f"- {left.pop(0)}"[:limit] if left else "Nothing."[:limit]
            for name, limit in WRITTEN.items()
        }
        scenes.shared(member, share_how_was_it=True, **words)
    scenes.draft(member, **words)


def program(member):
    """Each text as a reply that a program sends, some as the title of a conversation."""
    sender = Program(member)
    thread = scenes.discussion(member, title=PROGRAMMED)
    for text in texts():
        sent = sender.post(f"/threads/{thread.pk}/posts", {"body": SPOKEN + text})
        assert sent.status_code in {201, 422}, sent.content
    for text in texts()[::SOME]:
        began = {"forum": "table", "kind": "discussion", "title": text[:120], "body": SPOKEN + text}
        sent = sender.post("/threads", began | {"principles": ["trust-parents"]})
        assert sent.status_code in {201, 422}, sent.content


def found():
    """The place, and the two who read in it."""
    quoting = Thread.objects.get(title=QUOTING)
    return SimpleNamespace(
        member=User.objects.get(display_name="Rosa Delgado"),
        moderator=User.objects.get(display_name="Ada"),
        quoting=quoting,
        live=list(Thread.objects.filter(title=LIVE).order_by("pk")),
        changed=quoting.posts.get(position=2),
        programmed=Thread.objects.get(title=PROGRAMMED),
    )
