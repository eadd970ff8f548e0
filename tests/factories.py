"""People and things for tests. States are traits: `UserFactory(moderator=True)`, `UserFactory(unverified=True)`.

Without a trait a user is a full member: verified, approved, in the group `member`, with a seat in home visiting.
"""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from members.models import Circle, CircleMembership, Profile, Sector, SectorLabel, User

PASSWORD = "quiet-morning-kitchen"

SECTORS = {
    "pediatrics": ("Pediatrics", "A pediatrician", "pediatricians", "pediatrics"),
    "early-education": ("Early education", "An early educator", "early educators", "early-education"),
    "home-visiting": ("Home visiting", "A home visitor", "home visitors", "home-visiting"),
    "family-support": ("Family support", "A family supporter", "family supporters", "family-support"),
    "parent-leadership": ("Parent leaders", "A parent leader", "parent leaders", "parent-leader"),
    "policy": ("Policy", "A policy colleague", "policy colleagues", ""),
}


def sector(slug):
    """The sector with this slug, made with its English words when it is missing."""
    row, made = Sector.objects.get_or_create(
        slug=slug, defaults={"mark": SECTORS[slug][3], "order": list(SECTORS).index(slug)}
    )
    if made:
        name, noun, plural, _mark = SECTORS[slug]
        SectorLabel.objects.create(sector=row, language="en", name=name, noun=noun, plural=plural)
    return row


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(approved_at=None)
        suspended = factory.Trait(
            suspended_until=factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
        )
        silenced = factory.Trait(
            silenced_until=factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
        )

    @classmethod
    def _generate(cls, strategy, params):
        """A trait cannot pass a value to what happens after the row is made, so these four are no `Trait`."""
        for role in ("curator", "moderator", "administrator"):
            if params.pop(role, False):
                params["group"] = role
        if params.pop("unverified", False):
            params["verified"] = False
        return super()._generate(strategy, params)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n} Example")
    approved_at = factory.LazyFunction(timezone.now)
    password = factory.django.Password(PASSWORD)
    language = "en"

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        if create:
            verified = extracted is not False
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=verified)
            if not verified:  # an account has an address only once it is confirmed
                self.email = None
                self.save(update_fields=["email"])

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        if not create or (extracted is None and self.approved_at is None):
            return
        for name in {"member", extracted or "member"}:
            self.groups.add(Group.objects.get_or_create(name=name)[0])

    @factory.post_generation
    def sector(self, create, extracted, **fields):
        """`sector="pediatrics"` (a slug or a row), with `sector__role="Nurse"` and further fields of Profile."""
        if create:
            seat = sector(extracted or "home-visiting") if isinstance(extracted or "", str) else extracted
            Profile.objects.create(user=self, sector=seat, **fields)


class CircleFactory(DjangoModelFactory):
    """`CircleFactory(members=[…], facilitators=[…])`."""

    class Meta:
        model = Circle
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Circle {n}")
    slug = factory.Sequence(lambda n: f"circle-{n}")
    description = "A closed group of colleagues."

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        for member in extracted or ():
            CircleMembership.objects.create(circle=self, member=member)

    @factory.post_generation
    def facilitators(self, create, extracted, **kwargs):
        for member in extracted or ():
            CircleMembership.objects.create(
                circle=self, member=member, role=CircleMembership.Role.FACILITATOR
            )
