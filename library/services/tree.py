"""The pages that all others hang on."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from library.models import CollectionIndexPage, FrontPage, GuideIndexPage, Principle, PrincipleIndexPage
from library.permissions import check_publish
from library.services.publishing import publish
from library.services.workflow import ensure_workflow
from members.models import Sector

TITLES = {
    "en": {
        "guides": "Guides",
        "principles": "Principles",
        "collections": "Collections",
        "guides_intro": "One page each, to read before a visit and use tomorrow.",
        "collections_intro": "Guides, resources and conversations in an order that somebody thought about, to read alone or together.",
        "principles_intro": "What we hold on to when the day is full. Each has its guides, its conversations and its words.",
    },
    "es": {
        "guides": "Guías",
        "principles": "Principios",
        "collections": "Colecciones",
        "guides_intro": "Una página cada una, para leer antes de una visita y usar mañana.",
        "collections_intro": "Guías, recursos y conversaciones en un orden que alguien pensó, para leer a solas o en compañía.",
        "principles_intro": "A qué nos aferramos cuando el día viene lleno. Cada uno tiene sus guías, sus conversaciones y sus palabras.",
    },
}


@transaction.atomic
def ensure_tree(*, actor, front):
    """The site's front page and its three lists in each language of `front`; what exists stays."""
    check_publish(actor)
    root = Page.get_first_root_node()
    if not FrontPage.objects.exists():
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root.refresh_from_db()
    source = None
    for language, words in front.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        page = FrontPage.objects.filter(locale=locale).first() or _front(
            actor, root, locale, words, slug="home" if source is None else f"home-{language}", source=source
        )
        source = source or page
        _index(actor, page, GuideIndexPage, "guides")
        _index(actor, page, PrincipleIndexPage, "principles")
        _index(actor, page, CollectionIndexPage, "collections")
    _site(source)
    ensure_workflow()


@transaction.atomic
def fill_front(*, actor, front):
    """The editorial parts of the front pages that are still empty."""
    check_publish(actor)
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    principles = {principle.slug: principle for principle in Principle.objects.all()}
    for language, words in front.items():
        page = FrontPage.objects.filter(locale__language_code=language).first()
        if page is None or len(page.body):
            continue
        talk, moment = words["conversation"], words["moment"]
        replies = [reply | {"sector": sectors[reply["sector"]]} for reply in talk["replies"]]
        asked = {
            "principle": principles[talk["principle"]],
            "sector": sectors[talk["sector"]],
            "replies": replies,
        }
        page.body = [
            ("conversation", talk | asked),
            *(("promise", promise) for promise in words["promises"]),
            ("moment", moment | {"principle": principles[moment["principle"]]}),
        ]
        publish(page, actor)


def _front(actor, root, locale, words, *, slug, source):
    fields = {name: words[name] for name in ("title", "headline", "lead", "note", "source_note")}
    page = FrontPage(slug=slug, locale=locale, owner=actor, **fields)
    if source is not None:
        page.translation_key = source.translation_key
    root.add_child(instance=page)
    return publish(page, actor)


def _index(actor, parent, model, slug):
    if model.objects.filter(locale=parent.locale).exists():
        return
    words = TITLES.get(parent.locale.language_code, TITLES["en"])
    index = model(
        title=words[slug], slug=slug, intro=words[f"{slug}_intro"], locale=parent.locale, owner=actor
    )
    original = model.objects.first()
    if original is not None:
        index.translation_key = original.translation_key
    parent.add_child(instance=index)
    publish(index, actor)


def _site(root_page):
    """The one site, under the host that this installation is known by."""
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page, site.site_name = root_page, root_page.title
    site.save()
