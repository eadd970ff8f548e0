"""Verbs of the library. Pages go through Wagtail's revisions, so that each has a history from the start."""

import uuid

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Locale, Page, Site

from cop.core.events import emit
from library.events import ResourceChanged
from library.models import (
    FrontPage,
    GuideIndexPage,
    GuidePage,
    Principle,
    PrincipleIndexPage,
    PrinciplePage,
    Resource,
)
from members.models import Sector

TITLES = {
    "en": {
        "guides": "Guides",
        "principles": "Principles",
        "guides_intro": "One page each, to read before a visit and use tomorrow.",
    },
    "es": {
        "guides": "Guías",
        "principles": "Principios",
        "guides_intro": "Una página cada una, para leer antes de una visita y usar mañana.",
    },
}


def publish(page, actor):
    page.save_revision(user=actor).publish(user=actor)
    return page


@transaction.atomic
def ensure_tree(*, actor, front):
    """The site's front page and its two indexes in each language of `front`; what exists stays."""
    root = Page.get_first_root_node()
    if not FrontPage.objects.exists():
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root.refresh_from_db()
    source = None
    for language, words in front.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        page = FrontPage.objects.filter(locale=locale).first()
        if page is None:
            page = FrontPage(
                title=words["title"],
                slug="home" if source is None else f"home-{language}",
                headline=words["headline"],
                lead=words["lead"],
                note=words["note"],
                source_note=words["source_note"],
                locale=locale,
            )
            if source is not None:
                page.translation_key = source.translation_key
            root.add_child(instance=page)
            publish(page, actor)
        for model, slug in ((GuideIndexPage, "guides"), (PrincipleIndexPage, "principles")):
            if not model.objects.filter(locale=locale).exists():
                index = model(title=TITLES[language][slug], slug=slug, locale=locale)
                if slug == "guides":
                    index.intro = TITLES[language]["guides_intro"]
                original = model.objects.first()
                if original is not None:
                    index.translation_key = original.translation_key
                page.add_child(instance=index)
                publish(index, actor)
        source = source or page
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    site.root_page, site.site_name = source, source.title
    site.save()


@transaction.atomic
def fill_front(*, actor, front):
    """The editorial parts of the front pages that are still empty."""
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    principles = {principle.slug: principle for principle in Principle.objects.all()}
    for language, words in front.items():
        page = FrontPage.objects.filter(locale__language_code=language).first()
        if page is None or len(page.body):
            continue
        talk = words["conversation"]
        replies = [reply | {"sector": sectors[reply["sector"]]} for reply in talk["replies"]]
        page.body = [
            (
                "conversation",
                talk
                | {
                    "principle": principles[talk["principle"]],
                    "sector": sectors[talk["sector"]],
                    "replies": replies,
                },
            ),
            *(("promise", promise) for promise in words["promises"]),
            ("moment", words["moment"] | {"principle": principles[words["moment"]["principle"]]}),
        ]
        publish(page, actor)


@transaction.atomic
def create_principle(*, actor, slug, order, hue, chroma, mark, words):
    """One row and a page for each language in `words`; idempotent by slug."""
    principle, _ = Principle.objects.get_or_create(
        slug=slug, defaults={"order": order, "hue": hue, "chroma": chroma, "mark": mark}
    )
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    key = uuid.uuid4()
    for language, said in words.items():
        locale = Locale.objects.get(language_code=language)
        if principle.pages.filter(locale=locale).exists():
            continue
        page = PrinciplePage(
            title=said["title"],
            slug=slug,
            principle=principle,
            essence=said["essence"],
            locale=locale,
            translation_key=key,
        )
        body = []
        if said.get("meaning"):
            body.append(("meaning", "".join(f"<p>{paragraph}</p>" for paragraph in said["meaning"])))
        if said.get("looks"):
            body.append(
                (
                    "looks",
                    [{"sector": sectors[look["sector"]], "text": look["text"]} for look in said["looks"]],
                )
            )
        if said.get("questions"):
            body.append(("questions", said["questions"]))
        if said.get("wording"):
            body.append(("wording", said["wording"]))
        page.body = body
        PrincipleIndexPage.objects.get(locale=locale).add_child(instance=page)
        publish(page, actor)
    return principle


@transaction.atomic
def create_resource(*, actor, source_id, title, kind, principles, sectors=(), **fields):
    """A resource of others; idempotent by `source_id`. `principles` and `sectors` are slugs."""
    resource = Resource.objects.filter(source_id=source_id).first() if source_id else None
    if resource is None:
        resource = Resource.objects.create(source_id=source_id, title=title, kind=kind, **fields)
        resource.principles.set(Principle.objects.filter(slug__in=principles))
        resource.sectors.set(Sector.objects.filter(slug__in=sectors))
        emit(ResourceChanged(resource.pk))
    return resource


@transaction.atomic
def create_guide(
    *, actor, source_id, slug, title, language, summary, principle, why_it_matters, try_this_week, watch_for, discuss,
    sectors=(), tags=(), related_resources=(), translation_of=None,
):  # fmt: skip
    """A published guide from plain texts; idempotent by `source_id`. Paragraphs are parted by empty lines."""
    guide = GuidePage.objects.filter(source_id=source_id).first()
    if guide is not None:
        return guide
    locale = Locale.objects.get(language_code=language)
    guide = GuidePage(title=title, slug=slug, summary=summary, locale=locale, source_id=source_id)
    original = GuidePage.objects.filter(source_id=translation_of).first() if translation_of else None
    if original is not None:
        guide.translation_key = original.translation_key
    resources = {
        resource.source_id: resource for resource in Resource.objects.filter(source_id__in=related_resources)
    }
    guide.body = [
        ("why_it_matters", {"text": paragraphs(why_it_matters)}),
        (
            "try_this_week",
            {
                "steps": [
                    {"title": step["title"], "detail": paragraphs(step["detail"]), "adaptations": []}
                    for step in try_this_week
                ]
            },
        ),
        (
            "watch_for",
            {"points": [watch_item(line) for line in watch_for.strip().removeprefix("- ").split("\n- ")]},
        ),
        ("discuss", {"questions": list(discuss)}),
        *(
            ("resource", {"resource": resources[key], "note": ""})
            for key in related_resources
            if key in resources
        ),
    ]
    GuideIndexPage.objects.get(locale=locale).add_child(instance=guide)
    guide.principles.set(Principle.objects.filter(slug=principle))
    guide.sectors.set(Sector.objects.filter(slug__in=sectors))
    guide.tags.set(tags)
    return publish(guide, actor)


def paragraphs(text):
    """Plain text as the rich text of the editor."""
    return "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.strip().split("\n\n"))


def watch_item(line):
    """A point of "watch for": its first sentence, where it is short, becomes the heading."""
    text = " ".join(line.split())
    head, dot, rest = text.partition(". ")
    if dot and len(head) <= 60 and rest:
        return {"title": head.strip('"'), "text": paragraphs(rest)}
    return {"title": "", "text": paragraphs(text)}
