"""Where the library's lists stand, for pages that are not in the tree."""

from django.utils.translation import get_language

from cop.core.kept import Kept
from library.models import CollectionIndexPage, PrincipleIndexPage


def principles_url(request):
    """The list of principles in the reader's language, else in any; empty before there is one they may open."""
    indexes = list(PrincipleIndexPage.objects.visible_to(request.user).select_related("locale"))
    own = [page for page in indexes if page.locale.language_code == get_language()]
    page = next(iter(own + indexes), None)
    return (page.url if page else None) or ""


def collections_url(request):
    """The list of collections in the reader's language, else in any; empty before there is one."""
    return collections_of_language(get_language())


def _found(language):
    indexes = list(CollectionIndexPage.objects.live().select_related("locale"))
    own = [page for page in indexes if page.locale.language_code == language]
    page = next(iter(own + indexes), None)
    return (page.url if page else None) or ""


collections_of_language = Kept(_found)
