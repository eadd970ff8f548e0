"""What search holds of the library: guides with their sections, principles, collections, resources."""

from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from cop.core.registries import Entry
from library.models import Resource
from members.permissions import MEMBERS, PUBLIC

#: What a guide has besides words, by the kind of its parts.
MARKS = {"picture": "image", "embed": "video", "download": "file", "resource": "resource"}


def prepare_guides(guides):
    return guides.select_related("locale").prefetch_related("principles", "sectors", "tagged_items__tag")


def prepare_principles(pages):
    return pages.select_related("locale", "principle")


def prepare_collections(pages):
    return pages.select_related("locale").prefetch_related("principles", "sectors")


def prepare_resources(resources):
    files = resources.select_related("document__collection", "document__extract")
    return files.defer("document__extract__picture").prefetch_related("principles", "sectors", "tags")


def guide_entries(guide):
    """The guide by its title and summary, and each part that has words of its own."""
    audience = audience_of(guide)
    if audience is None:
        return
    key = f"guide:{guide.pk}"
    shared = {
        "family": "guide",
        "group": key,
        "title": guide.title,
        "language": guide.locale.language_code,
        "principles": tuple(principle.slug for principle in guide.principles.all()),
        "sectors": tuple(sector.slug for sector in guide.sectors.all()),
        "tags": tuple(sorted(item.tag.name for item in guide.tagged_items.all())),
        "marks": tuple(
            sorted({MARKS[block.block_type] for block in guide.body if block.block_type in MARKS})
        ),
        "audience": audience,
        "date": guide.last_published_at,
    }
    yield Entry(
        key=key,
        kind="guide",
        url=guide.url,
        summary=guide.summary,
        source_id=guide.source_id or "",
        beside=translated(guide, audience),
        **shared,
    )
    with translation.override(guide.locale.language_code):
        for block in guide.body:
            if text := words_of(block):
                yield Entry(
                    key=f"{key}:{block.id}",
                    kind="section",
                    form=block.block_type,
                    url=f"{guide.url}#{block.id}",
                    summary=str(block.block.label),
                    text=text,
                    beside={guide.locale.language_code: guide.summary},
                    **shared,
                )


def translated(page, audience):
    """What the page is called and said to be in other languages, as far as its readers may see it there."""
    others = page.get_translations().live().select_related("locale").order_by("pk")
    return {
        other.locale.language_code: f"{other.title}\n{other.summary}"
        for other in others
        if audience_of(other) in (PUBLIC, audience)
    }


def principle_entries(page):
    """The page of a principle in one language."""
    audience = audience_of(page)
    if audience is None:
        return
    yield Entry(
        key=f"principle:{page.pk}",
        kind="principle",
        family="principle",
        group=f"principle:{page.pk}",
        url=page.url,
        title=page.title,
        summary=page.essence,
        text="\n\n".join(filter(None, map(words_of, page.body))),
        language=page.locale.language_code,
        principles=(page.principle.slug,),
        audience=audience,
        date=page.last_published_at,
    )


def collection_entries(page):
    """The collection by its title, summary and stages; what it names is found by itself, by whoever may find it."""
    audience = audience_of(page)
    if audience is None:
        return
    stages = [raw["value"] for raw in page.stages.raw_data if raw["type"] == "stage"]
    yield Entry(
        key=f"collection:{page.pk}",
        kind="collection",
        family="collection",
        group=f"collection:{page.pk}",
        url=page.url,
        title=page.title,
        summary=page.summary,
        text="\n".join(text for value in stages for text in (value.get("title"), value.get("lead")) if text),
        language=page.locale.language_code,
        principles=tuple(principle.slug for principle in page.principles.all()),
        sectors=tuple(sector.slug for sector in page.sectors.all()),
        audience=audience,
        date=page.last_published_at,
        beside=translated(page, audience),
    )


def resource_entries(resource):
    if resource.state != Resource.State.PUBLISHED:
        return
    file = file_of(resource)
    said = file.extracted.text if file else ""
    yield Entry(
        key=f"resource:{resource.pk}",
        kind="resource",
        family="resource",
        form=resource.kind,
        group=f"resource:{resource.pk}",
        url=reverse("library:resource-detail", args=[resource.pk]),
        title=resource.title,
        text="\n\n".join(filter(None, (resource.description, said))),
        author_label=resource.publisher,
        language=resource.language,
        principles=tuple(principle.slug for principle in resource.principles.all()),
        sectors=tuple(sector.slug for sector in resource.sectors.all()),
        tags=tuple(sorted(tag.name for tag in resource.tags.all())),
        marks=("file",) if file else (),
        audience=resource.audience,
        date=resource.created_at,
        source_id=resource.source_id or "",
    )


def file_of(resource):
    """Its document, where whoever may see the resource may have the file."""
    document = resource.document
    return (
        document if document and audience_under(document.collection) in (PUBLIC, resource.audience) else None
    )


def audience_of(page):
    """Public or members-only; None for a page that search must not hold: not live, or closed in another way."""
    if not page.live or page.url is None:
        return None
    restrictions = list(page.get_view_restrictions())
    if page.alias_of_id:
        restrictions += page.alias_of.get_view_restrictions()
    return audience_behind(restrictions)


def audience_under(collection):
    """The same for the files of a collection."""
    return audience_behind(collection.get_view_restrictions())


def audience_behind(restrictions):
    kinds = {restriction.restriction_type for restriction in restrictions}
    if not kinds:
        return PUBLIC
    return MEMBERS if kinds == {PageViewRestriction.LOGIN} else None


def words_of(block):
    """The plain words of a block, without what its choosers point at."""
    return "\n".join(part.strip() for part in block.block.get_searchable_content(block.value) if part.strip())
