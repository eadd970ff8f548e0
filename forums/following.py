"""What a member follows, as lists need it: which threads, and what is new in them.

Levels: muted, normal (told only when one is meant), following (new conversations of a place or a person, every reply
of a thread), watching (every post). A level of a thread goes before that of its author, that before its forum's, that
before those of its principles and words. A person's level never touches what they say anonymously.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone
from taggit.models import Tag

from forums.models import Forum, ReadMark, ReadPosition, Thread
from forums.models.authored import AuthorKind, State
from library.models import Principle
from members.models import Follow, User
from members.permissions import is_member

LOOKS_BACK = timedelta(days=90)  # what is older and was never opened is not called new
HEARD = (Follow.Level.FOLLOWING, Follow.Level.WATCHING)
QUIET = (Follow.Level.MUTED, Follow.Level.NORMAL)


def followed(viewer):
    """Visible threads that the viewer follows: themselves, by who began them, by their place or their subject."""
    if not is_member(viewer):
        return Thread.objects.none()
    own = _of(viewer, Thread).filter(object_id=OuterRef("pk"))
    by_person = Q(author__in=_ids(viewer, User, HEARD), author_kind=AuthorKind.MEMBER)
    muted_person = Q(author__in=_ids(viewer, User, [Follow.Level.MUTED]), author_kind=AuthorKind.MEMBER)
    by_forum = Q(forum__in=_ids(viewer, Forum, HEARD))
    by_principle = Thread.principles.through.objects.filter(
        thread=OuterRef("pk"), principle__in=_ids(viewer, Principle, HEARD)
    )
    by_tag = Thread.tags.through.objects.filter(
        content_type=ContentType.objects.get_for_model(Thread),
        object_id=OuterRef("pk"),
        tag__in=_ids(viewer, Tag, HEARD),
    )
    quiet_forum = Q(forum__in=_ids(viewer, Forum, QUIET))
    by_subject = (_any(by_principle) | _any(by_tag)) & (~quiet_forum | Q(forum__isnull=True))
    elsewhere = (by_person | by_forum | by_subject) & ~_any(own)
    return (
        Thread.objects.visible_to(viewer)
        .filter(_any(own.filter(level__in=HEARD)) | (elsewhere & ~muted_person), state=State.VISIBLE)
    )  # fmt: skip


def news(viewer):
    """What is new in what the viewer follows: read not to its end, or never opened and spoken in since the last time
    everything was marked as read."""
    now = timezone.now()
    marks = dict(ReadMark.objects.filter(member=viewer.pk).values_list("forum", "at"))
    everywhere = marks.pop(None, None) or now - LOOKS_BACK
    read = ReadPosition.objects.filter(member=viewer.pk, thread=OuterRef("pk"))
    unopened = ~_any(read) & Q(active_at__gt=everywhere)
    for forum, at in marks.items():
        if at > everywhere:
            unopened &= ~Q(forum=forum, active_at__lte=at)
    begun = Exists(read.filter(position__lt=OuterRef("last_position")))
    return (
        followed(viewer)
        .filter(begun | unopened, active_at__gt=now - LOOKS_BACK)
        .exclude(~_any(read), author=viewer.pk)
    )


def _any(rows):
    """Whether there are any, looked up for one thread after the other. An EXISTS would tempt PostgreSQL to first read
    everything that there is about a subject, or all that a member has ever read or followed."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _of(viewer, model):
    return Follow.objects.filter(member=viewer.pk, content_type=ContentType.objects.get_for_model(model))


def _ids(viewer, model, levels):
    return _of(viewer, model).filter(level__in=levels).values("object_id")
