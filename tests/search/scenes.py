"""What there is to find, made as people make it, and questions asked as a browser asks them."""

from django.http import QueryDict
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cop.core.queue import run_all_tasks
from library.models import FrontPage, GuideIndexPage, GuidePage, Principle, Resource
from search import results
from search.engines import remote
from search.models import SearchEntry
from search.services import indexing
from search.tasks import follow
from tests.factories import sector


def index(owner, *rows):
    """Bring the entries of these rows up to date, as the task does, and run what that enqueues."""
    changed = indexing.refresh(owner=owner, ids=[row.pk for row in rows], follow=follow)
    run_all_tasks()
    return changed


def guide(title="Ninety seconds of noticing", summary="Watch closely.", *, body=None, locale="en", **fields):
    """A live guide. `principles` and `sectors` are slugs."""
    language = Locale.objects.get_or_create(language_code=locale)[0]
    index_page = GuideIndexPage.objects.filter(locale=language).first()
    if index_page is None:
        front = FrontPage(
            title=f"Home {locale}", slug=f"home-{locale}", headline="H", lead="L", locale=language
        )
        if other := FrontPage.objects.first():  # the same page in another language belongs to the same site
            front.translation_key = other.translation_key
        Page.get_first_root_node().add_child(instance=front)
        index_page = front.add_child(
            instance=GuideIndexPage(title="Guides", slug=f"guides-{locale}", locale=language)
        )
        _site(front)
    principles, sectors, tags = (fields.pop(name, ()) for name in ("principles", "sectors", "tags"))
    words = {"discuss": {"questions": ["What did you notice?"]}} | (body or {})
    page = GuidePage(
        title=title, summary=summary, body=list(words.items()), locale=language, live=True,
        first_published_at=timezone.now(), last_published_at=timezone.now(), **fields,
    )  # fmt: skip
    index_page.add_child(instance=page)
    page.principles.set(Principle.objects.get_or_create(slug=slug)[0] for slug in principles)
    page.sectors.set(sector(slug) for slug in sectors)
    page.tags.add(*tags)
    page.save()
    return GuidePage.objects.get(pk=page.pk)


def _site(front):
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    if not isinstance(site.root_page.specific if site.root_page_id else None, FrontPage):
        site.root_page = front
    site.save()  # whoever asked before knew of fewer languages


def closed(page):
    """For members only."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def resource(title="Serve and Return", description="Back and forth.", **fields):
    row = Resource.objects.create(
        **{"kind": "article", "publisher": "A center"} | fields | {"title": title, "description": description}
    )
    return row


def ask(viewer, q="", *, language="en", **params):
    """The answer to a question; `kind=["guide", "reflection"]` and so on narrow it down."""
    query = QueryDict(mutable=True)
    query["q"] = q
    for name, value in params.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    settle()
    return results.search(viewer, query, language=language)


def settle():
    """Let what was copied to Elasticsearch be found now and not in a second."""
    if (engine := remote()) is not None:
        engine.refresh()


def titles(answer):
    return [found.entry.title for found in answer.found]


def keys():
    return set(SearchEntry.objects.values_list("key", flat=True))
