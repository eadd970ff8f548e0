"""Things to read, watch or use that others made."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cop.core.limits import count
from library import doi
from library.fetching import Fetched, State, fetch
from library.models import Principle, Resource
from library.permissions import check_curate
from library.webpage import told_by, without_traces
from members.models import Sector

LOOKS_A_MINUTE = 6


@transaction.atomic
def create_resource(*, actor, source_id, title, kind, principles, sectors=(), **fields):
    """A resource of others; idempotent by `source_id`. `principles` and `sectors` are slugs."""
    check_curate(actor)
    resource = Resource.objects.filter(source_id=source_id).first() if source_id else None
    if resource is None:
        resource = Resource(source_id=source_id, title=title, kind=kind, **fields)
        resource.full_clean()
        resource.save()
        resource.principles.set(Principle.objects.filter(slug__in=principles))
        resource.sectors.set(Sector.objects.filter(slug__in=sectors))
    return resource


def look_at_page(*, actor, url) -> tuple[State, dict[str, Any]]:
    """What the page at an address says of itself, as fields of a resource, and whether it could be read; where it could not,
    the address alone. Nothing is kept."""
    check_curate(actor)
    count(
        f"resource-look:{actor.pk}",
        LOOKS_A_MINUTE,
        _("That is a lot of pages for one minute. Wait a moment; the address stays here."),
    )
    found = fetch(url) if settings.LINK_CHECKS else Fetched(State.SILENT)
    if found.state is not State.PAGE:
        return found.state, {"url": without_traces(url)}
    if found.kind == doi.TYPE:
        return found.state, doi.told_by_registry(found.body, url)
    return found.state, told_by(found.body, found.charset, url)


@transaction.atomic
def add_resource(*, actor, resource, principles, sectors, tags):
    """A resource that a curator looked through; `resource` is not saved yet."""
    check_curate(actor)
    resource.save()
    resource.principles.set(principles)
    resource.sectors.set(sectors)
    resource.tags.set(tags)
    return resource
