"""What colleagues of the demo told of resources."""

from forums.models import ResourceUse
from forums.services import using
from library.models import Resource


def tell(row, *, author, at):
    """Once: what somebody changed since stays."""
    if ResourceUse.objects.filter(source_id=row["id"]).exists():
        return
    using.tell(
        actor=author,
        resource=Resource.objects.get(source_id=row["resource"]),
        words=row["words"],
        setting=row["setting"],
        anonymous=row.get("anonymous", False),
        language=row["language"],
        source_id=row["id"],
        at=at,
    )
