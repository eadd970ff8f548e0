"""Whom a reflection that waits still misses, and who of them may be asked: fairly, within what each wishes, and without
telling anything about its author."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from taggit.models import Tag

from forums.mentionable import without_blocks
from forums.models import Forum, Invitation, Post, Thread
from forums.models.authored import AuthorKind
from forums.readers import members_of
from library.models import Principle
from members.models import Follow, User
from members.models.sectors import known_sectors

WEEK, SEASON = timedelta(days=7), timedelta(days=90)


def missing(thread):
    """Sectors that a card (see forums.selectors) still misses: those that were asked and have not spoken, or where
    anyone was asked, all that have not.

    The author's own is left out only where readers know it: of an anonymous author in a small sector it is asked like
    every other, or its never being asked would tell.
    """
    if thread.sectors.exists():
        return thread.free_seats
    spoken = {sector.pk for sector, replies in thread.table if replies}
    if thread.byline.sector:
        spoken.add(thread.byline.sector.pk)
    return [one for pk, one in known_sectors().items() if one.is_active and pk not in spoken]


def welcome(thread, people):
    """Those of these people who may be asked: not its author, nobody who muted it, its place, what it is about or who
    began it, and nobody who blocked or is blocked by a named author. Of an anonymous one, blocks and levels say nothing.
    """
    if thread.author_id is not None:
        people = people.exclude(pk=thread.author_id)
        if thread.author_kind == AuthorKind.MEMBER:
            people = without_blocks(people, thread.author)
    return people.exclude(Exists(muted(thread).filter(member=OuterRef("pk"))))


def muted(thread):
    named = [thread.author_id] if thread.author_id and thread.author_kind == AuthorKind.MEMBER else []
    sources = [
        (Thread, [thread.pk]),
        (User, named),
        (Forum, [thread.forum_id]),
        (Principle, thread.principles.values("pk")),
        (Tag, thread.tags.values("pk")),
    ]
    about = Q(pk__in=[])
    for model, keys in sources:
        about |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return Follow.objects.filter(about, level=Follow.Level.MUTED)


def candidates(thread, sector):
    """Full members of a sector who can read it, wish to be invited and have room this week: who was asked least often
    and least lately comes first, and chance decides among equals."""
    now = timezone.now()
    given = Invitation.objects.filter(member=OuterRef("pk")).order_by().values("member")
    lately = given.filter(created_at__gt=now - WEEK).annotate(number=Count("pk"))
    often = given.filter(created_at__gt=now - SEASON).annotate(number=Count("pk"))
    wishing = welcome(thread, members_of(thread.audience)).filter(
        profile__sector=sector, profile__welcomes_invitations=True
    )
    asked = Invitation.objects.filter(member=OuterRef("pk"), thread=thread)
    spoke = Post.objects.filter(author=OuterRef("pk"), thread=thread)
    # The people by key: a person with two addresses would stand twice where each row has a number of chance.
    found = User.objects.filter(pk__in=wishing.order_by().values("pk")).annotate(
        lately=Coalesce(Subquery(lately.values("number")), 0),
        often=Coalesce(Subquery(often.values("number")), 0),
        last=Subquery(given.annotate(last=Max("created_at")).values("last")),
    )
    found = found.filter(~Exists(asked), ~Exists(spoke), lately__lt=F("profile__invitations_a_week"))
    return found.order_by("often", F("last").asc(nulls_first=True), "?")


def handable(viewer, thread):
    """Whom a facilitator may hand it to: everybody who can read it. An anonymous author is among them, and is told
    nothing: who is missing in this list would be the author."""
    people = without_blocks(members_of(thread.audience, with_moderators=True), viewer)
    return people.exclude(pk=thread.author_id) if thread.author_kind == AuthorKind.MEMBER else people
