"""Where the pages of the library hang: a short list, asked for once a minute."""

from typing import NamedTuple

from cop.core.kept import Kept
from cop.core.prepared import Prepared
from library.models.collections import CollectionIndexPage, CollectionPage
from library.models.guides import GuideIndexPage, GuidePage
from library.models.principle_pages import PrincipleIndexPage, PrinciplePage
from library.models.visibility import Rights

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
    """The list, guide, principle or collection with this address (as after the language) that a viewer may open, with its
    translations; None without."""
    first, *rest = path.strip("/").split("/")
    index = next((one for one in known_indexes() if (one.language, one.slug) == (language, first)), None)
    if index is None or len(rest) > 1:
        return None
    model = LEAVES[index.model] if rest else index.model
    url_path = f"{index.url_path}{rest[0]}/" if rest else index.url_path
    versions = _versions(model, Rights.of(viewer), path=url_path)
    page = next((each for each in versions if each.url_path == url_path), None)
    if page is not None:
        page.found_translations = [each for each in versions if each is not page]
    return page


@Prepared
def _versions(model, rights, *, path):
    here = model.objects.filter(url_path=path).values("translation_key")
    found = model.objects.to_open(rights).visible_to(rights).filter(translation_key__in=here)
    return found.select_related("locale").order_by("locale__language_code")
