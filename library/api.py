"""The principles, for programs. What they point at is found by search."""

from django.http import HttpRequest
from ninja import Router, Schema

from library.models import Principle

router = Router(tags=["library"])


class PrincipleOut(Schema):
    """`name` and `url` (a path) are those of its page in the language asked for, else in another."""

    slug: str
    name: str
    url: str


@router.get(
    "/principles", response=list[PrincipleOut], summary="The principles of the community, in their order"
)
def principles(request: HttpRequest) -> list[Principle]:
    return list(Principle.objects.all())
