"""A shared reflection is told differently: for all its readers at once, with the earlier words kept as those of a post."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums.events import ThreadChanged
from forums.models import Post, Reflection, Thread
from forums.services import identifying, screening
from forums.services.editing import tell_of_change
from forums.services.reflections import (
    FIELDS,
    TO_MANY,
    changed,
    check_lengths,
    check_shareable,
    own,
    written_elsewhere,
)
from forums.services.versions import keep_earlier
from forums.wording.told import all_words, fields_of, seen, told
from members.permissions import check_post


@transaction.atomic
def retell(*, actor, reflection, revision=None, confirmed=(), **fields):
    """Change what a shared reflection says. What a check would hold back is hidden until a moderator has read it.

    `revision`: of what was changed; where something else was saved since, a Conflict tells it. `confirmed`: see
    services/identifying.py.
    """
    check_post(actor)
    reflection = own(actor, reflection)
    if reflection.state != Reflection.State.SHARED:
        raise ValidationError(_("This is not shared any more."))
    changes = changed(reflection, fields)
    if not changes:
        return reflection
    if revision is not None and revision != reflection.revision:
        raise written_elsewhere(reflection, changes)
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(reflection=reflection)
    opening = thread.posts.get(kind=Post.Kind.OPENING)
    opening.thread = thread
    before, stood, shown = told(reflection), fields_of(reflection), seen(reflection)
    for name in FIELDS:
        if name in changes:
            setattr(reflection, name, changes[name])
    check_lengths(reflection)
    reflection.full_clean(exclude=["source_id", "author"])
    for name in TO_MANY:
        if name in changes:
            getattr(reflection, name).set(changes[name])
    check_shareable(reflection, attested=True, forum=thread.forum)
    looked = identifying.look_over(
        actor=actor, forum=thread.forum, audience=thread.audience, fields=fields_of(reflection), confirmed=confirmed,
        language=reflection.language, before=lambda: stood,
    )  # fmt: skip
    reflection.revision += 1
    reflection.save(update_fields=[*FIELDS, "revision", "updated_at"])
    restate(thread, reflection)
    publish(actor, opening, before, reflection, looked, otherwise=seen(reflection) != shown)
    emit(ThreadChanged(thread.pk))
    return reflection


def restate(thread, reflection):
    """What lists and search know of it."""
    thread.title = " ".join(reflection.title.split())
    thread.save(update_fields=["title"])
    thread.principles.set(reflection.principles.all())
    if thread.forum_id is not None:
        thread.sectors.set(reflection.asked_sectors.all())


def publish(actor, opening, before, reflection, looked, *, otherwise):
    """The earlier words become a revision of the opening, and readers hear of the change. `otherwise`: in what they see."""
    words = all_words(reflection)
    found = screening.causes_of_edit(actor=actor, post=opening, text=words, html=None) + looked.holds
    if otherwise:
        keep_earlier(opening, actor, body=before)
    screening.said(opening, words)
    tell_of_change(opening, found)
    opening.thread.reflection = reflection
    identifying.note_change(opening, looked)
