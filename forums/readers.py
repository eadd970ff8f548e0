"""A reader who is nobody in particular: what everybody in an audience may see, and no more."""

from functools import wraps

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Cast, Concat

from cop.core.prepared import Prepared
from members.models import User
from members.permissions import MEMBERS, PUBLIC, audience_tokens, is_member

JUST_US = "thread"  # the beginning of the audience of who was chosen by name


class Reader:
    """Stands as `viewer` before every `visible_to`, so that one rule serves people and what is rendered for many."""

    pk = id = 0  # nobody's: nothing is this reader's own
    is_superuser = False
    group_names: frozenset[str] = frozenset()

    def __init__(self, audience):
        self.audience = audience
        self.is_authenticated = self.is_active = self.is_full_member = audience != PUBLIC
        self._audience_tokens = frozenset({PUBLIC} if audience == PUBLIC else {PUBLIC, MEMBERS, audience})

    def has_role(self, *roles):
        return False


class Alike:
    """Stands in a prepared question for everybody with the same rights: what is theirs alone is a parameter."""

    def __init__(self, rights, key, tokens):
        self.pk = self.id = key
        self.is_authenticated, self.is_full_member, self.is_superuser, self.group_names = rights
        self._audience_tokens = tokens

    def has_role(self, *roles):
        return self.is_full_member and (self.is_superuser or not self.group_names.isdisjoint(roles))


class PreparedFor(Prepared):
    """A `Prepared` whose function gets a viewer first, to hand to `visible_to`: `question(viewer, *shape, **given)`."""

    def __init__(self, build):
        @wraps(build)
        def built(rights, *shape, viewer, tokens, **given):
            return build(Alike(rights, viewer, tokens), *shape, **given)

        super().__init__(built)

    def __call__(self, viewer, *shape, **given):
        names = viewer.group_names if viewer.is_authenticated else frozenset()
        rights = viewer.is_authenticated, is_member(viewer), viewer.is_superuser, names
        tokens = tuple(sorted(audience_tokens(viewer)))
        return super().__call__(rights, *shape, viewer=viewer.pk or 0, tokens=tokens, **given)


def is_between_two(audience):
    return audience.partition(":")[0] == JUST_US


def members_of(audience, *, with_moderators=False):
    """The full members who can read an audience. Moderators read every circle without sitting in it."""
    members = User.objects.full_members()
    kind, _colon, key = audience.partition(":")
    if kind == "circle":
        who = Q(circle_memberships__circle=key)
        if with_moderators:
            who |= Q(groups__name__in=["moderator", "administrator"])
        return members.filter(who)
    return members.filter(shared_threads__thread=key) if kind == "thread" else members


def colleagues_in(sectors, audiences):
    """(sector's key, audience, how many full members of that sector can read it), in one query; no row is none."""
    people = (
        User.objects.full_members().filter(profile__sector__in=sectors).order_by().values("profile__sector")
    )

    def count(found, audience):
        return found.annotate(audience=audience, number=Count("pk", distinct=True))

    found = []
    for audience in audiences:
        if ":" not in audience:
            found.append(count(people, Value(audience)))
    for kind, place in (("circle", "circle_memberships__circle"), ("thread", "shared_threads__thread")):
        keys = [audience.partition(":")[2] for audience in audiences if audience.startswith(f"{kind}:")]
        if keys:
            there = people.filter(**{f"{place}__in": keys})
            found.append(count(there, Concat(Value(f"{kind}:"), Cast(place, CharField()))))
    rows = found[0].union(*found[1:], all=True) if found else ()
    return [(row["profile__sector"], row["audience"], row["number"]) for row in rows]
