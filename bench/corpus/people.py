"""Members, circles and the places where they talk."""

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag

from bench.corpus.rows import Rows
from forums.models import Forum
from library.models import Principle
from members.models import Circle, CircleMembership, Follow, Profile, Sector, User

FORUMS, PUBLIC, CIRCLES, IN_A_CIRCLE = 20, 2, 4, 30
TAGS = 60
FIRST = [
    "Ada",
    "Bea",
    "Carlos",
    "Dina",
    "Elif",
    "Femi",
    "Gus",
    "Hana",
    "Ivo",
    "Juno",
    "Kofi",
    "Lena",
    "Milo",
    "Nia",
    "Omar",
    "Pia",
    "Quinn",
    "Rosa",
    "Sam",
    "Tove",
]
LAST = [
    "Abara",
    "Berg",
    "Castillo",
    "Diaz",
    "Ellery",
    "Farrow",
    "Greene",
    "Haddad",
    "Ibarra",
    "Jensen",
    "Keller",
    "Lambert",
    "Mensah",
    "Novak",
]
ROLES = ("Home visitor", "Toddler teacher", "Nurse", "Parent leader", "Family advocate", "Director")


@dataclass
class Place:
    """A forum and who talks there; `weights` add up how much."""

    forum: Any
    people: list
    weights: list = field(default_factory=list)

    def __post_init__(self):
        # Some talk very much and most very little.
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.people))))


class People:
    """Who is there. `reader` is the member whom the measurements sign in."""

    def __init__(self, random, number, now):
        self.random, self.now = random, now
        self.sectors = list(Sector.objects.all())
        self.principles = list(Principle.objects.all())
        self.members = self._members(number)
        self.reader = self.members[0]
        self.places = self._places()
        self.tags = [Tag.objects.get_or_create(name=f"subject {n}")[0] for n in range(1, TAGS + 1)]
        self._interests()

    def _members(self, number):
        users, profiles, addresses, seats = map(Rows, (User, Profile, EmailAddress, User.groups.through))
        group, password = Group.objects.get_or_create(name="member")[0], make_password(None)
        found = []
        for n in range(number):
            user = users.write(
                email=f"member-{users.next}@bench.example.org",
                display_name=f"{self.random.choice(FIRST)} {self.random.choice(LAST)} {n}",
                password=password,
                approved_at=self.now,
                language="en",
            )
            addresses.write(user=user, email=user.email, primary=True, verified=True)
            sector = self.random.choice(self.sectors)
            user.profile = profiles.write(user=user, sector=sector, role=self.random.choice(ROLES))
            seats.write(user=user, group=group)
            found.append(user)
        for rows in (users, profiles, addresses, seats):
            rows.close()
        return found

    def _places(self):
        places = []
        for n in range(1, FORUMS + 1):
            people, circle, audience = self.members, None, Forum.Audience.MEMBERS
            if n > FORUMS - CIRCLES:
                audience = Forum.Audience.CIRCLE
                circle = Circle.objects.create(slug=f"bench-{n}", name=f"Circle {n}")
                people = self.random.sample(self.members, min(IN_A_CIRCLE, len(self.members)))
                if n == FORUMS and self.reader not in people:
                    people.append(self.reader)
                CircleMembership.objects.bulk_create(
                    CircleMembership(circle=circle, member=one) for one in people
                )
            elif n <= PUBLIC:
                audience = Forum.Audience.PUBLIC
            forum = Forum.objects.create(
                slug=f"bench-{n}", name=f"Subject {n}", audience=audience.value, circle=circle
            )
            places.append(Place(forum, list(people)))
        return places

    def _interests(self):
        """The reader and every tenth member follow a place and a principle."""
        follows = Rows(Follow)
        forum, principle = map(ContentType.objects.get_for_model, (Forum, Principle))
        for member in self.members[::10]:
            place = (
                self.places[PUBLIC] if member is self.reader else self.random.choice(self.places[:-CIRCLES])
            )
            about = self.random.choice(self.principles)
            follows.write(member=member, content_type=forum, object_id=place.forum.pk)
            follows.write(member=member, content_type=principle, object_id=about.pk)
        follows.close()
