"""Which resource is here already: by its address, however it is spelled, or by title and year."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.db.models.functions import Lower

from library.models import Resource


class Known:
    """What there is of some addresses and titles, looked up at once."""

    def __init__(self, urls: Iterable[str], titles: Iterable[str]):
        addresses = {one for url in urls if url for one in _spelled(url)}
        wanted = {title.lower() for title in titles}
        named = Resource.objects.annotate(lower=Lower("title")).filter(lower__in=wanted)
        self.by_address = {spelled_once(row.url): row for row in Resource.objects.filter(url__in=addresses)}
        self.by_name = {(row.lower, row.year): row for row in named}

    def double_of(self, resource: Resource) -> Resource | None:
        """Another resource that is the same."""
        found = (
            self.by_address.get(spelled_once(resource.url)),
            self.by_name.get((resource.title.lower(), resource.year)),
        )
        return next((row for row in found if row is not None and row.pk != resource.pk), None)


def double_of(resource: Resource) -> Resource | None:
    return Known([resource.url], [resource.title]).double_of(resource)


def spelled_once(url: str) -> str:
    """An address spelled one way: no scheme, no www, no slash at the end."""
    parts = urlsplit(url)
    rest = f"?{parts.query}" if parts.query else ""
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/") + rest if url else ""


def _spelled(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host = (parts.netloc or "").lower().removeprefix("www.")
    rest = f"?{parts.query}" if parts.query else ""
    for scheme in ("http", "https"):
        for www in ("", "www."):
            for end in ("", "/"):
                yield f"{scheme}://{www}{host}{parts.path.rstrip('/')}{end}{rest}"
