"""Which pages a viewer may open, and what every page of the library tells its template."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from wagtail.models import Page, PageLogEntry, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from library.models.principles import Principle
from members.permissions import is_member

PUBLISHED = "wagtail.publish"


def closed_at(path, viewer, restrictions=PageViewRestriction):
    """Whether a restriction stands at a path or above it that the viewer does not pass.

    'Signed in' means full members, 'groups' means full members of one of them. A shared password says nothing about
    who reads, so nothing here is open by one. Whoever made the installation may open everything.
    """
    closed = restrictions.objects.all()
    name = "page" if restrictions is PageViewRestriction else "collection"
    if is_member(viewer):
        if viewer.is_superuser:
            closed = closed.none()
        through = restrictions.groups.through.objects
        theirs = through.filter(
            **{f"{name}viewrestriction": OuterRef("pk")}, group__name__in=viewer.group_names
        )
        for_groups = Q(restriction_type=restrictions.GROUPS)
        closed = closed.exclude(restriction_type=restrictions.LOGIN).exclude(for_groups & Q(Exists(theirs)))
    return stands_at(path, closed, name)


def stands_at(path, closed, name="page"):
    at = ExpressionWrapper(OuterRef(path), output_field=models.CharField())
    return Exists(closed.annotate(at=at).filter(at__startswith=F(f"{name}__path")))


class Rights(NamedTuple):
    """Stands before `visible_to`, in prepared questions, for all who may open the same pages and resources."""

    is_authenticated: bool
    is_superuser: bool
    group_names: frozenset[str]

    @classmethod
    def of(cls, viewer):
        member = is_member(viewer)
        return cls(member, member and viewer.is_superuser, viewer.group_names if member else frozenset())

    @property
    def is_full_member(self):
        return self.is_authenticated

    def has_role(self, *roles):
        return self.is_authenticated and (self.is_superuser or not self.group_names.isdisjoint(roles))


class VisiblePageQuerySet(PageQuerySet):
    def visible_to(self, viewer):
        """Live pages that a viewer may open; a restriction holds for everything below its page, and for copies.

        It asks the database nothing by itself, so that it can be part of any other question.
        """
        if is_member(viewer) and viewer.is_superuser:
            return self.live()
        return self.live().exclude(closed_at("path", viewer)).exclude(closed_at("alias_of__path", viewer))

    def open_to_members(self):
        """Live pages that every full member may open: public ones, and those for whoever is signed in."""
        closed = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
        return self.live().exclude(stands_at("path", closed)).exclude(stands_at("alias_of__path", closed))

    def to_open(self, viewer):
        """What a page needs to be shown whole to a viewer comes with it."""
        return self

    def in_words(self):
        """For lists: with locale, principles and their names, and how often each was published."""
        principles = models.Prefetch("principles", queryset=Principle.objects.all())
        return self.select_related("locale").prefetch_related(principles).with_version()

    def with_principles(self):
        """For lists: principles with their names."""
        return self.prefetch_related(models.Prefetch("principles", queryset=Principle.objects.all()))

    def with_version(self):
        """`version`: how often each page was published."""
        times = PageLogEntry.objects.filter(page=OuterRef("pk"), action=PUBLISHED).order_by()
        return self.annotate(version=Subquery(times.values("page").annotate(n=Count("pk")).values("n")))


VisiblePageManager = PageManager.from_queryset(VisiblePageQuerySet)


class LibraryPage(Page):
    """A page that readers open. Who may not see it finds nothing: `wagtail_hooks` asks `visible_to` at the door."""

    objects = VisiblePageManager()
    #: The field that says in short what it is about.
    short = "intro"

    class Meta:
        abstract = True

    @cached_property
    def canonical(self):
        """Its address with the host that this installation is known by; empty before it has one."""
        url = self.url
        return f"{settings.BASE_URL.rstrip('/')}{url}" if url else ""

    @property
    def in_short(self):
        """For search engines, and where its address is shared."""
        return self.search_description or getattr(self, self.short)

    def translations_for(self, viewer):
        """The same page in other languages, as far as the viewer may open it; found with it, where `at` found it."""
        if (found := getattr(self, "found_translations", None)) is not None:
            return found
        others = type(self).objects.visible_to(viewer).filter(translation_key=self.translation_key)
        return list(others.exclude(pk=self.pk).select_related("locale").order_by("locale__language_code"))

    def get_context(self, request, *args, **kwargs):
        """`translations`, and `alternates`: pairs of a language and the address that machines may know it by."""
        translations = self.translations_for(request.user)
        versions = [self, *translations] if self.canonical else []
        return super().get_context(request, *args, **kwargs) | {
            "translations": translations,
            "canonical": self.canonical,
            "alternates": [(page.locale.language_code, page.canonical) for page in versions],
            "newer": newer_original(self, translations),
        }


def original_of(versions):
    """Of the same page in several languages the one that was there first."""
    return min(versions, key=lambda page: (page.first_published_at is None, page.first_published_at, page.pk))


def is_behind(page, original):
    """Whether the original came out again after it."""
    return bool(
        page != original
        and page.last_published_at
        and original.last_published_at
        and page.last_published_at < original.last_published_at
    )


def newer_original(page, translations):
    """The page that this one says the same as, where that has changed since; None where a reader misses nothing."""
    original = original_of([page, *translations]) if translations and page.first_published_at else page
    return original if is_behind(page, original) else None
