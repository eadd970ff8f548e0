"""As whom somebody speaks in a thread: by name, or by sector only, and then under one alias throughout."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from cop.core.prepared import Prepared
from forums.models import Post, Thread
from forums.models.authored import AuthorKind
from members.permissions import sector_of


@dataclass(frozen=True)
class Voice:
    author: object
    author_kind: str
    sector_id: int | None
    role: str
    alias: int | None

    @property
    def anonymous(self):
        return self.author_kind == AuthorKind.ANONYMOUS

    def fields(self):
        return dict(vars(self))


def first_voice(actor, anonymous):
    """Of somebody who begins a thread; an anonymous author is number 1 in it."""
    profile = getattr(actor, "profile", None)
    sector = sector_of(actor)
    return Voice(
        author=actor,
        author_kind=AuthorKind.ANONYMOUS if anonymous else AuthorKind.MEMBER,
        sector_id=sector.pk if sector else None,
        role=profile.role if profile else "",
        alias=1 if anonymous else None,
    )


def voice_in(thread, actor, anonymous):
    """Of somebody who speaks in a locked thread. Who spoke by name cannot hide there afterwards, and is told so;
    who is anonymous stays so whatever is asked, with the sector of the first time."""
    earlier = heard(thread, actor)
    if earlier is None:
        voice = first_voice(actor, anonymous)
        if not anonymous:
            return voice
        thread.alias_count += 1
        Thread.objects.filter(pk=thread.pk).update(alias_count=thread.alias_count)
        return Voice(**(voice.fields() | {"alias": thread.alias_count}))
    if earlier.author_kind == AuthorKind.ANONYMOUS:
        return Voice(actor, AuthorKind.ANONYMOUS, earlier.sector_id, earlier.role, earlier.alias)
    if anonymous:
        raise ValidationError({"anonymous": _("You have spoken here by name, so you cannot hide here now.")})
    return first_voice(actor, False)


def heard(thread, actor):
    """The first thing that the actor said in the thread, whatever became of it; None if nothing.

    Where another thread was joined to it, in which the actor had another name, the one that was used here counts.
    """
    return next(iter(first_said(thread=thread.pk, author=actor.pk)), None)


@Prepared
def first_said(*, thread, author):
    posts = Post.objects.filter(thread=thread, author=author)
    return posts.order_by(F("position").asc(nulls_last=True), "pk")[:1]
