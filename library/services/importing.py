"""Collections of others, loaded as resources: many at a time, and again without doubling any."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from library.models import Resource

LONGEST_ID = Resource._meta.get_field("source_id").max_length or 0
LONGEST_TITLE = Resource._meta.get_field("title").max_length or 0


def import_resources(*, rows: Iterable[dict], audience: str = Resource.Audience.PUBLIC) -> list[int]:
    """Resources of rows `{"id", "title", "text", "language"}`; one whose id is known gets its words anew. Their ids.

    For whoever runs the server: no member acts. No signal tells of these, so the caller has them indexed.
    """
    made = {row["id"]: resource_of(row, audience) for row in rows}
    with transaction.atomic():
        Resource.objects.bulk_create(
            made.values(),
            update_conflicts=True,
            unique_fields=["source_id"],
            update_fields=["title", "description", "language", "audience", "state", "updated_at"],
        )
        return list(Resource.objects.filter(source_id__in=made).order_by("pk").values_list("pk", flat=True))


def resource_of(row: dict, audience: str) -> Resource:
    """One row as a resource that is not saved yet. A title that is too long ends with an ellipsis."""
    source_id = str(row["id"])
    title, text = (str(row[name]).replace("\x00", "") for name in ("title", "text"))
    title = " ".join(title.split())
    if not source_id or len(source_id) > LONGEST_ID:
        raise ValidationError(
            _("The id %(id)s has more than %(most)d characters, or none.")
            % {"id": source_id[:80], "most": LONGEST_ID}
        )
    title = title or text.split("\n", 1)[0].strip() or source_id
    if len(title) > LONGEST_TITLE:
        title = title[: LONGEST_TITLE - 1] + "…"
    return Resource(
        source_id=source_id, title=title, description=text, kind=Resource.Kind.ARTICLE,
        language=row["language"], audience=audience,
    )  # fmt: skip
