"""Where the library's lists stand, for pages that are not in the tree."""

from django.utils.translation import get_language

from library.models import PrincipleIndexPage


def principles_url(request):
    """The list of principles in the reader's language, else in any; empty before there is one they may open."""
    indexes = list(PrincipleIndexPage.objects.visible_to(request.user).select_related("locale"))
    own = [page for page in indexes if page.locale.language_code == get_language()]
    page = next(iter(own + indexes), None)
    return (page.url if page else None) or ""
