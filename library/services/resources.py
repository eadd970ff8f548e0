"""Things to read, watch or use that others made."""

from django.db import transaction

from library.models import Principle, Resource
from library.permissions import check_curate
from members.models import Sector


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
