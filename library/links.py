"""What an address of the library leads to, and what a card says of it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language_from_path
from wagtail.models import Locale, Site

from library.models import GuidePage, Resource

GUIDE, RESOURCE = "guide", "resource"


@dataclass(frozen=True)
class Target:
    """A thing of the library in one language: `form` is the kind of a resource, `path` where a guide stands."""

    kind: str
    key: str
    title: str
    text: str
    language: str
    form: str = ""
    path: str = ""

    @property
    def url(self):
        if self.kind == RESOURCE:
            return reverse("library:resource-detail", args=[self.key])
        return GuidePage(url_path=self.path, locale=Locale(language_code=self.language)).url


def thing_at(path):
    """(kind, key) of a guide or a resource at a path of this site, or None. A guide's key is that of all languages."""
    language = get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):  # addresses of guides depend on it
            match = resolve(path)
    except Resolver404:
        return None
    if match.view_name == "library:resource-detail":
        return RESOURCE, str(match.kwargs["pk"])
    if match.view_name != "wagtail_serve":
        return None
    below = (path.removeprefix(f"/{language}") if get_language_from_path(path) else path).strip("/")
    places = [
        f"{root.root_path.rstrip('/')}/{below}/"
        for root in Site.get_site_root_paths()
        if root.language_code == language
    ]
    key = GuidePage.objects.filter(url_path__in=places).values_list("translation_key", flat=True).first()
    return (GUIDE, str(key)) if key else None


def rows_of(kind, keys, reader):
    """What a reader may see of these, as one part of a larger question: a row has the fields of Target."""
    nothing = Value("", output_field=CharField())
    if kind == RESOURCE:
        found = Resource.objects.visible_to(reader).filter(pk__in=[int(key) for key in keys])
        columns = ("pk", "title", "description", "language", F("kind"), nothing)
    else:
        found = GuidePage.objects.visible_to(reader).filter(translation_key__in=[UUID(key) for key in keys])
        columns = ("translation_key", "title", "summary", "locale__language_code", nothing, F("url_path"))
    as_text = [Cast(one, CharField()) if isinstance(one, str) else one for one in columns]
    return found.order_by().values_list(Value(kind, output_field=CharField()), *as_text)
