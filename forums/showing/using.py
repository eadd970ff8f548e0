"""How colleagues used a resource, as readers see it: the newest first, nothing counted, nothing ranked."""

from dataclasses import dataclass, field

from django.db.models import Exists, Q
from django.urls import reverse

from forums.authors import Author, author_for, counted
from forums.desk import open_reasons, uses_waiting
from forums.models import ResourceUse
from forums.models.authored import State
from members.models import Flag
from members.permissions import MEMBERS

FEW = 5  # on the page of a resource


@dataclass
class Used:
    """`mine`: the viewer told it. `reasons`: open flags, for moderators."""

    use: ResourceUse
    author: Author
    mine: bool = False
    reasons: list[Flag] = field(default_factory=list)

    @property
    def hidden(self):
        return self.use.state in (State.HIDDEN, State.HELD)

    @property
    def taken_back(self):
        return self.use.state == State.REMOVED


def uses_of(resource, viewer):
    """Of one resource, as a sequence of which a part can be taken; each knows whether the viewer told one (`told`)."""
    uses = ResourceUse.objects.visible_to(viewer).filter(resource=resource.pk)
    own = ResourceUse.objects.filter(resource=resource.pk, author=viewer.pk).exclude(state=State.REMOVED)
    return Shown(uses.annotate(told=Exists(own)).newest(), viewer)


def url_of_use(use, viewer, a_page):
    """Where it stands for the viewer: on the page of its resource, or among all uses, of which `a_page` are on each page."""
    others = ResourceUse.objects.visible_to(viewer).filter(resource=use.resource_id)
    before = others.filter(
        Q(created_at__gt=use.created_at) | Q(created_at=use.created_at, pk__gt=use.pk)
    ).count()
    here = f"#used-{use.pk}"
    if before < FEW:
        return reverse("library:resource-detail", args=[use.resource_id]) + here
    page = before // a_page + 1
    query = f"?page={page}" if page > 1 else ""
    return reverse("forums:resource-uses", args=[use.resource_id]) + query + here


def lately(viewer):
    """Of all that the viewer may see."""
    return Shown(ResourceUse.objects.visible_to(viewer).select_related("resource").newest(), viewer)


def waiting(viewer):
    """What waits for a moderator, with what is open about it."""
    return Shown(uses_waiting().select_related("resource"), viewer, with_reasons=True)


class Shown:
    """Rows as readers see them, asked for when a part is taken, as a Paginator does."""

    def __init__(self, rows, viewer, with_reasons=False):
        self.rows, self.viewer, self.with_reasons = rows, viewer, with_reasons

    def count(self):
        return self.rows.count()

    def __getitem__(self, part):
        return shown(list(self.rows.select_related("author")[part]), self.viewer, self.with_reasons)


def shown(rows, viewer, with_reasons=False):
    with counted({MEMBERS}):
        found = [Used(use, author_for(use, MEMBERS), use.author_id == viewer.pk) for use in rows]
    if found and with_reasons:
        reasons = open_reasons(ResourceUse, [one.use.pk for one in found])
        for one in found:
            one.reasons = reasons.get(one.use.pk, [])
    return found
