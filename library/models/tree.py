"""Where the pages of the library hang: a short list, asked for once a minute."""

from typing import NamedTuple

from cop.core.kept import Kept
from library.models.collections import CollectionIndexPage, CollectionPage
from library.models.guides import GuideIndexPage, GuidePage
from library.models.principle_pages import PrincipleIndexPage, PrinciplePage

LEAVES = {
    GuideIndexPage: GuidePage,
    PrincipleIndexPage: PrinciplePage,
    CollectionIndexPage: CollectionPage,
}


class Index(NamedTuple):
    model: type
    language: str
    url_path: str
    slug: str


def _indexes():
    return [
        Index(model, *row)
        for model in LEAVES
        for row in model.objects.live().values_list("locale__language_code", "url_path", "slug")
    ]


#: The lists under which guides, principles and collections hang.
known_indexes = Kept(_indexes)


def page_at(path, language, viewer):
    """The list, guide, principle or collection with this address (as after the language) that a viewer may open; None without."""
    first, *rest = path.strip("/").split("/")
    index = next((one for one in known_indexes() if (one.language, one.slug) == (language, first)), None)
    if index is None or len(rest) > 1:
        return None
    if not rest:
        return index.model.objects.at(index.url_path, viewer)
    return LEAVES[index.model].objects.to_open().at(f"{index.url_path}{rest[0]}/", viewer)
