"""Forums: rows that moderators keep. What was said for few is not opened to many afterwards."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums.events import ForumAccessChanged, ThreadAccessChanged
from forums.models import Forum, Thread
from members.permissions import check_moderator
from members.services import audit

FIELDS = ("name", "slug", "description", "audience", "circle", "is_open", "hold_first", "identifiers")
BATCH = 500


@transaction.atomic
def open_forum(*, actor, **fields):
    """A new place to talk: `name`, `slug`, `description`, `audience`, `circle`, `is_open`, `hold_first`, `identifiers`."""
    check_moderator(actor)
    forum = Forum(**{name: fields[name] for name in FIELDS if name in fields})
    forum.full_clean()
    forum.save()
    audit(actor=actor, verb="open-forum", target=forum, audience=forum.audience_token)
    return forum


@transaction.atomic
def open_forum_of_circle(*, circle):
    """The place where a new circle talks, under its name; the one it has, where somebody was quicker."""
    forum, _created = Forum.objects.get_or_create(
        circle=circle,
        defaults={"name": circle.name, "slug": free_slug(circle.slug), "audience": Forum.Audience.CIRCLE},
    )
    return forum


def free_slug(slug):
    """The slug, or with a number behind where a forum has it already."""
    taken = set(Forum.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = (slug, *(f"{slug[:45]}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)


@transaction.atomic
def change_forum(*, actor, forum, **fields):
    """Change a forum. Another audience goes to all its threads, and every listener is asked again."""
    check_moderator(actor)
    forum = Forum.objects.select_for_update(of=("self",), no_key=True).get(pk=forum.pk)
    before = forum.audience_token
    for name in FIELDS:
        if name in fields:
            setattr(forum, name, fields[name])
    forum.full_clean()
    if forum.audience_token != before:
        check_audience(forum, before)
        Thread.objects.filter(forum=forum, audience=before).update(audience=forum.audience_token)
        forum.access_version += 1
    forum.save(update_fields=[*FIELDS, "access_version"])
    audit(actor=actor, verb="change-forum", target=forum, audience=forum.audience_token)
    if forum.audience_token != before:
        emit(ForumAccessChanged(forum.pk))
    return forum


def check_audience(forum, before):
    """What was shared with few is not opened to many: `before` is the token that the threads carry."""
    threads = Thread.objects.filter(forum=forum)
    if forum.audience == Forum.Audience.PUBLIC and threads.filter(kind=Thread.Kind.REFLECTION).exists():
        raise ValidationError({"audience": _("Reflections were shared here. They are never public.")})
    if before.startswith("circle:") and threads.exists():
        raise ValidationError({"audience": _("What was said in a circle stays in it.")})


def renew_circle(*, circle_id):
    """Who sits in a circle changed: in the same transaction, whoever listens to it is to be asked again."""
    Forum.objects.filter(circle=circle_id).update(access_version=F("access_version") + 1)


@transaction.atomic
def restate_threads(*, forum_id, after=0):
    """Say of the forum's next threads that their readers changed. Answers the last one's key; None at the end."""
    threads = Thread.objects.filter(forum=forum_id, pk__gt=after).order_by("pk")
    keys = list(threads.values_list("pk", flat=True)[:BATCH])
    for key in keys:
        emit(ThreadAccessChanged(key))
    return keys[-1] if len(keys) == BATCH else None
