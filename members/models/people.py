"""Who signs in."""

import uuid
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, F, Value
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cop.core.prepared import Prepared


class Seat(NamedTuple):
    """Where somebody sits: `what` is "group", "circle" or "thread", `key` the row's."""

    what: str
    key: str
    name: str
    slug: str


class UserQuerySet(models.QuerySet):
    def full_members(self):
        """Those who may read and write: active, approved, not suspended, with a verified address."""
        return self.filter(
            models.Q(suspended_until__isnull=True) | models.Q(suspended_until__lte=timezone.now()),
            is_active=True,
            approved_at__isnull=False,
            emailaddress__verified=True,
        ).distinct()

    def with_seat(self):
        """With what nearly every page asks of whoever looks at it."""
        verified = self.model._meta.get_field("emailaddress").related_model.objects.filter(
            user=models.OuterRef("pk"), verified=True
        )
        return self.select_related("profile__sector").annotate(is_verified=models.Exists(verified))

    def seated(self, keys):
        """People by key, with whatever is asked of them before they may see something, in two queries."""
        people = self.with_seat().in_bulk(keys)
        for key, seats in seats_of(list(people)).items():
            people[key].seats = seats
        return people

    def visible_to(self, viewer):
        """Full members see each other."""
        return self.full_members() if viewer.is_authenticated and viewer.is_full_member else self.none()

    def waiting(self):
        """Those whose request for a seat nobody has answered; they have shown that the address is theirs."""
        return self.filter(approved_at__isnull=True, is_active=True, emailaddress__verified=True).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Somebody who has the server has shown enough: the address counts as verified."""
        fields |= {"is_superuser": True, "approved_at": timezone.now()}
        user = self.create_user(email, password, **fields)
        user.emailaddress_set.create(email=user.email, primary=True, verified=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The primary key stays inside; addresses and the API show `uuid`.

    `email` is the confirmed address, empty until one is confirmed: so anybody may claim an address at sign-up
    and nobody learns whether it has an account. What was claimed is in allauth's EmailAddress.
    """

    uuid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    display_name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("active"), default=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    #: A warning waits to be read and acknowledged. Kept here so that no page has to ask for it.
    has_warning = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    language = models.CharField(_("language"), max_length=12, blank=True, choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ci_unique")]

    def __str__(self):
        return self.display_name or self.email or str(self.uuid)

    def _get_session_auth_hash(self, secret=None):
        """Sessions end when the password changes, and when `session_epoch` is raised: sign out everywhere."""
        return salted_hmac(
            "members.User.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name.split(" ")[0]

    @property
    def is_staff(self):
        """Wagtail's admin asks for a permission of its own; nothing else here is for staff."""
        return self.is_superuser

    def has_perm(self, perm, obj=None):
        """What groups allow counts only while its bearer is a full member: the editors' admin closes with it."""
        return self.is_full_member and super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        return self.is_full_member and super().has_module_perms(app_label)

    @property
    def address(self):
        """Where to write to, confirmed or not; None without any."""
        return self.emailaddress_set.order_by("-primary", "-verified", "-pk").first()

    @cached_property
    def seats(self):
        """Where this person sits, as `seats_of` says."""
        return seats_of([self.pk])[self.pk]

    def sits_in(self, what):
        return [seat for seat in self.seats if seat.what == what]

    @property
    def group_names(self):
        return frozenset(seat.name for seat in self.sits_in("group"))

    @cached_property
    def is_verified(self):
        return self.emailaddress_set.filter(verified=True).exists()

    @property
    def is_full_member(self):
        """May read and write: active, approved, not suspended, with a verified address."""
        return bool(self.is_active and self.approved_at and not self.is_suspended and self.is_verified)

    def has_role(self, *roles):
        """Whether a full member is in one of these groups; whoever made the installation is in all."""
        return self.is_full_member and (self.is_superuser or not self.group_names.isdisjoint(roles))

    @property
    def is_suspended(self):
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_silenced(self):
        return self.silenced_until is not None and self.silenced_until > timezone.now()


def person(key):
    """The User with this key, with their seat; None where there is none."""
    return next(iter(_people(key=key)), None)


@Prepared
def _people(*, key):
    return User.objects.with_seat().filter(pk=key)


WATCHERS = ("moderator", "administrator")
NOBODY = 0


def seats_of(keys):
    """Where people sit, in one query: by each key of a user a list of Seats in groups, circles and threads shared by name;
    ("facilitates") in circles that they facilitate, and ("watched") in every circle, for whoever looks after them all."""
    found = {key: [] for key in [*keys, NOBODY]}
    for key, *seat in _seats(keys=tuple(keys)):
        found[key].append(Seat(*seat))
    watched = found.pop(NOBODY)
    for seats in found.values():
        if any(seat.what == "group" and seat.name in WATCHERS for seat in seats):
            seats.extend(watched)
    return found


@Prepared
def _seats(*, keys):
    def rows(relation, member, *row):
        model = getattr(relation, "through", None) or relation.related_model
        found = model._default_manager.order_by().filter(**{f"{member}__in": keys})
        return found.values_list(member, *[Cast(part, models.CharField()) for part in row])

    related = User._meta.get_field
    groups = rows(User.groups, "user_id", Value("group"), F("group_id"), F("group__name"), Value(""))
    circle = F("circle_id"), F("circle__name"), F("circle__slug")
    circles = rows(related("circle_memberships"), "member_id", Value("circle"), *circle)
    facilitated = rows(related("circle_memberships"), "member_id", Value("facilitates"), *circle)
    shared = rows(
        related("shared_threads"), "member_id", Value("thread"), F("thread_id"), Value(""), Value("")
    )
    office = User.groups.through.objects.filter(user__in=keys, group__name__in=WATCHERS)
    every = related("circles").related_model.objects.order_by().filter(Exists(office))
    row = (
        Value(NOBODY),
        *[Cast(part, models.CharField()) for part in (Value("watched"), F("pk"), F("name"), F("slug"))],
    )
    return groups.union(
        circles, facilitated.filter(role="facilitator"), shared, every.values_list(*row), all=True
    )
