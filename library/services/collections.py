"""Collections: what curators put together, what a reader keeps of one, and which circle was given one."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from cop.core.access import Refused
from library.models import CollectionIndexPage, CollectionPage, CollectionShare, Principle, Progress
from library.models.stages import identities, stages_of
from library.permissions import check_gives, check_publish
from library.reading import ticked_now
from library.services.publishing import publish
from members.models import Sector
from members.permissions import check_member, is_facilitator, is_moderator


@transaction.atomic
def create_collection(
    *, actor, slug, title, language, summary, stages, principles=(), sectors=(), translation_of=None
):
    """A published collection; idempotent by slug and language. `stages`: title, lead and `things`: pairs of a kind (guide,
    resource, conversation) and {that kind: its row or, of a conversation, its key, "note": words}; of the collection in
    another language (`translation_of`) things keep their identities, in the same order."""
    check_publish(actor)
    locale = Locale.objects.get(language_code=language)
    index = CollectionIndexPage.objects.get(locale=locale)
    page = CollectionPage.objects.child_of(index).filter(slug=slug).first()
    if page is not None:
        return page
    page = CollectionPage(title=title, slug=slug, summary=summary, locale=locale, owner=actor)
    page.stages = [("stage", {"lead": "", **stage}) for stage in stages]
    if translation_of is not None:
        translation_of = CollectionPage.objects.get(pk=translation_of.pk)  # as stored, with its identities
        page.translation_key = translation_of.translation_key
        for mine, theirs in zip(page.stages, translation_of.stages, strict=True):
            mine.id = theirs.id
            for thing, same in zip(mine.value["things"], theirs.value["things"], strict=True):
                thing.id = same.id
    index.add_child(instance=page)
    page.principles.set(Principle.objects.filter(slug__in=principles))
    page.sectors.set(Sector.objects.filter(slug__in=sectors))
    return publish(page, actor)


@transaction.atomic
def tick_collection(*, actor, collection, shown, ticked):
    """Keep which of the `shown` things a member is done with; what was not shown stays as it was, what the collection has
    no more goes. Nobody else sees it."""
    check_member(actor)
    collection = CollectionPage.objects.visible_to(actor).get(pk=collection.pk)
    Progress.objects.get_or_create(member=actor, key=collection.translation_key)
    own = Progress.objects.select_for_update(of=("self",)).get(member=actor, key=collection.translation_key)
    own.done = ticked_now(own.done, identities(collection), shown, ticked)
    stages = stages_of(collection, actor, frozenset(own.done))
    own.finished = not any(item.waits for stage in stages for item in stage.items)
    own.save(update_fields=["done", "finished", "updated_at"])
    return own


@transaction.atomic
def forget_progress(*, actor, collection):
    """Begin anew, or let it go."""
    check_member(actor)
    Progress.objects.filter(member=actor, key=collection.translation_key).delete()


@transaction.atomic
def share_collection(*, actor, collection, circle):
    """Give one's circle a collection that one may open; whoever may not open it there sees nothing of it. Twice is once."""
    check_gives(actor, circle)
    collection = CollectionPage.objects.visible_to(actor).get(pk=collection.pk)
    CollectionShare.objects.get_or_create(
        circle=circle, key=collection.translation_key, defaults={"by": actor}
    )


@transaction.atomic
def unshare_collection(*, actor, collection, circle):
    """Take it back: whoever gave it, who facilitates the circle, and moderators."""
    check_member(actor)
    rows = CollectionShare.objects.visible_to(actor).filter(circle=circle, key=collection.translation_key)
    row = rows.first()
    if row is None:
        return
    if not (row.by_id == actor.pk or is_facilitator(actor, circle) or is_moderator(actor)):
        raise Refused(_("Whoever gave it to the circle, or a facilitator, can take it back."))
    row.delete()
