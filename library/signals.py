"""The bridge from signals to our events, whatever door a change came through.

Wagtail publishes, moves and deletes without our services. A signal is a hint and the row is the truth, so one too
many does no harm; `emit` opens a transaction where Wagtail opened none.
"""

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_approved,
    task_cancelled,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from cop.core.events import emit
from library.events import (
    CollectionChanged,
    DocumentChanged,
    DraftJudged,
    DraftWaits,
    DraftWentOn,
    GuideChanged,
    PrincipleChanged,
    ResourceChanged,
)
from library.models import (
    CollectionPage,
    FrontPage,
    GuidePage,
    PracticeDocument,
    Principle,
    PrinciplePage,
    Resource,
    known_indexes,
)
from library.models.fronts import known_fronts
from library.models.principles import known_principles, words_by_principle
from library.models.tree import LEAVES
from library.navigation import collections_of_language


def connect():
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed, dispatch_uid=f"library.page_changed.{id(signal)}")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(tree_changed, dispatch_uid=f"library.tree_changed.{id(signal)}")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="library.restriction")
        signal.connect(
            collection_changed, sender=CollectionViewRestriction, dispatch_uid="library.collection"
        )
        signal.connect(resource_changed, sender=Resource, dispatch_uid="library.resource")
        signal.connect(principle_changed, sender=Principle, dispatch_uid="library.principle")
        for model in (Principle, PrinciplePage, FrontPage, *LEAVES):
            signal.connect(words_changed, sender=model, dispatch_uid=f"library.words.{model.__name__}")
    post_save.connect(files_moved, sender=Collection, dispatch_uid="library.files_moved")
    post_save.connect(document_changed, sender=PracticeDocument, dispatch_uid="library.document")
    pre_delete.connect(principle_stays, sender=Principle, dispatch_uid="library.principle_stays")
    for model in (GuidePage, PrinciplePage, CollectionPage):
        post_delete.connect(page_deleted, sender=model, dispatch_uid=f"library.deleted.{model.__name__}")
    for field in (Resource.principles, Resource.sectors):
        m2m_changed.connect(
            resource_sorted, sender=field.through, dispatch_uid=f"library.sorted.{field.field.name}"
        )
    m2m_changed.connect(
        restriction_groups_changed, sender=PageViewRestriction.groups.through, dispatch_uid="library.groups"
    )
    task_submitted.connect(draft_waits, dispatch_uid="library.draft_waits")
    for signal in (task_approved, task_rejected, task_cancelled):
        signal.connect(draft_went_on, dispatch_uid=f"library.draft_went_on.{id(signal)}")
    for signal in (workflow_approved, workflow_rejected, workflow_cancelled):
        signal.connect(draft_judged, dispatch_uid=f"library.draft_judged.{id(signal)}")


def draft_waits(sender, instance, **kwargs):
    emit(DraftWaits(instance.pk))


def draft_went_on(sender, instance, **kwargs):
    emit(DraftWentOn(instance.pk))


def draft_judged(sender, instance, **kwargs):
    emit(DraftJudged(instance.current_task_state_id))


def words_changed(**kwargs):
    known_principles.forget()
    words_by_principle.forget()
    known_indexes.forget()
    known_fronts.forget()
    collections_of_language.forget()


def page_changed(sender, instance, **kwargs):
    if isinstance(instance, GuidePage):
        emit(GuideChanged(instance.pk))
    elif isinstance(instance, CollectionPage):
        emit(CollectionChanged(instance.pk))
    elif isinstance(instance, PrinciplePage):
        emit(PrincipleChanged(instance.principle_id, (instance.pk,)))


def tree_changed(sender, instance, **kwargs):
    """Addresses below a page changed with it."""
    words_changed()
    changed_below(instance)


def restriction_changed(sender, instance, **kwargs):
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:  # it may be going with its page
        changed_below(page)


def restriction_groups_changed(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, PageViewRestriction):
        changed_below(instance.page)


@transaction.atomic
def changed_below(page):
    """A page or what stands above others changed: state it for every page of ours from there on down."""
    for model, changed in ((GuidePage, GuideChanged), (CollectionPage, CollectionChanged)):
        for pk in model.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True):
            emit(changed(pk))
    pages = PrinciplePage.objects.descendant_of(page, inclusive=True)
    for principle_id, pk in pages.values_list("principle_id", "pk"):
        emit(PrincipleChanged(principle_id, (pk,)))


def page_deleted(sender, instance, **kwargs):
    page_changed(sender, instance)


def resource_changed(sender, instance, **kwargs):
    if not kwargs.get("raw"):
        emit(ResourceChanged(instance.pk))


def resource_sorted(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, Resource):
        emit(ResourceChanged(instance.pk))


@transaction.atomic
def document_changed(sender, instance, **kwargs):
    """Its file may be another, or be open to others: so did what offers it."""
    if not kwargs.get("raw"):
        emit(DocumentChanged(instance.pk))
        changed_with([instance.pk])


def principle_stays(sender, instance, **kwargs):
    """Whatever door somebody would remove it by, a principle that is used stays."""
    if uses := instance.uses():
        raise ProtectedError("This principle is used.", {name for name, _number in uses})


def principle_changed(sender, instance, **kwargs):
    if not kwargs.get("raw"):
        pages = PrinciplePage.objects.filter(principle=instance.pk).values_list("pk", flat=True)
        emit(PrincipleChanged(instance.pk, tuple(pages)))


def collection_changed(sender, instance, **kwargs):
    collection = Collection.objects.filter(pk=instance.collection_id).first()
    if collection is not None:
        changed_in(collection)


def files_moved(sender, instance, **kwargs):
    """Wagtail saves a collection, then moves it; both in one transaction, so that what follows sees where it stands."""
    if not kwargs.get("raw"):
        changed_in(instance)


def changed_with(document_ids):
    """These files are others, or open to others: so is what offers them."""
    _changed(Resource.objects.filter(document__in=document_ids))


def changed_in(collection):
    """The same of files in a collection and below."""
    _changed(Resource.objects.filter(document__collection__path__startswith=collection.path))


@transaction.atomic
def _changed(resources):
    for pk in resources.values_list("pk", flat=True):
        emit(ResourceChanged(pk))
