"""Joining two conversations that are one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums import permissions
from forums.events import PostsMoved
from forums.meetings import is_round
from forums.models import Joining, Post, ReadPosition, Thread, ThreadEvent, ThreadSeat
from forums.models.authored import State
from forums.services.arranging import check_readers
from forums.services.drafts import carry_drafts
from forums.services.regrouping import BATCH, carry_follows, carry_reading, recount
from forums.services.sequence import APART, locked_pair, raise_access, record
from members.services import audit


@transaction.atomic
def merge_threads(*, actor, source, target, wider=False, reason=""):
    """Append all of `source` to `target`, in the order in which it was said; the old address leads there. For 30 days
    that can be undone (forums.services.parting).

    Posts keep their authors, days, reactions and addresses. Those who were anonymous in `source` get numbers of their
    own in `target`, also who speaks in both: nobody sees that two names are one person, nor takes two people for one.
    """
    permissions.check_moderate(actor)
    if source.pk == target.pk:
        raise ValidationError({"target": _("Choose another conversation.")})
    source, target = locked_pair(actor, source, target)
    check_joinable(source, target)
    check_readers_of_both(source, target, wider)
    places, aliases = target.last_position, target.alias_count
    kept = what_to_put_back(source, target)
    carry_reading_on(source, target)
    kept["follows"] = carry_follows(source, target)
    carry_drafts(source, target)
    Joining.objects.update_or_create(
        source=source,
        defaults={
            "target": target,
            "at": timezone.now(),
            "places": places,
            "last": source.last_position,
            "aliases": aliases,
            "audience": source.audience,
            "kept": kept,
        },
    )
    source.posts.filter(kind=Post.Kind.OPENING).update(opened_as=source.title)
    source.posts.filter(kind__in=APART).update(kind=Post.Kind.REPLY)
    source.posts.update(thread=target, position=F("position") + places, alias=F("alias") + aliases)
    target.last_position = places + source.last_position
    target.alias_count = aliases + source.alias_count
    target.never_public = target.never_public or source.never_public
    target.distilled = target.distilled or source.distilled
    target.save(update_fields=["last_position", "alias_count", "never_public", "distilled"])
    close(source, target)
    recount(target)
    record(target, ThreadEvent.Kind.ARRANGED)
    emit(PostsMoved(source.pk, target.pk))
    audit(actor=actor, verb="merge-threads", target=source, reason=reason, into=target.pk)
    return target


def check_joinable(source, target):
    if source.state != State.VISIBLE or target.state != State.VISIBLE:
        raise ValidationError(_("Decide first whether both conversations are shown."))
    if source.kind == Thread.Kind.REFLECTION:
        raise ValidationError(
            {"target": _("A reflection keeps its place. Join the other conversation to it instead.")}
        )
    if is_round(source):
        raise ValidationError(
            {"target": _("A case round keeps its place. Join the other conversation to it instead.")}
        )
    if source.starts_at and source.starts_at > timezone.now():
        raise ValidationError(
            {"target": _("A meeting is to come. Join the other conversation to this one instead.")}
        )


def check_readers_of_both(source, target, wider):
    try:
        check_readers(source, source.audience, target.audience, wider)
    except ValidationError as error:
        found = error.message_dict
        raise ValidationError(
            {"target" if name == "forum" else name: found[name] for name in found}
        ) from error


def carry_reading_on(source, target):
    """Who had read all of the target goes on where they were in the source. Who had read the source alone has the
    target before them."""
    read = dict(ReadPosition.objects.filter(thread=source).values_list("member", "position"))
    ends = ReadPosition.objects.filter(thread=target, position__gte=target.last_position)
    rows = [row for row in ends.iterator(BATCH) if row.member_id in read]
    for row in rows:
        row.position = target.last_position + read[row.member_id]
    ReadPosition.objects.bulk_update(rows, ["position"], batch_size=BATCH)
    carry_reading(source, target, lambda position: 0)


def what_to_put_back(source, target):
    """Keys of what joining changes beyond the places of posts, for whoever undoes it (forums.services.parting)."""
    own = source.posts.order_by("pk").values_list("pk", flat=True)
    return {
        "opening": own.get(kind=Post.Kind.OPENING),
        "takeaways": list(own.filter(kind=Post.Kind.TAKEAWAY)),
        "without_place": list(own.filter(position=None)),
        "answer": source.answer_id,
        "pinned_until": source.pinned_until and source.pinned_until.isoformat(),
        "joined_before": list(source.merged.order_by("pk").values_list("pk", flat=True)),
        "translations": list(source.translations.order_by("pk").values_list("pk", flat=True)),
        "never_public": target.never_public,
    }


def close(source, target):
    """Nothing is left of the source but its address. What had been joined to it before goes along."""
    Thread.objects.filter(merged_into=source).update(merged_into=target)
    ThreadSeat.objects.filter(thread=source).delete()
    Thread.objects.filter(translation_of=source).exclude(pk=target.pk).update(translation_of=target)
    Thread.objects.filter(translation_of=source).update(translation_of=None)
    record(source, ThreadEvent.Kind.MERGED)
    source.state, source.merged_into, source.reply_count = State.REMOVED, target, 0
    source.thanks_count, source.held_count, source.answer, source.pinned_until = 0, 0, None, None
    source.save(
        update_fields=[
            "state",
            "merged_into",
            "reply_count",
            "thanks_count",
            "held_count",
            "answer",
            "pinned_until",
        ]
    )
    raise_access(source)
