"""What follows the facts of the rooms below: the entries of what changed are made again."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from cop.core.events import durable
from forums import events as forums
from forums.models import Forum, ResourceUse
from library import events as library
from library.models import CollectionPage, GuidePage
from members.events import CircleMembershipChanged, MemberRenamed
from members.models import User
from search.services.rebuilding import slices
from search.tasks import BATCH, NAMED, index_forum, index_named, index_posts, index_rows, index_thread, named


@durable(forums.ThreadStarted, forums.ThreadChanged)
def follow_thread(event):
    index_thread.enqueue(thread_id=event.thread_id)


@durable(forums.ThreadAccessChanged)
def follow_access(event):
    """Who may read a thread may find its posts."""
    index_rows.enqueue(owner="thread", ids=[event.thread_id])
    index_posts.enqueue(thread_id=event.thread_id)


@durable(forums.PostsMoved)
def follow_moved_posts(event):
    """Their thread, its title and its readers are others now."""
    index_rows.enqueue(owner="thread", ids=[event.source_id, event.target_id])
    index_posts.enqueue(thread_id=event.target_id)


@durable(CircleMembershipChanged)
def follow_circle(event):
    """With its members changes whether one of a sector can hide in a circle."""
    for forum_id in Forum.objects.filter(circle=event.circle_id).values_list("pk", flat=True):
        index_forum.enqueue(forum_id=forum_id)


@durable(MemberRenamed)
def follow_name(event):
    for owner in NAMED:
        index_named.enqueue(owner=owner, member_id=event.member_id)


@receiver(pre_delete, sender=User, dispatch_uid="search.erased")
def follow_erasure(sender, instance, **kwargs):
    """Whoever is erased has no name any more; afterwards nobody knows what was theirs."""
    for owner in NAMED:
        for ids in slices(named(owner, instance.pk), BATCH):
            index_rows.enqueue(owner=owner, ids=ids)


@durable(forums.PostCreated, forums.PostChanged)
def follow_post(event):
    index_rows.enqueue(owner="post", ids=[event.post_id])


@durable(forums.PostChanged)
def follow_opening(event):
    """The opening's words are the thread's."""
    index_rows.enqueue(owner="thread", ids=[event.thread_id])


@durable(library.GuideChanged)
def follow_guide(event):
    """Its translations say what it is called. Of one that is gone nobody knows any more which those were."""
    page = GuidePage.objects.filter(pk=event.page_id).first()
    same = GuidePage.objects.filter(translation_key=page.translation_key) if page else GuidePage.objects.all()
    ids = same.exclude(pk=event.page_id).order_by("pk").values_list("pk", flat=True)
    index_rows.enqueue(owner="guide", ids=[event.page_id, *ids])


@durable(library.CollectionChanged)
def follow_collection(event):
    """Its translations say what it is called. Of one that is gone nobody knows any more which those were."""
    page = CollectionPage.objects.filter(pk=event.page_id).first()
    same = CollectionPage.objects.all()
    same = same.filter(translation_key=page.translation_key) if page else same
    ids = same.exclude(pk=event.page_id).order_by("pk").values_list("pk", flat=True)
    index_rows.enqueue(owner="collection", ids=[event.page_id, *ids])


@durable(library.ResourceChanged)
def follow_resource(event):
    index_rows.enqueue(owner="resource", ids=[event.resource_id])
    uses = ResourceUse.objects.filter(resource=event.resource_id).order_by("pk").values_list("pk", flat=True)
    index_rows.enqueue(owner="use", ids=list(uses))


@durable(forums.UseChanged)
def follow_use(event):
    index_rows.enqueue(owner="use", ids=[event.use_id])


@durable(library.PrincipleChanged)
def follow_principle(event):
    index_rows.enqueue(owner="principle", ids=list(event.page_ids))
